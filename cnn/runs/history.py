"""history.json: how a finished run went, in a file that is read back trusting nothing."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from typing import Any, get_args

from cnn.errors import RunStoreError, TrainingError
from cnn.network.rate_changes import MAX_RATE_CHANGES, RateChanges
from cnn.network.recipe import MAX_EPOCHS, check_learning_rate
from cnn.number_checks import is_number, is_whole
from cnn.runs.ownership import NOBODY, is_owner
from cnn.runs.progress import MAX_POINTS, EpochResult, Point, Progress, TestSet

FILE_FORMAT = "convoscope-run-1"
MAX_HISTORY_BYTES = 256 * 1024
MAX_NUMBER = 1e12
# Of the runs that fail, only those that diverged leave a network, and so anything to keep.
DIVERGED = "The training diverged; its network is the last good checkpoint."

TEST_SETS: tuple[TestSet, ...] = get_args(TestSet)

_DAMAGED = "The history of this run is damaged."
_MALFORMED = (ValueError, KeyError, TypeError, OverflowError, RecursionError, TrainingError)


@dataclass(frozen=True)
class History:
    """All that is kept of a run but its network.

    Attributes:
        name: what its visitor calls it.
        made: when it was saved, in seconds since 1970.
        progress: how it went to its end. Its message is not kept: the name is the only text.
        owner: whose it is, see `cnn.runs.ownership`; nobody's in files from before there were any.
    """

    name: str
    made: float
    progress: Progress
    owner: str = NOBODY


def history_bytes(history: History) -> bytes:
    """The content of history.json, at most 256 kB.

    Raises:
        ValueError: the run has not ended.
    """
    progress = history.progress
    if progress.is_running:
        raise ValueError("a run is kept once it has ended")
    content = {
        "format": FILE_FORMAT,
        "name": history.name,
        "made": history.made,
        "owner": history.owner,
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
    return json.dumps(content, allow_nan=False).encode()


def read_history(data: bytes) -> History:
    """Read what `history_bytes` gave, from anyone, trusting nothing; the name is uncleaned.

    Raises:
        RunStoreError: the content is no such history, or past the limits.
    """
    if len(data) > MAX_HISTORY_BYTES:
        raise RunStoreError(_DAMAGED)
    try:
        content = json.loads(data)
        if content["format"] != FILE_FORMAT or not isinstance(content["name"], str):
            raise RunStoreError(_DAMAGED)
        return History(
            content["name"],
            _number(content["made"]),
            _progress(content),
            _owner(content.get("owner", NOBODY)),
        )
    except _MALFORMED as error:
        raise RunStoreError(_DAMAGED) from error


def _progress(content: dict[str, Any]) -> Progress:
    has_diverged = content["diverged"] is True
    return Progress(
        state="failed" if has_diverged else "finished",
        message=DIVERGED if has_diverged else None,
        images_total=max(_whole(content["images_total"]), 1),
        images_done=_whole(content["images_done"]),
        steps_done=_whole(content["steps_done"]),
        seconds=_number(content["seconds"]),
        learning_rate=_rate_or_none(content["learning_rate"]),
        test_set=_test_set(content["test_set"]),
        points=tuple(_point(*row) for row in _rows(content["points"], MAX_POINTS)),
        epochs=tuple(_epoch(*row) for row in _rows(content["epochs"], MAX_EPOCHS)),
        rate_changes=_rate_changes(content["rate_changes"]),
        seconds_left=0.0,
    )


def _owner(value: object) -> str:
    if not isinstance(value, str) or not is_owner(value):
        raise ValueError
    return value


def _rows(rows: object, most: int) -> list[Any]:
    if not isinstance(rows, list) or len(rows) > most:
        raise ValueError
    return rows


def _point(images: object, loss: object, accuracy: object, count: object) -> Point:
    return Point(_whole(images), _number(loss), _share(accuracy), _whole(count))


def _epoch(
    images: object,
    test_loss: object,
    test_accuracy: object,
    loss: object = None,
    accuracy: object = None,
) -> EpochResult:
    """An epoch's result; files from before there were means of epochs have none."""
    return EpochResult(
        _whole(images),
        _number(test_loss),
        _share(test_accuracy),
        None if loss is None else _number(loss),
        None if accuracy is None else _share(accuracy),
    )


def _rate_changes(rows: object) -> RateChanges:
    return tuple((_whole(step), _rate(rate)) for step, rate in _rows(rows, MAX_RATE_CHANGES))


def _rate_or_none(value: object) -> float | None:
    return None if value is None else _number(value)


def _rate(value: object) -> float:
    rate = _number(value)
    check_learning_rate(rate)
    return rate


def _share(value: object) -> float:
    share = _number(value)
    if share > 1:
        raise ValueError
    return share


def _test_set(value: object) -> TestSet:
    for test_set in TEST_SETS:
        if value == test_set:
            return test_set
    raise ValueError


def _number(value: object) -> float:
    if not is_number(value, 0, MAX_NUMBER):
        raise ValueError
    return float(value)


def _whole(value: object) -> int:
    if not is_whole(value, 0, int(MAX_NUMBER)):
        raise ValueError
    return value
