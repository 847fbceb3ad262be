"""Shares with their figures: recall and precision per digit, and how reliable confidence is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from cnn.evaluation.calibration import ReliabilityBin, expected_calibration_error, reliability_bins
from cnn.evaluation.charts import bins_in_words, in_words, reliability_figure, share_figure
from cnn.evaluation.evaluation import Evaluation, Share, precision, recall
from cnn.figures.bars import NO_TOOLBAR
from cnn.network.layer_shapes import CLASSES
from pages.parts.evaluate.confused_digits import LETTERS
from pages.parts.session.networks import NetworkChoice
from pages.parts.session.theme import palette


class _ShareKind(NamedTuple):
    """What a share per digit is of, in words, and how it is counted."""

    title: str
    meaning: str
    noun: str
    shares_of: Callable[[np.ndarray], list[Share]]


_KINDS: Mapping[str, _ShareKind] = {
    "recall": _ShareKind("Recall", "of a digit's images, the share read as it", "recall", recall),
    "precision": _ShareKind(
        "Precision", "of the answers that name it, the share right", "precision", precision
    ),
}


def per_digit(evaluations: Sequence[Evaluation]) -> None:
    """Recall and precision of each digit, of one network or of two."""
    st.markdown("#### Digit by digit")
    for side, (key, kind) in zip(st.columns(2, gap="medium"), _KINDS.items(), strict=True):
        shares = [kind.shares_of(evaluation.confusion) for evaluation in evaluations]
        by_network = [
            f"Network {letter}: {in_words(one)}."
            for letter, one in zip(LETTERS, shares, strict=False)
        ]
        with side:
            st.markdown(f"**{kind.title}**, in percent: {kind.meaning}")
            st.plotly_chart(
                share_figure(shares, kind.noun, palette()),
                theme=None,
                config=NO_TOOLBAR,
                key=f"evaluate_{key}",
                alt=f"{kind.title} per digit. {' '.join(by_network)}",
            )
    st.caption(
        "Whiskers: Wilson's 95% interval. Blue is network A, orange B."
        if len(evaluations) > 1
        else "Whiskers: Wilson's 95% interval."
    )


def reliability(evaluations: Sequence[Evaluation], choices: Sequence[NetworkChoice]) -> None:
    """Whether the answers' probabilities can be believed, of one network or of two."""
    st.markdown("#### Reliability: is 90% sure right 90% of the time?")
    bins = [
        reliability_bins(evaluation.confidences, evaluation.is_right) for evaluation in evaluations
    ]
    sides = st.columns(2, gap="medium")
    for place, (side, groups) in enumerate(zip(sides, bins, strict=False)):
        with side:
            if len(bins) > 1:
                st.markdown(f"**Network {LETTERS[place]}**")
            st.plotly_chart(
                reliability_figure(groups, palette(), place),
                theme=None,
                config=NO_TOOLBAR,
                key=f"evaluate_reliability_{place}",
                alt=f"Reliability diagram: {bins_in_words(groups)}.",
            )
            st.caption("Above each bin: its number of digits. Whiskers: Wilson's 95% interval.")
            if len(bins) > 1:
                st.markdown(_in_short(groups, choices[place]))
    if len(bins) == 1:
        with sides[1]:
            st.markdown(_in_short(bins[0], choices[0]))
            _definition()
    else:
        _definition()


def _definition() -> None:
    st.markdown(
        "A network is *calibrated* if its confidence, the probability of its answer, is the share "
        "of its answers that are right: then every mark lies on the dashed line. Below the line it "
        "is too sure of itself. The **expected calibration error** is the mean distance from the "
        "line, each bin $B_m$ weighted by its digits:"
    )
    st.latex(
        r"\mathrm{ECE} = \sum_{m=1}^{10} \frac{|B_m|}{n}\,"
        r"\bigl|\,\mathrm{acc}(B_m) - \mathrm{conf}(B_m)\,\bigr|"
    )
    st.caption(
        "Bin m holds confidences above (m - 1)/10 and up to m/10. Source: Guo, Pleiss, Sun, "
        "Weinberger, *On Calibration of Modern Neural Networks*, ICML 2017, "
        "[arXiv:1706.04599](https://arxiv.org/abs/1706.04599), equation 3."
    )


def _in_short(bins: Sequence[ReliabilityBin], choice: NetworkChoice) -> str:
    *rest, surest = bins
    unsure = sum(group.right.of for group in rest)
    sentences = []
    if surest.right.of:
        sentences.append(
            f"**{surest.right.of:,}** answers were more than {surest.low:.0%} sure, "
            f"{surest.confidence:.2%} on average: **{surest.right.value:.2%}** of them were right."
        )
    if unsure:
        right = sum(group.right.count for group in rest)
        sure = sum(group.right.of * group.confidence for group in rest if group.right.of) / unsure
        sentences.append(
            f"**{unsure:,}** were less sure, {sure:.1%} on average: **{right / unsure:.1%}** of "
            "them were right."
        )
    error = expected_calibration_error(list(bins))
    sentences.append(f"Expected calibration error: **{error:.2%}**.")
    smoothing = choice.network.provenance.recipe.label_smoothing
    if smoothing:
        sentences.append(_smoothing_sentence(smoothing, choice.is_uploaded))
    return " ".join(sentences)


def _smoothing_sentence(smoothing: float, is_claim: bool) -> str:
    target = 1 - smoothing * (CLASSES - 1) / CLASSES
    if is_claim:
        return (
            f"Its file says that it was trained with label smoothing of {smoothing:g}: then its "
            f"target for the true digit was a probability of {target:.1%}, not 100%."
        )
    return (
        f"It was trained with label smoothing of {smoothing:g}: its target for the true digit was "
        f"a probability of {target:.1%}, not 100%."
    )
