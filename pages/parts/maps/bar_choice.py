"""Bars, one of which is chosen by a click."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from cnn.figures.bars import NO_TOOLBAR, bars
from cnn.figures.palette import Palette


def bar_choice(
    values: np.ndarray,
    names: list[int],
    palette: Palette,
    *,
    chosen: int,
    axis_title: str,
    hover: str,
    alt: str,
    on_choose: Callable[[int], None],
    key: str,
    height: int = 220,
) -> None:
    """Bars, one of which is chosen by a click.

    Args:
        values: (n,) floats.
        names: n numbers that name the bars.
        palette: the theme's.
        chosen: position of the chosen bar.
        axis_title: what the names are.
        hover: what the pointer says, in Plotly's terms.
        alt: what the chart shows, for those who do not see it.
        on_choose: called before the rerun with the name of the clicked bar.
        key: of the chart.
        height: in pixels.
    """

    def take_click() -> None:
        positions = st.session_state[key]["selection"]["point_indices"]
        if positions and 0 <= positions[0] < len(names):
            on_choose(names[positions[0]])

    figure = bars(
        values,
        names,
        palette,
        chosen=chosen,
        axis_title=axis_title,
        hover=hover,
        height=height,
    )
    st.plotly_chart(
        figure,
        key=key,
        theme=None,
        on_select=take_click,
        selection_mode="points",
        config=NO_TOOLBAR,
        alt=alt,
    )
