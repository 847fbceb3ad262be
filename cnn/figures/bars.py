"""Plotly figures of single numbers side by side: outputs of units, sums per input channel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cnn.figures.palette import Palette

NO_TOOLBAR = {"displayModeBar": False}
# Of bars in the order of their numbers, when there are more than MOST_NAMED, some are named: at
# most so many that three digits each fit side by side on a phone.
MOST_NAMED = 40
MOST_ON_A_PHONE = 12
STEPS = (5, 10, 20, 50)


def bars(
    values: np.ndarray,
    names: Sequence[int],
    palette: Palette,
    *,
    chosen: int,
    axis_title: str,
    hover: str,
    height: int = 220,
) -> go.Figure:
    """One upright bar per number; a click on one can be read by the page.

    Args:
        values: (n,) floats of either sign; negative bars have the diverging scale's negative end.
        names: n numbers that name the bars, from left to right.
        chosen: position of the bar to stand out.
        hover: what the pointer says, in Plotly's terms: %{x} and %{y}.
        height: of the figure, in pixels.
    """
    negative, positive = palette.diverging[1], palette.diverging[-2]
    colours = [positive if value >= 0 else negative for value in values]
    outlines = [3 if position == chosen else 0 for position in range(len(values))]
    trace = go.Bar(
        x=[str(name) for name in names],
        y=np.asarray(values, dtype=float).round(6).tolist(),
        marker={"color": colours, "line": {"color": palette.frame, "width": outlines}},
        unselected={"marker": {"opacity": 1}},
        hovertemplate=f"{hover}<extra></extra>",
    )
    layout = go.Layout(
        height=height,
        margin={"l": 48, "r": 8, "t": 8, "b": 40},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": palette.text, "size": 12},
        bargap=0.2,
        showlegend=False,
        dragmode=False,
        clickmode="event+select",
        xaxis={
            "title": {"text": axis_title, "standoff": 6},
            "type": "category",
            "fixedrange": True,
            "showgrid": False,
            "automargin": True,
            **_named_bars(names),
        },
        yaxis={"fixedrange": True, "gridcolor": palette.grid, "zerolinecolor": palette.muted},
    )
    return go.Figure(trace, layout)


def _named_bars(names: Sequence[int]) -> dict[str, object]:
    """Which bars have their name under the axis; the pointer names any."""
    count = len(names)
    if count <= MOST_NAMED or list(names) != list(range(count)):
        return {"autotickangles": [0, 90]}
    step = next((step for step in STEPS if count <= step * MOST_ON_A_PHONE), STEPS[-1])
    return {"tickvals": [str(name) for name in names[::step]], "tickangle": 0}
