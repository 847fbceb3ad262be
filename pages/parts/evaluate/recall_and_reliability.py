"""Shares with their figures: recall and precision per digit, and how reliable confidence is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from cnn.evaluation.calibration import ReliabilityBin, expected_calibration_error, reliability_bins
from cnn.evaluation.charts import bins_in_words, in_words, reliability_figure, share_figure
from cnn.evaluation.evaluation import Evaluation, Share, precision, recall, wilson_interval
from cnn.figures.plotly_config import NO_TOOLBAR
from cnn.network.layer_shapes import CLASSES
from cnn.ties import largest
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.evaluate.confused_digits import LETTERS
from pages.parts.session.networks import NetworkChoice
from pages.parts.session.theme import palette

_INTERVALS = (
    "The upright lines (Wilson's 95% intervals) show how far off each share may be by chance."
)


class _ShareKind(NamedTuple):
    """What a share per digit is of, in words, and how it is counted."""

    title: str
    meaning: str
    noun: str
    shares_of: Callable[[np.ndarray], list[Share]]


_KINDS: Mapping[str, _ShareKind] = {
    "recall": _ShareKind("Recall", "of all its images, the share that was found", "recall", recall),
    "precision": _ShareKind(
        "Precision", "of all answers that name it, the share that was right", "precision", precision
    ),
}


def per_digit(evaluations: Sequence[Evaluation], texts: ExplainedTexts) -> None:
    """Recall and precision of each digit, of one network or of two."""
    for side, (key, kind) in zip(st.columns(2, gap="medium"), _KINDS.items(), strict=True):
        shares = [kind.shares_of(evaluation.confusion) for evaluation in evaluations]
        by_network = [
            f"Network {letter}: {in_words(one)}."
            for letter, one in zip(LETTERS, shares, strict=False)
        ]
        with side:
            texts.markdown(f"**{kind.title}** of each digit, in percent: {kind.meaning}.")
            st.plotly_chart(
                share_figure(shares, kind.noun, palette()),
                theme=None,
                config=NO_TOOLBAR,
                key=f"evaluate_{key}",
                alt=f"{kind.title} per digit. {' '.join(by_network)}",
            )
    texts.caption(
        f"{_INTERVALS} Blue circles are network A, orange diamonds network B."
        if len(evaluations) > 1
        else _INTERVALS
    )


def reliability(
    evaluations: Sequence[Evaluation], choices: Sequence[NetworkChoice], texts: ExplainedTexts
) -> None:
    """Whether the answers' probabilities can be believed, of one network or of two."""
    bins = [
        reliability_bins(evaluation.confidences, evaluation.is_right) for evaluation in evaluations
    ]
    sides = st.columns(2, gap="medium")
    for place, (side, groups) in enumerate(zip(sides, bins, strict=False)):
        with side:
            if len(bins) > 1:
                texts.markdown(f"**Network {LETTERS[place]}**")
            st.plotly_chart(
                reliability_figure(groups, palette(), place),
                theme=None,
                config=NO_TOOLBAR,
                key=f"evaluate_reliability_{place}",
                alt=f"Reliability diagram: {bins_in_words(groups)}.",
            )
            texts.caption(
                f"The numbers above the bars say how many digits are in each. {_INTERVALS}"
            )
            if len(bins) > 1:
                texts.markdown(_in_short(evaluations[place], groups, choices[place]))
    if len(bins) == 1:
        with sides[1]:
            texts.markdown(_in_short(evaluations[0], bins[0], choices[0]))
            _definition(texts)
    else:
        _definition(texts)


def _definition(texts: ExplainedTexts) -> None:
    texts.markdown(
        "A network is calibrated if its probabilities mean what they say: of the answers that it "
        "gives with 80%, 80% are right. Then every mark lies on the dashed line. Below the line "
        "the network is too sure of itself, above it not sure enough. The **expected calibration "
        "error** is the mean distance from the line, where each bin $B_m$ counts by its digits:"
    )
    # In the text: a formula on a line of its own scrolls, where no key gets to it.
    texts.markdown(
        r"$\displaystyle\mathrm{ECE} = \sum_{m=1}^{10} \frac{|B_m|}{n}\,"
        r"\bigl|\,\mathrm{acc}(B_m) - \mathrm{conf}(B_m)\,\bigr|$"
    )
    texts.caption(
        "Bin m holds the answers given with a probability above (m - 1)/10 and up to m/10. Source: "
        "Guo, Pleiss, Sun, Weinberger, *On Calibration of Modern Neural Networks*, ICML 2017, "
        "[arXiv:1706.04599](https://arxiv.org/abs/1706.04599), equation 3."
    )


def _in_short(evaluation: Evaluation, bins: Sequence[ReliabilityBin], choice: NetworkChoice) -> str:
    *rest, surest = bins
    unsure = sum(group.right.of for group in rest)
    sentences = [certainty_verdict(evaluation)]
    if surest.right.of:
        sentences.append(
            f"In **{surest.right.of:,}** answers it was more than {surest.low:.0%} sure "
            f"({surest.confidence:.2%} on average), and **{surest.right.value:.2%}** of them were "
            "right."
        )
    if unsure:
        right = sum(group.right.count for group in rest)
        sure = sum(group.right.of * group.confidence for group in rest if group.right.of) / unsure
        sentences.append(
            f"In **{unsure:,}** it was less sure ({sure:.1%} on average), and "
            f"**{right / unsure:.1%}** of them were right."
        )
    error = expected_calibration_error(list(bins))
    sentences.append(f"Expected calibration error: **{error:.2%}**.")
    smoothing = choice.network.provenance.recipe.label_smoothing
    if smoothing:
        sentences.append(_smoothing_sentence(smoothing, choice.is_uploaded))
    return " ".join(sentences)


def certainty_verdict(evaluation: Evaluation) -> str:
    """Whether a network is as sure as it is right, as far as so many digits can tell: Markdown."""
    sure, right = float(evaluation.confidences.mean()), evaluation.accuracy
    low, high = wilson_interval(Share(evaluation.right, evaluation.total))
    margin = max(high - right, right - low)
    greater = largest({"sure": sure, "right": right}, margin)
    averages = (
        f"on average it is {sure:.2%} sure, and {right:.2%} of its answers are right; with "
        f"{evaluation.total:,} digits, differences of up to {margin:.2%} may be chance."
    )
    if len(greater) > 1:
        return f"**About as sure as it is right**: {averages}"
    if greater[0] == "sure":
        return f"**Too sure of itself**: {averages}"
    return f"**Less sure than it could be**: {averages}"


def _smoothing_sentence(smoothing: float, is_claim: bool) -> str:
    target = 1 - smoothing * (CLASSES - 1) / CLASSES
    if is_claim:
        return (
            f"Its file says that it was trained with label smoothing of {smoothing:g}: then it was "
            f"taught to give the right digit {target:.1%}, not 100%."
        )
    return (
        f"It was trained with label smoothing of {smoothing:g}: it was taught to give the right "
        f"digit {target:.1%}, not 100%."
    )
