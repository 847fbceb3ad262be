"""history.json: how a finished run went, in a file that is read back trusting nothing."""

from __future__ import annotations

import json
from dataclasses import astuple, fields
from typing import Any, TypeVar, get_args

from cnn.errors import RunStoreError, TrainingError
from cnn.network.provenance import MAX_RATE_CHANGES, RateChanges
from cnn.network.recipe import MAX_EPOCHS, check_learning_rate
from cnn.number_checks import is_number, is_whole
from cnn.runs.progress import MAX_POINTS, EpochResult, Point, Progress, TestSet

FILE_FORMAT = "convoscope-run-1"
MAX_HISTORY_BYTES = 256 * 1024
MAX_NUMBER = 1e12
# Of the runs that fail, only those that diverged leave a network, and so anything to keep.
DIVERGED = "The training diverged; its network is the last good checkpoint."

_DAMAGED = "The history of this run is damaged."
_MALFORMED = (ValueError, KeyError, TypeError, OverflowError, RecursionError, TrainingError)

Item = TypeVar("Item", Point, EpochResult)


def history_bytes(name: str, made: float, progress: Progress) -> bytes:
    """The content of history.json.

    Args:
        name: the run's.
        made: when it was saved, in seconds since 1970.
        progress: how it went to its end. Its message is left out: the name is the only text.

    Returns:
        JSON, at most 256 kB.

    Raises:
        ValueError: the run has not ended.
    """
    if progress.is_running:
        raise ValueError("a run is kept once it has ended")
    history = {
        "format": FILE_FORMAT,
        "name": name,
        "made": made,
        "diverged": progress.state == "failed",
        "images_total": progress.images_total,
        "images_done": progress.images_done,
        "steps_done": progress.steps_done,
        "seconds": progress.seconds,
        "learning_rate": progress.learning_rate,
        "test_set": progress.test_set,
        "points": [astuple(point) for point in progress.points],
        "epochs": [astuple(result) for result in progress.epochs],
        "rate_changes": progress.rate_changes,
    }
    return json.dumps(history, allow_nan=False).encode()


def read_history(data: bytes) -> tuple[str, float, Progress]:
    """Read what `history_bytes` gave, trusting nothing.

    Args:
        data: a file's content, from anyone.

    Returns:
        The run's name, uncleaned; when it was saved; how it went.

    Raises:
        RunStoreError: the content is no such history, or past the limits.
    """
    if len(data) > MAX_HISTORY_BYTES:
        raise RunStoreError(_DAMAGED)
    try:
        history = json.loads(data)
        if history["format"] != FILE_FORMAT or not isinstance(history["name"], str):
            raise RunStoreError(_DAMAGED)
        progress = Progress(
            state="failed" if history["diverged"] is True else "finished",
            message=DIVERGED if history["diverged"] is True else None,
            images_total=max(_whole(history["images_total"]), 1),
            images_done=_whole(history["images_done"]),
            steps_done=_whole(history["steps_done"]),
            seconds=_number(history["seconds"]),
            learning_rate=_rate_or_none(history["learning_rate"]),
            test_set=_test_set(history["test_set"]),
            points=_items(Point, history["points"], MAX_POINTS),
            epochs=_items(EpochResult, history["epochs"], MAX_EPOCHS),
            rate_changes=_rate_changes(history["rate_changes"]),
            seconds_left=0.0,
        )
        return history["name"], _number(history["made"]), progress
    except _MALFORMED as error:
        raise RunStoreError(_DAMAGED) from error


def _items(kind: type[Item], rows: object, most: int) -> tuple[Item, ...]:
    if not isinstance(rows, list) or len(rows) > most:
        raise ValueError
    return tuple(_item(kind, row) for row in rows)


def _item(kind: type[Item], row: Any) -> Item:
    """A point or a test result; whatever is called a number of images is a whole number."""
    values = {}
    for field, value in zip(fields(kind), row, strict=True):
        is_whole = field.type == "int"
        values[field.name] = _whole(value) if is_whole else _number(value)
        if field.name.endswith("accuracy") and values[field.name] > 1:
            raise ValueError
    return kind(**values)


def _rate_changes(rows: object) -> RateChanges:
    if not isinstance(rows, list) or len(rows) > MAX_RATE_CHANGES:
        raise ValueError
    return tuple((_whole(step), _rate(rate)) for step, rate in rows)


def _rate_or_none(value: object) -> float | None:
    return None if value is None else _number(value)


def _rate(value: object) -> float:
    rate = _number(value)
    check_learning_rate(rate)
    return rate


def _test_set(value: object) -> TestSet:
    if value not in get_args(TestSet):
        raise ValueError
    return value


def _number(value: object) -> float:
    if not is_number(value, 0, MAX_NUMBER):
        raise ValueError
    return float(value)


def _whole(value: object) -> int:
    if not is_whole(value, 0, int(MAX_NUMBER)):
        raise ValueError
    return value
