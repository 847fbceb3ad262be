"""Numbers as they are written in sums."""

from __future__ import annotations


def printed(value: float, decimals: int) -> str:
    """A number with so many decimals; what rounds to zero has no sign."""
    # Adding zero turns -0.0 into 0.0.
    return f"{round(float(value), decimals) + 0.0:.{decimals}f}"
