"""The chart of accuracies over training digits, and the question about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from cnn.figures.plotly_config import NO_TOOLBAR
from cnn.lessons.fewer_examples.size_questions import SizesQuestion, sizes_question
from cnn.lessons.fewer_examples.size_results import SizeResult
from cnn.lessons.fewer_examples.sizes import missing, planned_sizes, seeds, whole_results
from cnn.lessons.fewer_examples.sizes_figure import Share, sizes_figure
from cnn.lessons.trained_results import LabRun
from pages.parts.learn.fewer_examples.numbers import how_many_times, numbers
from pages.parts.learn.fewer_examples.train_again import train_again
from pages.parts.learn.frame import question_and_figure
from pages.parts.learn.question import ask, question_number
from pages.parts.session.theme import palette

_NAME = "fewer_examples"
_TITLES: Mapping[str, str] = {"textbook": "Convolutional", "dense": "Dense"}
_SHARES: Mapping[Share, str] = {"right": "Read right", "wrong": "Read wrong"}
_NOT_TRAINED: Mapping[str, str] = {
    "textbook": "- convolutional on {images:,} ({count} of {seeds} seeds)",
    "dense": "- dense on {images:,} ({count} of {seeds} seeds)",
}


@st.fragment
def explorer(runs: Sequence[LabRun]) -> None:
    """The chart, the question about it, its numbers, and the way to train one of its points."""
    results = whole_results(runs)
    asked = sizes_question(results, question_number(_NAME))
    question_side, figure_side = question_and_figure()
    with question_side:
        if asked is None:
            answered = True
            st.caption("The question is asked when more of the chart's runs are there.")
        else:
            answered = ask(_NAME, asked.question)
    hidden = asked.hidden if asked and not answered else ()
    with figure_side:
        _chart(results, hidden, asked)
    _waiting(runs)
    if answered:
        how_many_times(results)
    if not hidden:
        numbers(results, _TITLES)
    train_again(runs, hidden, _TITLES)


def _chart(
    results: Sequence[SizeResult], hidden: Sequence[tuple[str, int]], asked: SizesQuestion | None
) -> None:
    """Accuracy or errors over the training digits."""
    share = st.segmented_control(
        "Share of the test digits",
        list(_SHARES),
        format_func=_SHARES.__getitem__,
        default="right",
        required=True,
        key="fewer_share",
        label_visibility="collapsed",
    )
    st.plotly_chart(
        sizes_figure(
            results,
            planned_sizes(),
            _TITLES,
            palette(),
            share=share or "right",
            asked=hidden,
            guide=asked.guide if asked else None,
        ),
        theme=None,
        config=NO_TOOLBAR,
        key="fewer_chart",
        alt="Share of MNIST's test digits read right over the number of training digits, means: "
        + "; ".join(_point(result, hidden) for result in results),
    )


def _point(result: SizeResult, hidden: Sequence[tuple[str, int]]) -> str:
    title = _TITLES[result.network]
    if (result.network, result.images) in hidden:
        return f"{title}, {result.images:,}: asked for"
    return f"{title}, {result.images:,}: {result.mean:.2%}"


def _waiting(runs: Sequence[LabRun]) -> None:
    """Which points are not there yet."""
    plans = missing(runs)
    if not plans:
        return
    counts = Counter((plan.network, plan.recipe.training_images) for plan in plans)
    points = "\n".join(
        _NOT_TRAINED[network].format(images=images, count=count, seeds=len(seeds()))
        for (network, images), count in counts.items()
    )
    missing_runs = (
        "One of the chart's runs has not been trained yet."
        if len(plans) == 1
        else f"{len(plans)} of the chart's runs have not been trained yet."
    )
    st.info(
        f"{missing_runs} `python -m cnn.training.lab sizes` trains what is missing:\n{points}",
        icon=":material/hourglass_empty:",
    )
