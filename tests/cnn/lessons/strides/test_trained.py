"""The comparison of the strided network with the pooled one, on made-up runs and on the real."""

import math

import pytest

from cnn.lessons.contenders import accuracy_margin, better_readers
from cnn.lessons.strides import trained
from cnn.lessons.strides.trained import contenders
from tests.lab_comparison import made_up_results


@pytest.fixture
def made_up(monkeypatch):
    def use(**accuracies):
        found = made_up_results(**accuracies)
        monkeypatch.setattr(trained, "lab_results", found.__getitem__)
        return contenders()

    return use


def test_only_runs_by_the_same_recipe_are_compared(made_up):
    pooled, strided = made_up()
    assert pooled.accuracies == (0.991, 0.993)
    assert pooled.mean == pytest.approx(0.992)
    assert strided.mean == pytest.approx(0.985)


def test_processor_seconds_are_those_of_the_median_turn(made_up):
    pooled, strided = made_up()
    assert strided.processor_seconds == pytest.approx(300_000 * 0.2e-3)
    assert pooled.processor_seconds == pytest.approx(300_000 * 0.5e-3)


def test_parameters_are_those_of_the_designs(made_up):
    pooled, strided = made_up()
    assert pooled.architecture.parameters == 93_322
    # 320 + 18,496 + 36,928 + (4 x 4 x 64 x 64 + 64) + 650
    assert strided.architecture.parameters == 121_994


def test_the_margin_of_test_digits_by_hand(made_up):
    # Both 99 %: two standard errors of a difference of two shares of 10,000.
    pair = made_up(strided=(0.99, 0.99), pooled=(0.99, 0.99))
    assert accuracy_margin(*pair) == pytest.approx(2 * math.sqrt(2 * 0.99 * 0.01 / 10_000))


def test_the_margin_of_seeds_by_hand(made_up):
    # Of 98 % and 99 % the variance is 0.005 ** 2 * 2; of their mean, half of that.
    pair = made_up(strided=(0.98, 0.99), pooled=(0.99, 0.99))
    assert accuracy_margin(*pair) == pytest.approx(2 * 0.005)


def test_a_difference_within_the_margin_is_a_tie(made_up):
    assert better_readers(*made_up(strided=(0.99, 0.99), pooled=(0.995, 0.995))) == ("textbook",)
    assert better_readers(*made_up(strided=(0.995, 0.995), pooled=(0.99, 0.99))) == ("strided",)
    tied = ("textbook", "strided")
    assert better_readers(*made_up(strided=(0.99, 0.99), pooled=(0.991, 0.992))) == tied
    assert better_readers(*made_up(strided=(0.98, 0.992), pooled=(0.991, 0.993))) == tied


def test_of_the_real_runs_strides_and_pooling_read_about_equally_well():
    pooled, strided = contenders()
    assert better_readers(pooled, strided) == ("textbook", "strided")
    assert pooled.mean - strided.mean == pytest.approx(0.0026, abs=5e-5)
    assert accuracy_margin(pooled, strided) == pytest.approx(0.0028, abs=5e-5)


def test_the_real_runs_differ_in_nothing_but_the_design():
    pooled, strided = contenders()
    assert [run.recipe for run in pooled.runs] == [run.recipe for run in strided.runs]
    assert len(strided.runs) == 3
    assert pooled.architecture.parameters == 93_322
    assert strided.architecture.parameters == 121_994
    assert 0 < strided.processor_seconds < pooled.processor_seconds
