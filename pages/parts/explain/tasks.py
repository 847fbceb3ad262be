"""What the page works out, once for all visitors: here and now, or after a click."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cnn.explain.work import Work
from pages.parts.long_work import Progress, is_wanted, one_turn, progress_bar, start_button

T = TypeVar("T")

# What is expected to take longer waits for a click.
PATIENCE_SECONDS = 15.0


@dataclass
class Slot(Generic[T]):
    """Where a result is kept for all visitors, once there is one."""

    value: T | None = None


@dataclass(frozen=True)
class Task(Generic[T]):
    """One piece of work.

    Attributes:
        key: of its widgets; a short word of our own.
        name: what its button and bar call it, as in "Run both tests".
        asked: what tells it from the same work on something else.
        seconds: about how long it takes on a free core.
        slot: where its result is kept.
        begin: begins it.
    """

    key: str
    name: str
    asked: Hashable
    seconds: float
    slot: Slot[T]
    begin: Callable[[], Work[T]]


def result_of(task: Task[T]) -> T | None:
    """The result of a task, worked out here and now where there is none.

    None, with a button to begin, where it would take long or was cancelled.
    """
    if task.slot.value is not None:
        return task.slot.value
    key = f"explain_{task.key}"
    if not is_wanted(key, task.asked, unasked=task.seconds <= PATIENCE_SECONDS):
        start_button(task.name, key, task.asked, task.seconds)
        return None
    with progress_bar(key, task.asked) as progress:
        task.slot.value = _worked_out(task, progress)
    return task.slot.value


def _worked_out(task: Task[T], progress: Progress) -> T:
    work = task.begin()
    while True:
        try:
            share = one_turn(lambda: next(work))
        except StopIteration as stop:
            return stop.value
        progress.show(share, f"{task.name}: {share:.0%}")
