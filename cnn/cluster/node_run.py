"""One run on a node of the cluster: the very trainer that would run locally, in a folder there.

The web host's copy of the job's folder is what counts. This one is made of it, is asked for what
is new in it, and may vanish with its node at any moment.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cnn.atomic_write import write_atomically
from cnn.datasets import mnist_available
from cnn.runs.checkpoints import CHECKPOINT_FOLDER, available
from cnn.runs.job_folder import (
    CONTROL_FILE,
    KERAS_FILE,
    LOG_FILE,
    NETWORK_FILE,
    PROGRESS_FILE,
    STATE_FILE,
    TEMPORARY_FOLDER,
)

# What one answer may carry, so that none takes long.
MAX_LINES_BYTES = 1 << 20
MAX_CHECKPOINT_BYTES = 16 << 20
MAX_RESULT_BYTES = 256 << 20
MAX_LOG_BYTES = 20_000
# The state from which another node could go on is sent no more often.
STATE_SECONDS = 2.0
RESULT_FILES = (NETWORK_FILE, KERAS_FILE)
_PREFIX = "convoscope-run-"
# What a run that was killed with its trainer left there goes after so long.
_LEFT_SECONDS = 86_400.0
_SHIPPED_MNIST = "convoscope-mnist.npz"
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")

Began = Literal["begun", "no tensorflow", "no mnist"]


@dataclass(frozen=True)
class Asked:
    """What the web host has of a run, and what it wants.

    Attributes:
        control: the control file's bytes; None while there is none.
        offset: bytes of this trainer's progress file that it has.
        checkpoints: names of the checkpoints that it has.
        stamps: {name: stamp} of the other files that it has.
    """

    control: bytes | None
    offset: int
    checkpoints: frozenset[str]
    stamps: Mapping[str, int]


@dataclass(frozen=True)
class News:
    """What is new of a run.

    Attributes:
        lines: more of its progress file.
        new_checkpoints: {name: file}.
        checkpoints: the names of all that are there now; None while some are still to be sent.
        files: {name: (stamp, file)} of results and of the state to go on from.
        exit_code: how the trainer ended, once it has and all is sent; else None.
        log: the end of what it printed, once it has ended.
    """

    lines: bytes
    new_checkpoints: dict[str, bytes]
    checkpoints: frozenset[str] | None
    files: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    exit_code: int | None = None
    log: bytes = b""


class NodeRun:
    """Runs a trainer beside itself; one for each run, as a Ray actor.

    Args:
        patience: seconds without a question after which nobody is taken to want the run any more.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._asked = time.monotonic()
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._sent_state = -float("inf")
        threading.Thread(target=self._watch, daemon=True).start()

    def begin(
        self, files: Mapping[str, bytes], mnist: bytes | None = None, is_last_try: bool = False
    ) -> Began:
        """Start the trainer on a copy of the job's files, if this node can train.

        Args:
            files: {path within the folder: file}.
            mnist: its file, if an earlier try showed that there is none here.
            is_last_try: whether the web host has none either: the trainer then fetches it itself.
        """
        self._asked = time.monotonic()
        if self._process is not None:
            return "begun"
        if importlib.util.find_spec("tensorflow") is None:
            return "no tensorflow"
        environment = _environment()
        if not mnist_available() and not is_last_try:
            shipped = Path(tempfile.gettempdir()) / f"{_user()}-{_SHIPPED_MNIST}"
            if mnist is not None:
                write_atomically(shipped, mnist, durable=False)
            if not _is_ours(shipped):
                return "no mnist"
            environment["MNIST_NPZ"] = str(shipped)
        _sweep()
        self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        for name, data in files.items():
            _put(self._folder, name, data)
        self._start(environment)
        return "begun"

    def exchange(self, asked: Asked) -> News:
        """Take the visitor's wishes, and give what is new."""
        self._asked = time.monotonic()
        if self._folder is None or self._process is None:
            raise RuntimeError("it has not begun")
        if asked.control is not None:
            _put_if_new(self._folder / CONTROL_FILE, asked.control)
        exit_code = self._process.poll()
        # The state before the lines: all that it tells of is then in the lines. The lines before
        # the results: whatever they tell of is then among the results.
        state = self._changed_state(asked.stamps)
        lines, is_all = self._lines(asked.offset)
        new, names = self._new_checkpoints(asked.checkpoints)
        files = self._changed(RESULT_FILES, asked.stamps)
        if state and is_all and names is not None:
            files |= state
            self._sent_state = time.monotonic()
        is_over = exit_code is not None and is_all and names is not None
        return News(
            lines,
            new,
            names,
            files,
            exit_code if is_over else None,
            self._log() if is_over else b"",
        )

    def _start(self, environment: dict[str, str]) -> None:
        assert self._folder is not None
        temporary = self._folder / TEMPORARY_FOLDER
        temporary.mkdir(exist_ok=True)
        environment |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
        with (self._folder / LOG_FILE).open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cnn.training.worker", "--resumable", str(self._folder)],
                cwd=Path(__file__).parents[2],
                env=environment,
                # It closes when this process ends: the trainer then removes its files and ends.
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _changed(self, names: tuple[str, ...], stamps: Mapping[str, int]) -> dict[str, tuple]:
        assert self._folder is not None
        found = {}
        for name in names:
            path = self._folder / name
            try:
                status = path.stat()
                if status.st_mtime_ns != stamps.get(name) and status.st_size <= MAX_RESULT_BYTES:
                    found[name] = (status.st_mtime_ns, path.read_bytes())
            except OSError:
                continue
        return found

    def _changed_state(self, stamps: Mapping[str, int]) -> dict[str, tuple]:
        if time.monotonic() - self._sent_state < STATE_SECONDS:
            return {}
        return self._changed((STATE_FILE,), stamps)

    def _lines(self, offset: int) -> tuple[bytes, bool]:
        """Whole lines after an offset, and whether those are all."""
        assert self._folder is not None
        try:
            with (self._folder / PROGRESS_FILE).open("rb") as file:
                file.seek(offset)
                data = file.read(MAX_LINES_BYTES)
        except OSError:
            return b"", True
        return data[: data.rfind(b"\n") + 1], len(data) < MAX_LINES_BYTES

    def _new_checkpoints(
        self, known: frozenset[str]
    ) -> tuple[dict[str, bytes], frozenset[str] | None]:
        assert self._folder is not None
        names = [checkpoint.file_name for checkpoint in available(self._folder)]
        new: dict[str, bytes] = {}
        size = 0
        for name in names:
            if name in known:
                continue
            if size > MAX_CHECKPOINT_BYTES:
                return new, None
            try:
                new[name] = (self._folder / CHECKPOINT_FOLDER / name).read_bytes()
            except OSError:  # thinned out since
                continue
            size += len(new[name])
        return new, frozenset(names)

    def _log(self) -> bytes:
        assert self._folder is not None
        try:
            return (self._folder / LOG_FILE).read_bytes()[-MAX_LOG_BYTES:]
        except OSError:
            return b""

    def end(self) -> None:
        """End the trainer and remove the folder."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _watch(self) -> None:
        """Give the processor back when nobody has asked for long."""
        while time.monotonic() - self._asked < self._patience:
            time.sleep(1.0)
        self.end()
        os._exit(0)


def _environment() -> dict[str, str]:
    """The node's own, without what is Ray's, its token above all."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    return {"TF_CPP_MIN_LOG_LEVEL": "2", **kept, "KERAS_BACKEND": "tensorflow"}


def _put(folder: Path, name: str, data: bytes) -> None:
    parts = name.split("/")
    if len(parts) > 2 or not all(_NAME.fullmatch(part) and part[0] != "." for part in parts):
        raise ValueError(f"{name} is no file of a job's folder")
    path = folder.joinpath(*parts)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def _put_if_new(path: Path, data: bytes) -> None:
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, data, durable=False)


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            is_old = time.time() - status.st_mtime > _LEFT_SECONDS
            if is_old and status.st_uid == _user() and stat.S_ISDIR(status.st_mode):
                shutil.rmtree(folder, ignore_errors=True)


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _is_ours(path: Path) -> bool:
    """A file that another user of the node put there is not taken."""
    try:
        return path.is_file() and not path.is_symlink() and path.stat().st_uid == _user()
    except OSError:
        return False
