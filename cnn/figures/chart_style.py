"""How charts of accuracies look, in either theme: their ground, their axes, their titles."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from cnn.figures.palette import FONT, Palette


def chart_layout(palette: Palette, height: int, margin: Mapping[str, int]) -> go.Layout:
    """The layout, without a legend, of a chart that is read and not zoomed into; in pixels."""
    axis = {
        "gridcolor": palette.grid,
        "linecolor": palette.grid,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": palette.muted},
    }
    return go.Layout(
        height=height,
        margin=dict(margin),
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": palette.text, "size": 12, "family": FONT},
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        xaxis=axis,
        yaxis=axis,
    )


def axis_title(text: str) -> dict[str, object]:
    """What an axis measures, in a few words, small and close to it; in Plotly's terms."""
    return {"text": text, "font": {"size": 11}, "standoff": 6}
