"""What a visitor wishes of a run that goes on: one small file, written whole, read often."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from cnn.atomic_write import write_atomically
from cnn.runs.job_folder import CONTROL_FILE


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

    Raises:
        OSError: the disk is full or the folder is gone; the wishes before stand.
    """
    write_atomically(folder / CONTROL_FILE, json.dumps(asdict(control)).encode())


def read_control(folder: Path) -> Control:
    """The latest wishes; none where there is no file."""
    try:
        return Control(**json.loads((folder / CONTROL_FILE).read_bytes()))
    except FileNotFoundError:
        return Control()
