"""The answer before and after, and both accuracies, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st

from cnn.evaluation.disagreement import chance_margin
from cnn.evaluation.evaluation import Evaluation, Share, wilson_interval
from cnn.network import Network
from cnn.network.overflow import has_overflowed

_STYLE = """
<style>
.before-after { display: grid; grid-template-columns: 1fr 1fr; gap: 0.3rem 1.2rem; }
.before-after small { display: block; font-size: 0.8rem; line-height: 1.35; }
.before-after b { font-size: 1.6rem; line-height: 1.2; font-weight: 600; }
.before-after b { font-variant-numeric: tabular-nums; }
</style>
"""


@dataclass(frozen=True)
class Side:
    """A network before or after it was changed.

    Attributes:
        title: our own words.
        probabilities: (10,) of the current digit; NaN where the sums overflow.
        evaluation: by the test digits.
    """

    title: str
    probabilities: np.ndarray
    evaluation: Evaluation

    @property
    def answer(self) -> int | None:
        """The digit that it names; None where its sums overflow."""
        if has_overflowed(self.probabilities):
            return None
        return int(self.probabilities.argmax())


def side(title: str, network: Network, image: np.ndarray, evaluation: Evaluation) -> Side:
    """What a network makes of the current digit, and how it reads the test digits."""
    return Side(title, network.predict(image[np.newaxis])[0], evaluation)


def before_and_after(sides: Sequence[Side]) -> None:
    """Two sides: the answer, its probability, the accuracy with its interval."""
    cells = [f"<div>{_cell(one)}</div>" for one in sides]
    st.html(f'{_STYLE}<div class="before-after">{"".join(cells)}</div>')


def _cell(one: Side) -> str:
    title = f"<small><strong>{escape(one.title)}</strong></small>"
    if one.answer is None:
        return f"{title}<b>?</b><small>no answer: its sums overflow</small>"
    sure = float(one.probabilities[one.answer])
    answer = f"<b>{one.answer}</b> <small>your digit, with {sure:.1%}</small>"
    if one.evaluation.undefined:
        return (
            f"{title}{answer}<small>It gives no answer for {one.evaluation.undefined:,} of "
            f"{one.evaluation.total:,} test digits: its sums overflow.</small>"
        )
    low, high = wilson_interval(Share(one.evaluation.right, one.evaluation.total))
    return (
        f"{title}{answer}<b>{one.evaluation.accuracy:.1%}</b> <small>of {one.evaluation.total:,} "
        f"test digits right; 95% interval (Wilson) {low:.1%} to {high:.1%}</small>"
    )


def change_sentence(before: Side, after: Side) -> str:
    """What the change has done to the answer and to the accuracy: Markdown."""
    if after.answer is None or after.evaluation.undefined:
        return (
            "**The sums overflow**: some are too large for the network's numbers, so it has no "
            "answer for every digit."
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
        return f"All {after.total:,} test digits are read as right or wrong as before."
    fewer = lost - gained
    margin = chance_margin(lost + gained)
    if abs(fewer) <= margin:
        return (
            f"Of {after.total:,} test digits {lost:,} are read wrong that were read right, and "
            f"{gained:,} the other way round: that may be chance."
        )
    if fewer > 0:
        return (
            f"It now reads **{fewer:,} fewer** of {after.total:,} test digits right: that is more "
            "than chance explains."
        )
    return (
        f"It now reads **{-fewer:,} more** of {after.total:,} test digits right: that is more than "
        "chance explains."
    )
