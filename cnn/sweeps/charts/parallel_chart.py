"""Parallel coordinates: an upright axis for each setting and one for the accuracy, a line a run."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from cnn.figures.chart_style import chart_layout
from cnn.figures.palette import Palette
from cnn.sweeps.charts.accuracy_colours import AccuracyColours
from cnn.sweeps.charts.axes import described, position, values_on
from cnn.sweeps.plan import Axis
from cnn.sweeps.results import Result, comparable
from cnn.sweeps.settings import Value

HEIGHT = 360
MARGIN = {"l": 34, "r": 34, "t": 34, "b": 16}
# Of the accuracy's axis.
STEPS = 4


def parallel_chart(
    results: Sequence[Result],
    axes: Sequence[Axis],
    palette: Palette,
    chosen: str | None = None,
) -> go.Figure:
    """A line for each run that has ended, through its values; any dot on it can be clicked.

    Args:
        results: of the sweep's runs; those that have not ended well are left out.
        axes: the sweep's settings, from left to right; the accuracy stands to the right of them.
        palette: the theme's colours.
        chosen: token of the run that stands out.
    """
    shown = sorted(comparable(results), key=lambda result: result.accuracy or 0)
    colours = AccuracyColours.of([result.accuracy or 0 for result in shown], palette)
    figure = go.Figure(layout=chart_layout(palette, HEIGHT, MARGIN))
    values = [values_on(axis, shown) for axis in axes]
    # The best on top, and the chosen one on top of all.
    for result in sorted(shown, key=lambda result: result.token == chosen):
        heights = [
            _height(axis, result.point.values[axis.key], on_axis)
            for axis, on_axis in zip(axes, values, strict=True)
        ]
        colour = palette.frame if result.token == chosen else colours.colour(result.accuracy or 0)
        figure.add_scatter(
            x=list(range(len(axes) + 1)),
            y=[*heights, colours.share(result.accuracy or 0)],
            mode="lines+markers",
            line={"color": colour, "width": 4 if result.token == chosen else 2},
            marker={"size": 9, "color": colour},
            unselected={"marker": {"opacity": 1}},
            customdata=[result.token] * (len(axes) + 1),
            text=[described(result, axes)] * (len(axes) + 1),
            hovertemplate="%{text}<extra></extra>",
            cliponaxis=False,
        )
    for place, (axis, on_axis) in enumerate(zip(axes, values, strict=True)):
        _axis(figure, place, axis.setting.label, palette)
        for value in _labelled(on_axis):
            _label(
                figure, place, _height(axis, value, on_axis), axis.setting.name_of(value), palette
            )
    _axis(figure, len(axes), "% right", palette)
    for step in range(STEPS + 1 if colours.highest > colours.lowest else 0):
        share = step / STEPS
        accuracy = colours.lowest + share * (colours.highest - colours.lowest)
        _label(figure, len(axes), share, f"{100 * accuracy:.2f}", palette)
    figure.update_layout(clickmode="event+select", hoverlabel={"align": "left"})
    figure.update_xaxes(visible=False, range=[-0.12, len(axes) + 0.12])
    figure.update_yaxes(visible=False, range=[-0.06, 1.04])
    return figure


def parallel_in_words(results: Sequence[Result], axes: Sequence[Axis]) -> str:
    """The best and the worst run, for those who do not see the chart."""
    shown = sorted(comparable(results), key=lambda result: result.accuracy or 0)
    named = ", ".join(axis.setting.label for axis in axes)
    if not shown:
        return f"Parallel coordinates of {named}: no run has ended yet."
    ends = "; ".join(
        f"{which}: {described(result, axes).replace('<br>', ', ')}"
        for which, result in (("the best", shown[-1]), ("the worst", shown[0]))
    )
    return f"Parallel coordinates of {named} and accuracy. {ends}."


def _height(axis: Axis, value: Value, on_axis: Sequence[Value]) -> float:
    places = [position(axis, one) for one in on_axis]
    low, high = min(places), max(places)
    return (position(axis, value) - low) / (high - low) if high > low else 0.5


def _labelled(values: Sequence[Value]) -> list[Value]:
    """All of a few, the ends and the middle of many."""
    if len(values) <= STEPS + 1:
        return list(values)
    return [values[0], values[len(values) // 2], values[-1]]


def _axis(figure: go.Figure, place: int, title: str, palette: Palette) -> None:
    figure.add_shape(
        type="line", x0=place, x1=place, y0=0, y1=1, line={"color": palette.edge}, layer="below"
    )
    figure.add_annotation(
        x=place,
        y=1,
        yshift=16,
        text=f"<b>{title}</b>",
        showarrow=False,
        font={"size": 12, "color": palette.text},
    )


def _label(figure: go.Figure, place: int, height: float, text: str, palette: Palette) -> None:
    figure.add_annotation(
        x=place,
        y=height,
        xshift=7,
        xanchor="left",
        text=text,
        showarrow=False,
        bgcolor=palette.background,
        opacity=0.9,
        borderpad=1,
        font={"size": 11, "color": palette.text},
    )
