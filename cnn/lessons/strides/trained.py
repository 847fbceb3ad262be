"""The strided network beside the pooled one, as they were trained."""

from __future__ import annotations

from cnn.lessons.contenders import Contender
from cnn.lessons.trained_results import lab_results

POOLED, STRIDED = "textbook", "strided"


def contenders() -> tuple[Contender, Contender]:
    """The textbook network, then the strided one, trained alike.

    Raises:
        NetworkFileError: the results are missing or damaged.
    """
    strided = lab_results("strided").of(STRIDED)
    recipes = [run.recipe for run in strided]
    pooled = tuple(run for run in lab_results("sizes").of(POOLED) if run.recipe in recipes)
    speeds = {speed.network: speed for speed in lab_results("comparison").speeds}
    return (
        Contender(POOLED, pooled, speeds[POOLED]),
        Contender(STRIDED, strided, speeds[STRIDED]),
    )
