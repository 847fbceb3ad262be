"""The textbook network and the one without pooling, as they were trained."""

from __future__ import annotations

from cnn.errors import NetworkFileError
from cnn.lessons.contenders import Contender
from cnn.lessons.trained_results import LabRun, lab_results


def contenders() -> tuple[Contender, Contender]:
    """The textbook network, then the unpooled one, trained alike: as many seeds as have been run.

    Raises:
        NetworkFileError: results are missing, incomplete or damaged.
    """
    unpooled = lab_results("unpooled").of("unpooled")
    comparison = lab_results("comparison")
    recipes = {run.recipe for run in unpooled}
    speeds = {speed.network: speed for speed in comparison.speeds}
    candidates = (*comparison.of("textbook"), *_textbook_of_sizes())
    pooled = {run.recipe: run for run in candidates if run.recipe in recipes and not run.max_shift}
    if not (unpooled and pooled and {"textbook", "unpooled"} <= set(speeds)):
        raise NetworkFileError("The lab's results for the unpooled network are not complete.")
    in_order = tuple(pooled[run.recipe] for run in unpooled if run.recipe in pooled)
    return (
        Contender("textbook", in_order, speeds["textbook"]),
        Contender("unpooled", unpooled, speeds["unpooled"]),
    )


def _textbook_of_sizes() -> tuple[LabRun, ...]:
    """More seeds of the textbook network, where they have been run."""
    try:
        return lab_results("sizes").of("textbook")
    except NetworkFileError:
        return ()
