"""Words: each key has its own, and times are said as people say them."""

from typing import get_args

import pytest

from cnn.network.presets import DESIGNS, RECIPES
from cnn.network.recipe import Optimizer, Recipe
from cnn.runs.progress import TestSet as KeyOfTestSet
from pages.parts import words
from pages.parts.design.train_tabs import TABS
from pages.parts.session.digit import Source


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (words.DESIGN_NAMES, DESIGNS),
        (words.RECIPE_NAMES, RECIPES),
        (words.TRAIN_TABS, TABS),
        (words.TEST_SETS, get_args(KeyOfTestSet)),
        (words.SOURCES, get_args(Source)),
    ],
)
def test_each_key_has_a_name_of_its_own(names, keys):
    assert set(names) == set(keys)
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize("optimizer", get_args(Optimizer))
def test_each_optimizer_stands_before_its_rate(optimizer):
    assert words.optimizer_at_rate(Recipe(optimizer, 0.0305)).endswith(" 0.0305")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (125, "2 min 5 s"), (4200, "1 h 10 min")],
)
def test_a_time_is_said_as_people_say_it(seconds, said):
    assert words.duration(seconds) == said
