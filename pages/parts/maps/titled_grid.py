"""A few numbers as a grid with its title, its colour bar and a caption: one term of a sum."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.figures.colour_bar import ADDS, TAKES_AWAY, colour_bar
from cnn.figures.number_grid import NumberGrid, grid_svg
from cnn.figures.palette import Palette
from pages.parts.components.explained_texts import ExplainedTexts

# A grid of 3 x 3 is about so wide, in pixels; less, and the words became a column of single ones.
NARROWEST = 150
SMALLEST_SIDE = 44
# So many digits count in the largest number; more are given to those who hear the numbers.
DIGITS, SPOKEN_DECIMALS = 3, 5


def of_outputs(
    values: np.ndarray, *, of: np.ndarray | None = None, marked: tuple[int, int] | None = None
) -> NumberGrid:
    """Cells of maps, coloured by all that they are `of`; diverging where one is below zero."""
    scale = values if of is None else of
    return _number_grid(values, scale, bool(scale.min() < 0), marked)


def signed_numbers(values: np.ndarray, *, of: np.ndarray) -> NumberGrid:
    """Weights or products, coloured by all that they are `of`."""
    return _number_grid(values, of, True, None)


def decimals_for(values: np.ndarray) -> int:
    """Decimals at which the largest of some numbers has three digits that count, 1 to 5."""
    largest = float(np.abs(values).max())
    if largest == 0:
        return 1
    return int(np.clip(DIGITS - 1 - np.floor(np.log10(largest)), 1, SPOKEN_DECIMALS))


def titled_grid(
    grid: NumberGrid,
    title: str,
    caption: str,
    palette: Palette,
    texts: ExplainedTexts,
    *,
    is_of_a_sum: bool = False,
) -> None:
    """Show a grid; of a sum's terms it is said which of them add and which take away."""
    width = grid.size[0]
    with st.container(width=max(width, NARROWEST), gap="xxsmall"):
        texts.markdown(f"**{title}**")
        rows = "; ".join(
            " ".join(f"{value:.{SPOKEN_DECIMALS}f}" for value in line) for line in grid.values
        )
        st.image(grid_svg(grid, palette), width=width, alt=f"{title}, by rows: {rows}")
        bar = colour_bar(
            palette,
            grid.limit,
            title.strip("x= ").lower(),
            signed=grid.signed,
            ends=(TAKES_AWAY, ADDS) if is_of_a_sum else ("", ""),
            width=f"{width}px",
        )
        st.html(bar)
        texts.caption(caption)


def _number_grid(
    values: np.ndarray, of: np.ndarray, signed: bool, marked: tuple[int, int] | None
) -> NumberGrid:
    limit = float(np.abs(of).max())
    return NumberGrid(values, limit, signed, decimals_for(values), SMALLEST_SIDE, marked)
