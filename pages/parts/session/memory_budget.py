"""What all visitors together may hold of the server's memory: the longest unused goes first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")


@dataclass(eq=False)
class Visitor:
    """Whose a holding is.

    Attributes:
        is_connected: whether the visitor's browser is still there; asked from any thread.
        seen: when the visitor's page was drawn last, in seconds of `time.monotonic`.
    """

    is_connected: Callable[[], bool]
    seen: float = field(default_factory=time.monotonic)

    def come_by(self) -> None:
        """Note that the visitor's page is being drawn."""
        self.seen = time.monotonic()


@dataclass(eq=False)
class Holding(Generic[T]):
    """One large thing that a visitor holds.

    Only the visitor's session refers to it for good: once that is gone, so is its share.

    Attributes:
        value: the thing; None once it has been dropped for room.
        size: in bytes.
        visitor: whose it is.
        is_in_view: whether the visitor looks at it just now; it goes after all that is not.
        used: when it was looked at last, in seconds of `time.monotonic`.
    """

    value: T | None
    size: int
    visitor: Visitor
    is_in_view: bool = False
    used: float = field(default_factory=time.monotonic)

    def mark_used(self) -> None:
        """Note that it is being looked at."""
        self.used = time.monotonic()


class MemoryBudget:
    """Keeps what all visitors hold within so many bytes; it may be used by several threads.

    What goes first: what closed sessions left; then what nobody looks at just now, of the visitors
    who have been idle longest; then what idle visitors look at.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._holdings: WeakSet[Holding[Any]] = WeakSet()
        self._lock = threading.Lock()

    @property
    def held_bytes(self) -> int:
        """The sizes of all that is held."""
        with self._lock:
            return sum(holding.size for holding in self._held())

    def hold(self, new: Holding[Any]) -> None:
        """Count a holding, and drop others until all fit; the new one itself stays."""
        with self._lock:
            self._holdings.add(new)
            held = sum(holding.size for holding in self._held())
            others = sorted(
                (holding for holding in self._held() if holding is not new), key=_goes_first
            )
            for holding in others:
                if held <= self.most_bytes:
                    return
                holding.value = None
                self._holdings.discard(holding)
                held -= holding.size

    def _held(self) -> Iterator[Holding[Any]]:
        return (holding for holding in list(self._holdings) if holding.value is not None)


def _goes_first(holding: Holding[Any]) -> tuple[bool, bool, float, float]:
    visitor = holding.visitor
    return visitor.is_connected(), holding.is_in_view, visitor.seen, holding.used
