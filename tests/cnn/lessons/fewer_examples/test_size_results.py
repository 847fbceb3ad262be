"""Runs put together over their seeds."""

import pytest

from cnn.lessons.fewer_examples.size_results import by_size
from tests.cnn.lessons.test_trained_results import a_run


def test_runs_of_one_size_are_put_together():
    runs = (a_run(), a_run(seed=1), a_run(images=100), a_run("textbook"), a_run(seed=2))
    groups = by_size(runs)
    assert [(group.network, group.images) for group in groups] == [
        ("dense", 300),
        ("dense", 100),
        ("textbook", 300),
    ]
    assert [run.recipe.seed for run in groups[0].runs] == [0, 1, 2]


def test_mean_and_spread_of_a_size():
    runs = tuple(a_run(seed=seed, accuracy=each) for seed, each in enumerate((0.5, 0.6, 0.7)))
    (group,) = by_size(runs)
    assert group.mean == pytest.approx(0.6)
    assert (group.lowest, group.highest) == (0.5, 0.7)
    assert group.spread == pytest.approx(0.2)
