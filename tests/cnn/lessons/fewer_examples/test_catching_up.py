"""When the dense network has caught up: ties within the seeds' spread, and the line between."""

import pytest

from cnn.lessons.fewer_examples.catching_up import catching_up, margin, standing
from cnn.lessons.fewer_examples.size_results import SizeResult
from tests.cnn.lessons.test_trained_results import a_run


def result(network: str, images: int, mean: float, spread: float = 0.01) -> SizeResult:
    """Three seeds: one half the spread above the mean, one as much below it."""
    accuracies = (mean - spread / 2, mean, mean + spread / 2)
    runs = [a_run(network, images, seed, accuracy) for seed, accuracy in enumerate(accuracies)]
    return SizeResult(network, images, tuple(runs))


@pytest.mark.parametrize(
    ("dense", "expected"),
    [
        (0.889, "worse"),
        (0.891, "about the same"),
        (0.9, "about the same"),
        (0.909, "about the same"),
        (0.911, "better"),
    ],
)
def test_a_difference_within_the_seeds_spread_is_about_the_same(dense, expected):
    assert standing(result("dense", 300, dense), result("textbook", 100, 0.9)) == expected


def test_the_larger_of_the_two_spreads_counts():
    narrow, wide = result("textbook", 100, 0.9, spread=0.002), result("dense", 300, 0.88, 0.03)
    assert margin(narrow, wide) == margin(wide, narrow) == pytest.approx(0.03)
    assert standing(wide, narrow) == "about the same"


def test_the_first_size_that_is_not_worse_is_enough():
    dense = [result("dense", images, mean) for images, mean in ((1000, 0.895), (100, 0.7))]
    found = catching_up(result("textbook", 100, 0.9), dense)
    assert (found.enough, found.times) == (1000, 10)
    assert [one.images for one in found.tried] == [100, 1000]


def test_on_the_line_digits_grow_by_equal_factors():
    # Half way from 0.7 to 0.9: half way from 100 to 10,000 on a logarithmic axis is 1,000.
    dense = [result("dense", 100, 0.7), result("dense", 10_000, 0.9)]
    found = catching_up(result("textbook", 100, 0.8), dense)
    assert found.on_the_line == pytest.approx(1_000)
    assert found.times_on_the_line == pytest.approx(10)
    assert found.enough == 10_000


def test_what_is_never_reached_has_no_estimate():
    found = catching_up(result("textbook", 100, 0.95), [result("dense", 100, 0.7)])
    assert (found.enough, found.times) == (None, None)
    assert (found.on_the_line, found.times_on_the_line) == (None, None)


def test_a_dense_network_that_is_better_from_the_start_needs_no_more():
    found = catching_up(result("textbook", 100, 0.6), [result("dense", 100, 0.7)])
    assert (found.enough, found.times, found.on_the_line) == (100, 1, 100)
