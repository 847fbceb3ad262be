"""Is this a digit at all: three scores, against test digits and drawings that are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

import numpy as np
import streamlit as st

from cnn.evaluation.incremental import seconds_per_digit
from cnn.explain.charts.score_charts import DASHES, roc_chart, score_histogram
from cnn.explain.out_of_distribution import (
    LEAST_DOUBT,
    SCORES,
    Reference,
    RocCurve,
    ScoreName,
    all_scores,
    roc_curve,
    stranger_than,
)
from cnn.explain.work import Work
from cnn.figures.plotly_config import NO_TOOLBAR
from cnn.handwriting.not_digits import KINDS, examples_by_hands, kinds_of_digits
from cnn.network import Network
from cnn.network.digit_statistics import DigitStatistics
from cnn.network.fingerprint import fingerprint
from cnn.strangeness import with_statistics
from cnn.ties import largest
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.explain.line_legend import line_legend
from pages.parts.explain.method_words import listed
from pages.parts.explain.question import Question
from pages.parts.explain.tasks import Slot, Task, result_of
from pages.parts.session.labelled_digits import LabelledDigits, usual_digits
from pages.parts.session.theme import palette

# Of the test digits every fifth is compared with; where a network's file holds no statistics, they
# are taken of others of them.
EVERY = 5
FITTED = (1, 2, 3)
BOUND_BY = 4
DRAWINGS = 60
HANDS = 5
SEED = 11
# Areas that differ by less are printed as equal.
AREA_STEP = 0.001
ALL_KINDS = "all"


@dataclass(frozen=True)
class ScoreWords:
    """What is said of a score.

    Attributes:
        name: at the head of its chart.
        in_a_sentence: within one.
        computes: a sentence on what it is.
        cannot_tell: a sentence on what it does not say.
        axis: of its histogram.
        is_power: whether that has powers of ten.
    """

    name: str
    in_a_sentence: str
    computes: str
    cannot_tell: str
    axis: str
    is_power: bool = False


SCORE_WORDS: Mapping[ScoreName, ScoreWords] = MappingProxyType(
    {
        "energy": ScoreWords(
            "Energy",
            "energy",
            "Minus the logarithm of the sum of e to each of the ten logits (Liu et al. 2020).",
            "It looks at the logits alone: what no logit answers to, it does not see.",
            "energy",
        ),
        "mahalanobis": ScoreWords(
            "Mahalanobis distance",
            "Mahalanobis distance",
            "How far the means and spreads of all maps, and the units' sums, lie from those of the "
            "nearest digit (after Lee et al. 2018): Draw's strangeness.",
            "It knows only the digits that it was measured on: an honest digit in an unknown hand "
            "is far away, too.",
            "distance; 1 in 100 digits is past 1",
        ),
        "softmax": ScoreWords(
            "Maximum probability",
            "maximum probability",
            "One minus the probability of the answer (Hendrycks and Gimpel 2017).",
            "The ten always add up to 100%, so a drawing unlike all digits may still get a sure "
            "answer.",
            "1 minus the probability",
            is_power=True,
        ),
    }
)
_NAMES = {name: words.name for name, words in SCORE_WORDS.items()}


@cache
def stranger_kinds() -> tuple[str, ...]:
    """What each kind of drawing that is no digit is called."""
    return tuple(kind.name for kind in _kinds())


@cache
def _kinds() -> tuple:
    return *KINDS, *kinds_of_digits(examples_by_hands(HANDS))


@st.cache_resource(max_entries=1, show_spinner="Drawing what is no digit")
def _stranger_images() -> dict[str, np.ndarray]:
    """{kind: (60, 28, 28) float32}, drawn once for all: 2.8 MB."""
    return {kind.name: kind.images(DRAWINGS, SEED) for kind in _kinds()}


@dataclass(frozen=True)
class Compared:
    """What a network's scores are compared with.

    Attributes:
        statistics: of its file, or of test digits; None where digits cannot be told apart.
        reference: scores of test digits and of strangers.
        is_fitted_here: whether its file holds no statistics.
    """

    statistics: DigitStatistics | None
    reference: Reference
    is_fitted_here: bool


@st.cache_resource(max_entries=12, show_spinner=False, hash_funcs={Network: fingerprint})
def _compared_slot(network: Network, set_key: str, has_statistics: bool) -> Slot[Compared]:
    return Slot()


def _compare(network: Network, compared: LabelledDigits) -> Work[Compared]:
    images, labels = compared.images, compared.labels
    numbers = np.arange(len(images)) % EVERY
    is_fitted_here = network.statistics is None
    if is_fitted_here:
        fitted, others = np.isin(numbers, FITTED), numbers == BOUND_BY
        network = with_statistics(
            network, (_as_read(images[fitted]), labels[fitted]), _as_read(images[others])
        )
        yield 0.3
    if network.statistics is None:
        return Compared(None, Reference({}, {}), is_fitted_here)
    digits = _as_read(images[numbers == 0])
    parts: list[dict[ScoreName, np.ndarray]] = []
    for start in range(0, len(digits), 200):
        parts.append(all_scores(network, digits[start : start + 200]))
        yield 0.3 + 0.4 * (start + 200) / len(digits)
    strangers = {}
    drawings = _stranger_images()
    for number, (kind, drawn) in enumerate(drawings.items()):
        strangers[kind] = all_scores(network, drawn)
        yield 0.7 + 0.3 * (number + 1) / len(drawings)
    scores = {name: np.concatenate([part[name] for part in parts]) for name in SCORES}
    return Compared(network.statistics, Reference(scores, strangers), is_fitted_here)


def _as_read(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / 255


def digit_at_all(question: Question, texts: ExplainedTexts) -> None:
    """Each score of the current digit among test digits and strangers, and the ROC curves."""
    digits, network = usual_digits(), question.network
    share = 1 if network.statistics is None else 1 / EVERY
    images = DRAWINGS * len(stranger_kinds()) + len(digits.labels) * share
    has_statistics = network.statistics is not None
    compared = result_of(
        Task(
            "compared",
            "Compare with test digits and strangers",
            (fingerprint(network), digits.set_key, has_statistics),
            images * seconds_per_digit(network.architecture),
            _compared_slot(network, digits.set_key, has_statistics),
            lambda: _compare(network, digits),
        )
    )
    if compared is None:
        return
    if compared.statistics is None:
        texts.info(
            "This network's numbers for the ten digits cannot be told apart, or are beyond "
            "measure, so there is nothing to compare with."
        )
        return
    _scores(question, compared, digits, texts)


def _scores(
    question: Question, compared: Compared, digits: LabelledDigits, texts: ExplainedTexts
) -> None:
    reference = compared.reference
    network = replace(question.network, statistics=compared.statistics)
    own = {
        name: float(values[0])
        for name, values in all_scores(network, question.image[np.newaxis]).items()
    }
    shares = {name: stranger_than(reference.digits[name], own[name]) for name in SCORES}
    texts.markdown(verdict(shares))
    kind = _choose_kind()
    for column, name in zip(st.columns(3, gap="medium"), SCORES, strict=True):
        words = SCORE_WORDS[name]
        with column:
            texts.markdown(
                f"**{words.name}**: {_shown(name, own[name])}, stranger than "
                f"**{shares[name]:.1%}** of test digits"
            )
            st.plotly_chart(
                score_histogram(
                    reference.digits[name],
                    reference.of_kind(kind, name),
                    own[name],
                    words.axis,
                    palette(),
                    is_power=words.is_power,
                ),
                theme=None,
                config=NO_TOOLBAR,
                key=f"explain_histogram_{name}",
                alt=f"Histogram of {words.name}: yours is {_shown(name, own[name])}, stranger than "
                f"{shares[name]:.1%} of test digits. The median of digits is "
                f"{_shown(name, float(np.median(reference.digits[name])))}, of strangers "
                f"{_shown(name, float(np.median(reference.of_kind(kind, name))))}.",
            )
            texts.caption(f"{words.computes} *{words.cannot_tell}*")
    texts.caption(_compared_with(compared, digits, kind))
    _roc(reference, kind, texts)


def verdict(shares: Mapping[ScoreName, float]) -> str:
    """What the three scores say together: Markdown."""
    strange = [SCORE_WORDS[name].in_a_sentence for name in SCORES if shares[name] > 0.99]
    if len(strange) == len(SCORES):
        return (
            "**All three scores call this strange**: it is past 99 of 100 test digits by each of "
            "them."
        )
    if not strange:
        return (
            "**By all three scores this may well be a digit**: by none is it past 99 of 100 test "
            "digits."
        )
    others = [SCORE_WORDS[name].in_a_sentence for name in SCORES if shares[name] <= 0.99]
    verb = "calls" if len(strange) == 1 else "call"
    does = "does" if len(others) == 1 else "do"
    return (
        f"**The scores do not agree**: {listed(strange)} {verb} this strange, past 99 of 100 test "
        f"digits; {listed(others)} {does} not."
    )


def _shown(name: ScoreName, value: float) -> str:
    if name != "softmax":
        return "beyond measure" if np.isinf(value) else f"{value:.2f}"
    return f"less than {2 * LEAST_DOUBT:.0e}" if value <= LEAST_DOUBT else f"{value:.2g}"


def _choose_kind() -> str | None:
    titles = {ALL_KINDS: "all kinds together"} | {name: name for name in stranger_kinds()}
    key = "explain_strangers"
    if st.session_state.get(key) not in titles:
        st.session_state[key] = ALL_KINDS
    with st.container(width=300):
        chosen = st.selectbox(
            "Strangers to compare with",
            list(titles),
            format_func=lambda one: titles[one],
            key=key,
            persist_state="session",
        )
    return None if chosen in (None, ALL_KINDS) else chosen


def _compared_with(compared: Compared, digits: LabelledDigits, kind: str | None) -> str:
    scored = len(compared.reference.digits["energy"])
    count = len(compared.reference.of_kind(kind, "energy"))
    what = "drawings that are no digit, of all kinds" if kind is None else kind
    sentence = (
        f"Blue bars: {scored:,} of {digits.set_in_words}. Orange line: {count:,} strangers "
        f"({what}), drawn by the same steps as yours. Dashed line: yours. Scores beyond the axis "
        "stand in its last bars."
    )
    if compared.is_fitted_here:
        sentence += (
            " This network's file holds no statistics of digits, so the distance is measured from "
            "other test digits."
        )
    return sentence


def _roc(reference: Reference, kind: str | None, texts: ExplainedTexts) -> None:
    curves = {
        name: roc_curve(reference.digits[name], reference.of_kind(kind, name)) for name in SCORES
    }
    chart_side, table_side = st.columns((5, 6), gap="medium")
    with chart_side:
        texts.markdown("**How well does each score find strangers?**")
        each = ", ".join(f"{_NAMES[name]} {curve.area:.3f}" for name, curve in curves.items())
        st.plotly_chart(
            roc_chart(curves, _NAMES, palette()),
            theme=None,
            config=NO_TOOLBAR,
            key="explain_roc",
            alt=f"ROC curves; the areas under them are: {each}.",
        )
        line_legend(list(_NAMES.values()), DASHES, palette())
    with table_side:
        texts.markdown(roc_verdict(curves))
        rows = []
        for one in reference.strangers:
            areas = [
                roc_curve(reference.digits[name], reference.strangers[one][name]).area
                for name in SCORES
            ]
            rows.append(f"| {one} | " + " | ".join(f"{area:.3f}" for area in areas) + " |")
        head = "| Strangers | " + " | ".join(_NAMES.values()) + " |\n|:--|--:|--:|--:|\n"
        with st.container(key="tight_table_strangers"):
            texts.markdown(head + "\n".join(rows))
        texts.caption(
            "The area under the curve: of a digit and a stranger, how often the stranger has the "
            f"higher score. 0.5 is guessing. {DRAWINGS} drawings of each kind."
        )


def roc_verdict(curves: Mapping[ScoreName, RocCurve]) -> str:
    """Which score finds strangers best, in words: Markdown."""
    areas = {name: curve.area for name, curve in curves.items()}
    best = largest(areas, AREA_STEP)
    names = listed([SCORE_WORDS[name].in_a_sentence for name in best])
    names = names[:1].upper() + names[1:]
    if len(best) == len(areas):
        return f"**All three find these strangers equally well**: area {max(areas.values()):.3f}."
    if len(best) > 1:
        return (
            f"**{names} find these strangers equally well**, better than the other: area "
            f"{max(areas.values()):.3f}."
        )
    others = listed(
        [f"{SCORE_WORDS[n].in_a_sentence} {areas[n]:.3f}" for n in areas if n not in best]
    )
    return f"**{names} finds these strangers best**: area {areas[best[0]]:.3f}, against {others}."
