"""The two files of a kept run, in a folder that anyone may write to: read trusting nothing."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from cnn.errors import VisitorError
from cnn.network import Network
from cnn.network.file_checks import MAX_FILE_BYTES
from cnn.runs.history import MAX_HISTORY_BYTES, History, read_history
from cnn.runs.run_name import clean_name

NETWORK_FILE = "network.safetensors"
HISTORY_FILE = "history.json"


class Signature(NamedTuple):
    """Changes when a file is replaced."""

    inode: int
    size: int
    modified: int


def signature(path: Path) -> Signature:
    """A regular file's.

    Raises:
        OSError: it is not there, or is a link, a folder or the like.
    """
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise FileNotFoundError(path)
    return Signature(status.st_ino, status.st_size, status.st_mtime_ns)


def stored_history(folder: Path) -> History | None:
    """A run's history, its name cleaned and its date not in the future; None where damaged."""
    try:
        history = read_history(_read_file(folder / HISTORY_FILE, MAX_HISTORY_BYTES))
    except (OSError, VisitorError):
        return None
    # A date to come would keep a run first for ever.
    made = min(history.made, time.time())
    return replace(history, name=clean_name(history.name) or "run", made=made)


def stored_network(folder: Path) -> Network | None:
    """A run's network; None where damaged."""
    try:
        return Network.from_bytes(_read_file(folder / NETWORK_FILE, MAX_FILE_BYTES))
    except (OSError, VisitorError):
        return None


def _read_file(path: Path, most: int) -> bytes:
    """A regular file's content; neither a link is followed nor a pipe waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise FileNotFoundError(path)
        return file.read(most + 1)
