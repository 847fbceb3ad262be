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
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from cnn.atomic_write import write_atomically
from cnn.errors import RunStoreError
from cnn.network import Network
from cnn.runs.history import History, history_bytes
from cnn.runs.job_folder import is_disk_full
from cnn.runs.ownership import NOBODY
from cnn.runs.progress import Progress
from cnn.runs.run_name import clean_name
from cnn.runs.stored_files import (
    HISTORY_FILE,
    NETWORK_FILE,
    Signature,
    signature,
    stored_history,
    stored_network,
)

MAX_RUNS = 50
MAX_BYTES = 100_000_000
# More entries than that are not looked at, whoever put them there.
MAX_ENTRIES = 200
# Half-made and half-removed runs; the dot keeps them from being read as runs.
_UNFINISHED = ".convoscope-"
_UNFINISHED_SECONDS = 3600.0
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")

_GONE = "This run is no longer there: it was deleted, or newer runs have taken its place."
NAMELESS = "Give the run a name of letters and digits."
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
        owner: whose it is, see `cnn.runs.ownership`.
    """

    token: str
    name: str
    network: Network
    progress: Progress
    made: float
    owner: str = NOBODY

    @property
    def history(self) -> History:
        """All of it but its network."""
        return History(self.name, self.made, self.progress, self.owner)


@dataclass
class _Read:
    """What was read of a run's folder; None in place of what is damaged.

    Its network is read only if the run is among those that are shown.
    """

    signatures: tuple[Signature, Signature]
    history: History | None
    run: Run | None = None
    is_network_read: bool = False

    @property
    def size(self) -> int:
        """Bytes on the disk, and about as many in memory."""
        return sum(each.size for each in self.signatures)


class RunStore:
    """The runs in a folder, which need not exist yet; several threads may use the same store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        # Networks are read-only, and reading them again at every rerun would take too long.
        self._read: dict[str, _Read] = {}

    def runs(self) -> tuple[Run, ...]:
        """The runs that are whole, newest first: at most 50 and 100 MB, but always the newest."""
        with self._lock:
            return tuple(self._runs())

    def save(self, run: Run) -> None:
        """Keep a run, in place of one of the same token; past 50 or 100 MB the oldest are removed.

        Raises:
            RunStoreError: the disk is full or the folder cannot be written.
            ValueError: the token is malformed.
        """
        if not _TOKEN.fullmatch(run.token):
            raise ValueError("a token is 8 to 64 letters, digits, hyphens and underscores")
        name = clean_name(run.name) or "run"
        files = {
            NETWORK_FILE: run.network.to_bytes(),
            HISTORY_FILE: history_bytes(replace(run.history, name=name)),
        }
        with self._lock:
            try:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._put(self.folder / run.token, files)
            except OSError as error:
                raise RunStoreError(_why_not_kept(error)) from error
            self._make_room()

    def rename(self, token: str, name: str) -> None:
        """Give a run another name; token and name may be anyone's, the name is cleaned.

        Raises:
            RunStoreError: there is no such run, no name is left of it, or the folder cannot be
                written.
        """
        name = clean_name(name)
        if not name:
            raise RunStoreError(NAMELESS)
        with self._lock:
            run = self._run(token)
            if run is None:
                raise RunStoreError(_GONE)
            history = history_bytes(replace(run.history, name=name))
            try:
                write_atomically(self.folder / token / HISTORY_FILE, history)
            except FileNotFoundError as error:
                raise RunStoreError(_GONE) from error
            except OSError as error:
                raise RunStoreError(_why_not_kept(error)) from error

    def delete(self, token: str) -> None:
        """Remove a run; a token, from anyone, of one that is gone already is left at that.

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
        """Those that are shown; of the others, no network is held in memory."""
        shown: list[Run] = []
        size = 0
        for token in self._newest_first():
            read = self._read[token]
            size += read.size
            if len(shown) == MAX_RUNS or (shown and size > MAX_BYTES):
                read.run, read.is_network_read = None, False
                continue
            run = self._run(token)
            if run is None:
                size -= read.size
            else:
                shown.append(run)
        return shown

    def _newest_first(self) -> list[str]:
        """The tokens of the runs that have a history, after a look at the folder."""
        looked_at = {token: self._look(token) for token in self._tokens()}
        self._read = {token: read for token, read in looked_at.items() if read is not None}
        made = [(read.history.made, token) for token, read in self._read.items() if read.history]
        return [token for _, token in sorted(made, reverse=True)]

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
        read = self._look(token)
        if read is None or read.history is None:
            return None
        if not read.is_network_read:
            network = stored_network(self.folder / token)
            read.run = _run_of(token, read.history, network) if network else None
            read.is_network_read = True
        return read.run

    def _look(self, token: str) -> _Read | None:
        """What is known of a run's folder, its history read anew where a file has changed."""
        if not _TOKEN.fullmatch(token):
            return None
        folder = self.folder / token
        try:
            if folder.is_symlink():
                return None
            found = signature(folder / NETWORK_FILE), signature(folder / HISTORY_FILE)
        except OSError:
            return None
        known = self._read.get(token)
        if known is None or known.signatures != found:
            known = _Read(found, stored_history(folder))
            self._read[token] = known
        return known

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
        shown = {run.token for run in self._runs()}
        for token, read in list(self._read.items()):
            is_whole = read.history is not None and (read.run or not read.is_network_read)
            if is_whole and token not in shown:
                with contextlib.suppress(OSError):
                    self._remove(token)
        for left in self.folder.glob(f"{_UNFINISHED}*"):
            with contextlib.suppress(OSError):
                if time.time() - left.lstat().st_mtime > _UNFINISHED_SECONDS:
                    shutil.rmtree(left, ignore_errors=True)


def _run_of(token: str, history: History, network: Network) -> Run:
    return Run(token, history.name, network, history.progress, history.made, history.owner)


def _why_not_kept(error: OSError) -> str:
    if is_disk_full(error):
        return _DISK_FULL
    return f"The run was not kept: its folder cannot be written ({error.strerror})."
