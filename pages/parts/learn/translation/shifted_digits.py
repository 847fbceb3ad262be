"""How well three networks read many digits that were moved: a section of the Learn pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, assert_never

import numpy as np
import streamlit as st

from cnn.datasets import balanced, mnist_available
from cnn.drawing import digit_from_strokes
from cnn.errors import DatasetError, NetworkFileError
from cnn.figures.bars import NO_TOOLBAR
from cnn.handwriting.examples import EXAMPLES
from cnn.lessons.trained_results import lab_results
from cnn.lessons.translation.distance_figure import distance_figure
from cnn.lessons.translation.translation import BOX_ROOM, MAX_SHIFT, by_distance, right_everywhere
from cnn.lessons.translation.translation_questions import READERS, Reader
from pages.parts.learn.translation.shift_view import ShiftAccuracy, accuracy_view
from pages.parts.learn.translation.shifted_networks import TITLES, note, shifted_networks
from pages.parts.session.evaluation_sets import mnist_test
from pages.parts.session.theme import palette

_MNIST_DIGITS = 100
_AT_ONCE = 4
_KEY = "shifted_digits"
# Digits to be read now, and what was measured of many beforehand.
Now = Literal["examples", "mnist"]
Source = Literal["measured"] | Now
_LABELS: Mapping[Source, str] = {
    "measured": "Measured before",
    "examples": f"The {len(EXAMPLES)} examples, now",
    "mnist": f"{_MNIST_DIGITS} of MNIST's, now",
}
Shares = Mapping[Reader, np.ndarray]


@st.cache_data(max_entries=1, show_spinner=False)
def _measured() -> tuple[dict[str, np.ndarray], int]:
    """Shares read right at each place, and of how many digits, as the lab's command found them.

    Raises:
        NetworkFileError: there is no such file, or it is damaged.
    """
    tests = lab_results("shifted").shift_tests
    return {test.network: test.accuracies for test in tests}, tests[0].digits if tests else 0


@st.cache_data(max_entries=64, show_spinner=False)
def _counted(source: Now, start: int) -> dict[Reader, np.ndarray]:
    """How many of a few digits each network reads right at each place.

    Raises:
        DatasetError: MNIST is not to be had.
    """
    images, labels = _digits(source)
    part = slice(start, start + _AT_ONCE)
    return {
        name: right_everywhere(network, images[part], labels[part])
        for name, network in shifted_networks().items()
    }


@st.fragment
def many_digits() -> None:
    """Accuracy at each place and by distance, over the digits that the visitor chooses."""
    st.markdown("#### Over many digits")
    sources = _sources()
    source = st.segmented_control(
        "Digits",
        sources,
        format_func=_LABELS.__getitem__,
        default=sources[0],
        required=True,
        key=_KEY,
    )
    try:
        shares, words = _shares(source or sources[0])
    except DatasetError as error:
        st.warning(str(error))
        return
    colours = palette()
    accuracy_view(
        [ShiftAccuracy(TITLES[name], note(name), shares[name]) for name in READERS],
        words,
        colours,
        key=f"{_KEY}_maps",
    )
    means = {name: by_distance(shares[name]) for name in READERS}
    st.plotly_chart(
        distance_figure({TITLES[name]: mean for name, mean in means.items()}, colours),
        theme=None,
        config=NO_TOOLBAR,
        key=f"{_KEY}_chart",
        alt="Share read right by pixels moved. "
        + " ".join(f"{TITLES[name]}: {_listed(mean)}." for name, mean in means.items()),
    )
    st.caption(
        f"{words}. A place's distance is the larger of its rows and columns; each point is the "
        f"mean of all places at that distance. The dashed line: up to {BOX_ROOM} pixels a digit "
        "of 20 pixels in the middle is whole. Point at the chart, or drag on the maps, to read "
        "them."
    )
    st.markdown(_finding(means))
    st.caption(_how_trained())


def _finding(means: Shares) -> str:
    """What the accuracies by distance say, in numbers, as Markdown."""

    def told(name: Reader, distance: int) -> str:
        return f"{means[name][distance]:.1%}"

    rows = [
        f"- moved by {away}: convolutional {told('textbook', away)}, dense {told('dense', away)}, "
        f"trained with shifts {told('shifted', away)}"
        for away in (0, 2, BOX_ROOM, MAX_SHIFT)
    ]
    return (
        "**What is found.**\n"
        + "\n".join(rows)
        + "\n\nConvolution and pooling alone do not make a network invariant: beyond a few pixels "
        "the places its dense layers learned from no longer hold. The same layers trained on moved "
        "digits read those too; what no network can read is what has left the image."
    )


def _how_trained() -> str:
    """What the network trained with shifts learned from, beside the two others, as Markdown.

    Empty where the lab's results are not there.
    """
    try:
        runs = lab_results("shifted").runs
    except NetworkFileError:
        return ""
    textbook, dense = (shifted_networks()[name].provenance for name in ("textbook", "dense"))
    seeds = ", ".join(f"{run.test_accuracy:.2%}" for run in runs)
    shifted = (
        f"Trained with shifts: {runs[0].recipe.training_images:,} digits {runs[0].recipe.epochs} "
        f"times, moved at random by up to {runs[0].max_shift} pixels each way, anew each time;"
    )
    others = (
        f"the two others {textbook.recipe.epochs} times, as they are."
        if textbook.recipe.epochs == dense.recipe.epochs
        else f"the convolutional one {textbook.recipe.epochs} times and the dense one "
        f"{dense.recipe.epochs} times, as they are."
    )
    return (
        f"{shifted} {others} Of all 10,000 test digits as they stand, its {len(runs)} seeds read "
        f"{seeds}; the network here is the first of them, the convolutional one reads "
        f"{textbook.mnist_test_accuracy:.2%} and the dense one {dense.mnist_test_accuracy:.2%}."
    )


def _sources() -> list[Source]:
    sources: list[Source] = ["examples"]
    try:
        if _measured()[1] > 0:
            sources.insert(0, "measured")
    except NetworkFileError:
        # Without the lab's results the digits can still be read now.
        pass
    return [*sources, "mnist"] if mnist_available() else sources


def _shares(source: Source) -> tuple[Shares, str]:
    """Shares read right, and what was read in words."""
    match source:
        case "measured":
            measured, digits = _measured()
            return {name: measured[name] for name in READERS}, (
                f"{digits:,} of MNIST's test digits, evenly spread, measured beforehand by "
                "`python -m cnn.training.lab shifted`"
            )
        case "examples":
            shares, digits = _shares_now(source)
            return shares, f"The {digits} example digits, computed now"
        case "mnist":
            shares, digits = _shares_now(source)
            return shares, (
                f"The first {digits} of MNIST's test digits with as many of each, computed now"
            )
        case _:
            assert_never(source)


def _shares_now(source: Now) -> tuple[Shares, int]:
    """Shares read right of a few digits, and of how many; a bar shows how far the reading is."""
    labels = _digits(source)[1]
    totals: dict[Reader, np.ndarray] = {}
    progress = st.progress(0.0, f"{len(labels)} digits at {(2 * MAX_SHIFT + 1) ** 2} places")
    for start in range(0, len(labels), _AT_ONCE):
        for name, right in _counted(source, start).items():
            totals[name] = totals.get(name, 0) + right
        progress.progress(min((start + _AT_ONCE) / len(labels), 1.0))
    progress.empty()
    return {name: right / len(labels) for name, right in totals.items()}, len(labels)


def _digits(source: Now) -> tuple[np.ndarray, np.ndarray]:
    if source == "examples":
        images = np.stack([digit_from_strokes(example.strokes) for example in EXAMPLES])
        return images, np.array([example.digit for example in EXAMPLES])
    images, labels = mnist_test()
    chosen = balanced(labels, _MNIST_DIGITS)
    return images[chosen] / np.float32(255), labels[chosen]


def _listed(means: np.ndarray) -> str:
    return ", ".join(f"{away} {mean:.1%}" for away, mean in enumerate(means))
