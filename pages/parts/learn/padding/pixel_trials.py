"""A digit with some of its pixels set, beside what a network makes of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cnn.figures.encoding import png_url
from cnn.figures.mosaic import grid_for, mosaic_png
from cnn.figures.palette import Palette
from cnn.lessons.padding.unread_pixels import Trial, rows_text
from cnn.network.shapes import IMAGE_SIZE
from pages.parts.components.probability_bars import probability_bars

_CELL = 5
_SIDE = IMAGE_SIZE * _CELL


def trial_html(trials: Sequence[tuple[Collection[int], Trial]], palette: Palette) -> str:
    """Trials beside each other: the picture, the probabilities, and what has changed.

    HTML of our own words and numbers.

    Args:
        trials: the rows that were set, and as many columns, and what came of it; none for the digit
            as it is.
    """
    figures = "".join(_figure(rows, trial, palette) for rows, trial in trials)
    return f'<div class="pictures" style="gap:1.2rem 2.4rem">{figures}</div>'


def _figure(rows: Collection[int], trial: Trial, palette: Palette) -> str:
    title, verdict = _words(rows, trial)
    png = mosaic_png(
        trial.image.clip(0)[..., None], grid_for(1, IMAGE_SIZE), palette, strongest=1.0
    )
    frames = "".join(_frame(row, palette) for row in rows)
    return (
        f'<figure><figcaption style="font-size:0.9rem"><b>{title}</b></figcaption>'
        f'<div style="position:relative;width:{_SIDE}px;overflow:hidden">'
        f'<img src="{png_url(png)}" width="{_SIDE}" height="{_SIDE}" '
        f'alt="{title}">{frames}</div>'
        f'<p style="font-size:0.9rem;margin:0.4rem 0">{verdict}</p>'
        f"{probability_bars(trial.probabilities, palette)}</figure>"
    )


def _words(rows: Collection[int], trial: Trial) -> tuple[str, str]:
    digit = int(trial.probabilities.argmax())
    read = f"Read as {digit}, {trial.probabilities[digit]:.4%}."
    if not rows:
        return "Your digit as it is", f"{read}<br>&nbsp;"
    title = (
        f"Rows and columns {rows_text(rows)} changed"
        if len(rows) > 1
        else f"Row and column {rows_text(rows)} changed"
    )
    if not trial.is_changed:
        return title, f"{read}<br>They have that value already."
    if trial.identical:
        return title, f"{read}<br>All ten probabilities are the same, bit for bit."
    points = trial.difference * 100
    if points < 0.1:
        return title, f"{read}<br>The probabilities change by less than 0.1 percentage points."
    return title, f"{read}<br>The probabilities change by up to {points:.1f} percentage points."


def _frame(row: int, palette: Palette) -> str:
    line = f"border:1px solid {palette.frame};box-sizing:border-box;position:absolute"
    return (
        f'<span style="{line};left:0;top:{row * _CELL}px;width:{_SIDE}px;height:{_CELL}px"></span>'
        f'<span style="{line};top:0;left:{row * _CELL}px;height:{_SIDE}px;width:{_CELL}px"></span>'
    )
