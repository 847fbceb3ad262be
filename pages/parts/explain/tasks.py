"""What the page works out, once for all visitors: here and now, or after a click."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Generic, TypeVar

from cnn.explain.work import Work
from pages.parts.long_work import (
    Progress,
    is_wanted,
    much_memory,
    one_turn,
    progress_bar,
    start_button,
)

T = TypeVar("T")

# What is expected to take longer waits for a click.
PATIENCE_SECONDS = 15.0


class Slot(Generic[T]):
    """One result for all visitors, and the work on it while any of them waits for it.

    It may be shared by threads: whoever waits takes the next step, so that a class that opens a
    page at once has the work done once. When the last of them leaves in the middle, what the work
    held is given back, and the next one begins anew.

    Attributes:
        value: the result, once there is one.
    """

    def __init__(self) -> None:
        self.value: T | None = None
        self._work: Work[T] | None = None
        self._share = 0.0
        self._waiting = 0
        self._lock = threading.Lock()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """As long as one visitor waits for the result."""
        with self._lock:
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1
                if not self._waiting and self._work is not None:
                    # Closed, since a run that was broken off may leave it in a cycle.
                    self._work.close()
                    self._work = None

    def step(self, begin: Callable[[], Work[T]]) -> float:
        """One step on; the share that is done. To be called by one who is `waiting`.

        Args:
            begin: begins the work, where nobody has; the same for all callers.
        """
        with self._lock:
            if self.value is not None:
                return 1.0
            if self._work is None:
                self._work = begin()
            try:
                self._share = next(self._work)
            except StopIteration as stop:
                self.value, self._work, self._share = stop.value, None, 1.0
            except BaseException:
                # Whose step it was may just have left; for the others it begins anew.
                self._work = None
                raise
            return self._share


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
        holds_much: whether it holds tens of megabytes while it lasts: then one visitor's at a time
            is worked on.
    """

    key: str
    name: str
    asked: Hashable
    seconds: float
    slot: Slot[T]
    begin: Callable[[], Work[T]]
    holds_much: bool = False


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
    with progress_bar(key, task.asked) as progress, _turn(task, progress), task.slot.waiting():
        while task.slot.value is None:
            share = one_turn(lambda: task.slot.step(task.begin))
            progress.show(share, f"{task.name}: {share:.0%}")
    return task.slot.value


def _turn(task: Task[T], progress: Progress) -> AbstractContextManager[None]:
    return much_memory(progress, "explain") if task.holds_much else nullcontext()
