"""history.json: how a finished run went, in a file that is read back trusting nothing."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, fields
from typing import Any, TypeVar

from cnn.errors import RunStoreError
from cnn.recipe import MAX_EPOCHS
from cnn.training.progress import MAX_POINTS, EpochResult, Point, Progress

FILE_FORMAT = "convoscope-run-1"
MAX_HISTORY_BYTES = 256 * 1024
MAX_NUMBER = 1e12
MAX_RATE_CHANGES = 1000

_DAMAGED = "The history of this run is damaged."

Item = TypeVar("Item", Point, EpochResult)


def history_bytes(name: str, made: float, progress: Progress) -> bytes:
    """The content of history.json.

    Args:
        name: the run's.
        made: when it was saved, in seconds since 1970.
        progress: how it went. Messages are left out: nothing but the name is text.

    Returns:
        JSON, at most 256 kB.
    """
    history = {
        "format": FILE_FORMAT,
        "name": name,
        "made": made,
        "images_total": progress.images_total,
        "images_done": progress.images_done,
        "points": [list(asdict(point).values()) for point in progress.points],
        "epochs": [list(asdict(result).values()) for result in progress.epochs],
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
            state="finished",
            images_total=max(_whole(history["images_total"]), 1),
            images_done=_whole(history["images_done"]),
            points=_items(Point, history["points"], MAX_POINTS),
            epochs=_items(EpochResult, history["epochs"], MAX_EPOCHS),
            seconds_left=0.0,
        )
        return history["name"], _number(history["made"]), progress
    except (ValueError, KeyError, TypeError, RecursionError) as error:
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


def _number(value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not 0 <= value <= MAX_NUMBER:
        raise ValueError
    return float(value)


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError
    return int(_number(value))
