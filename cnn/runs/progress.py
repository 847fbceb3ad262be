"""How a training run goes: events that the trainer appends to a file, read as one Progress.

The file holds one JSON object per line. The trainer only appends; the reader remembers how far it
has read, so that a poll costs what is new, and leaves a half-written last line for the next poll.
"""

from __future__ import annotations

import errno
import json
import math
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from cnn.network.rate_changes import MAX_RATE_CHANGES, RateChanges
from cnn.network.recipe import MAX_EPOCHS
from cnn.runs.job_folder import PROGRESS_FILE

MAX_POINTS = 600
MAX_LINE_BYTES = 4096
MAX_POLL_BYTES = 1 << 20
MAX_MESSAGE = 500

State = Literal[
    "waiting",
    "starting",
    "loading",
    "building",
    "training",
    "paused",
    "saving",
    "finished",
    "failed",
]
TestSet = Literal["mnist", "synthetic"]
BEFORE_TRAINING = ("waiting", "starting", "loading", "building")
ENDED = ("finished", "failed")
_RESUMED = b'"resumed"'


# Slots: 600 of them stay in memory for each run.
@dataclass(frozen=True, slots=True)
class Point:
    """The training curve between two reports.

    Attributes:
        images: training images worked through by its end, over all epochs.
        loss: mean cross-entropy of the images since the point before, 0 or more.
        accuracy: share of those images read right while training, 0 to 1.
        count: how many images those are.
    """

    images: int
    loss: float
    accuracy: float
    count: int


@dataclass(frozen=True)
class EpochResult:
    """What an epoch came to, or what there was of it where the run was stopped.

    Attributes:
        images: training images worked through by then, over all epochs; 0 of a fine-tuning's test
            before its first step.
        test_loss: mean cross-entropy of the test digits, 0 or more.
        test_accuracy: share of the test digits read right, 0 to 1.
        loss: mean cross-entropy of all training images of this epoch, each as it was before its own
            gradient step, as Keras tells it; None where no image of it is known.
        accuracy: share of those images read right, 0 to 1; None likewise.
    """

    images: int
    test_loss: float
    test_accuracy: float
    loss: float | None = None
    accuracy: float | None = None


@dataclass(frozen=True)
class Progress:
    """All that is known of a training run at one moment.

    Attributes:
        state: what it is doing; finished and failed are ends.
        place: place in the queue from 1 while waiting, else 0.
        wait_seconds: while waiting, until it is expected to begin; None where that is not known.
        images_total: training images over all epochs.
        images_done: so many of them worked through.
        images_per_second: while training, test excluded; None until measured.
        seconds_left: of training and testing; None until measured.
        points: the training curve, oldest first, at most 600.
        epochs: the test results, oldest first.
        message: one sentence on why it failed, or why it finished early; else None.
        steps_done: gradient steps taken.
        seconds: spent training and testing, pauses excluded.
        learning_rate: the step size of the latest gradient step; None before the first.
        rate_changes: (gradient steps done, new learning rate) of each change of the learning rate
            during the run, oldest first. Where the schedule varies it, the new rate is its peak.
        test_set: which test digits the epochs' results are of: MNIST's 10,000, or the synthetic
            2,000 where MNIST is not at hand.
        since_test: the training images since the last test, as one point; None where there are
            none. The points cannot tell once they have been thinned.
    """

    state: State = "starting"
    place: int = 0
    wait_seconds: float | None = None
    images_total: int = 1
    images_done: int = 0
    images_per_second: float | None = None
    seconds_left: float | None = None
    points: tuple[Point, ...] = ()
    epochs: tuple[EpochResult, ...] = ()
    message: str | None = None
    steps_done: int = 0
    seconds: float = 0.0
    learning_rate: float | None = None
    rate_changes: RateChanges = ()
    test_set: TestSet = "mnist"
    since_test: Point | None = None

    @property
    def is_running(self) -> bool:
        """Whether more is to come."""
        return self.state not in ENDED

    @property
    def has_nothing_to_keep(self) -> bool:
        """Whether it waits or gets ready, and has taken no gradient step."""
        return self.state in BEFORE_TRAINING and not self.steps_done

    @property
    def fraction(self) -> float:
        """How much of the training is done, 0 to 1."""
        return min(self.images_done / max(self.images_total, 1), 1.0)


def append_event(folder: Path, kind: str, **fields: float | str) -> None:
    """Tell whoever reads the progress file of an event; for kinds and fields see `advance`.

    Raises:
        OSError: the disk is full or the folder is gone; nothing of it is told.
    """
    append_line(folder, event_line(kind, **fields))


def event_line(kind: str, **fields: float | str) -> bytes:
    """An event as it stands in the progress file."""
    return json.dumps({"kind": kind, **fields}).encode() + b"\n"


def append_line(folder: Path, line: bytes) -> None:
    """Tell of an event that `event_line` gave.

    Raises:
        OSError: the disk is full or the folder is gone; nothing of it is told.
    """
    with (folder / PROGRESS_FILE).open("ab", buffering=0) as file:
        before = file.tell()
        if file.write(line) < len(line):  # it filled the rest of the disk's last page
            file.truncate(before)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class ProgressReader:
    """Reads the progress file in a job's folder, each byte once."""

    def __init__(self, folder: Path, images_total: int) -> None:
        self._path = folder / PROGRESS_FILE
        self._offset = 0
        self._images_total = images_total
        self._progress = Progress(images_total=images_total)

    def read(self) -> Progress:
        """Everything known by now; as before where nothing is new or the file is not there."""
        lines = self._new_lines()
        if any(_RESUMED in line for line in lines):
            lines = _as_if_once(self._lines_until_now())
            self._progress = Progress(images_total=self._images_total)
        for event in _decoded(lines):
            try:
                self._progress = advance(self._progress, event)
            except (KeyError, TypeError, ValueError, OverflowError):
                continue
        return self._progress

    def _lines_until_now(self) -> list[bytes]:
        """All whole lines that have been read, from the first."""
        try:
            with self._path.open("rb") as file:
                return file.read(self._offset).splitlines()
        except OSError:
            return []

    def _new_lines(self) -> list[bytes]:
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                data = file.read(MAX_POLL_BYTES)
        except OSError:
            return []
        whole, newline, _ = data.rpartition(b"\n")
        if not newline and len(data) == MAX_POLL_BYTES:
            self._offset += len(data)
        self._offset += len(whole) + len(newline)
        return whole.split(b"\n")


def _as_if_once(lines: Iterable[bytes]) -> list[bytes]:
    """The lines without those that a trainer wrote after the moment from which another went on."""
    kept: list[bytes] = []
    for line in lines:
        for event in _decoded([line] if _RESUMED in line else []):
            first, own = event.get("lines"), event.get("own")
            if event.get("kind") == "resumed" and isinstance(first, int) and isinstance(own, int):
                del kept[max(first, 0) : max(len(kept) - max(own, 0), 0)]
        kept.append(line)
    return kept


def advance(progress: Progress, event: dict[str, Any]) -> Progress:
    """The progress after one more event; unchanged for an unknown kind, or once the run has ended.

    Args:
        progress: before it.
        event: `kind` and its fields: state (state); test_set (test_set); point (images, loss,
            accuracy, count, steps, seconds, learning_rate, and once measured images_per_second,
            seconds_left); rate (steps, learning_rate); epoch (images, test_loss, test_accuracy,
            seconds); finished (message, may be empty); failed (message). Of a run that went on
            from a state, resumed (lines, own, images): void are the lines after the first so many,
            but for the last so many, which the new trainer wrote.

    Raises:
        KeyError, TypeError, ValueError, OverflowError: the event's fields are missing or make
            no sense.
    """
    if not progress.is_running:
        return progress
    return replace(progress, **_changes(progress, event))


def _changes(progress: Progress, event: dict[str, Any]) -> dict[str, Any]:
    """The fields of the progress that an event changes."""
    changes: dict[str, Any] = {}
    match event["kind"]:
        case "state" if event["state"] in get_args(State):
            changes = {"state": event["state"]}
        case "test_set" if event["test_set"] in get_args(TestSet):
            changes = {"test_set": event["test_set"]}
        case "point":
            changes = _changes_of_point(progress, event)
        case "epoch":
            mean = progress.since_test
            result = EpochResult(
                int(event["images"]),
                _finite(event["test_loss"]),
                _finite(event["test_accuracy"]),
                mean.loss if mean else None,
                mean.accuracy if mean else None,
            )
            epochs = (*progress.epochs, result)[-MAX_EPOCHS:]
            seconds = _finite(event["seconds"])
            changes = {"epochs": epochs, "seconds": seconds, "since_test": None}
        case "rate":
            change = int(event["steps"]), _finite(event["learning_rate"])
            changes = {"rate_changes": (*progress.rate_changes, change)[-MAX_RATE_CHANGES:]}
        case "finished" | "failed" as end:
            message = str(event["message"])[:MAX_MESSAGE] or None
            changes = {"state": end, "message": message, "seconds_left": 0.0}
    return changes


def _changes_of_point(progress: Progress, event: dict[str, Any]) -> dict[str, Any]:
    point = Point(
        int(event["images"]),
        _finite(event["loss"]),
        _finite(event["accuracy"]),
        max(int(event["count"]), 1),
    )
    return {
        # A single step while paused leaves the run paused.
        "state": "paused" if progress.state == "paused" else "training",
        "images_done": point.images,
        "steps_done": int(event["steps"]),
        "seconds": _finite(event["seconds"]),
        "learning_rate": _finite(event["learning_rate"]),
        "images_per_second": _finite_or_none(event.get("images_per_second")),
        "seconds_left": _finite_or_none(event.get("seconds_left")),
        "points": _thinned((*progress.points, point)),
        "since_test": merged(progress.since_test, point) if progress.since_test else point,
    }


def _decoded(lines: Iterable[bytes]) -> Iterable[dict[str, Any]]:
    for line in lines:
        if not 0 < len(line) <= MAX_LINE_BYTES:
            continue
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict):
            yield event


def _finite(value: object) -> float:
    number = float(value)  # type: ignore[arg-type]
    if not math.isfinite(number):
        raise ValueError(f"{number} is not finite")
    return number


def _finite_or_none(value: object) -> float | None:
    return None if value is None else _finite(value)


def _thinned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Half as many points once there are too many: each the mean of two neighbours."""
    if len(points) <= MAX_POINTS:
        return points
    pairs = zip(points[::2], points[1::2], strict=False)
    rest = points[len(points) - len(points) % 2 :]
    return (*(merged(first, second) for first, second in pairs), *rest)


def merged(first: Point, second: Point) -> Point:
    """Two stretches of the curve, one after the other, as one: their mean over all images."""
    count = first.count + second.count
    share = second.count / count
    return Point(
        second.images,
        first.loss + share * (second.loss - first.loss),
        first.accuracy + share * (second.accuracy - first.accuracy),
        count,
    )
