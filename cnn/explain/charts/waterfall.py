"""A sum as a waterfall: each bar begins where the one before ended; the last is the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from cnn.figures.chart_style import axis_title, chart_layout
from cnn.figures.palette import Palette
from cnn.figures.printed_number import readable

HEIGHT = 300
MARGIN = {"l": 48, "r": 12, "t": 20, "b": 64}
# Plotly's pattern of a bar that takes away, so that it is not told by colour alone.
TAKES_AWAY_PATTERN = "/"


@dataclass(frozen=True)
class Step:
    """One term of the sum.

    Attributes:
        name: under its bar.
        amount: what it adds.
        says: when pointed at.
    """

    name: str
    amount: float
    says: str


def waterfall(
    steps: Sequence[Step],
    total: float,
    total_name: str,
    palette: Palette,
    *,
    chosen: int | None,
    what: str,
) -> go.Figure:
    """The terms one after the other, from 0, and their sum.

    Args:
        steps: in the order of their bars.
        total: what they add up to.
        total_name: under the last bar.
        palette: the theme's colours.
        chosen: place of the framed bar.
        what: what is summed, at the axis.
    """
    amounts = np.array([step.amount for step in steps])
    starts = np.concatenate([[0.0], np.cumsum(amounts)[:-1]]) if len(steps) else amounts
    negative, positive = palette.diverging[1], palette.diverging[-2]
    names = [*(step.name for step in steps), total_name]
    heights = [*amounts.tolist(), total]
    says = [*(step.says for step in steps), f"{total_name}: {readable(total, 4)}"]
    colours = [positive if one >= 0 else negative for one in amounts] + [palette.text]
    frames = [3 if place == chosen else 0 for place in range(len(names))]
    trace = go.Bar(
        x=names,
        base=[*starts.tolist(), 0.0],
        y=heights,
        customdata=says,
        marker={
            "color": colours,
            "line": {"color": palette.frame, "width": frames},
            "pattern": {
                "shape": [TAKES_AWAY_PATTERN if one < 0 else "" for one in amounts] + [""],
                "fgcolor": palette.background,
                "size": 5,
                "solidity": 0.25,
            },
        },
        unselected={"marker": {"opacity": 1}},
        hovertemplate="%{customdata}<extra></extra>",
    )
    layout = chart_layout(palette, HEIGHT, MARGIN)
    # A click anywhere above or below a thin bar means that bar.
    layout.update(bargap=0.15, clickmode="event+select", hovermode="x")
    figure = go.Figure(trace, layout)
    # Names that have no room are left out, as they are of categories only.
    figure.update_xaxes(type="category", tickangle=-90, showgrid=False)
    figure.add_annotation(
        x=len(names) - 1,
        y=max(total, 0.0),
        yanchor="bottom",
        text=f"<b>{readable(total, 2)}</b>",
        showarrow=False,
        font={"size": 12, "color": palette.text},
    )
    figure.update_yaxes(title=axis_title(what), zeroline=True, zerolinecolor=palette.muted)
    return figure
