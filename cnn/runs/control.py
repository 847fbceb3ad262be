"""What a visitor wishes of a run that goes on: one small file, written whole, read often."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from cnn.atomic_write import write_atomically
from cnn.runs.job_folder import CONTROL_FILE, is_disk_full

# All wishes take as many, so that they can be written over each other.
CONTROL_BYTES = 256
LOOK_AGAIN_SECONDS = 0.01
MOST_LOOKS = 20


@dataclass(frozen=True)
class Control:
    """The visitor's wishes, as they are now.

    Attributes:
        paused: whether the run is to stand still.
        steps: how many single gradient steps were asked for since the run began; the trainer
            takes those that are new to it while it is paused, and leaves out the rest.
        learning_rate: takes the place of the recipe's, 1e-6 to 10; None for the recipe's.
        stop: whether the run is to end here, keeping what was learned.
        outdone: the same, because other runs of its sweep do better; said by the sweep, not by a
            visitor.
    """

    paused: bool = False
    steps: int = 0
    learning_rate: float | None = None
    stop: bool = False
    outdone: bool = False


def write_control(folder: Path, control: Control) -> None:
    """Put wishes in place of those before.

    On a disk that is full they are written over those, which takes no room: whoever fills a disk
    keeps nobody from stopping a run.

    Raises:
        OSError: the folder is gone, or cannot be written; the wishes before stand.
    """
    data = json.dumps(asdict(control)).encode().ljust(CONTROL_BYTES)
    try:
        write_atomically(folder / CONTROL_FILE, data)
    except OSError as error:
        if not is_disk_full(error):
            raise
        with (folder / CONTROL_FILE).open("r+b", buffering=0) as file:
            file.write(data)


def read_control(folder: Path) -> Control:
    """The latest wishes; none where there is no file.

    Raises:
        ValueError: the file holds no wishes, and goes on holding none.
    """
    for _ in range(MOST_LOOKS - 1):
        with contextlib.suppress(ValueError):  # it is just being written over
            return _read(folder)
        time.sleep(LOOK_AGAIN_SECONDS)
    return _read(folder)


def _read(folder: Path) -> Control:
    try:
        return Control(**json.loads((folder / CONTROL_FILE).read_bytes()))
    except FileNotFoundError:
        return Control()
