"""Which runs a sweep is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.errors import ArchitectureError, TrainingError
from cnn.network.design_code import design_code
from cnn.network.presets import FIRST_DESIGN
from cnn.network.recipe import DEFAULT_LEARNING_RATES, Recipe
from cnn.runs.run_name import MAX_NAME, clean_name
from cnn.sweeps.plan import MAX_RUNS, Axis, SweepPlan
from cnn.sweeps.settings import PRESETS, SETTING, SETTINGS
from tests.cnn.sweeps.ended_runs import plan_of


def test_a_grid_has_every_combination_once_those_of_the_first_seed_first():
    plan = plan_of(Axis("seed", (5, 6)), Axis("filters", (2, 4)), Axis("batch_size", (32, 64)))
    found = [(p.values["seed"], p.values["filters"], p.values["batch_size"]) for p in plan.points]
    assert found == [(s, f, b) for s in (5, 6) for f in (2, 4) for b in (32, 64)]
    assert [point.number for point in plan.points] == list(range(1, 9))
    assert plan.most_runs == 8


def test_each_run_has_its_values_and_all_else_of_the_design_and_recipe():
    plan = plan_of(Axis("filters", (2, 8)), Axis("learning_rate", (0.01,)))
    first, second = plan.points
    assert design_code(first.architecture.hidden) == "c2-m2-c3-d16"
    assert design_code(second.architecture.hidden) == "c8-m2-c12-d16"
    assert first.recipe == second.recipe == Recipe(learning_rate=0.01)


def test_an_optimizer_brings_its_usual_rate_unless_the_rate_is_varied_too():
    usual = plan_of(Axis("optimizer", ("sgd", "adam"))).points
    assert [p.recipe.learning_rate for p in usual] == [
        DEFAULT_LEARNING_RATES["sgd"],
        DEFAULT_LEARNING_RATES["adam"],
    ]
    (varied,) = plan_of(Axis("learning_rate", (0.2,)), Axis("optimizer", ("sgd",))).points
    assert (varied.recipe.optimizer, varied.recipe.learning_rate) == ("sgd", 0.2)


def test_a_depth_repeats_layers_before_their_filters_are_counted():
    (point,) = plan_of(Axis("filters", (2,)), Axis("depth", (3,))).points
    assert design_code(point.architecture.hidden) == "c2-m2-c3-c3-d16"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_what_is_offered_of_each_setting_makes_as_many_different_runs(setting):
    points = SweepPlan(FIRST_DESIGN, Recipe(), (Axis(setting.key, setting.offered),)).points
    assert len({(p.architecture, p.recipe) for p in points}) == len(setting.offered)


@pytest.mark.parametrize("preset", PRESETS)
def test_each_sweep_to_begin_with_works_with_the_textbooks_design(preset):
    axes = tuple(Axis(key, SETTING[key].offered) for key in PRESETS[preset])
    plan = SweepPlan(FIRST_DESIGN, Recipe(), axes)
    assert len(plan.points) == plan.most_runs <= MAX_RUNS
    assert not plan.left_out


def test_a_run_is_called_by_its_values_in_letters_that_a_file_can_have():
    axes = (Axis("optimizer", ("sgd",)), Axis("learning_rate", (0.003,)), Axis("augment", (True,)))
    (point,) = plan_of(*axes).points
    assert point.name == "sgd rate 0.003 augmented"
    longest = plan_of(
        Axis("training_images", (60_000,)), Axis("augment", (False,)), Axis("seed", (2**31 - 1,))
    ).points[0]
    assert longest.name == clean_name(longest.name)
    assert len(longest.name) <= MAX_NAME


def test_combinations_that_do_not_work_are_left_out_and_said():
    plan = SweepPlan(FIRST_DESIGN, Recipe(), (Axis("depth", (2, 3)), Axis("kernel_size", (3, 5))))
    assert [tuple(p.values.values()) for p in plan.points] == [(2, 3), (2, 5), (3, 3)]
    assert [p.number for p in plan.points] == [1, 2, 3]
    (problem,) = plan.left_out
    assert "With depth 3, kernel size 5" in problem
    assert "conv3 does not fit" in problem


def test_where_none_works_it_is_said_why():
    plan = SweepPlan(FIRST_DESIGN, Recipe(), (Axis("kernel_size", (5, 6)),))
    with pytest.raises(ArchitectureError, match="kernel size 5 the design does not work"):
        _ = plan.points


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("filters", (), "no value yet"),
        ("filters", (4, 4), "a value twice"),
        ("filters", (0,), "whole number from 1 to 128"),
        ("filters", ("four",), "whole number from 1 to 128"),
        ("filters", (True,), "whole number"),
        ("learning_rate", (float("nan"),), "must be a number from"),
        ("optimizer", ("lion",), "must be one of"),
        ("augment", ("yes",), "either on or off"),
        ("seed", tuple(range(13)), "at most 12"),
    ],
)
def test_values_that_a_setting_does_not_take_are_refused(key, values, sentence):
    with pytest.raises(TrainingError, match=sentence):
        Axis(key, values)


@pytest.mark.parametrize(
    ("axes", "draws", "sentence"),
    [
        ((), None, "at least one setting"),
        (
            tuple(Axis(key, (1,)) for key in ("filters", "units", "depth", "seed")),
            None,
            "at most 3",
        ),
        ((Axis("filters", (1,)), Axis("filters", (2,))), None, "chosen twice"),
        (
            (Axis("filters", (1, 2, 3, 4, 5, 6, 7)), Axis("units", (1, 2, 3, 4, 5, 6))),
            None,
            "42 runs",
        ),
        ((Axis("filters", (1, 9)), Axis("seed", (0, 1, 2))), 13, "39 runs"),
        ((Axis("filters", (1, 9)),), 0, "at least one"),
    ],
)
def test_a_sweep_past_its_bounds_is_refused(axes, draws, sentence):
    with pytest.raises(TrainingError, match=sentence):
        plan_of(*axes, draws=draws)


@given(chance=st.integers(0, 10**6), draws=st.integers(1, 10))
def test_drawn_runs_are_different_and_lie_between_the_values_given(chance, draws):
    axes = (
        Axis("units", (4, 200)),
        Axis("learning_rate", (0.0001, 0.1)),
        Axis("optimizer", ("sgd", "adam")),
    )
    plan = plan_of(*axes, draws=draws, chance=chance)
    assert len(plan.points) == draws
    assert len({tuple(p.values.values()) for p in plan.points}) == draws
    for point in plan.points:
        assert isinstance(point.values["units"], int)
        assert 4 <= point.values["units"] <= 200
        assert 0.0001 <= point.values["learning_rate"] <= 0.1
        assert point.values["optimizer"] in ("sgd", "adam")
    assert [p.values for p in plan_of(*axes, draws=draws, chance=chance).points] == [
        p.values for p in plan.points
    ]


def test_equal_factors_of_a_rate_are_drawn_equally_often():
    plan = plan_of(Axis("learning_rate", (0.0001, 1.0)), draws=MAX_RUNS)
    small = sum(point.values["learning_rate"] < 0.01 for point in plan.points)
    assert MAX_RUNS / 4 < small < 3 * MAX_RUNS / 4


def test_a_seed_is_not_drawn_each_draw_is_trained_with_each():
    plan = plan_of(Axis("filters", (1, 100)), Axis("seed", (3, 4)), draws=5)
    by_seed = {
        seed: [p.values["filters"] for p in plan.points if p.values["seed"] == seed]
        for seed in (3, 4)
    }
    assert by_seed[3] == by_seed[4]
    assert len(by_seed[3]) == 5


def test_where_there_are_not_so_many_to_be_drawn_there_are_fewer():
    assert len(plan_of(Axis("kernel_size", (2, 3)), draws=9).points) == 2


def test_other_draws_are_others():
    one, other = (plan_of(Axis("filters", (1, 100)), draws=5, chance=c) for c in (0, 1))
    assert [p.values for p in one.points] != [p.values for p in other.points]
