"""What the bar of the Train page offers to start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class StartOffer:
    """A button that starts something, and what is said beside it.

    Attributes:
        key: of the button.
        label: on it.
        sentence: what it will take; None where that is not known.
        problem: why it cannot be started, or could not; None where nothing stands against it.
        is_ready: whether it can be pressed.
        start: called when it is pressed; a VisitorError that it raises is shown.
    """

    key: str
    label: str
    sentence: str | None
    problem: str | None
    is_ready: bool
    start: Callable[[], None]
