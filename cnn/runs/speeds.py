"""How fast this machine trains, learned from its own runs.

Each run that trains here leaves one measurement: what its work would cost by the shipped figures,
kind by kind, and what it took. From the last of them follows how much longer, or shorter, each kind
of work takes here. Nothing is taken from files that visitors bring.
"""

from __future__ import annotations

import contextlib
import json
import math
import statistics
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnn.atomic_write import write_atomically
from cnn.number_checks import is_number
from cnn.runs.costs import KINDS, Costs
from cnn.runs.processor import machine_kind

SPEEDS_FILE = "speeds.json"
FILE_FORMAT = "convoscope-speeds-1"
MAX_MEASURED = 40
MAX_FILE_BYTES = 64 * 1024
MAX_SECONDS = 1e6
# A run of less than this says more of the first step than of the machine.
LEAST_SECONDS = 1.0
# Each run counts so much less than the next one: a machine changes, and so does what else it does.
FADING = 0.8
# How firmly the kinds keep to one common factor; the fewer the runs, the more it counts.
FIRMNESS = 0.05
# No kind of work is taken to be so many times dearer, or cheaper, than the common factor says.
MOST_APART = 3.0
# Python's and TensorFlow's start, and the saving of the network; measured on two cores.
SHIPPED_START_SECONDS = 9.0


@dataclass(frozen=True)
class Measured:
    """One run of this machine.

    Attributes:
        costs: what its work would have taken by the shipped figures.
        seconds: what it took: training and testing, pauses excluded.
        start_seconds: what its start and its saving took besides; None while it goes on.
    """

    costs: Costs
    seconds: float
    start_seconds: float | None = None


class Speeds:
    """What is known of this machine's speed; several threads may use the same object."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._measured: OrderedDict[str, Measured] = OrderedDict()
        self._file: Path | None = None

    @property
    def measured(self) -> tuple[Measured, ...]:
        """The runs that are known, oldest first, at most 40."""
        with self._lock:
            return tuple(self._measured.values())

    def keep_in(self, folder: Path | None) -> None:
        """Remember the measurements in a folder too, from now on; those in it are read once.

        Only those of machines of this kind are taken: a folder may be shared by several servers.
        """
        file = None if folder is None else folder / SPEEDS_FILE
        with self._lock:
            if file == self._file:
                return
            self._file = file
            if file is not None:
                for token, measured in _read(file).items():
                    self._measured.setdefault(token, measured)
                self._drop_oldest()

    def note(self, token: str, measured: Measured) -> None:
        """Take a run's measurement, in place of an earlier one of the same run."""
        if not measured.seconds >= LEAST_SECONDS:
            return
        with self._lock:
            self._measured[token] = measured
            self._measured.move_to_end(token)
            self._drop_oldest()
            if self._file is not None and measured.start_seconds is not None:
                with contextlib.suppress(OSError):  # it is then known until the server ends
                    _write(self._file, self._measured)

    def seconds(self, costs: Costs) -> float:
        """What work takes here, without the start; by the shipped figures before the first run."""
        return float(np.dot(factors(self.measured), costs.by_kind))

    @property
    def start_seconds(self) -> float:
        """What a run's start and saving take here: the median of the last three runs."""
        known = [each.start_seconds for each in self.measured if each.start_seconds is not None]
        return statistics.median(known[-3:]) if known else SHIPPED_START_SECONDS

    def _drop_oldest(self) -> None:
        while len(self._measured) > MAX_MEASURED:
            self._measured.popitem(last=False)


def factors(measured: Sequence[Measured]) -> np.ndarray:
    """How many times as long as the shipped figures say each kind of work takes: (kinds,).

    One common factor, the weighted geometric mean of the runs' own; from there each kind departs
    as far as the runs ask for, by least squares of their errors relative to what the common factor
    says, held to it by a ridge.
    """
    if not measured:
        return np.ones(KINDS)
    weights = FADING ** np.arange(len(measured))[::-1]
    costs = np.array([each.costs.by_kind for each in measured])
    seconds = np.array([each.seconds for each in measured])
    common = math.exp(np.average(np.log(seconds / costs.sum(axis=1)), weights=weights))
    # Departures d from the common factor: sum over kinds of costs * common * (1 + d) = seconds.
    common_seconds = common * costs.sum(axis=1)
    rows = np.sqrt(weights)[:, np.newaxis] * common * costs / common_seconds[:, np.newaxis]
    wanted = np.sqrt(weights) * (seconds / common_seconds - 1)
    ridge = math.sqrt(FIRMNESS) * np.eye(KINDS)
    departures = np.linalg.lstsq(
        np.vstack([rows, ridge]), np.concatenate([wanted, np.zeros(KINDS)]), rcond=None
    )[0]
    return common * np.clip(1 + departures, 1 / MOST_APART, MOST_APART)


def _write(file: Path, measured: OrderedDict[str, Measured]) -> None:
    runs = [
        [token, *each.costs.by_kind, each.seconds, each.start_seconds]
        for token, each in measured.items()
        if each.start_seconds is not None
    ]
    content = {"format": FILE_FORMAT, "machine": machine_kind(), "runs": runs}
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(file, json.dumps(content).encode())


def _read(file: Path) -> dict[str, Measured]:
    """The measurements of a file, trusting nothing; none where it is damaged or another's."""
    try:
        if file.is_symlink() or file.stat().st_size > MAX_FILE_BYTES:
            return {}
        content = json.loads(file.read_bytes())
        if (content["format"], content["machine"]) != (FILE_FORMAT, machine_kind()):
            return {}
        return dict(_measured(row) for row in content["runs"][-MAX_MEASURED:])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _measured(row: Any) -> tuple[str, Measured]:
    token, *numbers, seconds, start_seconds = row
    if not isinstance(token, str) or len(numbers) != KINDS:
        raise ValueError
    if not all(is_number(each, 0, MAX_SECONDS) for each in (*numbers, seconds, start_seconds)):
        raise ValueError
    if seconds < LEAST_SECONDS or sum(numbers) <= 0:
        raise ValueError
    return token[:64], Measured(Costs(*map(float, numbers)), float(seconds), float(start_seconds))


_speeds = Speeds()


def machine_speeds() -> Speeds:
    """Those of this machine, the same object at every call."""
    return _speeds
