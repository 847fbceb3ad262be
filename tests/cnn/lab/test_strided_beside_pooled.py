"""The comparison of the strided network with the pooled one, on made-up runs and on the real."""

from dataclasses import replace

import pytest

from cnn.lab import strided_beside_pooled
from cnn.lab.strided_beside_pooled import contenders, seeds_overlap
from cnn.lab.trained_results import LabResults, LabRun, Machine, Speed
from cnn.recipe import Recipe

MACHINE = Machine(2, "a processor", "3.11.7", "3.15.1", "2.21.0", "2.4.6")


def a_run(network: str, design: str, accuracy: float, recipe: Recipe) -> LabRun:
    return LabRun(network, design, recipe, 0, accuracy, 1.0, 1.0, MACHINE)


def results(strided, pooled):
    recipes = [Recipe(seed=seed) for seed in range(2)]
    few = replace(recipes[0], training_images=100)
    pooled_design, strided_design = "c32-m2-c64-m2-c64-d64", "c32s2-c64s2-c64-d64"
    return {
        "strided": LabResults(
            "",
            tuple(
                a_run("strided", strided_design, accuracy, recipe)
                for accuracy, recipe in zip(strided, recipes, strict=True)
            ),
        ),
        "sizes": LabResults(
            "",
            (
                a_run("textbook", pooled_design, 0.1, few),
                a_run("dense", "d8", 0.2, recipes[0]),
                *(
                    a_run("textbook", pooled_design, accuracy, recipe)
                    for accuracy, recipe in zip(pooled, recipes, strict=True)
                ),
            ),
        ),
        "comparison": LabResults(
            "",
            speeds=(
                Speed("strided", (3000.0, 6000.0, 5000.0), (1.0,)),
                Speed("textbook", (2000.0, 2500.0, 2100.0), (1.0,)),
            ),
        ),
    }


@pytest.fixture
def made_up(monkeypatch):
    def use(strided=(0.98, 0.99), pooled=(0.991, 0.993)):
        found = results(strided, pooled)
        monkeypatch.setattr(strided_beside_pooled, "lab_results", found.__getitem__)
        return contenders()

    return use


def test_only_runs_by_the_same_recipe_are_compared(made_up):
    pooled, strided = made_up()
    assert pooled.accuracies == (0.991, 0.993)
    assert pooled.mean == pytest.approx(0.992)
    assert strided.mean == pytest.approx(0.985)


def test_seconds_are_at_the_median_speed(made_up):
    pooled, strided = made_up()
    assert strided.seconds == 300_000 / 5000
    assert pooled.seconds == 300_000 / 2100


def test_parameters_are_those_of_the_designs(made_up):
    pooled, strided = made_up()
    assert pooled.architecture.parameters == 93_322
    # 320 + 18,496 + 36,928 + (4 x 4 x 64 x 64 + 64) + 650
    assert strided.architecture.parameters == 121_994


def test_seeds_overlap_only_where_the_better_networks_worst_is_no_better(made_up):
    assert not seeds_overlap(*made_up())
    assert seeds_overlap(*made_up(strided=(0.98, 0.992)))
    assert not seeds_overlap(*made_up(strided=(0.994, 0.995)))
