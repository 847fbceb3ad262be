"""A job's folder on the web host, kept like the one on the node where its trainer works.

All that counts is here: when the node is gone, another goes on from what this folder holds.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from cnn.atomic_write import write_atomically
from cnn.cluster.node_run import Asked, News
from cnn.runs.checkpoints import CHECKPOINT_FOLDER, LEAST_CHECKPOINTS, available
from cnn.runs.job_folder import (
    BASE_NETWORK_FILE,
    CONTROL_FILE,
    JOB_FILE,
    KERAS_FILE,
    LOG_FILE,
    NETWORK_FILE,
    OWN_DIGITS_FILE,
    PROGRESS_FILE,
    STATE_FILE,
    is_disk_full,
)
from cnn.runs.progress import MAX_LINE_BYTES

# Which trainer of the run this is, and where in the progress file its lines begin.
PLACE_FILE = "on_cluster.json"
# A run of half an hour writes 2 MB.
MAX_PROGRESS_BYTES = 32 << 20
MAX_FILE_BYTES = 256 << 20
_SENT = (JOB_FILE, BASE_NETWORK_FILE, OWN_DIGITS_FILE, CONTROL_FILE, STATE_FILE)
_TAKEN = (NETWORK_FILE, KERAS_FILE, STATE_FILE)
_LAST_LINE = re.compile(rb'"kind": "(finished|failed)"[^\n]*\n\Z')
_CHECKPOINT = re.compile(r"\d{1,9}-\d{1,9}\.safetensors")


@dataclass(frozen=True)
class Place:
    """Which of a run's trainers writes now.

    Attributes:
        attempt: 1 for the first, one more for each node that was tried after it.
        start: bytes of the progress file that those before wrote.
        losses: how often its node was lost.
    """

    attempt: int = 0
    start: int = 0
    losses: int = 0


class Mirror:
    """Brings what is new on a node into a job's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = self._read_place()
        self._stamps: dict[str, int] = {}
        # Checkpoints that the disk had no room for: they are not asked for again.
        self._let_go: set[str] = set()

    def begin_attempt(self) -> int:
        """Note that another trainer is to write from here on; its number.

        Raises:
            OSError: the disk is full or the folder is gone.
        """
        progress = self.folder / PROGRESS_FILE
        with progress.open("ab") as file:
            if file.tell() and progress.read_bytes()[-1:] != b"\n":
                file.write(b"\n")  # a line that was cut off ends here
            start = file.tell()
        self._put_place(replace(self.place, attempt=self.place.attempt + 1, start=start))
        self._stamps.clear()
        self._let_go.clear()
        return self.place.attempt

    def note_loss(self) -> int:
        """Note that the node of the run was lost; how often that has been.

        Raises:
            OSError: the disk is full or the folder is gone.
        """
        self._put_place(replace(self.place, losses=self.place.losses + 1))
        return self.place.losses

    def files(self) -> dict[str, bytes]:
        """What a trainer needs to begin, or to go on: {path within the folder: file}.

        Raises:
            OSError: the folder is gone.
        """
        files = {JOB_FILE: (self.folder / JOB_FILE).read_bytes()}
        for name in _SENT[1:]:
            with contextlib.suppress(FileNotFoundError):
                files[name] = (self.folder / name).read_bytes()
        if STATE_FILE in files:
            for checkpoint in available(self.folder):
                name = f"{CHECKPOINT_FOLDER}/{checkpoint.file_name}"
                files[name] = (self.folder / name).read_bytes()
        return files

    def processors(self) -> int:
        """How many its trainer keeps busy.

        Raises:
            OSError: the folder is gone.
        """
        return json.loads((self.folder / JOB_FILE).read_bytes()).get("threads") or 1

    @property
    def has_ended(self) -> bool:
        """Whether the run's own last line is here, and all that it tells of."""
        try:
            return _LAST_LINE.search(self._last_bytes()) is not None
        except OSError:
            return False

    def drop_state(self) -> None:
        """Remove what only a run that goes on needs."""
        for name in (STATE_FILE, PLACE_FILE):
            with contextlib.suppress(OSError):
                (self.folder / name).unlink(missing_ok=True)

    def asked(self) -> Asked:
        """What is here, for the node to give the rest.

        Raises:
            OSError: the folder is gone.
        """
        try:
            control = (self.folder / CONTROL_FILE).read_bytes()
        except FileNotFoundError:
            control = None
        names = {checkpoint.file_name for checkpoint in available(self.folder)}
        return Asked(
            control,
            self._progress_bytes() - self.place.start,
            frozenset(names | self._let_go),
            dict(self._stamps),
        )

    def apply(self, news: News) -> None:
        """Put what is new in place: what lines tell of before the lines, the state after them.

        Where the disk is full, checkpoints go for the network and the lines.

        Raises:
            OSError: the disk is full even so, or the folder is gone.
        """
        for name in (NETWORK_FILE, KERAS_FILE):
            self._take(name, news)
        self._take_checkpoints(news)
        if self._append(news.lines):
            self._take(STATE_FILE, news)
        if news.log:
            with contextlib.suppress(OSError):
                (self.folder / LOG_FILE).write_bytes(news.log)

    def _take(self, name: str, news: News) -> None:
        stamp, data = news.files.get(name, (0, b""))
        if not data or len(data) > MAX_FILE_BYTES or name not in _TAKEN:
            return
        write = partial(write_atomically, self.folder / name, data, durable=name != STATE_FILE)
        try:
            if name == NETWORK_FILE:
                self._insist(write)
            else:
                write()
        except OSError as error:
            # The network alone is worth failing for: what else there is can be done without.
            if name == NETWORK_FILE or not is_disk_full(error):
                raise
        self._stamps[name] = stamp

    def _take_checkpoints(self, news: News) -> None:
        folder = self.folder / CHECKPOINT_FOLDER
        for name, data in news.new_checkpoints.items():
            if not _CHECKPOINT.fullmatch(name):
                continue
            try:
                folder.mkdir(exist_ok=True)
                write_atomically(folder / name, data, durable=False)
            except OSError as error:
                if not is_disk_full(error):
                    raise
                self._let_go.add(name)
        if news.checkpoints is None:
            return
        for checkpoint in available(self.folder):
            if checkpoint.file_name not in news.checkpoints:
                (folder / checkpoint.file_name).unlink(missing_ok=True)

    def _append(self, lines: bytes) -> bool:
        """Whether all of them are here; those for which there is no room are asked for again."""
        if not lines:
            return True
        before = self._progress_bytes()
        if before + len(lines) > MAX_PROGRESS_BYTES:
            return False
        with (self.folder / PROGRESS_FILE).open("ab", buffering=0) as file:
            self._insist(lambda: file.write(lines))
        return self._progress_bytes() == before + len(lines)

    def _insist(self, write: Callable[[], object]) -> None:
        """Write what cannot be done without; where the disk is full, in place of checkpoints."""
        while True:
            try:
                write()
            except OSError as error:
                if not is_disk_full(error) or not self._give_way():
                    raise
            else:
                return

    def _give_way(self) -> bool:
        """Let every other checkpoint go but for the first and the last; False if there is none."""
        kept = available(self.folder)
        if len(kept) <= LEAST_CHECKPOINTS:
            return False
        for checkpoint in kept[1:-1:2]:
            (self.folder / CHECKPOINT_FOLDER / checkpoint.file_name).unlink(missing_ok=True)
            self._let_go.add(checkpoint.file_name)
        return True

    def _last_bytes(self) -> bytes:
        with (self.folder / PROGRESS_FILE).open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - MAX_LINE_BYTES, 0))
            return file.read()

    def _progress_bytes(self) -> int:
        try:
            return os.stat(self.folder / PROGRESS_FILE).st_size
        except FileNotFoundError:
            if not self.folder.is_dir():
                raise
            return 0

    def _put_place(self, place: Place) -> None:
        self.place = place
        data = json.dumps(asdict(place)).encode()
        write_atomically(self.folder / PLACE_FILE, data, durable=False)

    def _read_place(self) -> Place:
        try:
            return Place(**json.loads((self.folder / PLACE_FILE).read_bytes()))
        except (OSError, ValueError, TypeError):
            return Place()
