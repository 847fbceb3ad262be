"""What the charts of accuracies have in common: the frame, and a symbol for each network's line."""

from __future__ import annotations

import plotly.graph_objects as go

from cnn.figures.chart_style import chart_layout
from cnn.figures.palette import Palette

SYMBOLS = ("circle", "square", "diamond")
_MARGIN = {"l": 55, "r": 18, "t": 34, "b": 44}


def accuracy_chart(palette: Palette, height: int) -> go.Figure:
    """An empty chart, so many pixels high, whose lines are named in a row above it."""
    figure = go.Figure(layout=chart_layout(palette, height, _MARGIN))
    return figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        hoverlabel={"align": "left"},
    )
