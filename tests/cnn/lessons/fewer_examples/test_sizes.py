"""Accuracy over training digits: which runs count, and what is missing."""

import pytest

from cnn.lessons.fewer_examples.sizes import (
    missing,
    plan_of,
    planned_sizes,
    seeds,
    whole_results,
)
from cnn.lessons.plans import Plan, plans
from cnn.lessons.trained_results import LabRun, lab_results
from cnn.network.recipe import Recipe
from tests.lab_comparison import MACHINE

# Worked by hand: dense reaches the 90 % of 1,000 digits with 10,000 (3,000 come to 0.88, and seeds
# differ by 0.01); the 97 % of 10,000 digits it never reaches (60,000 come to 0.955).
TEXTBOOK = dict(zip(planned_sizes(), (0.7, 0.8, 0.9, 0.95, 0.97, 0.99), strict=True))
DENSE = dict(zip(planned_sizes(), (0.6, 0.7, 0.8, 0.88, 0.92, 0.955), strict=True))


def run_of(plan: Plan, accuracy: float) -> LabRun:
    """A run as a results file holds it."""
    design = {"textbook": "c32-m2-c64-m2-c64-d64", "dense": "d109-d64"}[plan.network]
    return LabRun(plan.network, design, plan.recipe, plan.max_shift, accuracy, 1.0, 1.0, MACHINE)


def all_runs() -> list[LabRun]:
    """Three seeds of each point, one 0.005 above the mean, one as much below it."""
    shares = {"textbook": TEXTBOOK, "dense": DENSE}
    return [
        run_of(
            plan,
            shares[plan.network][plan.recipe.training_images] + 0.005 * (plan.recipe.seed - 1),
        )
        for plan in plans("sizes")
    ]


def test_the_sizes_and_seeds_are_those_of_the_plans():
    assert planned_sizes() == (100, 300, 1_000, 3_000, 10_000, 60_000)
    assert seeds() == (0, 1, 2)


def test_results_are_put_together_by_network_and_size():
    results = {(one.network, one.images): one for one in whole_results(all_runs())}
    assert len(results) == 12
    point = results["dense", 300]
    assert point.accuracies == pytest.approx((0.695, 0.70, 0.705))
    assert (point.mean, point.lowest, point.highest) == pytest.approx((0.70, 0.695, 0.705))


def test_what_is_missing_is_said_and_what_is_not_planned_does_not_count():
    runs = all_runs()
    assert missing(runs) == ()
    assert len(missing(runs[:-4])) == 4
    other = run_of(Plan("dense", Recipe(epochs=1, training_images=300)), 0.1)
    assert whole_results([*runs, other]) == whole_results(runs)
    assert len(missing([other])) == 36


def test_a_point_has_the_recipe_by_which_it_was_trained():
    for run in all_runs():
        plan = plan_of(run.network, run.recipe.training_images, run.recipe.seed)
        assert (plan.recipe, plan.architecture) == (run.recipe, run.architecture)
    with pytest.raises(ValueError, match="planned"):
        plan_of("dense", 101, 0)


def test_what_ships_can_be_read_and_was_made_as_planned():
    runs = lab_results("sizes").runs
    assert runs
    assert sum(len(one.runs) for one in whole_results(runs)) == len(runs)
    assert all(0 < run.test_accuracy < 1 for run in runs)
