"""What the bar of the Train page offers to start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cnn.network.architecture import Architecture
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from pages.parts.words import rough_duration


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


def wait_before(architecture: Architecture, recipe: Recipe, is_of_sweep: bool = False) -> str:
    """What a run would have to wait for, if it was started now; nothing where it begins at once."""
    wait = jobs.expected_wait(architecture, recipe, is_of_sweep)
    if wait is None:
        return ""
    if wait.seconds is None:
        return f" It would wait for others first, at place {wait.place} in the queue."
    return (
        f" Others come first: it would begin in {rough_duration(wait.seconds)}, from place "
        f"{wait.place} in the queue."
    )
