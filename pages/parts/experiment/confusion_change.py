"""How the confusion matrix has changed: a table of more and fewer."""

from __future__ import annotations

import numpy as np

from cnn.figures.contrast import text_colour_on
from cnn.figures.palette import Palette, colour_table
from cnn.network.layer_shapes import CLASSES

_STYLE = """
<style>
.confusion-change { border-collapse: separate; border-spacing: 2px; font-size: 0.8rem; }
.confusion-change { font-variant-numeric: tabular-nums; }
.confusion-change td, .confusion-change th { min-width: 1.75rem; height: 1.55rem; }
.confusion-change td, .confusion-change th { padding: 0 2px; text-align: center; }
.confusion-change caption { caption-side: bottom; text-align: left; padding-top: 0.3rem; }
</style>
"""


def confusion_change(before: np.ndarray, after: np.ndarray, palette: Palette) -> str:
    """How many more or fewer digits stand in each cell, as an HTML table of our own.

    Args:
        before: (10, 10) counts, row the true digit, column the answer.
        after: the same after the change, of the same digits.
        palette: the theme's colours.
    """
    change = after - before
    largest = max(int(np.abs(change).max()), 1)
    table = colour_table(palette.diverging)
    head = "".join(f'<th scope="col">{digit}</th>' for digit in range(CLASSES))
    rows = []
    for digit, row in enumerate(change.tolist()):
        cells = "".join(_cell(count, largest, table, palette) for count in row)
        rows.append(f'<tr><th scope="row">{digit}</th>{cells}</tr>')
    return (
        f'{_STYLE}<table class="confusion-change"><caption>Rows: what the digit was. Columns: what '
        "the network answers. Blue with + is more often than before, orange with \u2212 less often."
        f"</caption><thead><tr><td></td>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _cell(count: int, largest: int, table: np.ndarray, palette: Palette) -> str:
    if not count:
        return f'<td style="background:{palette.surface};color:{palette.muted}">0</td>'
    # The root, so that a single digit can be seen beside a hundred.
    share = np.sign(count) * np.sqrt(abs(count) / largest)
    colour = f"#{table[round((share + 1) / 2 * 255)].tobytes().hex()}"
    sign = "+" if count > 0 else "\u2212"
    return f'<td style="background:{colour};color:{text_colour_on(colour)}">{sign}{abs(count)}</td>'
