"""Numbers as they are written in sums."""

from __future__ import annotations

# From here on a number has too many digits to be read.
LARGE = 1e6


def printed(value: float, decimals: int) -> str:
    """A number with so many decimals; what rounds to zero has no sign."""
    # Adding zero turns -0.0 into 0.0.
    return f"{round(float(value), decimals) + 0.0:.{decimals}f}"


def readable(value: float, decimals: int, *, signed: bool = False) -> str:
    """The same in a sentence: large numbers as powers of ten, such as 2.527e+33.

    Args:
        value: any.
        decimals: of what is not large.
        signed: whether what is above 0 has a plus.
    """
    text = f"{value:.4g}" if abs(value) >= LARGE else printed(value, decimals)
    return f"+{text}" if signed and float(text) > 0 else text
