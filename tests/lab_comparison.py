"""Made-up results of the lab, where a test is to know what they are."""

from __future__ import annotations

from dataclasses import replace

from cnn.lessons.trained_results import LabResults, LabRun, Machine, Speed
from cnn.network.recipe import Recipe

MACHINE = Machine(2, "a processor", "3.11.7", "3.15.1", "2.21.0", "2.4.6")


def a_run(network: str, design: str, accuracy: float, recipe: Recipe) -> LabRun:
    return LabRun(network, design, recipe, 0, accuracy, 1.0, 1.0, MACHINE)


def made_up_results(
    strided: tuple[float, float] = (0.98, 0.99), pooled: tuple[float, float] = (0.991, 0.993)
) -> dict[str, LabResults]:
    """Results files of a strided and a pooled network with two seeds each, and of others.

    Args:
        strided: accuracy of each of its runs.
        pooled: the same.

    Returns:
        {name of the file: its content}.
    """
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
                Speed("strided", (3000.0, 6000.0, 5000.0), (0.1, 0.3, 0.2)),
                Speed("textbook", (2000.0, 2500.0, 2100.0), (0.9, 0.4, 0.5)),
            ),
        ),
    }
