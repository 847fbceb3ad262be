"""Whole files: an old one stays until the new one is complete."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time
from pathlib import Path

# What is unfinished after so long was left by a process that was killed as it wrote.
UNFINISHED_SECONDS = 3600.0


def write_atomically(path: Path, data: bytes, durable: bool = True) -> None:
    """Write a whole file beside the old one, then put it in its place; the folder must exist.

    What processes that were killed have left beside it goes, an hour later.

    Args:
        durable: whether to wait until the disk has it, so that it outlives a loss of power.

    Raises:
        OSError: the disk is full or the folder cannot be written; the old file is untouched.
    """
    _remove_unfinished(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _remove_unfinished(path: Path) -> None:
    """Only what is named as `tempfile` names it: another file may begin alike."""
    unfinished = re.compile(rf"\.{re.escape(path.name)}\.[a-z0-9_]{{8}}")
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            if unfinished.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    if (
                        time.time() - entry.stat(follow_symlinks=False).st_mtime
                        > UNFINISHED_SECONDS
                    ):
                        os.unlink(entry.path)
