"""A file from the internet, whole and within a time, or a reason why not."""

from __future__ import annotations

import http.client
import threading
import time
import urllib.request
from concurrent.futures import Future, wait

# A transfer goes on while the next so many bytes come within so many seconds.
PATIENCE_SECONDS = 10.0
LEAST_BYTES = 100_000
MAX_SECONDS = 300.0
_LOOK_SECONDS = 0.5
_PIECE_BYTES = 1 << 16


class DownloadError(Exception):
    """The file could not be had: no connection, a refusal, or it broke off."""


class TooSlowError(DownloadError):
    """The server stands still, or sends so little that waiting for the rest is no use."""


class WebPageError(DownloadError):
    """A page of HTML came in the file's place, as networks send that first want a login."""


def download(url: str, most_bytes: int) -> bytes:
    """A file's bytes; of a file that is larger, one byte more than the most.

    It is given up where `PATIENCE_SECONDS` bring less than `LEAST_BYTES`, and after `MAX_SECONDS`.

    Raises:
        DownloadError: the file could not be had; its kinds say why.
    """
    transfer = _Transfer(url, most_bytes)
    # A socket's timeout is for each read alone, and for neither the search for the server's
    # address nor a header that drips. So this thread keeps the time, and leaves that one behind.
    threading.Thread(target=transfer.run, name="download", daemon=True).start()
    began = moved_on = time.monotonic()
    wanted = LEAST_BYTES
    while not wait([transfer.data], _LOOK_SECONDS).done:
        now = time.monotonic()
        if transfer.received >= wanted:
            wanted, moved_on = transfer.received + LEAST_BYTES, now
        if now - moved_on > PATIENCE_SECONDS or now - began > MAX_SECONDS:
            transfer.is_given_up = True
            raise TooSlowError(f"{transfer.received} bytes in {now - began:.0f} seconds")
    try:
        return transfer.data.result()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DownloadError(str(error)) from error


class _Transfer:
    """What the thread that reads shares with the one that waits.

    Attributes:
        data: the file, once it is all there, or why it is not.
        received: bytes until now.
        is_given_up: whether nobody waits for it any more.
    """

    def __init__(self, url: str, most_bytes: int) -> None:
        self.data: Future[bytes] = Future()
        self.received = 0
        self.is_given_up = False
        self._url = url
        self._most_bytes = most_bytes

    def run(self) -> None:
        try:
            self.data.set_result(self._read())
        except Exception as error:  # raised again in the thread that waits
            self.data.set_exception(error)

    def _read(self) -> bytes:
        data = bytearray()
        # Longer than anyone waits: it only lets this thread end.
        with urllib.request.urlopen(self._url, timeout=3 * PATIENCE_SECONDS) as response:
            if response.headers.get_content_type() == "text/html":
                raise WebPageError(response.url)
            expected = response.headers.get("Content-Length", "")
            while len(data) <= self._most_bytes and not self.is_given_up:
                piece = response.read1(_PIECE_BYTES)
                if not piece:
                    break
                data += piece
                self.received = len(data)
        if len(data) <= self._most_bytes and expected.isdecimal() and len(data) < int(expected):
            raise DownloadError(f"it broke off after {len(data)} of {expected} bytes")
        return bytes(data[: self._most_bytes + 1])
