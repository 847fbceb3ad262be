"""The host's passphrase: whoever knows it may rename and delete every kept run."""

from __future__ import annotations

import hmac
import threading
import time
from collections import deque

from cnn.errors import RunStoreError

MAX_LENGTH = 200
# For all visitors together: a new visit costs nothing, so a bound for each would be none.
MAX_WRONG = 20
WINDOW_SECONDS = 600.0

WRONG = "That is not the host's passphrase."
TOO_OFTEN = "The passphrase was tried too often on this host. Try again in ten minutes."


class Passphrase:
    """A passphrase that may be tried wrongly 20 times in ten minutes, by all visitors together."""

    def __init__(self, passphrase: str) -> None:
        self._expected = passphrase.encode()
        self._lock = threading.Lock()
        self._wrong: deque[float] = deque()

    def check(self, guess: str) -> None:
        """Pass over a right guess.

        Raises:
            RunStoreError: it is wrong or too long, or there were too many wrong ones.
        """
        with self._lock:
            now = time.monotonic()
            while self._wrong and now - self._wrong[0] > WINDOW_SECONDS:
                self._wrong.popleft()
            if len(self._wrong) >= MAX_WRONG:
                raise RunStoreError(TOO_OFTEN)
            if len(guess) > MAX_LENGTH or not hmac.compare_digest(guess.encode(), self._expected):
                self._wrong.append(now)
                raise RunStoreError(WRONG)
