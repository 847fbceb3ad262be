"""What is said of the scores of strangeness, and of what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from cnn.explain.out_of_distribution import LEAST_DOUBT, PUBLISHED, ScoreName
from cnn.figures.printed_number import readable
from pages.parts.explain.method_words import listed
from pages.parts.words import capitalised

# Areas that differ by less are printed as equal.
AREA_STEP = 0.001
# Past so many test digits a drawing is called strange.
STRANGE = 0.99
# What a probability lacks to 1, where one decimal of a percentage still tells it.
LEAST_IN_PERCENT = 0.001


@dataclass(frozen=True)
class ScoreWords:
    """What is said of a score.

    Attributes:
        name: at the head of its chart.
        in_a_sentence: within one.
        computes: a sentence on what it is.
        cannot_tell: a sentence on what it does not say.
        head: of its column, with soft hyphens where it may be broken.
        axis: of its histogram.
        is_power: whether that has powers of ten.
    """

    name: str
    in_a_sentence: str
    computes: str
    cannot_tell: str
    head: str
    axis: str
    is_power: bool = False


SCORE_WORDS: Mapping[ScoreName, ScoreWords] = MappingProxyType(
    {
        "energy": ScoreWords(
            "Energy",
            "energy",
            "Minus the logarithm of the sum of e to each of the ten logits (Liu et al. 2020).",
            "It looks at the logits alone: what no logit answers to, it does not see.",
            "Energy",
            "energy",
        ),
        "mahalanobis": ScoreWords(
            "Mahalanobis distance",
            "Mahalanobis distance",
            "How far the numbers that the last layer reads lie from the mean of the nearest digit, "
            "measured by how much they usually vary: ten means, one covariance for all (Lee et "
            "al. 2018).",
            "It sees one layer only: what the layers before it have thrown away, it cannot know.",
            "Mahala\u00adnobis dis\u00adtance",
            "distance",
        ),
        "softmax": ScoreWords(
            "Maximum probability",
            "maximum probability",
            "The probability of the answer: the smaller, the stranger (Hendrycks and Gimpel 2017).",
            "The ten always add up to 100%, so a drawing unlike all digits may still get a sure "
            "answer.",
            "Maximum proba\u00adbility",
            "1 minus the maximum probability",
            is_power=True,
        ),
        "strangeness": ScoreWords(
            "Draw's strangeness",
            "Draw's strangeness",
            "It is this app's own, grown out of the Mahalanobis distance. It measures more: the "
            "mean and the spread of every map of every convolution, and the sums of all dense "
            "units. Each digit has a covariance of its own, and the distance is divided by the one "
            "that 1 digit in 100 exceeds.",
            "It knows only the digits that it was measured on: an honest digit in an unknown hand "
            "is far away, too.",
            "Draw's strange\u00adness",
            "strangeness; 1 in 100 digits is past 1",
        ),
    }
)


def verdict(shares: Mapping[ScoreName, float]) -> str:
    """What the published scores say together: Markdown."""
    strange = [SCORE_WORDS[name].in_a_sentence for name in PUBLISHED if shares[name] > STRANGE]
    if len(strange) == len(PUBLISHED):
        return (
            "**All three scores call this strange**: it is past 99 of 100 test digits by each of "
            "them."
        )
    if not strange:
        return (
            "**By all three scores this may well be a digit**: by none is it past 99 of 100 test "
            "digits."
        )
    others = [SCORE_WORDS[name].in_a_sentence for name in PUBLISHED if shares[name] <= STRANGE]
    verb = "calls" if len(strange) == 1 else "call"
    does = "does" if len(others) == 1 else "do"
    return (
        f"**The scores do not agree**: {listed(strange)} {verb} this strange, past 99 of 100 test "
        f"digits; {listed(others)} {does} not."
    )


def share_in_words(share: float) -> str:
    """A share of test digits: 0% and 100% only where it is that."""
    return f"{share:.0%}" if share in (0, 1) else f"{min(max(share, 0.001), 0.999):.1%}"


def shown(name: ScoreName, value: float) -> str:
    """A score as it is printed; of the maximum probability, the probability."""
    if name != "softmax":
        return "beyond measure" if np.isinf(value) else readable(value, 2)
    if value <= LEAST_DOUBT:
        return f"1 but for less than {2 * LEAST_DOUBT:.0e}"
    return f"{1 - value:.1%}" if value >= LEAST_IN_PERCENT else f"1 but for {value:.0e}"


@dataclass(frozen=True)
class Areas:
    """The areas under the ROC curves, and which of them chance may have put apart.

    Attributes:
        found: {score: area}.
        may_differ_by: {score: by how much chance may put it and the best published one apart}.
    """

    found: Mapping[ScoreName, float]
    may_differ_by: Mapping[ScoreName, float]

    @property
    def best(self) -> ScoreName:
        """The published score with the largest area."""
        return best_published(self.found)

    def is_tied(self, name: ScoreName) -> bool:
        """Whether it is no worse and no better than the best published one, but for chance."""
        apart = abs(self.found[name] - self.found[self.best])
        return apart <= max(self.may_differ_by[name], AREA_STEP)


def best_published(areas: Mapping[ScoreName, float]) -> ScoreName:
    """The published score with the largest area."""
    return max(PUBLISHED, key=lambda name: areas[name])


def roc_verdict(areas: Areas) -> str:
    """Which published score finds strangers best, and how Draw's does: Markdown."""
    said = _of_published(areas)
    if "strangeness" not in areas.found:
        return said
    area = areas.found["strangeness"]
    if areas.is_tied("strangeness"):
        return f"{said} Draw's strangeness does about as well as the best of them: {area:.3f}."
    if area > areas.found[areas.best]:
        return f"{said} Draw's strangeness finds them better still: {area:.3f}."
    return f"{said} Draw's strangeness is worse than the best of them here: {area:.3f}."


def _of_published(areas: Areas) -> str:
    tied = sorted(
        (name for name in PUBLISHED if areas.is_tied(name)), key=lambda name: -areas.found[name]
    )
    others = [name for name in PUBLISHED if name not in tied]
    chance = "what lies between them may be chance"
    if not others:
        return (
            f"**All three find these strangers about equally well**: {_each(tied, areas)}; "
            f"{chance}."
        )
    if len(tied) > 1:
        names = listed([SCORE_WORDS[name].in_a_sentence for name in tied])
        return (
            f"**{capitalised(names)} find these strangers best**, about equally well: "
            f"{_each(tied, areas)}; {chance}. Against them stands "
            f"{_each(others, areas)}."
        )
    name = SCORE_WORDS[areas.best].in_a_sentence
    return (
        f"**{capitalised(name)} finds these strangers best** of the three: area "
        f"{areas.found[areas.best]:.3f}, against {_each(others, areas)}."
    )


def _each(names: list[ScoreName], areas: Areas) -> str:
    return listed([f"{SCORE_WORDS[name].in_a_sentence} {areas.found[name]:.3f}" for name in names])
