"""What a sweep takes, told before it starts, and what is left of it."""

from dataclasses import replace

import pytest

from cnn.errors import TrainingError
from cnn.runs.estimate import announced, estimated_memory_mb
from cnn.runs.limits import host_limits
from cnn.sweeps.forecast import check_sweep_affordable, forecast, seconds_left
from cnn.sweeps.plan import Axis
from tests.cnn.sweeps.ended_runs import plan_of, result_with

PLAN = plan_of(Axis("training_images", (1000, 5000, 60_000)))
EACH = [announced(p.architecture, p.recipe).seconds for p in PLAN.points]


def test_one_after_another_takes_the_sum_of_the_times_and_the_most_memory_of_one():
    found = forecast(PLAN.points)
    assert found.runs == 3
    assert found.seconds == pytest.approx(sum(EACH))
    assert found.memory_mb == max(
        estimated_memory_mb(p.architecture, p.recipe) for p in PLAN.points
    )


def test_at_once_it_takes_as_long_as_the_longest_and_the_memory_of_all():
    found = forecast(PLAN.points, at_once=8)
    assert found.at_once == 3
    assert found.seconds == pytest.approx(max(EACH))
    assert found.memory_mb == pytest.approx(
        sum(estimated_memory_mb(p.architecture, p.recipe) for p in PLAN.points)
    )


def test_two_at_once_each_begin_when_another_has_ended():
    found = forecast(PLAN.points, at_once=2)
    assert found.seconds == pytest.approx(max(EACH[1], EACH[0] + EACH[2]))


def test_a_run_that_the_host_would_refuse_is_named():
    limits = replace(host_limits(), minutes=0.5)
    with pytest.raises(TrainingError, match="Run 3, 60000 images: This run would take about"):
        check_sweep_affordable(PLAN.points, limits)
    check_sweep_affordable(PLAN.points, host_limits())


def test_what_is_left_is_what_trains_and_what_waits():
    first, second, third = PLAN.points
    training = result_with(second, None, state="training", share_done=0.5)
    training = replace(training, progress=replace(training.progress, seconds_left=12.0))
    results = [result_with(first, 0.9), training, result_with(third, None, state="waiting")]
    assert seconds_left(results) == pytest.approx(12.0 + EACH[2])
    assert seconds_left(results, at_once=2) == pytest.approx(max(12.0, EACH[2]))
    assert seconds_left([result_with(first, 0.9)]) == 0
