"""Networks trained on few digits and on many: which runs are planned, and which are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cnn.lessons.fewer_examples.size_results import SizeResult, by_size
from cnn.lessons.plans import Plan, plans
from cnn.lessons.trained_results import LabRun

Contestant = Literal["textbook", "dense"]
NETWORKS: tuple[Contestant, ...] = ("textbook", "dense")


def whole_results(runs: Sequence[LabRun]) -> tuple[SizeResult, ...]:
    """The runs of sizes.json that are planned now, put together by network and size.

    One result for each network and number of digits with a run, in the order of the plans.
    """
    done = [run for plan in plans("sizes") for run in runs if plan.is_done_by(run)]
    return by_size([run for run in done if run.network in NETWORKS])


def missing(runs: Sequence[LabRun]) -> tuple[Plan, ...]:
    """The planned runs that have not been made yet, in order."""
    return tuple(plan for plan in plans("sizes") if not any(map(plan.is_done_by, runs)))


def planned_sizes() -> tuple[int, ...]:
    """Numbers of training digits in the chart, increasing."""
    return tuple(sorted({plan.recipe.training_images for plan in plans("sizes")}))


def plan_of(network: str, images: int, seed: int) -> Plan:
    """How one point was, or will be, trained.

    Raises:
        ValueError: no such run is planned.
    """
    for plan in plans("sizes"):
        if (plan.network, plan.recipe.training_images, plan.recipe.seed) == (network, images, seed):
            return plan
    raise ValueError(f"no run of {network} on {images} digits with seed {seed} is planned")


def seeds() -> tuple[int, ...]:
    """The seeds of every point."""
    return tuple(sorted({plan.recipe.seed for plan in plans("sizes")}))
