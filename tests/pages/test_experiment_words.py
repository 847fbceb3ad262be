"""What the Experiment page says of its numbers, by hand."""

import re

import numpy as np
import pytest

from cnn.evaluation.evaluation import Evaluation
from cnn.experiment.ascent import AscentSettings, AscentStep
from cnn.experiment.greedy_removal import Removals
from cnn.experiment.league import FilterCost, League
from cnn.experiment.strongest_digits import StrongestDigits
from cnn.figures.palette import PALETTES
from pages.parts.components.film import Panel
from pages.parts.experiment.answers import Side, accuracy_change, change_sentence
from pages.parts.experiment.confusion_change import confusion_change
from pages.parts.experiment.kernel_table import decimals_for, kernel_table
from pages.parts.experiment.league_bars import bar_name, written_loss
from pages.parts.experiment.league_table import chance_sentence, league_sentence, suffering
from pages.parts.experiment.liked_digits import reached_sentence
from pages.parts.experiment.many_changes import sizes_sentence
from pages.parts.experiment.removal_curve import removal_sentence

IMAGE = np.zeros((28, 28), np.float32)


def evaluation(answers: list[int], labels: list[int]) -> Evaluation:
    return Evaluation(np.eye(10, dtype=np.float32)[answers], np.array(labels))


def test_a_difference_that_chance_explains_is_not_called_one():
    labels = list(range(10)) * 10
    before = evaluation(labels, labels)
    one_off = [*labels[:-1], 0]
    assert "Not one of 100 test digits goes" in accuracy_change(before, before)
    said = accuracy_change(before, evaluation(one_off, labels))
    assert said.endswith(
        "right before and wrong now: 1; wrong before and right now: 0. That may be chance."
    )
    worse = evaluation([0] * 100, labels)
    assert "**90 fewer** of 100" in accuracy_change(before, worse)
    assert "**90 more** of 100" in accuracy_change(worse, before)


def test_an_answer_that_was_not_there_before_is_not_named():
    labels = list(range(10))
    well = Side("", np.eye(10, dtype=np.float32)[3], evaluation(labels, labels))
    none = Evaluation(np.full((10, 10), np.nan, np.float32), np.arange(10))
    overflowing = Side("", np.full(10, np.nan, np.float32), none)
    assert change_sentence(overflowing, well).startswith("Before, the sums overflowed")
    assert "**The sums overflow**" in change_sentence(well, overflowing)
    assert change_sentence(well, well).startswith("The answer stays **3**.")


def cost(number: int, *lost: int) -> FilterCost:
    by_digit = np.zeros(10, np.int64)
    by_digit[: len(lost)] = lost
    broken = sum(one for one in lost if one > 0)
    return FilterCost(number, broken, broken - sum(lost), 0.1, by_digit)


def test_the_league_names_the_most_costly_part_ties_and_those_that_cost_nothing():
    costs = (cost(3, 4, 1), cost(1, 2), cost(0), cost(2, -1))
    said = league_sentence(League(90, 100, costs, 0), "conv1", "map")
    assert said.startswith("**Map 3 costs most**: without it, 5 fewer of the digits are read right")
    assert "2 of 4 can each go alone" in said
    tied = league_sentence(League(90, 100, (cost(3, 1), cost(1, 0, 1)), 0), "conv1", "map")
    assert tied.startswith("**2 maps cost most**: 1 digit each.")
    none = league_sentence(League(90, 100, (cost(0),), 0), "dense", "unit")
    assert none.startswith("**No unit of dense is missed alone**")


def test_the_digits_that_suffer_most_come_first_and_gains_are_not_among_them():
    assert suffering(cost(0, 1, 0, 5, -2)) == "2\u00a0(\u22125), 0\u00a0(\u22121)"
    assert suffering(cost(0, -1)) == "none"


def test_a_bar_says_what_its_part_costs_and_gains_have_a_minus():
    assert bar_name(cost(3, 4, 1), "map", is_silenced=False) == (
        "map 3: 5 digits fewer are read right without it"
    )
    assert bar_name(cost(3, -1), "unit", is_silenced=True) == (
        "unit 3, silenced now: 1 digit more is read right without it"
    )
    assert "as many digits are read right" in bar_name(cost(3), "map", is_silenced=False)
    written = [written_loss(one) for one in (cost(0, 5), cost(0, 6), cost(0), cost(0, -9))]
    assert written == ["5", "6*", "0", "\u22129*"]


def test_a_star_stands_only_where_chance_does_not_explain_the_difference():
    assert chance_sentence([cost(0, 5), cost(1)], "map").startswith("No map makes more of a")
    assert chance_sentence([cost(0, 6), cost(1)], "map").startswith("A star: chance does not")
    assert chance_sentence([cost(0), cost(1, -9)], "map").startswith("A star: chance does not")


def test_how_many_can_go_together_is_said_with_their_numbers():
    found = Removals((4, 2, 0), (90, 91, 90, 60), 100, 5)
    said = removal_sentence(found, "map")
    assert said.startswith("**2 maps of 5 can go together** with no fewer digits read right: 4, 2.")
    assert "So far 3 of 5" in said
    none = removal_sentence(Removals((1,), (90, 89), 100, 1), "unit")
    assert none == "**Not one unit can go** without a digit being lost."


def test_the_value_reached_is_held_against_the_largest_of_the_digits():
    def said(reached: float, largest: float, **settings: float) -> str:
        places = np.zeros((8, 1), np.int32)
        values = np.full((8, 1), largest, np.float32)
        found = StrongestDigits(values, places, places, places)
        steps = [AscentStep(IMAGE, 0.0), AscentStep(IMAGE, reached), AscentStep(IMAGE, 0.5)]
        return reached_sentence(steps, AscentSettings(**settings), found, 0, 10_000)

    assert "**6.000**, in step 1: 3.0 times the largest value" in said(6, 2)
    assert ": 1.031 times the largest value" in said(18.342, 17.79)
    assert "**3e+09**, in step 1: 1.5 times" in said(3e9, 2e9)
    # Of a filter that sees a few pixels, no image gets past the digit with its favourite patch.
    assert said(0.6159, 0.616).endswith(
        ": as large as the largest value of 10,000 test digits, **0.616**."
    )
    assert "with both at 0 it may get past it" in said(1, 2)
    assert "More steps" in said(1, 2, smoothness=0.0, decay=0.0)
    assert "more than 100 times" in said(6, 0.01)
    assert "no test digit brings this number above 0" in said(1, -2)


def test_over_many_digits_a_lead_that_chance_explains_is_not_called_one():
    def said(sizes: list[tuple[float, float]]) -> str:
        return sizes_sentence(sizes, ("pen", "textbook"), "l2", "the digits")

    even = said([(1.0, 2.0), (3.0, 2.0), (2.0, 2.0)])
    assert "On 3 of the digits that both read right" in even
    assert "pen takes the larger change once and textbook once: that may be chance" in even
    assert "Median length 2.00 and 2.00." in even
    assert "20 times and textbook 0 times: more than chance explains" in said([(2.0, 1.0)] * 20)
    assert "4 times and textbook 0 times: that may be chance" in said([(2.0, 1.0)] * 4)
    assert "On 1 more the search found no change" in said([(2.0, 1.0), (np.nan, 1.0)])
    assert said([(np.nan, 1.0)]).startswith("On no test digit")


def test_the_confusion_matrix_says_more_and_fewer_with_signs():
    before = np.diag(np.full(10, 5))
    after = before.copy()
    after[3, 3], after[3, 8] = 3, 2
    table = confusion_change(before, after, PALETTES["light"])
    assert re.findall(r">([+\u2212]\d+)<", table) == ["\u22122", "+2"]
    assert table.count('<td style="background') == 100


def test_a_films_cells_have_their_place_on_the_scale():
    signed = Panel("Change", np.array([[[-2.0, 0, 1, 5]]]), strongest=2, signed=True)
    assert signed.places().ravel().tolist() == [0, 128, 191, 255]
    plain = Panel("Digit", np.array([[[0.0, 0.5, 1, 2]]]))
    assert plain.places().ravel().tolist() == [0, 128, 255, 255]
    silent = Panel("Change", np.zeros((1, 2, 2)), strongest=0.0, signed=True)
    assert set(silent.places().ravel().tolist()) == {128}


def test_a_kernels_numbers_are_written_as_precisely_as_its_scale_needs():
    kernel = np.array([[0.25, -0.5], [-1e-9, 0.125]], np.float32)
    table = kernel_table(kernel, "Before", 0.5, PALETTES["light"])
    assert re.findall(r">([-\d.]+)</td>", table) == ["0.250", "-0.500", "0.000", "0.125"]
    assert "<caption>Before</caption>" in table
    silent = kernel_table(np.zeros((1, 1)), "After", 0.0, PALETTES["light"])
    assert re.findall(r">([-\d.]+)</td>", silent) == ["0.0"]


@pytest.mark.parametrize(
    ("largest", "decimals"), [(0.0, 1), (0.004, 5), (0.05, 4), (0.5, 3), (2.0, 2), (400.0, 1)]
)
def test_three_digits_count_in_the_largest_number_of_a_kernel(largest: float, decimals: int):
    assert decimals_for(largest) == decimals
