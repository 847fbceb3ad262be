"""Test accuracy against what a run costs, with the Pareto front."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import plotly.graph_objects as go

from cnn.figures.chart_style import axis_title, chart_layout
from cnn.figures.palette import Palette
from cnn.sweeps.charts.axes import described
from cnn.sweeps.pareto import pareto_front
from cnn.sweeps.plan import Axis
from cnn.sweeps.results import Cost, Result, comparable, spreads

HEIGHT = 330
MARGIN = {"l": 58, "r": 14, "t": 30, "b": 44}
TITLES: Mapping[Cost, str] = MappingProxyType(
    {"parameters": "parameters", "seconds": "seconds of training and testing"}
)
# A factor from the smallest to the largest from which on equal factors are equally far.
LOG_FACTOR = 8


def front_chart(
    results: Sequence[Result],
    axes: Sequence[Axis],
    cost: Cost,
    palette: Palette,
    chosen: str | None = None,
) -> go.Figure:
    """A dot for each run that has ended, its token as custom data, and the front as a line.

    Args:
        results: of the sweep's runs; those that have not ended well are left out.
        axes: the sweep's settings.
        cost: what stands to the right.
        palette: the theme's colours.
        chosen: token of the run that is marked.
    """
    shown = comparable(results)
    figure = go.Figure(layout=chart_layout(palette, HEIGHT, MARGIN))
    costs = [result.cost(cost) for result in shown]
    gains = [100 * (result.accuracy or 0) for result in shown]
    front = pareto_front(costs, gains)
    figure.add_scatter(
        x=[costs[place] for place in front],
        y=[gains[place] for place in front],
        mode="lines",
        line={"color": palette.frame, "width": 2, "shape": "hv"},
        hoverinfo="skip",
        name="Pareto front",
    )
    # Runs that differ in their seeds alone have as many parameters, and stand above one another.
    for spread in spreads(results) if cost == "parameters" else []:
        figure.add_scatter(
            x=[spread.results[0].parameters] * 2,
            y=[100 * spread.lowest, 100 * spread.highest],
            mode="lines",
            line={"color": palette.muted, "width": 1.5},
            hoverinfo="skip",
            showlegend=False,
        )
    off_front = [place for place in range(len(shown)) if place not in front]
    for places, name, marker in (
        (off_front, "beaten", {"color": palette.accent, "symbol": "circle", "size": 9}),
        (front, "on the front", {"color": palette.frame, "symbol": "diamond", "size": 11}),
    ):
        figure.add_scatter(
            x=[costs[place] for place in places],
            y=[gains[place] for place in places],
            mode="markers",
            name=name,
            marker={**marker, "line": {"color": palette.background, "width": 1}},
            unselected={"marker": {"opacity": 1}},
            customdata=[shown[place].token for place in places],
            text=[described(shown[place], axes) for place in places],
            hovertemplate="%{text}<extra></extra>",
        )
    for place, result in enumerate(shown):
        if result.token == chosen:
            figure.add_scatter(
                x=[costs[place]],
                y=[gains[place]],
                mode="markers",
                marker={"symbol": "circle-open", "size": 18, "color": palette.text},
                hoverinfo="skip",
                showlegend=False,
            )
    is_log = bool(costs) and min(costs) > 0 and max(costs) / min(costs) > LOG_FACTOR
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        clickmode="event+select",
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(title=axis_title(TITLES[cost]), type="log" if is_log else "linear")
    if is_log:
        figure.update_xaxes(**_log_ticks(min(costs), max(costs)))
    else:
        figure.update_xaxes(rangemode="tozero", nticks=6)
    figure.update_yaxes(title=axis_title("test digits read right, %"))
    return figure


def front_in_words(results: Sequence[Result], cost: Cost) -> str:
    """The front's runs in a sentence each, for those who do not see the chart."""
    shown = comparable(results)
    costs = [result.cost(cost) for result in shown]
    front = pareto_front(costs, [result.accuracy or 0 for result in shown])
    each = "; ".join(
        f"run {shown[place].point.number} reads {shown[place].accuracy:.2%} right with "
        f"{costs[place]:,.0f} {'parameters' if cost == 'parameters' else 's'}"
        for place in front
    )
    return f"Test accuracy against {TITLES[cost]}. On the Pareto front: {each}."


def _log_ticks(low: float, high: float) -> dict[str, list]:
    """1, 2 and 5 times the powers of ten from the first below to the first above the numbers."""
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    marks = [lead * 10.0**exponent for exponent in exponents for lead in (1, 2, 5)]
    shown = [mark for mark in marks if low / 2 <= mark <= 2 * high]
    return {"tickvals": shown, "ticktext": [f"{mark:,g}" for mark in shown]}
