"""Shares with their figures: recall and precision per digit, and how reliable confidence is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn.evaluation.calibration import ReliabilityBin, expected_calibration_error, reliability_bins
from cnn.evaluation.charts import bins_in_words, in_words, reliability_figure, share_figure
from cnn.evaluation.evaluation import Evaluation, precision, recall
from cnn.figures.bars import NO_TOOLBAR
from cnn.network.layer_shapes import CLASSES
from cnn.network.recipe import Recipe
from pages.parts.evaluate.confused_digits import LETTERS
from pages.parts.session.theme import palette

MEANINGS = {
    "recall": "of a digit's images, the share read as it",
    "precision": "of the answers that name it, the share right",
}


def per_digit(evaluations: Sequence[Evaluation]) -> None:
    """Recall and precision of each digit.

    Args:
        evaluations: one, or two over the same digits.
    """
    st.markdown("#### Digit by digit")
    for side, what, shares_of in zip(
        st.columns(2, gap="medium"), MEANINGS, (recall, precision), strict=True
    ):
        shares = [shares_of(evaluation.confusion) for evaluation in evaluations]
        with side:
            st.markdown(f"**{what.capitalize()}**, in percent: {MEANINGS[what]}")
            st.plotly_chart(
                share_figure(shares, what, palette()),
                theme=None,
                config=NO_TOOLBAR,
                key=f"evaluate_{what}",
                alt=f"{what.capitalize()} per digit. "
                + " ".join(
                    f"Network {letter}: {in_words(one)}."
                    for letter, one in zip(LETTERS, shares, strict=False)
                ),
            )
    who = " Blue is network A, orange B." if len(evaluations) > 1 else ""
    st.caption(f"Whiskers: Wilson's 95% interval.{who}")


def reliability(evaluations: Sequence[Evaluation], recipes: Sequence[Recipe]) -> None:
    """Whether the answers' probabilities can be believed.

    Args:
        evaluations: one, or two over the same digits.
        recipes: by which each network was trained.
    """
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
                st.markdown(_in_short(groups, recipes[place]))
    if len(bins) == 1:
        with sides[1]:
            st.markdown(_in_short(bins[0], recipes[0]))
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


def _in_short(bins: Sequence[ReliabilityBin], recipe: Recipe) -> str:
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
    if recipe.label_smoothing:
        target = 1 - recipe.label_smoothing * (CLASSES - 1) / CLASSES
        sentences.append(
            f"It was trained with label smoothing of {recipe.label_smoothing:g}: its target for "
            f"the true digit was a probability of {target:.1%}, not 100%."
        )
    return " ".join(sentences)
