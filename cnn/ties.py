"""Which of several numbers is best, where a difference may be too small to be called one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def smallest(values: Mapping[Key, float], margin: float) -> tuple[Key, ...]:
    """The keys whose values are within a margin of the smallest; more than one is a tie.

    Args:
        margin: the difference up to which two values are called equal, 0 or more; for numbers that
            are shown rounded, a unit of their last place or more.
    """
    bound = min(values.values(), default=0) + margin
    return tuple(key for key, value in values.items() if value <= bound)


def largest(values: Mapping[Key, float], margin: float) -> tuple[Key, ...]:
    """The keys whose values are within a margin of the largest, in their order, as `smallest`."""
    return smallest({key: -value for key, value in values.items()}, margin)
