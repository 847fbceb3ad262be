"""A sweep's charts: what they draw, what a click on them says, what they say in words."""

from statistics import fmean

import numpy as np
import pytest

from cnn.figures.contrast import luminance
from cnn.figures.palette import PALETTES
from cnn.sweeps.charts.accuracy_colours import AccuracyColours
from cnn.sweeps.charts.front_chart import front_chart, front_in_words
from cnn.sweeps.charts.heat_chart import drawn_chart, heat_chart, heat_in_words
from cnn.sweeps.charts.parallel_chart import parallel_chart, parallel_in_words
from cnn.sweeps.plan import Axis
from tests.cnn.sweeps.ended_runs import plan_of, result_with, results_with

LIGHT = PALETTES["light"]
FILTERS, UNITS, SEEDS = Axis("filters", (2, 4)), Axis("units", (8, 16)), Axis("seed", (0, 1))
GRID = plan_of(FILTERS, UNITS)
SEEDED = plan_of(FILTERS, UNITS, SEEDS)


def clickable(figure):
    """What a click on the figure can say: the tokens of its marks."""
    return [
        token for trace in figure.data if trace.customdata is not None for token in trace.customdata
    ]


def test_the_front_chart_has_a_dot_for_each_run_that_has_ended():
    results = results_with(GRID, 0.8, 0.7, 0.9, None)
    figure = front_chart(results, GRID.axes, "parameters", LIGHT)
    assert sorted(clickable(figure)) == ["token 1", "token 2", "token 3"]
    front, beaten = figure.data[0], figure.data[1]
    # Run 2 has more units than run 1 and reads fewer right.
    assert list(front.y) == pytest.approx([80, 90])
    assert list(front.x) == [results[0].parameters, results[2].parameters]
    assert list(beaten.customdata) == ["token 2"]


def test_the_front_is_of_the_cost_that_is_shown():
    points = GRID.points
    results = [
        result_with(point, accuracy, seconds)
        for point, accuracy, seconds in zip(
            points, (0.8, 0.9, 0.7, 0.6), (5, 20, 10, 1), strict=True
        )
    ]
    figure = front_chart(results, GRID.axes, "seconds", LIGHT)
    assert list(figure.data[0].x) == [1, 5, 20]
    words = front_in_words(results, "seconds")
    assert "run 4 reads 60.00% right with 1 s; run 1 reads 80.00% right with 5 s" in words
    assert "run 3" not in words


def test_costs_that_differ_much_stand_on_a_logarithmic_axis_with_numbers():
    plan = plan_of(Axis("units", (1, 500)))
    figure = front_chart(results_with(plan, 0.6, 0.7), plan.axes, "parameters", LIGHT)
    assert figure.layout.xaxis.type == "log"
    assert len(figure.layout.xaxis.tickvals) >= 2


def test_an_upright_line_joins_runs_that_differ_in_their_seeds_alone():
    results = results_with(SEEDED, 0.8, 0.7, 0.9, 0.85, 0.82, 0.75, 0.95, 0.8)
    figure = front_chart(results, SEEDED.axes, "parameters", LIGHT)
    upright = [t for t in figure.data if t.mode == "lines" and len(set(t.x)) == 1 and len(t.x) == 2]
    ends = [tuple(trace.y) for trace in upright]
    assert (80.0, 82.0) in [tuple(np.round(end, 6)) for end in ends]
    by_time = front_chart(results, SEEDED.axes, "seconds", LIGHT)
    assert sum(trace.mode == "lines" for trace in by_time.data) == 1  # the front alone


def test_the_chosen_run_is_marked_in_every_chart():
    results = results_with(SEEDED, 0.8, 0.7, 0.9, 0.85, 0.82, 0.75, 0.95, 0.8)
    axes, token = SEEDED.axes, "token 3"
    pair = (FILTERS, UNITS)
    for chart, choice in (
        (front_chart, ("seconds",)),
        (heat_chart, (pair,)),
        (drawn_chart, (pair,)),
        (parallel_chart, ()),
    ):
        plain, marked = (chart(results, axes, *choice, LIGHT, one) for one in (None, token))
        assert plain.to_json() != marked.to_json()


def test_a_cell_of_the_heat_map_is_the_mean_of_its_runs_and_opens_the_best():
    accuracies = (0.8, 0.7, 0.9, 0.85, 0.82, 0.75, 0.95, 0.8)
    results = results_with(SEEDED, *accuracies)
    (cells,) = heat_chart(results, SEEDED.axes, (FILTERS, UNITS), LIGHT).data
    # Runs 1 and 5 are 2 filters and 8 units; 3 and 7 are 4 and 8.
    assert list(cells.text) == ["81.00", "72.50", "92.50", "82.50"]
    assert list(cells.customdata) == ["token 5", "token 6", "token 7", "token 4"]
    assert "mean of 2 runs: 92.50%" in cells.hovertext[2]
    middles = [low + high / 2 for low, high in zip(cells.base, cells.y, strict=True)]
    assert list(zip(cells.x, np.round(middles, 6), strict=True)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert f"Units 8: {fmean((0.9, 0.95)):.2%}" in heat_in_words(results, (FILTERS, UNITS))


@pytest.mark.parametrize("theme", PALETTES)
def test_the_better_the_stronger_its_colour_and_numbers_can_be_read_on_it(theme):
    palette = PALETTES[theme]
    colours = AccuracyColours.of([0.5, 0.7, 0.9], palette)
    ground = luminance(palette.background)
    apart = [abs(luminance(colours.colour(share)) - ground) for share in (0.5, 0.7, 0.9)]
    assert 0.005 < apart[0] < apart[1] < apart[2]


def test_one_accuracy_alone_has_a_colour():
    assert AccuracyColours.of([0.5], LIGHT).share(0.5) == 1.0


def test_drawn_values_stand_where_they_lie():
    plan = plan_of(Axis("learning_rate", (0.0001, 0.1)), UNITS, draws=5)
    results = results_with(plan, 0.5, 0.6, 0.7, 0.8, 0.9)
    (dots,) = drawn_chart(results, plan.axes, plan.axes, LIGHT).data
    rates = [point.values["learning_rate"] for point in plan.points]
    assert list(dots.x) == pytest.approx(np.log10(rates))
    assert list(dots.customdata) == [result.token for result in results]


def test_in_parallel_coordinates_each_run_goes_through_its_values_to_its_accuracy():
    axes = (FILTERS, UNITS, Axis("optimizer", ("sgd", "adam")))
    plan = plan_of(*axes)
    results = results_with(plan, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9)
    figure = parallel_chart(results, axes, LIGHT)
    lines = {trace.customdata[0]: list(trace.y) for trace in figure.data}
    assert lines["token 1"] == [0, 0, 0, 0]
    assert lines["token 8"] == [1, 1, 1, 1]
    assert lines["token 5"] == pytest.approx([1, 0, 0, 0.5])
    assert set(clickable(figure)) == {result.token for result in results}
    assert "the best: run 8" in parallel_in_words(results, axes)


def test_before_any_run_has_ended_the_charts_are_empty():
    results = results_with(GRID, None, None, None, None)
    assert clickable(front_chart(results, GRID.axes, "seconds", LIGHT)) == []
    assert clickable(heat_chart(results, GRID.axes, (FILTERS, UNITS), LIGHT)) == []
    assert clickable(parallel_chart(results, GRID.axes, LIGHT)) == []
    assert "no run has ended" in parallel_in_words(results, GRID.axes)
