"""The chart of test accuracies over the distance of a shift."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from cnn.figures.chart_style import axis_title
from cnn.figures.palette import Palette
from cnn.lessons.accuracy_chart import SYMBOLS, accuracy_chart
from cnn.lessons.translation.translation import BOX_ROOM, MAX_SHIFT

_HEIGHT = 280


def distance_figure(accuracies: Mapping[str, np.ndarray], palette: Palette) -> go.Figure:
    """Accuracy over how far digits were moved, a line for each network.

    An upright line stands where a 20-pixel digit begins to be cut.

    Args:
        accuracies: {name: (9,) shares read right}, at distances 0 to 8.
    """
    figure = accuracy_chart(palette, _HEIGHT)
    for index, (name, shares) in enumerate(accuracies.items()):
        figure.add_scatter(
            x=list(range(MAX_SHIFT + 1)),
            y=shares.tolist(),
            name=name,
            mode="lines+markers",
            line={"color": palette.runs[index], "width": 2},
            marker={"size": 8, "symbol": SYMBOLS[index]},
            hovertemplate=f"{name}: %{{y:.1%}}<extra></extra>",
            cliponaxis=False,
        )
    figure.add_vline(x=BOX_ROOM, line={"color": palette.frame, "width": 1.5, "dash": "dash"})
    figure.add_annotation(
        x=BOX_ROOM,
        # Above most lines, which have fallen there, and below those that have not.
        y=0.72,
        yref="y domain",
        xanchor="left",
        yanchor="middle",
        xshift=4,
        text="beyond: cut",
        showarrow=False,
        font={"size": 11, "color": palette.frame},
    )
    figure.update_layout(hovermode="x")
    figure.update_xaxes(
        range=[-0.3, MAX_SHIFT + 0.3], dtick=1, showgrid=False, title=axis_title("pixels moved")
    )
    figure.update_yaxes(range=[0, 1.03], tickformat=".0%", title=axis_title("read right"))
    return figure
