"""Networks trained on few digits and on many: which runs are there, and questions about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cnn.lessons.fewer_examples.size_results import SizeResult, by_size
from cnn.lessons.plans import Plan, plans
from cnn.lessons.question import Choice, Question
from cnn.lessons.trained_results import LabRun

Contestant = Literal["textbook", "dense"]
NETWORKS: tuple[Contestant, ...] = ("textbook", "dense")
# How far off a predicted accuracy may be, in percentage points.
POINTS = 1.0
# The number of digits that is asked about first.
FIRST_ASKED = 1_000
MORE_THAN_TRIED = "more"


@dataclass(frozen=True)
class SizesQuestion:
    """A question about the chart.

    Attributes:
        hidden: network and training digits of the points that it asks for.
    """

    question: Question
    hidden: tuple[tuple[str, int], ...]


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


def sizes_question(results: Sequence[SizeResult], number: int) -> SizesQuestion | None:
    """By turns how many digits one network needs to reach the other, and an accuracy.

    Args:
        results: what is known.
        number: another one asks about another point.

    Returns:
        The question, about points with all their seeds; None where too little is known to ask.
    """
    results = [result for result in results if len(result.runs) == len(seeds())]
    dense = {result.images: result for result in results if result.network == "dense"}
    textbook = {result.images: result for result in results if result.network == "textbook"}
    both = sorted(set(dense) & set(textbook))
    if len(both) < 2:
        return None
    turn = number // 2
    # The largest would leave nothing to reach it by.
    sizes = sorted(both[:-1], key=lambda images: images != FIRST_ASKED)
    if number % 2 == 0 and set(planned_sizes()) <= set(dense):
        return _catching_up(textbook[sizes[turn % len(sizes)]], dense)
    images = both[turn % len(both)]
    if turn % 2 == 0:
        return _accuracy_of("dense", dense[images])
    return _accuracy_of("textbook", textbook[images])


def _catching_up(reached: SizeResult, dense: dict[int, SizeResult]) -> SizesQuestion:
    sizes = sorted(size for size in dense if size >= reached.images)
    enough = [size for size in sizes if dense[size].mean >= reached.mean]
    choices = [Choice(str(size), f"{size:,}") for size in sizes]
    tried = "\n".join(
        f"- dense, {size:,} digits: {dense[size].mean:.2%}, enough"
        if size in enough
        else f"- dense, {size:,} digits: {dense[size].mean:.2%}, not enough"
        for size in sizes
    )
    question = Question(
        text=f"With {reached.images:,} digits the convolutional network reads {reached.mean:.2%} "
        f"of the test digits right, the mean of {len(reached.runs)} seeds. Of the numbers in the "
        "chart, how many digits does the dense network need to do as well?",
        answer=str(enough[0]) if enough else MORE_THAN_TRIED,
        working=f"Convolutional, {reached.images:,} digits: {reached.mean:.2%}. Means of the "
        f"seeds:\n{tried}",
        choices=(*choices, Choice(MORE_THAN_TRIED, "more than were tried")),
        fingerprint=_fingerprint([reached, *dense.values()]),
    )
    return SizesQuestion(question, tuple(("dense", size) for size in sorted(dense)))


def _accuracy_of(network: Contestant, result: SizeResult) -> SizesQuestion:
    shares = " + ".join(f"{100 * accuracy:.2f}" for accuracy in result.accuracies)
    question = Question(
        text=_accuracy_text(network, result.images, len(result.runs)),
        answer=100 * result.mean,
        working=f"({shares}) / {len(result.runs)} = **{100 * result.mean:.2f} %**",
        tolerance=POINTS,
        fingerprint=_fingerprint([result]),
    )
    return SizesQuestion(question, ((result.network, result.images),))


def _accuracy_text(network: Contestant, images: int, seeds: int) -> str:
    if network == "textbook":
        return (
            "What percentage of the test digits does the convolutional network read right after "
            f"training on {images:,} digits, in the mean of {seeds} seeds? Within {POINTS:g} is "
            "right."
        )
    return (
        "What percentage of the test digits does the dense network read right after training on "
        f"{images:,} digits, in the mean of {seeds} seeds? Within {POINTS:g} is right."
    )


def _fingerprint(results: Sequence[SizeResult]) -> str:
    return repr([(result.network, result.images, result.accuracies) for result in results])
