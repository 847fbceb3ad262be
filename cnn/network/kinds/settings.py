"""What is wrong with one setting of a layer: the end of a sentence, or None."""

from __future__ import annotations

from cnn.number_checks import is_whole


def not_one_of(what: str, value: object, choices: tuple[str, ...]) -> str | None:
    """Whether a word is none of the choices."""
    if isinstance(value, str) and value in choices:
        return None
    return f"{what} must be {' or '.join(choices)}"


def not_percent(what: str, value: object, limit: int) -> str | None:
    """Whether a rate is no whole number of percents from 1 to a limit."""
    # Whole percents, so that a rate is the same number in an address and in a file.
    if isinstance(value, float) and 0 < value < 1:
        is_in_whole_percents = round(value * 100) / 100 == value
        if is_in_whole_percents and value <= limit / 100:
            return None
    return f"{what} must be 1 to {limit} whole percent"


def not_whole(what: str, value: object, limit: int) -> str | None:
    """Whether a number is not whole or not from 1 to a limit."""
    if not is_whole(value, 1, limit):
        return f"{what} must be a whole number from 1 to {limit}"
    return None
