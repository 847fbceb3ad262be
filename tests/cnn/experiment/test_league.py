"""The league table and the greedy removal, held to whole networks run anew for every filter."""

import numpy as np
import pytest

from cnn.evaluation.disagreement import SMALLEST_P, mcnemar_p
from cnn.evaluation.evaluation import Evaluation
from cnn.experiment.greedy_removal import (
    MOST_BYTES,
    Removals,
    digits_for,
    greedy_removals,
)
from cnn.experiment.league import FilterCost, LeagueSearch
from cnn.experiment.silencing import silenced
from cnn.handwriting.synthetic import synthetic_digits
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import MaxPool2D
from tests.designs import random_network

PEN = Network.load("pen")
SMALL = random_network(Architecture((Conv2D(5), MaxPool2D(), Conv2D(4), Dense(6))), 1)
LARGEST = Architecture((Conv2D(128, padding="same"), Conv2D(128, padding="same", stride=2)))
IMAGES, LABELS = synthetic_digits(150, 3)


def evaluation_without(network: Network, layer: str, *numbers: int) -> Evaluation:
    images = IMAGES.astype(np.float32) / 255
    return Evaluation(silenced(network, {layer: numbers}).predict(images), LABELS)


def finished(network: Network, layer: str) -> LeagueSearch:
    search = LeagueSearch(network, layer, IMAGES, LABELS)
    while search.read < search.total:
        search.continue_with(network)
    return search


@pytest.mark.parametrize("layer", ["conv1", "pool1", "conv3", "dense"])
def test_each_cost_is_what_the_whole_network_loses_without_the_filter(layer: str):
    league = finished(PEN, layer).result()
    whole = evaluation_without(PEN, layer)
    assert (league.right, league.total, league.undefined) == (whole.right, 150, 0)
    assert sorted(cost.number for cost in league.costs) == list(
        range(PEN.architecture.layer(layer).output_shape[-1])
    )
    for cost in league.costs[:3] + league.costs[-3:]:
        without = evaluation_without(PEN, layer, cost.number)
        assert cost.broken == int((whole.is_right & ~without.is_right).sum())
        assert cost.mended == int((without.is_right & ~whole.is_right).sum())
        assert cost.lost == whole.right - without.right
        assert cost.loss_rise == pytest.approx(without.loss - whole.loss, abs=1e-5)
        by_digit = whole.confusion.diagonal() - without.confusion.diagonal()
        np.testing.assert_array_equal(cost.lost_by_digit, by_digit)


def test_the_most_costly_filter_comes_first_and_of_equals_the_larger_rise_of_loss():
    costs = finished(PEN, "conv2").result().costs
    keys = [(cost.lost, cost.loss_rise) for cost in costs]
    assert keys == sorted(keys, reverse=True)


@pytest.mark.parametrize(
    ("broken", "mended", "is_more"),
    [(5, 0, False), (6, 0, True), (9, 3, False), (12, 3, True), (0, 9, True)],
)
def test_a_difference_is_more_than_chance_where_mcnemars_test_says_so(broken, mended, is_more):
    assert FilterCost(0, broken, mended, 0.1, np.zeros(10, int)).is_more_than_chance == is_more
    assert is_more == (mcnemar_p(broken, mended) < SMALLEST_P)


def test_the_table_of_the_digits_so_far_is_a_table_of_fewer_digits():
    search = LeagueSearch(PEN, "conv1", IMAGES, LABELS)
    search.continue_with(PEN)
    assert 0 < search.read < 150
    assert search.result().total == search.read


def test_a_finished_search_does_nothing_more():
    search = finished(SMALL, "dense")
    before = search.result()
    search.continue_with(SMALL)
    after = search.result()
    assert (search.read, after.right, after.total) == (150, before.right, 150)
    assert [cost.lost for cost in after.costs] == [cost.lost for cost in before.costs]


def test_a_network_whose_sums_overflow_is_counted_not_warned_about():
    network = random_network(Architecture((Conv2D(2), Conv2D(2))), 0)
    network.weights["conv1"]["kernel"][:] = 3e38
    assert finished(network, "conv1").result().undefined > 0


def by_brute_force(network: Network, layer: str) -> list[int]:
    left = list(range(network.architecture.layer(layer).output_shape[-1]))
    gone: list[int] = []
    while left:
        tried = {number: evaluation_without(network, layer, *gone, number) for number in left}
        best = min(left, key=lambda number: (-tried[number].right, tried[number].loss))
        left.remove(best)
        gone.append(best)
    return gone


@pytest.mark.parametrize("layer", ["conv1", "conv2", "dense"])
def test_the_filter_that_is_missed_least_goes_first(layer: str):
    *_, last = greedy_removals(SMALL, layer, IMAGES, LABELS)
    assert list(last.removed) == by_brute_force(SMALL, layer)
    assert last.is_complete
    for count in range(len(last.removed) + 1):
        expected = evaluation_without(SMALL, layer, *last.removed[:count]).right
        assert last.right[count] == expected


def test_progress_is_told_after_every_candidate():
    steps = list(greedy_removals(SMALL, "conv2", IMAGES[:10], LABELS[:10]))
    assert len(steps) == 4 + 3 + 2 + 1
    assert [step.share_done for step in steps[:4]] == [0.25, 0.5, 0.75, 0.0]
    assert len(steps[3].removed) == 1


def test_a_removal_that_was_broken_off_goes_on_to_the_same_end():
    steps = list(greedy_removals(SMALL, "conv1", IMAGES, LABELS))
    begun = next(step for step in steps if len(step.removed) == 2)
    *_, last = greedy_removals(SMALL, "conv1", IMAGES, LABELS, begun)
    assert last.removed == steps[-1].removed
    assert last.right == steps[-1].right


def test_so_many_are_free_as_leave_the_count_of_right_answers():
    removals = Removals((4, 2, 0), (90, 91, 90, 60), 100, 5)
    assert removals.free == 2
    assert Removals((), (90,), 100, 5).free == 0


def test_large_designs_are_judged_by_fewer_digits():
    assert digits_for(PEN, "conv1", 1000) == 1000
    large = random_network(LARGEST)
    kept = 4 * (28 * 28 * 128 + 14 * 14 * 128)
    assert digits_for(large, "conv1", 1000) == MOST_BYTES // kept
