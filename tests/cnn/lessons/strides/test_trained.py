"""The comparison of the strided network with the pooled one, on made-up runs and on the real."""

import pytest

from cnn.lessons.contenders import seeds_overlap
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


def test_seeds_overlap_only_where_the_better_networks_worst_is_no_better(made_up):
    assert not seeds_overlap(*made_up())
    assert seeds_overlap(*made_up(strided=(0.98, 0.992)))
    assert not seeds_overlap(*made_up(strided=(0.994, 0.995)))


def test_the_real_runs_differ_in_nothing_but_the_design():
    pooled, strided = contenders()
    assert [run.recipe for run in pooled.runs] == [run.recipe for run in strided.runs]
    assert len(strided.runs) == 3
    assert pooled.architecture.parameters == 93_322
    assert strided.architecture.parameters == 121_994
    assert 0 < strided.processor_seconds < pooled.processor_seconds
