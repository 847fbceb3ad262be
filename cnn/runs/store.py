"""Finished runs, kept in a folder: one folder each, named by its token.

The folder may be shared, by several sessions and by several servers. A run appears and goes as a
whole, its files are replaced atomically, and what in the folder is no whole run is passed over.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cnn.atomic_write import write_atomically
from cnn.errors import RunStoreError, VisitorError
from cnn.network import Network
from cnn.network.file_checks import MAX_FILE_BYTES
from cnn.runs.history import MAX_HISTORY_BYTES, history_bytes, read_history
from cnn.runs.job_folder import is_disk_full
from cnn.runs.progress import Progress
from cnn.runs.run_name import clean_name

MAX_RUNS = 50
MAX_BYTES = 100_000_000
# More entries than that are not looked at, whoever put them there.
MAX_ENTRIES = 200
NETWORK_FILE = "network.safetensors"
HISTORY_FILE = "history.json"
# Half-made and half-removed runs; the dot keeps them from being read as runs.
_UNFINISHED = ".convoscope-"
_UNFINISHED_SECONDS = 3600.0
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")

_GONE = "This run is no longer there: it was deleted, or newer runs have taken its place."
_NAMELESS = "Give the run a name of letters and digits."
_DISK_FULL = (
    "The host's disk is full, so the run was not kept. Download what you want to keep; this "
    "visit still has it."
)


@dataclass(frozen=True, eq=False)
class Run:
    """A finished training run.

    Attributes:
        token: names it; 8 to 64 letters, digits, hyphens and underscores.
        name: what its visitor calls it.
        network: what came of it, with its recipe in the provenance.
        progress: how it went.
        made: when it was saved, in seconds since 1970.
    """

    token: str
    name: str
    network: Network
    progress: Progress
    made: float


class _Signature(NamedTuple):
    """Changes when a file is replaced."""

    inode: int
    size: int
    modified: int


class RunStore:
    """The runs in a folder; the same store may be used by several threads.

    Args:
        folder: need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        # Networks are read-only, and reading them again at every rerun would take too long.
        self._read: dict[str, tuple[tuple[_Signature, _Signature], Run | None]] = {}

    def runs(self) -> tuple[Run, ...]:
        """Every run that is whole, newest first; at most 50."""
        with self._lock:
            return tuple(self._runs()[:MAX_RUNS])

    def save(self, run: Run) -> None:
        """Keep a run; past 50 runs or 100 MB the oldest are removed.

        Args:
            run: its name is cleaned. A run of the same token is replaced.

        Raises:
            RunStoreError: the disk is full or the folder cannot be written.
            ValueError: the token is malformed.
        """
        if not _TOKEN.fullmatch(run.token):
            raise ValueError("a token is 8 to 64 letters, digits, hyphens and underscores")
        name = clean_name(run.name) or "run"
        files = {
            NETWORK_FILE: run.network.to_bytes(),
            HISTORY_FILE: history_bytes(name, run.made, run.progress),
        }
        with self._lock:
            try:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._put(self.folder / run.token, files)
            except OSError as error:
                raise RunStoreError(_why_not_kept(error)) from error
            self._make_room()

    def rename(self, token: str, name: str) -> None:
        """Give a run another name.

        Args:
            token: from anyone.
            name: from anyone; it is cleaned.

        Raises:
            RunStoreError: there is no such run, no name is left of it, or the folder cannot be
                written.
        """
        name = clean_name(name)
        if not name:
            raise RunStoreError(_NAMELESS)
        with self._lock:
            run = self._run(token)
            if run is None:
                raise RunStoreError(_GONE)
            history = history_bytes(name, run.made, run.progress)
            try:
                write_atomically(self.folder / token / HISTORY_FILE, history)
            except FileNotFoundError as error:
                raise RunStoreError(_GONE) from error
            except OSError as error:
                raise RunStoreError(_why_not_kept(error)) from error

    def delete(self, token: str) -> None:
        """Remove a run; one that is gone already is left at that.

        Args:
            token: from anyone.

        Raises:
            RunStoreError: the folder cannot be written.
        """
        with self._lock:
            if self._run(token) is None:
                return
            try:
                self._remove(token)
            except OSError as error:
                raise RunStoreError(f"The run cannot be deleted: {error.strerror}.") from error

    def _runs(self) -> list[Run]:
        tokens = self._tokens()
        self._read = {token: self._read[token] for token in tokens if token in self._read}
        runs = [run for run in map(self._run, tokens) if run is not None]
        return sorted(runs, key=lambda run: (run.made, run.token), reverse=True)

    def _tokens(self) -> list[str]:
        tokens: list[str] = []
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                if _TOKEN.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                    tokens.append(entry.name)
                if len(tokens) == MAX_ENTRIES:
                    break
        return tokens

    def _run(self, token: str) -> Run | None:
        """A run as it is in the folder now, read only where it has changed; None if not whole."""
        if not _TOKEN.fullmatch(token):
            return None
        folder = self.folder / token
        try:
            if folder.is_symlink():
                return None
            signatures = _signature(folder / NETWORK_FILE), _signature(folder / HISTORY_FILE)
        except OSError:
            return None
        known = self._read.get(token)
        if known is None or known[0] != signatures:
            known = signatures, _read_run(folder)
            self._read[token] = known
        return known[1]

    def _put(self, place: Path, files: dict[str, bytes]) -> None:
        """Put a whole run in its place, or its files in those of the same run from before."""
        unfinished = self._unfinished()
        unfinished.mkdir(mode=0o700)
        try:
            for name, data in files.items():
                write_atomically(unfinished / name, data)
            if place.is_dir():
                for name in files:
                    os.replace(unfinished / name, place / name)
            else:
                unfinished.rename(place)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

    def _remove(self, token: str) -> None:
        """A run goes as a whole: renamed first, then removed."""
        unfinished = self._unfinished()
        with contextlib.suppress(FileNotFoundError):
            (self.folder / token).rename(unfinished)
        shutil.rmtree(unfinished, ignore_errors=True)
        self._read.pop(token, None)

    def _unfinished(self) -> Path:
        return self.folder / f"{_UNFINISHED}{secrets.token_hex(8)}"

    def _make_room(self) -> None:
        """Remove the oldest past the limits, and what a killed process left half done."""
        size = 0
        for number, run in enumerate(self._runs()):
            size += sum(signature.size for signature in self._read[run.token][0])
            if number >= MAX_RUNS or (number and size > MAX_BYTES):
                with contextlib.suppress(OSError):
                    self._remove(run.token)
        for left in self.folder.glob(f"{_UNFINISHED}*"):
            with contextlib.suppress(OSError):
                if time.time() - left.lstat().st_mtime > _UNFINISHED_SECONDS:
                    shutil.rmtree(left, ignore_errors=True)


def _read_run(folder: Path) -> Run | None:
    try:
        name, made, progress = read_history(_read_file(folder / HISTORY_FILE, MAX_HISTORY_BYTES))
        network = Network.from_bytes(_read_file(folder / NETWORK_FILE, MAX_FILE_BYTES))
    except (OSError, VisitorError):
        return None
    # A date to come would keep a run first for ever.
    return Run(folder.name, clean_name(name) or "run", network, progress, min(made, time.time()))


def _signature(path: Path) -> _Signature:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise FileNotFoundError(path)
    return _Signature(status.st_ino, status.st_size, status.st_mtime_ns)


def _read_file(path: Path, most: int) -> bytes:
    """A regular file's content; neither a link is followed nor a pipe waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise FileNotFoundError(path)
        return file.read(most + 1)


def _why_not_kept(error: OSError) -> str:
    if is_disk_full(error):
        return _DISK_FULL
    return f"The run was not kept: its folder cannot be written ({error.strerror})."
