"""Whole numbers that a component's script sends: anyone can send anything in its name."""

from __future__ import annotations

from cnn.number_checks import is_number


def whole_number(value: object, count: int) -> int | None:
    """A whole number from 0 to count - 1, or None; JavaScript's 3.0 is 3."""
    if not is_number(value, 0, count - 1) or value != value // 1:
        return None
    return int(value)
