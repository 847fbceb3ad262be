"""This server's folder of runs in the machine's temporary folder, and those of servers now gone.

A server holds a lock on a file of its folder for as long as it lives, however it ends: a folder
whose lock can be taken belongs to nobody any more and is removed when a server starts.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there a file that is open cannot be removed, which is a lock, too.
    fcntl = None  # type: ignore[assignment]

PREFIX = "convoscope-"
# As `tempfile.mkdtemp` makes them: other folders whose names begin alike are not ours.
_SERVERS_FOLDER = re.compile(PREFIX + r"[a-z0-9_]{8}")
_JOBS_FOLDER = re.compile(r"tmp[a-z0-9_]{8}")
LOCK_FILE = "server.lock"
# Folders from before there was a lock, and those whose server is just making it.
UNLOCKED_SECONDS = 86_400.0

_lock = threading.Lock()
_folder: Path | None = None
_held: int | None = None
_is_swept = False


def own_folder() -> Path:
    """This server's folder, private to it; made at the first call, and anew if it vanishes.

    Raises:
        OSError: it cannot be made.
    """
    global _folder, _held
    sweep_once()
    with _lock:
        if _folder is None or not _folder.is_dir():
            _release()
            _folder, _held = _make()
        return _folder


def remove_own_folder() -> None:
    """Remove this server's folder, as it ends."""
    global _folder  # noqa: PLW0603
    with _lock:
        _release()
        if _folder is not None:
            shutil.rmtree(_folder, ignore_errors=True)
            _folder = None


def sweep_once() -> None:
    """Remove the folders of servers that are gone, at the first call in this process."""
    global _is_swept  # noqa: PLW0603
    with _lock:
        if _is_swept:
            return
        _is_swept = True
    sweep(Path(tempfile.gettempdir()))


def sweep(temporary: Path) -> None:
    """Remove every folder in `temporary` whose server, of this user, has ended."""
    for folder in _servers_folders(temporary):
        _remove_if_abandoned(folder)


def remove_after_server(folder: Path) -> None:
    """Remove a folder, by one who has outlived its server; any other folder stays."""
    if folder in _servers_folders(folder.parent):
        _remove_if_abandoned(folder)


def _remove_if_abandoned(folder: Path) -> None:
    with contextlib.suppress(OSError), _taken(folder):
        shutil.rmtree(folder, ignore_errors=True)


def _servers_folders(temporary: Path) -> list[Path]:
    """Ours only: anyone may put a folder or a link of such a name into a shared folder."""
    found: list[Path] = []
    with contextlib.suppress(OSError), os.scandir(temporary) as entries:
        for entry in entries:
            if not _SERVERS_FOLDER.fullmatch(entry.name):
                continue
            with contextlib.suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                is_ours = not hasattr(os, "getuid") or status.st_uid == os.getuid()
                if is_ours and stat.S_ISDIR(status.st_mode):
                    found.append(Path(entry.path))
    return found


@contextlib.contextmanager
def _taken(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; OSError where its server lives."""
    try:
        handle = _open_lock(folder, os.O_RDWR)
    except FileNotFoundError:
        if time.time() - folder.lstat().st_mtime < UNLOCKED_SECONDS or not _has_only_jobs(folder):
            raise
        yield
        return
    if fcntl is None:
        os.close(handle)
        os.unlink(folder / LOCK_FILE)
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _has_only_jobs(folder: Path) -> bool:
    return all(_JOBS_FOLDER.fullmatch(name) for name in os.listdir(folder))


def _make() -> tuple[Path, int]:
    """A new folder and the lock that is held on it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        handle = _open_lock(folder, os.O_RDWR | os.O_CREAT)
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        # Another server may have swept it between its making and its locking.
        if (folder / LOCK_FILE).exists():
            return folder, handle
        os.close(handle)


def _open_lock(folder: Path, flags: int) -> int:
    return os.open(folder / LOCK_FILE, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _release() -> None:
    global _held  # noqa: PLW0603
    if _held is not None:
        os.close(_held)
        _held = None
