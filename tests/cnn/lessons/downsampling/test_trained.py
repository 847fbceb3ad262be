"""Which runs of the textbook network and the unpooled one are put beside each other."""

from dataclasses import replace

import pytest

from cnn.errors import NetworkFileError
from cnn.lessons.downsampling import trained
from cnn.lessons.downsampling.designs import TEXTBOOK, UNPOOLED
from cnn.lessons.downsampling.trained import contenders
from cnn.lessons.trained_results import LabResults, LabRun, Speed
from cnn.network.design_code import design_code
from cnn.network.recipe import Recipe
from tests.lab_comparison import MACHINE


def run(network: str, seed: int, accuracy: float, **changes: int) -> LabRun:
    design = design_code((TEXTBOOK if network == "textbook" else UNPOOLED).hidden)
    recipe = Recipe(seed=seed, **changes)
    return LabRun(network, design, recipe, 0, accuracy, 50.0, 6000.0, MACHINE)


def with_results(monkeypatch: pytest.MonkeyPatch, **files: LabResults) -> None:
    def read(name: str) -> LabResults:
        if name not in files:
            raise NetworkFileError(f"{name} is missing")
        return files[name]

    monkeypatch.setattr(trained, "lab_results", read)


UNPOOLED_RUNS = LabResults("", (run("unpooled", 0, 0.98), run("unpooled", 1, 0.99)))
COMPARISON = LabResults(
    "",
    (run("textbook", 0, 0.991),),
    (Speed("textbook", (2000.0,), (0.5,)), Speed("unpooled", (500.0,), (2.0,))),
)


def test_runs_of_the_same_recipe_and_seeds_are_put_beside_each_other(monkeypatch):
    sizes = LabResults(
        "",
        (
            run("textbook", 0, 0.991),
            run("textbook", 1, 0.989),
            run("textbook", 2, 0.5),
            run("textbook", 1, 0.6, training_images=100),
        ),
    )
    with_results(monkeypatch, unpooled=UNPOOLED_RUNS, comparison=COMPARISON, sizes=sizes)
    pooled, unpooled = contenders()
    assert pooled.accuracies == (0.991, 0.989)
    assert unpooled.accuracies == (0.98, 0.99)
    assert unpooled.processor_seconds == pytest.approx(5 * 60_000 * 2e-3)
    assert pooled.processor_seconds == pytest.approx(5 * 60_000 * 0.5e-3)


def test_more_seeds_of_the_textbook_network_are_not_needed(monkeypatch):
    with_results(monkeypatch, unpooled=UNPOOLED_RUNS, comparison=COMPARISON)
    assert contenders()[0].accuracies == (0.991,)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"unpooled": UNPOOLED_RUNS},
        {"comparison": COMPARISON},
        {"unpooled": LabResults(""), "comparison": COMPARISON},
        {"unpooled": UNPOOLED_RUNS, "comparison": replace(COMPARISON, speeds=())},
        {"unpooled": UNPOOLED_RUNS, "comparison": replace(COMPARISON, runs=())},
    ],
)
def test_results_that_are_missing_in_part_are_said_to_be(monkeypatch, files):
    with_results(monkeypatch, **files)
    with pytest.raises(NetworkFileError):
        contenders()
