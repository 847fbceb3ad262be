"""The accuracy over two settings: a cell for each pair of values, or a dot for each drawn run."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import plotly.graph_objects as go

from cnn.figures.chart_style import axis_title, chart_layout
from cnn.figures.contrast import text_colour_on
from cnn.figures.palette import Palette
from cnn.sweeps.charts.accuracy_colours import AccuracyColours
from cnn.sweeps.charts.axes import described, position, ticks, values_on
from cnn.sweeps.plan import Axis
from cnn.sweeps.results import Result, comparable
from cnn.sweeps.settings import Value

ROW_HEIGHT, LEAST_HEIGHT, FRAME = 46, 200, 62
MARGIN = {"l": 96, "r": 14, "t": 8, "b": 46}
DOTS_HEIGHT = 330
# What a cell takes of its place.
CELL = 0.95
Pair = tuple[Value, Value]


def heat_chart(
    results: Sequence[Result],
    axes: Sequence[Axis],
    pair: tuple[Axis, Axis],
    palette: Palette,
    chosen: str | None = None,
) -> go.Figure:
    """Of a grid: a cell for each pair, the mean accuracy of its runs; a click takes the best one.

    Args:
        results: of the sweep's runs; those that have not ended well are left out.
        axes: the sweep's settings.
        pair: those that stand to the right and upwards.
        palette: the theme's colours.
        chosen: token of the run whose cell is marked.
    """
    groups = _grouped(comparable(results), pair)
    means = {values: _mean(runs) for values, runs in groups.items()}
    colours = AccuracyColours.of(list(means.values()), palette)
    columns, rows = (values_on(axis, results) for axis in pair)
    height = max(LEAST_HEIGHT, FRAME + ROW_HEIGHT * len(rows))
    figure = go.Figure(layout=chart_layout(palette, height, MARGIN))
    best = {values: max(runs, key=lambda run: run.accuracy or 0) for values, runs in groups.items()}
    fills = [colours.colour(means[values]) for values in best]
    marked = [chosen in {result.token for result in groups[values]} for values in best]
    # Bars, since a heat map of Plotly's sends no click.
    figure.add_bar(
        x=[columns.index(x) for x, _ in best],
        y=[CELL] * len(best),
        base=[rows.index(y) - CELL / 2 for _, y in best],
        width=[CELL] * len(best),
        marker={
            "color": fills,
            "line": {"color": palette.frame, "width": [3 if one else 0 for one in marked]},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=[result.token for result in best.values()],
        text=[f"{100 * means[values]:.2f}" for values in best],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={"size": 12, "color": [text_colour_on(fill) for fill in fills]},
        hovertext=[_cell_words(groups[values], means[values], axes) for values in best],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.update_layout(clickmode="event+select", hoverlabel={"align": "left"})
    for update, axis, values in (
        (figure.update_xaxes, pair[0], columns),
        (figure.update_yaxes, pair[1], rows),
    ):
        update(
            title=axis_title(axis.setting.label),
            tickvals=list(range(len(values))),
            ticktext=[axis.setting.name_of(value) for value in values],
            range=[-0.5, len(values) - 0.5],
            showgrid=False,
        )
    return figure


def drawn_chart(
    results: Sequence[Result],
    axes: Sequence[Axis],
    pair: tuple[Axis, Axis],
    palette: Palette,
    chosen: str | None = None,
) -> go.Figure:
    """Of combinations drawn at random: a dot where each lies, the stronger its colour the better.

    Args as of `heat_chart`.
    """
    shown = comparable(results)
    colours = AccuracyColours.of([result.accuracy or 0 for result in shown], palette)
    figure = go.Figure(layout=chart_layout(palette, DOTS_HEIGHT, MARGIN))
    figure.add_scatter(
        x=[position(pair[0], result.point.values[pair[0].key]) for result in shown],
        y=[position(pair[1], result.point.values[pair[1].key]) for result in shown],
        mode="markers",
        marker={
            "size": 18,
            "color": [colours.colour(result.accuracy or 0) for result in shown],
            "line": {
                "color": [
                    palette.frame if result.token == chosen else palette.edge for result in shown
                ],
                "width": [3 if result.token == chosen else 1 for result in shown],
            },
        },
        unselected={"marker": {"opacity": 1}},
        customdata=[result.token for result in shown],
        text=[described(result, axes) for result in shown],
        hovertemplate="%{text}<extra></extra>",
    )
    figure.update_layout(clickmode="event+select", hoverlabel={"align": "left"})
    for update, axis in ((figure.update_xaxes, pair[0]), (figure.update_yaxes, pair[1])):
        update(title=axis_title(axis.setting.label), **ticks(axis, axis.values))
    return figure


def heat_in_words(results: Sequence[Result], pair: tuple[Axis, Axis]) -> str:
    """The cells or dots one by one, for those who do not see the chart."""
    x, y = pair
    cells = "; ".join(
        f"{x.setting.label} {x.setting.name_of(values[0])}, {y.setting.label} "
        f"{y.setting.name_of(values[1])}: {_mean(runs):.2%}"
        for values, runs in _grouped(comparable(results), pair).items()
    )
    return f"Test accuracy over {x.setting.label} and {y.setting.label}. {cells}."


def _grouped(results: Sequence[Result], pair: tuple[Axis, Axis]) -> dict[Pair, list[Result]]:
    groups: dict[Pair, list[Result]] = {}
    for result in results:
        values = result.point.values[pair[0].key], result.point.values[pair[1].key]
        groups.setdefault(values, []).append(result)
    return groups


def _mean(runs: Sequence[Result]) -> float:
    return fmean(result.accuracy or 0 for result in runs)


def _cell_words(runs: Sequence[Result], mean: float, axes: Sequence[Axis]) -> str:
    if len(runs) == 1:
        return described(runs[0], axes)
    best = max(runs, key=lambda run: run.accuracy or 0)
    return f"mean of {len(runs)} runs: {mean:.2%}<br>the best of them:<br>{described(best, axes)}"
