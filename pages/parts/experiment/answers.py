"""The answer before and after, and both accuracies, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st

from cnn.evaluation.disagreement import is_more_than_chance
from cnn.evaluation.evaluation import Evaluation, Share, wilson_interval
from cnn.network import Network
from cnn.network.overflow import has_overflowed
from pages.parts.experiment.judging import judged, known_evaluation
from pages.parts.session.labelled_digits import LabelledDigits

_STYLE = """
<style>
.before-after { display: grid; grid-template-columns: 1fr 1fr; gap: 0.3rem 1.2rem; }
.before-after small { display: block; font-size: 0.8rem; line-height: 1.35; }
.before-after b { font-size: 1.6rem; line-height: 1.2; font-weight: 600; }
.before-after b { font-variant-numeric: tabular-nums; }
</style>
"""


@dataclass(frozen=True)
class Reading:
    """What a network makes of the current digit, before or after it was changed.

    Attributes:
        title: our own words.
        probabilities: (10,), NaN where the sums overflow.
    """

    title: str
    probabilities: np.ndarray

    @property
    def answer(self) -> int | None:
        """The digit that it names; None where its sums overflow."""
        if has_overflowed(self.probabilities):
            return None
        return int(self.probabilities.argmax())


@dataclass(frozen=True)
class Side(Reading):
    """The same, and how well the network reads the test digits.

    Attributes:
        evaluation: by the test digits.
    """

    evaluation: Evaluation


def before_and_after(
    networks: Sequence[tuple[str, Network]], image: np.ndarray, digits: LabelledDigits
) -> list[Side]:
    """Show what each network makes of the current digit, and how well it reads the test digits.

    The answers stand there at once, the accuracies as soon as the digits have been read.

    Args:
        networks: each with a title, our own words.
        image: (28, 28) floats in [0, 1].
        digits: those that judge.
    """
    place = st.empty()
    readings = [
        Reading(title, network.predict(image[np.newaxis])[0]) for title, network in networks
    ]
    known = [known_evaluation(network, digits) for _, network in networks]
    if None in known:
        place.html(_columns(map(_cell, readings, known)))
    sides = [
        Side(reading.title, reading.probabilities, judged(network, digits, reading.title))
        for reading, (_, network) in zip(readings, networks, strict=True)
    ]
    place.html(_columns(_cell(one, one.evaluation) for one in sides))
    return sides


def _columns(cells: Iterable[str]) -> str:
    divided = "".join(f"<div>{cell}</div>" for cell in cells)
    return f'{_STYLE}<div class="before-after">{divided}</div>'


def _cell(one: Reading, evaluation: Evaluation | None) -> str:
    title = f"<small><strong>{escape(one.title)}</strong></small>"
    if one.answer is None:
        answer = "<b>?</b><small>no answer for your digit: its sums overflow</small>"
    else:
        sure = float(one.probabilities[one.answer])
        answer = f"<b>{one.answer}</b> <small>your digit, with {sure:.1%}</small>"
    return f"{title}{answer}{_accuracy(evaluation)}"


def _accuracy(evaluation: Evaluation | None) -> str:
    if evaluation is None:
        return (
            "<b>\u2026</b> <small>the test digits are being read; the accuracy and its interval "
            "follow</small>"
        )
    if evaluation.undefined:
        return (
            f"<small>It gives no answer for {evaluation.undefined:,} of "
            f"{evaluation.total:,} test digits: its sums overflow.</small>"
        )
    low, high = wilson_interval(Share(evaluation.right, evaluation.total))
    return (
        f"<b>{evaluation.accuracy:.1%}</b> <small>of {evaluation.total:,} "
        f"test digits right; 95% interval (Wilson) {low:.1%} to {high:.1%}</small>"
    )


def change_sentence(before: Side, after: Side) -> str:
    """What the change has done to the answer and to the accuracy: Markdown."""
    if after.answer is None or after.evaluation.undefined:
        return (
            "**The sums overflow**: some are too large for the network's numbers, so it has no "
            "answer for every digit."
        )
    if before.answer is None or before.evaluation.undefined:
        return (
            "Before, the sums overflowed for some digits; now the network has an answer for each."
        )
    answer = (
        f"The answer stays **{after.answer}**."
        if before.answer == after.answer
        else f"The answer goes from **{before.answer}** to **{after.answer}**."
    )
    return f"{answer} {accuracy_change(before.evaluation, after.evaluation)}"


def accuracy_change(before: Evaluation, after: Evaluation) -> str:
    """How many test digits more or fewer are read right, and whether that may be chance."""
    lost = int((before.is_right & ~after.is_right).sum())
    gained = int((after.is_right & ~before.is_right).sum())
    if not lost and not gained:
        return f"Not one of {after.total:,} test digits goes from right to wrong, or back."
    if not is_more_than_chance(lost, gained):
        return (
            f"Of {after.total:,} test digits, right before and wrong now: {lost:,}; wrong before "
            f"and right now: {gained:,}. That may be chance."
        )
    fewer = lost - gained
    if fewer > 0:
        return (
            f"It now reads **{fewer:,} fewer** of {after.total:,} test digits right: that is more "
            "than chance explains."
        )
    return (
        f"It now reads **{-fewer:,} more** of {after.total:,} test digits right: that is more than "
        "chance explains."
    )
