"""The picture of a removal: how accuracy falls as filters go."""

from __future__ import annotations

import plotly.graph_objects as go
from PIL import ImageColor

from cnn.evaluation.evaluation import Share, wilson_interval
from cnn.experiment.greedy_removal import Removals
from cnn.figures.chart_style import axis_title, chart_layout
from cnn.figures.palette import Palette

HEIGHT = 260
MARGIN = {"l": 52, "r": 14, "t": 10, "b": 44}
BAND_OPACITY = 0.18


def removal_figure(removals: Removals, noun: str, palette: Palette) -> go.Figure:
    """Accuracy over the number of filters removed, with Wilson's 95 % band.

    Args:
        removals: as far as they have come.
        noun: what goes, in the plural and within a sentence: maps or units.
        palette: the theme's colours.

    Returns:
        A line, the band around it, a dashed line at the accuracy with all filters.
    """
    shares = [Share(right, removals.total) for right in removals.right]
    intervals = [wilson_interval(share) for share in shares]
    lowest = max(min(one.low for one in intervals) - 0.02, 0)
    counts = list(range(len(shares)))
    figure = go.Figure(layout=chart_layout(palette, HEIGHT, MARGIN))
    red, green, blue = ImageColor.getrgb(palette.accent)[:3]
    figure.add_scatter(
        x=[*counts, *reversed(counts)],
        y=[*(one.high for one in intervals), *(one.low for one in reversed(intervals))],
        fill="toself",
        fillcolor=f"rgba({red},{green},{blue},{BAND_OPACITY})",
        line={"width": 0},
        hoverinfo="skip",
    )
    names = ["none", *map(str, removals.removed)]
    figure.add_scatter(
        x=counts,
        y=[share.value for share in shares],
        mode="lines+markers",
        line={"color": palette.accent, "width": 2},
        marker={"size": 5},
        customdata=[
            [name, share.count, share.of] for name, share in zip(names, shares, strict=True)
        ],
        hovertemplate=f"%{{x}} {noun} gone, last %{{customdata[0]}}<br>%{{customdata[1]:,}} of "
        "%{customdata[2]:,} right, %{y:.1%}<extra></extra>",
    )
    figure.add_hline(shares[0].value, line={"color": palette.muted, "width": 1, "dash": "dash"})
    figure.update_xaxes(title=axis_title(f"{noun} removed"), range=[-0.5, removals.filters + 0.5])
    figure.update_yaxes(title=axis_title("accuracy"), tickformat=".0%", range=[lowest, 1.01])
    return figure
