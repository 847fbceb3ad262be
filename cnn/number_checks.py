"""Whether what a stranger sent is a number, and within its range; True and False are none."""

from __future__ import annotations

from typing import TypeGuard


def is_whole(value: object, low: int, high: int) -> TypeGuard[int]:
    """Whether it is a whole number from low to high, both included."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def is_number(value: object, low: float, high: float) -> TypeGuard[float]:
    """Whether it is a number from low to high, both included; NaN lies in no range."""
    return is_whole_or_float(value) and low <= value <= high


def is_whole_or_float(value: object) -> TypeGuard[float]:
    """Whether it is a number of any size, NaN and infinity among them."""
    return isinstance(value, int | float) and not isinstance(value, bool)
