"""How many more digits does the dense network need, and how well is a point read?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cnn.lessons.fewer_examples.catching_up import (
    CatchingUp,
    Standing,
    catching_up,
    margin,
    standing,
)
from cnn.lessons.fewer_examples.size_results import SizeResult
from cnn.lessons.fewer_examples.sizes import Contestant, planned_sizes, seeds
from cnn.lessons.question import Choice, Question

# How far off a predicted accuracy may be, in percentage points.
POINTS = 1.0
# The number of digits that is asked about first.
FIRST_ASKED = 1_000
MORE_THAN_TRIED = "more"

_LINES: Mapping[Standing, str] = {
    "worse": "- dense, {images:,} digits: {mean:.2%}, not enough",
    "about the same": "- dense, {images:,} digits: {mean:.2%}, about the same",
    "better": "- dense, {images:,} digits: {mean:.2%}, better",
}


@dataclass(frozen=True)
class SizesQuestion:
    """A question about the chart.

    Attributes:
        hidden: network and training digits of the points that it asks for.
        guide: the result from which a line leads across the chart to the answer; None where
            nothing is to be read off.
    """

    question: Question
    hidden: tuple[tuple[str, int], ...] = ()
    guide: SizeResult | None = None


def sizes_question(results: Sequence[SizeResult], number: int) -> SizesQuestion | None:
    """By turns how many digits one network needs to reach the other, and an accuracy.

    The first is read off the chart; the others are about points that it hides.

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
        found = catching_up(textbook[sizes[turn % len(sizes)]], tuple(dense.values()))
        if number == 0:
            return SizesQuestion(_read_off(found), guide=found.reached)
        return SizesQuestion(_predicted(found), tuple(("dense", size) for size in sorted(dense)))
    images = both[turn % len(both)]
    if turn % 2 == 0:
        return _accuracy_of("dense", dense[images])
    return _accuracy_of("textbook", textbook[images])


def _read_off(found: CatchingUp) -> Question:
    """Where the line from the convolutional network's point meets the dense network's."""
    reached = found.reached
    return _catching_up(
        found,
        f"Trained on {reached.images:,} digits, the convolutional network reads "
        f"{reached.mean:.1%} of the test digits: the dashed line. Follow it to the right. How many "
        "digits does the dense network need to read about as many?",
    )


def _predicted(found: CatchingUp) -> Question:
    """The same of another point, while the dense network's are hidden."""
    reached = found.reached
    return _catching_up(
        found,
        f"Trained on {reached.images:,} digits, the convolutional network reads "
        f"{reached.mean:.1%} of the test digits. The dense network's points are hidden. How many "
        "digits do you think it needs to read about as many?",
    )


def _catching_up(found: CatchingUp, text: str) -> Question:
    reached = found.reached
    choices = [
        Choice(str(one.images), _choice_text(one.images, reached.images)) for one in found.tried
    ]
    return Question(
        text=text,
        answer=MORE_THAN_TRIED if found.enough is None else str(found.enough),
        working=f"Means of {len(reached.runs)} seeds:\n"
        f"- convolutional, {reached.images:,} digits: {reached.mean:.2%}\n"
        f"{_tried_text(found)}\n\n{_margin_text(found)} {line_text(found)}",
        choices=(*choices, Choice(MORE_THAN_TRIED, "more than were tried")),
        fingerprint=_fingerprint([reached, *found.tried]),
    )


def _choice_text(images: int, reached: int) -> str:
    if images == reached:
        return f"{images:,} (just as many)"
    return f"{images:,} ({images / reached:.3g} times as many)"


def _tried_text(found: CatchingUp) -> str:
    return "\n".join(
        _LINES[standing(one, found.reached)].format(images=one.images, mean=one.mean)
        for one in found.tried
    )


def _margin_text(found: CatchingUp) -> str:
    """Why two means are called about the same; empty where none are."""
    close = [one for one in found.tried if standing(one, found.reached) == "about the same"]
    if not close:
        return ""
    first = close[0]
    return (
        f"With {first.images:,} digits the two differ by "
        f"{100 * abs(first.mean - found.reached.mean):.2f} percentage points. The seeds of one and "
        f"the same network differ by up to {100 * margin(first, found.reached):.2f}: too close to "
        "call."
    )


def line_text(found: CatchingUp) -> str:
    """What the straight line between two points adds, and that nobody trained there."""
    if found.on_the_line is None or found.times_on_the_line is None:
        return (
            "The dense network's mean never comes to this, not even with all the digits there are."
        )
    return (
        "Between the sizes that were tried, the straight line on the chart gives an estimate: "
        f"about {_rounded(found.on_the_line):,} digits, {found.times_on_the_line:.2g} times as "
        "many."
    )


def _rounded(digits: float) -> int:
    """A number of digits to two figures: more would claim more than a line can tell."""
    return int(float(f"{digits:.2g}"))


def _accuracy_of(network: Contestant, result: SizeResult) -> SizesQuestion:
    shares = " + ".join(f"{100 * accuracy:.2f}" for accuracy in result.accuracies)
    question = Question(
        text=_accuracy_text(network, result.images, len(result.runs)),
        answer=100 * result.mean,
        working=f"({shares}) / {len(result.runs)} = **{100 * result.mean:.2f}%**",
        tolerance=POINTS,
        fingerprint=_fingerprint([result]),
    )
    return SizesQuestion(question, ((result.network, result.images),))


def _accuracy_text(network: Contestant, images: int, seeds: int) -> str:
    if network == "textbook":
        return (
            f"The convolutional network's point for {images:,} digits is hidden. What percentage "
            f"of the test digits does it read, on average over {seeds} seeds?"
        )
    return (
        f"The dense network's point for {images:,} digits is hidden. What percentage of the test "
        f"digits does it read, on average over {seeds} seeds?"
    )


def _fingerprint(results: Sequence[SizeResult]) -> str:
    return repr([(result.network, result.images, result.accuracies) for result in results])
