"""Uploaded files that no page has read: how many are held, of one visitor and of all together.

A page reads a file as soon as it has come, and gives it back. What is held for longer came from a
browser that sends files and never says so, or from a visitor who has gone meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pages.parts.streamlit_internals import UploadKey, UploadRefusedError, bound_uploads

# There are three places to give a file on a page, each for one.
MOST_FILES = 3
# As much as ten of the largest pictures.
MOST_BYTES = 150_000_000
# Within which a file is read, however many come at once.
SECONDS_TO_BE_READ = 30.0
FULL = "Too many files are on their way to this server. Try again in half a minute."


@dataclass
class UnreadUploads:
    """Which files go when there is no room for another.

    Attributes:
        most_files: of one visitor; with another one the oldest goes.
        most_bytes: of all visitors together; those go that were not read in time.
        now: gives the time in seconds.
    """

    most_files: int = MOST_FILES
    most_bytes: int = MOST_BYTES
    now: Callable[[], float] = time.monotonic
    _came: dict[UploadKey, float] = field(default_factory=dict)

    def make_room(self, held: Mapping[UploadKey, int], new: UploadKey, size: int) -> set[UploadKey]:
        """Choose what goes for a new file.

        Args:
            held: the bytes of each file that is held.
            new: the file that comes; one of the same key makes room for it anyway.
            size: its bytes.

        Raises:
            UploadRefusedError: all the others may still be read.
        """
        now = self.now()
        # In the order in which they came.
        self._came = {key: came for key, came in self._came.items() if key in held}
        self._came |= {key: now for key in held if key not in self._came}
        self._came.pop(new, None)
        own = [key for key in self._came if key.session == new.session]
        gone = set(own[: max(len(own) - self.most_files + 1, 0)])
        too_much = size - self.most_bytes
        too_much += sum(held[key] for key in self._came if key not in gone)
        for key, came in self._came.items():
            if too_much > 0 and key not in gone and now - came > SECONDS_TO_BE_READ:
                gone.add(key)
                too_much -= held[key]
        if too_much > 0:
            raise UploadRefusedError(FULL)
        self._came[new] = now
        return gone


def bound_unread_uploads() -> None:
    """Bound them, from the first run of the server on."""
    bound_uploads(UnreadUploads().make_room)
