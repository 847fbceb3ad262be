"""The ten probabilities as bars."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from cnn.palette import FONT, Palette


def probability_bars(probabilities: np.ndarray, palette: Palette, height: int = 230) -> go.Figure:
    """One horizontal bar per digit, the likeliest in the accent colour.

    Args:
        probabilities: (10,) floats in [0, 1].
        palette: the theme's colours.
        height: of the figure, in pixels.

    Returns:
        The figure.
    """
    digits = list(range(len(probabilities)))
    best = int(probabilities.argmax())
    colours = [palette.accent if digit == best else palette.muted for digit in digits]
    bars = go.Bar(
        x=probabilities.astype(float).round(6).tolist(),
        y=digits,
        orientation="h",
        marker={"color": colours},
        text=[f"{value:.1%}" for value in probabilities],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:.3%}<extra></extra>",
    )
    layout = go.Layout(
        height=height,
        margin={"l": 22, "r": 48, "t": 4, "b": 4},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": palette.text, "size": 12, "family": FONT},
        bargap=0.25,
        showlegend=False,
        xaxis={"range": [0, 1], "visible": False, "fixedrange": True},
        yaxis={"dtick": 1, "range": [9.5, -0.5], "fixedrange": True, "showgrid": False},
    )
    return go.Figure(bars, layout)
