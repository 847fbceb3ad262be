"""What has come of a sweep: which runs are compared, the spread over seeds, the CSV file."""

import csv
import io
from statistics import stdev

import pytest

from cnn.runs.progress import Progress
from cnn.sweeps.plan import Axis
from cnn.sweeps.results import comparable, spreads
from cnn.sweeps.results_csv import results_csv
from tests.cnn.sweeps.ended_runs import plan_of, result_with, results_with

FILTERS = Axis("filters", (2, 4))
SEEDS = Axis("seed", (0, 1, 2))


def test_compared_is_what_has_ended_well_on_the_same_test_digits():
    points = plan_of(Axis("filters", (1, 2, 3, 4, 5))).points
    results = [
        result_with(points[0], 0.9),
        result_with(points[1], 0.8, state="training"),
        result_with(points[2], 0.7, state="failed"),
        result_with(points[3], 0.6, test_set="synthetic"),
        result_with(points[4], 0.5),
    ]
    assert [result.point.number for result in comparable(results)] == [1, 5]


def test_a_run_that_ended_before_its_recipe_was_through_was_stopped():
    point = plan_of(FILTERS).points[0]
    assert result_with(point, 0.9, share_done=0.5).was_stopped
    assert not result_with(point, 0.9).was_stopped
    assert not result_with(point, 0.9, share_done=0.5, state="training").was_stopped


def test_the_spread_is_that_of_runs_which_differ_in_their_seeds_alone():
    plan = plan_of(FILTERS, SEEDS)
    # All of the first seed come first: 2 and 4 filters in turn.
    results = results_with(plan, 0.90, 0.95, 0.92, 0.96, 0.94, None)
    first, second = spreads(results)
    assert [r.point.number for r in first.results] == [1, 3, 5]
    assert first.mean == pytest.approx(0.92)
    assert first.deviation == pytest.approx(stdev([0.90, 0.92, 0.94]))
    assert (first.lowest, first.highest) == (0.90, 0.94)
    assert [r.point.number for r in second.results] == [2, 4]


def test_a_run_that_was_stopped_early_is_left_out_of_the_spread():
    points = plan_of(SEEDS).points
    results = [
        result_with(points[0], 0.9),
        result_with(points[1], 0.5, share_done=0.2),
        result_with(points[2], 0.92),
    ]
    (spread,) = spreads(results)
    assert (spread.lowest, spread.highest) == (0.9, 0.92)
    assert spreads(results[:2]) == []


def test_of_one_seed_there_is_no_spread():
    assert spreads(results_with(plan_of(FILTERS), 0.9, 0.95)) == []


def test_the_csv_file_has_a_row_for_each_run_whatever_came_of_it():
    plan = plan_of(FILTERS, Axis("augment", (True,)))
    text = results_csv(plan.axes, results_with(plan, 0.9125, None))
    first, second = csv.DictReader(io.StringIO(text))
    assert first["run"] == "1"
    assert first["varied_filters"] == "2"
    assert first["varied_augment"] == "True"
    assert float(first["test_accuracy"]) == 0.9125
    assert first["design"] == "c2-m2-c3-d16"
    assert int(first["parameters"]) == plan.points[0].architecture.parameters
    assert first["state"] == "finished"
    assert second["test_accuracy"] == second["test_loss"] == ""
    assert second["state"] == "training"
    assert (second["optimizer"], second["batch_size"], second["seed"]) == ("rmsprop", "64", "0")


def test_a_run_without_any_progress_has_a_row_too():
    plan = plan_of(FILTERS)
    waiting = [result_with(point, None, 0.0, state="waiting") for point in plan.points]
    assert waiting[0].progress.epochs == Progress().epochs
    assert len(list(csv.DictReader(io.StringIO(results_csv(plan.axes, waiting))))) == 2
