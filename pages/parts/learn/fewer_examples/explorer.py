"""The chart of accuracies over training digits, and the question about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from cnn.figures.bars import NO_TOOLBAR
from cnn.lessons.fewer_examples.size_results import SizeResult
from cnn.lessons.fewer_examples.sizes import (
    NETWORKS,
    missing,
    planned_sizes,
    seeds,
    sizes_question,
    whole_results,
)
from cnn.lessons.fewer_examples.sizes_figure import Share, sizes_figure
from cnn.lessons.trained_results import LabRun
from pages.parts.learn.fewer_examples.train_again import train_again
from pages.parts.learn.question import ask, question_number
from pages.parts.session.theme import palette

_NAME = "fewer_examples"
_TITLES: Mapping[str, str] = {"textbook": "Convolutional", "dense": "Dense"}
_SHARES: Mapping[Share, str] = {"right": "Right", "wrong": "Wrong"}
_NOT_TRAINED: Mapping[str, str] = {
    "textbook": "- convolutional on {images:,} ({count} of {seeds} seeds)",
    "dense": "- dense on {images:,} ({count} of {seeds} seeds)",
}


@st.fragment
def explorer(runs: Sequence[LabRun]) -> None:
    """The chart, the question about it, and the way to train one of its points."""
    results = whole_results(runs)
    asked = sizes_question(results, question_number(_NAME))
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        if asked is None:
            answered = True
            st.caption("The question is asked when more of the chart's runs are there.")
        else:
            answered = ask(_NAME, asked.question)
    hidden = asked.hidden if asked and not answered else ()
    with figure_side:
        _chart(results, hidden)
    _waiting(runs)
    train_again(runs, hidden, _TITLES)
    if answered:
        _numbers(results)


def _chart(results: Sequence[SizeResult], hidden: Sequence[tuple[str, int]]) -> None:
    """Accuracy or errors over the training digits."""
    share = st.segmented_control(
        "Test digits read",
        list(_SHARES),
        format_func=_SHARES.__getitem__,
        default="right",
        required=True,
        key="fewer_share",
    )
    st.plotly_chart(
        sizes_figure(
            results, planned_sizes(), _TITLES, palette(), share=share or "right", asked=hidden
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
    st.info(
        f"Not trained yet are {len(plans)} of the chart's runs. `python -m cnn.training.lab sizes` "
        f"trains them:\n{points}",
        icon=":material/hourglass_empty:",
    )


def _numbers(results: Sequence[SizeResult]) -> None:
    """The chart as a table."""
    st.markdown("#### The numbers")
    known = {(result.network, result.images): result for result in results}
    st.table(
        [
            {"Training digits": f"{images:,}"}
            | {_TITLES[name]: _cell(known.get((name, images))) for name in NETWORKS}
            for images in planned_sizes()
        ],
        hide_index=True,
    )
    st.caption("Mean of the seeds, and in brackets from the worst to the best of them.")


def _cell(result: SizeResult | None) -> str:
    """One point of the chart in numbers."""
    if result is None:
        return "not trained yet"
    if len(result.runs) == 1:
        return f"{result.mean:.2%} (one seed)"
    return f"{result.mean:.2%} ({result.lowest:.2%} to {result.highest:.2%})"
