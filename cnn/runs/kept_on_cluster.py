"""Runs on a cluster that outlive their web server: their folders lie where runs are kept.

Beside a job's files stand a record of what only the web process knew, and a lock that the server
holds which looks after the run. When that server is gone, however it went, the next one that looks,
the same started again or another that shares the folder, takes the run over.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cnn.atomic_write import write_atomically
from cnn.runs.limits import cluster_address
from cnn.runs.ownership import is_owner
from cnn.runs.run_name import clean_name

try:
    import fcntl
except ImportError:  # Windows: there no server takes over another's runs.
    fcntl = None  # type: ignore[assignment]

RECORD_FILE = "record.json"
LOCK_FILE = "server.lock"
MOST_KEPT = 200
# Folders that nobody has taken over for so long.
FORGOTTEN_SECONDS = 86_400.0
_FOLDER = ".on-cluster"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")

# The locks that this process holds, which end with it.
_locks: dict[Path, int] = {}


@dataclass(frozen=True)
class Record:
    """What a job's other files do not tell."""

    token: str
    name: str
    owner: str
    made: float


def home() -> Path | None:
    """Where such folders lie; None where runs are not kept, or do not train on a cluster."""
    setting = os.environ.get("CONVOSCOPE_RUNS", "").strip()
    is_kept = setting and setting.lower() != "off"
    if not is_kept or not cluster_address() or fcntl is None:
        return None
    return Path(setting).expanduser().absolute() / _FOLDER


def new_root(home: Path) -> Path:
    """The folder for the folders of jobs.

    Raises:
        OSError: it cannot be made.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def keep(folder: Path, record: Record) -> None:
    """From now on the run of this folder outlives its server.

    Raises:
        OSError: the disk is full.
    """
    _take_lock(folder)
    write_atomically(folder / RECORD_FILE, json.dumps(asdict(record)).encode())


def is_kept(folder: Path) -> bool:
    """Whether another server may take the run of this folder over."""
    return (folder / RECORD_FILE).is_file()


def forget(folder: Path) -> None:
    """Nobody may take the run of this folder over: it is being removed, or goes on elsewhere."""
    with contextlib.suppress(OSError):
        # Before the lock, which another server takes as soon as it can.
        (folder / RECORD_FILE).unlink(missing_ok=True)
    let_go(folder)


def let_go(folder: Path) -> None:
    """Hold its lock no longer: it is left to another server."""
    handle = _locks.pop(folder, None)
    if handle is not None:
        os.close(handle)


def abandoned() -> Iterator[tuple[Path, Record]]:
    """The runs whose servers are gone, each with its lock taken; what is too old is removed."""
    root = home()
    if root is None:
        return
    try:
        folders = sorted(root.iterdir())[:MOST_KEPT]
    except OSError:
        return
    for folder in folders:
        if folder in _locks or not folder.is_dir() or folder.is_symlink():
            continue
        with contextlib.suppress(OSError):
            is_old = time.time() - folder.stat().st_mtime > FORGOTTEN_SECONDS
            # One without a record is just being made: its server is about to take its lock.
            if not (is_kept(folder) or is_old) or not _take_lock(folder):
                continue
            record = _record(folder)
            if record is not None:
                yield folder, record
                continue
            let_go(folder)
            if is_old:
                shutil.rmtree(folder, ignore_errors=True)


def _take_lock(folder: Path) -> bool:
    """Whether the folder is this server's now."""
    handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return False
    _locks[folder] = handle
    return True


def _record(folder: Path) -> Record | None:
    try:
        found = Record(**json.loads((folder / RECORD_FILE).read_bytes()))
        is_sound = (
            _TOKEN.fullmatch(found.token)
            and is_owner(found.owner)
            and isinstance(found.name, str)
            and isinstance(found.made, float)
            and math.isfinite(found.made)
        )
    except (OSError, ValueError, TypeError):
        return None
    if not is_sound:
        return None
    made = min(found.made, time.time())
    return replace(found, name=clean_name(found.name) or "run", made=made)
