"""The probability while ink goes, or comes back, in the order of several maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from cnn.explain.deletion import Curves
from cnn.figures.chart_style import axis_title, chart_layout
from cnn.figures.palette import Palette

HEIGHT = 300
MARGIN = {"l": 50, "r": 22, "t": 8, "b": 42}
# Plotly's names; with the colours they tell the lines apart.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
# How opaque the band of random orders is.
BAND = 0.55

Way = Literal["deleted", "inserted"]


def deletion_chart(
    curves: Mapping[str, Curves],
    random: Sequence[Curves],
    names: Mapping[str, str],
    way: Way,
    palette: Palette,
) -> go.Figure:
    """A line for each method over the band of random orders, from their least to their greatest.

    Args:
        curves: {method: its curves}.
        random: those of random orders.
        names: {method: what it is called}.
        way: whether ink goes or comes back.
        palette: the theme's colours; methods have its runs' colours in their order.
    """
    figure = go.Figure(layout=chart_layout(palette, HEIGHT, MARGIN))
    lines = np.stack([getattr(one, way) for one in random])
    shares = random[0].shares
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    figure.add_scatter(x=shares, y=lines.min(axis=0), **edge)
    figure.add_scatter(
        x=shares,
        y=lines.max(axis=0),
        fill="tonexty",
        fillcolor=palette.grid,
        opacity=BAND,
        **edge,
    )
    for number, (name, one) in enumerate(curves.items()):
        figure.add_scatter(
            x=one.shares,
            y=getattr(one, way),
            mode="lines",
            name=names[name],
            line={
                "color": palette.runs[number % len(palette.runs)],
                "dash": DASHES[number % len(DASHES)],
                "width": 2,
            },
            hovertemplate=f"{names[name]}: %{{y:.1%}}<br>at %{{x:.0%}} of the ink<extra></extra>",
        )
    goes = way == "deleted"
    figure.update_xaxes(
        range=[0, 1],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        tickformat=".0%",
        title=axis_title("ink taken away" if goes else "ink brought back"),
    )
    figure.update_yaxes(range=[-0.02, 1.02], tickformat=".0%", title=axis_title("probability"))
    return figure
