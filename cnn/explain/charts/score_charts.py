"""How strange digits and other drawings are by a score: histograms, and ROC curves of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import plotly.graph_objects as go

from cnn.explain.roc_curve import RocCurve
from cnn.figures.chart_style import axis_title, chart_layout
from cnn.figures.palette import Palette

Score = TypeVar("Score", bound=str)

HISTOGRAM_HEIGHT, ROC_HEIGHT = 230, 320
MARGIN = {"l": 46, "r": 12, "t": 22, "b": 42}
BINS = 40
# Of all scores, so many at either end may lie beyond the axis, and are counted in its last bins.
BEYOND = 0.002
# On an axis of powers of ten about so many are named.
MOST_POWERS = 5
DASHES = ("solid", "dash", "dot", "dashdot")


@dataclass(frozen=True)
class Bins:
    """Where a histogram's bars stand.

    Attributes:
        edges: (41,) on the axis; its powers of ten where it has those.
        is_power: whether it has.
    """

    edges: np.ndarray
    is_power: bool

    @property
    def middles(self) -> np.ndarray:
        """(40,) of the bars, on the axis."""
        return (self.edges[1:] + self.edges[:-1]) / 2

    def on_axis(self, scores: np.ndarray | float) -> np.ndarray:
        """Where scores stand; those beyond the axis at its ends."""
        placed = np.log10(scores) if self.is_power else np.asarray(scores, float)
        placed = np.nan_to_num(placed, posinf=self.edges[-1])
        return np.clip(placed, self.edges[0], self.edges[-1])

    def score_in(self, bar: int) -> float:
        """The score in the middle of a bar."""
        middle = float(self.middles[bar])
        return 10**middle if self.is_power else middle


def bins(digits: np.ndarray, strangers: np.ndarray, *, is_power: bool = False) -> Bins:
    """Bars for both, which leave out the few that lie farthest off.

    Args:
        digits: (n,) scores.
        strangers: (m,) scores.
        is_power: whether the axis has powers of ten.
    """
    together = np.concatenate([digits, strangers]).astype(float)
    if is_power:
        together = np.log10(together)
    together = together[np.isfinite(together)]
    # Where all are beyond measure, all stand at an axis's end, whatever its numbers.
    low, high = np.quantile(together, [BEYOND, 1 - BEYOND]) if len(together) else (0.0, 1.0)
    return Bins(np.linspace(low, max(high, low + 1e-6), BINS + 1), is_power)


def score_histogram(
    digits: np.ndarray,
    strangers: np.ndarray,
    here: float,
    title: str,
    palette: Palette,
    *,
    is_power: bool = False,
    chosen: float | None = None,
) -> go.Figure:
    """Digits as filled bars, strangers as an outline over them, and where this drawing stands.

    Args:
        digits: (n,) scores.
        strangers: (m,) scores.
        here: this drawing's score; beyond the axis it stands at its end.
        title: of the score's axis.
        palette: the theme's colours.
        is_power: whether the axis has powers of ten.
        chosen: a score that is marked, too.
    """
    bars = bins(digits, strangers, is_power=is_power)
    figure = go.Figure(layout=chart_layout(palette, HISTOGRAM_HEIGHT, MARGIN))
    # Whatever is clicked above or below a bar means that bar.
    figure.update_layout(hovermode="x", clickmode="event+select", bargap=0)
    usual, strange = _shares(digits, bars), _shares(strangers, bars)
    figure.add_bar(
        x=bars.middles,
        y=usual,
        width=bars.edges[1] - bars.edges[0],
        marker={"color": palette.runs[0]},
        unselected={"marker": {"opacity": 1}},
        customdata=strange,
        hovertemplate="test digits: %{y:.1%}<br>strangers: %{customdata:.1%}<extra></extra>",
    )
    figure.add_scatter(
        x=bars.middles,
        y=strange,
        mode="lines",
        line={"color": palette.runs[1], "width": 2, "shape": "hvh"},
        # The bar says it; a line cannot be clicked.
        hoverinfo="skip",
    )
    if chosen is not None:
        place = float(bars.on_axis(chosen))
        figure.add_vline(x=place, line={"color": palette.frame, "width": 3})
    place = float(bars.on_axis(here))
    figure.add_vline(x=place, line={"color": palette.text, "width": 2, "dash": "dash"})
    figure.add_annotation(
        x=place,
        y=1,
        yref="paper",
        yanchor="bottom",
        text="yours",
        showarrow=False,
        font={"size": 12, "color": palette.text},
    )
    figure.update_xaxes(title=axis_title(title), showgrid=False)
    if is_power:
        powers = np.arange(np.floor(bars.edges[0]), np.ceil(bars.edges[-1]) + 1)
        powers = powers[:: max(1, len(powers) // MOST_POWERS)]
        figure.update_xaxes(tickvals=powers, ticktext=[f"{10**power:.0g}" for power in powers])
    figure.update_yaxes(tickformat=".0%", nticks=5, rangemode="tozero")
    return figure


def _shares(scores: np.ndarray, bars: Bins) -> np.ndarray:
    return np.histogram(bars.on_axis(scores), bars.edges)[0] / len(scores)


def roc_chart(
    curves: Mapping[Score, RocCurve], names: Mapping[Score, str], palette: Palette
) -> go.Figure:
    """Strangers found over digits wrongly called strange, a line for each score.

    Args:
        curves: {score: its curve}.
        names: {score: what it is called}.
        palette: the theme's colours; scores have its runs' colours in their order.
    """
    figure = go.Figure(layout=chart_layout(palette, ROC_HEIGHT, MARGIN))
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": palette.grid, "width": 1.5},
        hoverinfo="skip",
    )
    for number, (name, curve) in enumerate(curves.items()):
        figure.add_scatter(
            x=curve.wrongly,
            y=curve.found,
            mode="lines",
            line={"color": palette.runs[number], "width": 2, "dash": DASHES[number]},
            hovertemplate=f"{names[name]}: %{{y:.1%}} of strangers found<br>"
            "%{x:.1%} of digits wrongly called strange<extra></extra>",
        )
    axis = {"range": [-0.01, 1.01], "tickformat": ".0%", "nticks": 6}
    figure.update_xaxes(**axis, title=axis_title("digits wrongly called strange"))
    figure.update_yaxes(**axis, title=axis_title("strangers found"))
    return figure
