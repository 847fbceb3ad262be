"""Is this a digit at all: published scores, against test digits and drawings that are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.evaluation.digits_in_batches import seconds_per_digit
from cnn.explain.charts.score_charts import DASHES, bins, roc_chart, score_histogram
from cnn.explain.class_distances import ClassNormals, penultimate_name
from cnn.explain.out_of_distribution import (
    PUBLISHED,
    Reference,
    ScoreName,
    all_scores,
    normals_of,
    scores_of,
)
from cnn.explain.roc_curve import RocCurve, area_may_differ_by, roc_curve
from cnn.explain.work import Work
from cnn.figures.plotly_config import NO_TOOLBAR
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.overflow import has_overflowed
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.selected_points import selected_place
from pages.parts.explain.as_strange import as_strange, choose_score, chosen_score
from pages.parts.explain.line_legend import line_legend
from pages.parts.explain.question import Question
from pages.parts.explain.score_words import (
    SCORE_WORDS,
    Areas,
    best_published,
    roc_verdict,
    share_in_words,
    shown,
    verdict,
)
from pages.parts.explain.standing import Standing
from pages.parts.explain.strangers import (
    DRAWINGS,
    kinds_that_chose,
    stranger_images,
    stranger_kinds,
)
from pages.parts.explain.tasks import Slot, Task, result_of
from pages.parts.session.labelled_digits import LabelledDigits, usual_digits
from pages.parts.session.theme import palette

# Of the test digits every fifth is compared with. Means and covariance are those of others of
# them, evenly spread, so many at most.
EVERY = 5
MOST_FITTED = 4000
ALL_KINDS, KIND_KEY = "all", "explain_strangers"


@dataclass(frozen=True)
class Compared:
    """What a network's scores are compared with.

    Attributes:
        normals: fitted to test digits that are not compared with.
        fitted: to how many.
        reference: scores of test digits and of strangers.
    """

    normals: ClassNormals
    fitted: int
    reference: Reference


@dataclass(frozen=True)
class NothingToCompare:
    """Its numbers are beyond measure, or never vary."""


@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs={Network: fingerprint})
def _compared_slot(
    network: Network, set_key: str, has_statistics: bool
) -> Slot[Compared | NothingToCompare]:
    """Up to 5 MB each; the usual, of 64 units, 0.3 MB."""
    return Slot()


def _compared_with(count: int) -> np.ndarray:
    """Which of so many test digits are compared with."""
    return np.arange(0, count, EVERY)


def _fitted_to(count: int) -> np.ndarray:
    """To which of the others the normal distributions are fitted."""
    others = np.setdiff1d(np.arange(count), _compared_with(count))
    return others[:: -(-len(others) // MOST_FITTED)]


def _compare(network: Network, digits: LabelledDigits) -> Work[Compared | NothingToCompare]:
    fitted = _fitted_to(len(digits.images))
    fitting = normals_of(network, digits.images[fitted], digits.labels[fitted])
    while True:
        try:
            share = next(fitting)
        except StopIteration as stop:
            normals = stop.value
            break
        yield 0.6 * share
    if normals is None:
        return NothingToCompare()
    images = digits.images[_compared_with(len(digits.images))].astype(np.float32) / 255
    parts: list[dict[ScoreName, np.ndarray]] = []
    for start in range(0, len(images), 100):
        parts.append(all_scores(network, normals, images[start : start + 100]))
        yield 0.6 + 0.25 * (start + 100) / len(images)
    scores = {name: np.concatenate([part[name] for part in parts]) for name in scores_of(network)}
    strangers = {}
    drawings = stranger_images()
    for number, (kind, drawn) in enumerate(drawings.items()):
        strangers[kind] = all_scores(network, normals, drawn)
        yield 0.85 + 0.15 * (number + 1) / len(drawings)
    energies = [scores["energy"], *(one["energy"] for one in strangers.values())]
    if any(map(has_overflowed, energies)):
        return NothingToCompare()
    return Compared(normals, len(fitted), Reference(scores, strangers))


def digit_at_all(question: Question, texts: ExplainedTexts) -> None:
    """Each score of the current digit among test digits and strangers, and the ROC curves."""
    digits, network = usual_digits(), question.network
    count = len(digits.images)
    read = len(_fitted_to(count)) + len(_compared_with(count)) + DRAWINGS * len(stranger_kinds())
    has_statistics = network.statistics is not None
    compared = result_of(
        Task(
            "compared",
            "Compare with test digits and strangers",
            (fingerprint(network), digits.set_key, has_statistics),
            read * seconds_per_digit(network.architecture),
            _compared_slot(network, digits.set_key, has_statistics),
            lambda: _compare(network, digits),
        )
    )
    if compared is None:
        return
    if isinstance(compared, NothingToCompare):
        texts.info(
            "What this network makes of test digits is always the same, or beyond measure, so "
            "there is nothing to compare with."
        )
        return
    _scores(question, compared, digits, texts)


def _scores(
    question: Question, compared: Compared, digits: LabelledDigits, texts: ExplainedTexts
) -> None:
    network = question.network
    own = all_scores(network, compared.normals, question.image[np.newaxis])
    standing = Standing(
        network,
        {name: float(values[0]) for name, values in own.items()},
        compared.reference,
        _chosen_kind(),
    )
    texts.markdown(verdict(standing.shares))
    _choose_kind()
    for column, name in zip(st.columns(3, gap="medium"), PUBLISHED, strict=True):
        with column:
            _score(name, standing, texts)
    texts.caption(_what_is_compared(compared, digits, standing))
    as_strange(standing, digits, _compared_with(len(digits.images)), texts)
    _roc(standing, texts)


def _score(name: ScoreName, standing: Standing, texts: ExplainedTexts) -> None:
    words, network = SCORE_WORDS[name], standing.network
    usual, strange = standing.digits(name), standing.strangers(name)
    value, share = shown(name, standing.own[name]), share_in_words(standing.shares[name])
    texts.markdown(f"**{words.name}**: {value}, stranger than **{share}** of test digits")
    key = f"explain_histogram_{name}"
    bars = bins(usual, strange, is_power=words.is_power)

    def take_click() -> None:
        bar = selected_place(key, len(bars.middles))
        if bar is not None:
            choose_score(network, name, bars.score_in(bar))

    st.plotly_chart(
        score_histogram(
            usual,
            strange,
            standing.own[name],
            words.axis,
            palette(),
            is_power=words.is_power,
            chosen=chosen_score(network, name),
        ),
        theme=None,
        config=NO_TOOLBAR,
        key=key,
        on_select=take_click,
        selection_mode="points",
        alt=f"Histogram of {words.name}: yours is {value}, stranger than {share} of test digits. "
        f"The median of digits is {shown(name, float(np.median(usual)))}, of strangers "
        f"{shown(name, float(np.median(strange)))}.",
    )
    texts.caption(f"{words.computes} *{words.cannot_tell}*")


def _titles() -> dict[str, str]:
    return {ALL_KINDS: "all kinds together"} | {name: name for name in stranger_kinds()}


def _chosen_kind() -> str | None:
    kind = st.session_state.get(KIND_KEY)
    return kind if kind in stranger_kinds() else None


def _choose_kind() -> None:
    if st.session_state.get(KIND_KEY) not in _titles():
        st.session_state[KIND_KEY] = ALL_KINDS
    with st.container(width=300):
        st.selectbox(
            "Strangers to compare with",
            list(_titles()),
            format_func=lambda one: _titles()[one],
            key=KIND_KEY,
            persist_state="session",
        )


def _what_is_compared(compared: Compared, digits: LabelledDigits, standing: Standing) -> str:
    kind = standing.kind
    what = "drawings that are no digit, of all kinds" if kind is None else kind
    read = _measured_in(standing.network)
    return (
        f"Blue bars: {len(standing.digits('energy')):,} of {digits.set_in_words}. Orange line: "
        f"{len(standing.strangers('energy')):,} strangers ({what}), drawn by the same steps as "
        "yours. Dashed line: yours. Scores beyond the axis stand in its last bars. The "
        f"Mahalanobis distance is measured in {read}, by the means and the covariance of "
        f"{compared.fitted:,} other test digits; Lee et al. take the digits that the network "
        "learned from, which are not at hand here."
    )


def _measured_in(network: Network) -> str:
    """Whose numbers the Mahalanobis distance is between."""
    name = penultimate_name(network)
    if name is None:
        return "the image's pixels"
    if network.architecture.layer(name).is_spatial:
        return f"the mean of each map of {name}"
    return name


def _roc(standing: Standing, texts: ExplainedTexts) -> None:
    strangers = standing.reference.strangers
    names = {name: SCORE_WORDS[name].name for name in standing.own}
    curves = {name: roc_curve(standing.digits(name), standing.strangers(name)) for name in names}
    chart_side, table_side = st.columns((5, 7), gap="medium")
    with chart_side:
        texts.markdown(f"**How well does each score find {standing.kind or 'strangers'}?**")
        each = ", ".join(f"{names[name]} {curve.area:.3f}" for name, curve in curves.items())
        st.plotly_chart(
            roc_chart(curves, names, palette()),
            theme=None,
            config=NO_TOOLBAR,
            key="explain_roc",
            alt=f"ROC curves; the areas under them are: {each}.",
        )
        line_legend(list(names.values()), DASHES, palette())
        _draws_own(standing, texts)
    with table_side:
        texts.markdown(roc_verdict(_areas(standing, curves)))
        rows = []
        for one in strangers:
            areas = [roc_curve(standing.digits(name), strangers[one][name]).area for name in names]
            rows.append(f"| {one} | " + " | ".join(f"{area:.3f}" for area in areas) + " |")
        heads = [SCORE_WORDS[name].head for name in names]
        head = f"| Strangers | {' | '.join(heads)} |\n|:--|{'--:|' * len(names)}\n"
        with st.container(key="tight_table_strangers"):
            # Not the page's texts: shapes are drawings here, not a term.
            st.markdown(head + "\n".join(rows))
        texts.caption(
            "The area under the curve: of a digit and a stranger, how often the stranger has the "
            f"higher score. 0.5 is guessing. {DRAWINGS} drawings of each kind."
        )


def _areas(standing: Standing, curves: Mapping[ScoreName, RocCurve]) -> Areas:
    found = {name: curve.area for name, curve in curves.items()}
    scored = {name: (standing.digits(name), standing.strangers(name)) for name in curves}
    best = scored[best_published(found)]
    return Areas(found, {name: area_may_differ_by(one, best) for name, one in scored.items()})


def _draws_own(standing: Standing, texts: ExplainedTexts) -> None:
    texts.markdown("**And the strangeness on Draw?**")
    if "strangeness" not in standing.own:
        texts.caption(
            "This network's file holds no statistics of digits, so Draw does not show how strange "
            "a drawing is to it. The three scores above need none."
        )
        return
    _score("strangeness", standing, texts)
    # Shapes are drawings here, not a term.
    st.caption(
        "How it is measured was chosen with some kinds in view "
        f"({', '.join(kinds_that_chose())}); for those its areas are a little kind to it."
    )
