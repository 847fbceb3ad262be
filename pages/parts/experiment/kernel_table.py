"""A kernel as a table in which every number can be read."""

from __future__ import annotations

from html import escape

import numpy as np

from cnn.figures.contrast import text_colour_on
from cnn.figures.palette import Palette, colour_table
from cnn.figures.printed_number import printed

# So many digits count in the largest number, and so many decimals are written at most.
DIGITS, MOST_DECIMALS = 3, 5
_STYLE = """
<style>
.kernel { border-collapse: separate; border-spacing: 1px; font-size: 0.8rem; }
.kernel { font-variant-numeric: tabular-nums; }
.kernel td { min-width: 2.75rem; height: 2.75rem; padding: 0 2px; text-align: center; }
.kernel caption { text-align: left; font-weight: 600; font-size: 1rem; padding-bottom: 0.3rem; }
</style>
"""


def kernel_table(kernel: np.ndarray, title: str, limit: float, palette: Palette) -> str:
    """A kernel's weights on the diverging scale, as an HTML table of our own.

    Args:
        kernel: (rows, columns) floats.
        title: our own words.
        limit: the weight at the scale's ends, 0 or more.
        palette: the theme's.
    """
    decimals = decimals_for(limit)
    table = colour_table(palette.diverging)
    shares = kernel / max(limit, float(np.finfo(np.float32).tiny))
    places = np.rint((np.clip(shares, -1, 1) + 1) / 2 * 255).astype(int)
    edge = f"box-shadow:inset 0 0 0 1px {palette.grid}"
    rows = []
    for weights, colours in zip(kernel, table[places], strict=True):
        cells = "".join(
            f'<td style="background:#{colour.tobytes().hex()};color:{text_colour_on(colour)};'
            f'{edge}">{printed(weight, decimals)}</td>'
            for weight, colour in zip(weights, colours, strict=True)
        )
        rows.append(f"<tr>{cells}</tr>")
    return (
        f'{_STYLE}<table class="kernel"><caption>{escape(title)}</caption>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def decimals_for(largest: float) -> int:
    """Decimals at which a number of 0 or more has three digits that count, 1 to 5."""
    if largest == 0:
        return 1
    return int(np.clip(DIGITS - 1 - np.floor(np.log10(largest)), 1, MOST_DECIMALS))
