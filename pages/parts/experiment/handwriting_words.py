"""What a network gained of the visitor's hand and what it forgot, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.evaluation.disagreement import is_more_than_chance
from cnn.evaluation.evaluation import Evaluation, Share, wilson_interval
from cnn.handwriting.own_digits import OwnDigits
from cnn.network import Network
from cnn.network.fine_tuning import FineTuning
from cnn.runs.costs import TEST_DIGITS
from pages.parts.words import TEST_SETS


@dataclass(frozen=True)
class BothReadings:
    """Digits as the network reads them before and after it has learned.

    Attributes:
        digits: one's own, and the example hand's among them.
        before: what the network made of them before.
        after: the same afterwards.
    """

    digits: OwnDigits
    before: Evaluation
    after: Evaluation

    @classmethod
    def of(cls, digits: OwnDigits, before: Network, after: Network) -> BothReadings:
        """Read by both networks now."""
        sides = (Evaluation(one.predict(digits.images), digits.labels) for one in (before, after))
        return cls(digits, *sides)

    @property
    def overflows(self) -> bool:
        """Whether one of the networks has no answer for some."""
        return bool(self.before.undefined or self.after.undefined)

    @property
    def order(self) -> np.ndarray:
        """Places of the digits, those first whose reading has changed."""
        is_same = self.before.answers == self.after.answers
        return np.argsort(is_same, kind="stable")


def gained_words(found: FineTuning, held_out: BothReadings | None) -> str:
    """How many of one's own digits were read right before and after: Markdown."""
    sentences = []
    if found.held_out_own:
        sentences.append(_own_words(found))
        if held_out is not None and not held_out.overflows:
            sentences.append(_chance_words(held_out))
    else:
        sentences.append("You wrote none of the digits that were held out.")
    if count := found.held_out_examples:
        sentences.append(
            f"Of {count} held-out digits of the example hand, kinds that you did not write, it "
            f"read {found.examples_before} right before and reads {found.examples_after} right now."
        )
    return " ".join(sentences)


def _own_words(found: FineTuning) -> str:
    count = found.held_out_own
    low, high = wilson_interval(Share(found.own_after, count))
    digits = "digit of yours that was" if count == 1 else "digits of yours that were"
    return (
        f"Of **{count}** {digits} held out, the network read "
        f"**{found.own_before}** right before and reads **{found.own_after}** right now. So few "
        f"say little: {found.own_after} of {count} is not {found.own_after / count:.0%} for sure. "
        f"Of all that you write it may well read anything from {low:.0%} to {high:.0%} right (95% "
        "interval, Wilson)."
    )


def _chance_words(held_out: BothReadings) -> str:
    """Whether the change is more than chance, of one's own digits."""
    is_own = ~held_out.digits.is_example
    gained = int((held_out.after.is_right & ~held_out.before.is_right)[is_own].sum())
    lost = int((held_out.before.is_right & ~held_out.after.is_right)[is_own].sum())
    if not gained and not lost:
        if held_out.before.is_right[is_own].all():
            return "There was nothing to gain: it could read all of them already."
        return "Each is read as right or as wrong as it was."
    change = f"{gained} of them were gained and {lost} lost"
    if is_more_than_chance(gained, lost):
        return f"{change}: that is more than chance explains."
    return f"{change}: with so few digits, that may be chance."


def seen_words(learned: BothReadings) -> str:
    """How many of the digits that it learned from were read right before and after: Markdown."""
    if learned.overflows or not learned.digits.own:
        return ""
    is_own = ~learned.digits.is_example
    before, after = (int(one.is_right[is_own].sum()) for one in (learned.before, learned.after))
    return (
        f"Of the {learned.digits.own} of yours that it did learn from, it read {before} right "
        f"before and reads {after} right now. Those it has seen, so they prove nothing."
    )


def forgotten_words(found: FineTuning) -> str:
    """How many test digits were read right before and after: Markdown."""
    total = TEST_DIGITS[found.test_set]
    before, after = (round(share * total) for share in (found.test_before, found.test_after))
    low, high = wilson_interval(Share(after, total))
    if after == before:
        change = "**as many as before**"
    elif after < before:
        change = f"**{before - after:,} fewer**"
    else:
        change = f"**{after - before:,} more**"
    named = TEST_SETS[found.test_set]
    if found.test_set == "synthetic":
        named += " (MNIST is not on this machine)"
    return (
        f"Of {named} it read **{before / total:.2%}** right before and reads "
        f"**{after / total:.2%}** right now (95% interval {low:.2%} to {high:.2%}): {change}."
    )
