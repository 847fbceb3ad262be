"""How well three networks read many digits that were moved: a section of the Learn pages."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.datasets import balanced, mnist_available
from cnn.drawing import digit_from_strokes
from cnn.errors import DatasetError, NetworkFileError
from cnn.figures.bars import NO_TOOLBAR
from cnn.handwriting.examples import EXAMPLES
from cnn.lessons.accuracy_figures import distance_figure
from cnn.lessons.trained_results import lab_results
from cnn.lessons.translation.translation import BOX_ROOM, MAX_SHIFT, by_distance, right_everywhere
from pages.parts.learn.translation.shift_view import ShiftAccuracy, accuracy_view
from pages.parts.learn.translation.shifted_networks import TITLES, note, shifted_networks
from pages.parts.session.evaluation_sets import mnist_test
from pages.parts.session.theme import palette

MEASURED = "Measured before"
EXAMPLES_NOW = f"The {len(EXAMPLES)} examples, now"
MNIST_NOW = "100 of MNIST's, now"
_MNIST_DIGITS = 100
_AT_ONCE = 4
_KEY = "shifted_digits"


@st.cache_data(max_entries=1, show_spinner=False)
def measured() -> tuple[dict[str, np.ndarray], int]:
    """Shares read right at each place, and of how many digits, as the lab's command found them.

    Raises:
        NetworkFileError: there is no such file, or it is damaged.
    """
    tests = lab_results("shifted").shift_tests
    return {test.network: test.accuracies for test in tests}, tests[0].digits if tests else 0


@st.cache_data(max_entries=64, show_spinner=False)
def counted(source: str, start: int) -> dict[str, np.ndarray]:
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
    source = st.segmented_control("Digits", sources, default=sources[0], required=True, key=_KEY)
    try:
        shares, words = _shares(source)
    except DatasetError as error:
        st.warning(str(error))
        return
    colours = palette()
    accuracy_view(
        [ShiftAccuracy(TITLES[name], note(name), shares[name]) for name in TITLES],
        words,
        colours,
        key=f"{_KEY}_maps",
    )
    means = {name: by_distance(shares[name]) for name in TITLES}
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
    st.markdown(finding(means))
    st.caption(how_trained())


def finding(means: dict[str, np.ndarray]) -> str:
    """What the accuracies say, in numbers.

    Args:
        means: {network: (9,) accuracy by distance}.

    Returns:
        Markdown.
    """

    def told(name: str, distance: int) -> str:
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


def how_trained() -> str:
    """What the network trained with shifts learned from, beside the two others.

    Returns:
        Markdown; empty where the lab's results are not there.
    """
    try:
        runs = lab_results("shifted").runs
    except NetworkFileError:
        return ""
    others = {shifted_networks()[name].provenance.recipe.epochs for name in ("textbook", "dense")}
    seeds = ", ".join(f"{run.test_accuracy:.2%}" for run in runs)
    return (
        f"Trained with shifts: {runs[0].recipe.training_images:,} digits {runs[0].recipe.epochs} "
        f"times, moved at random by up to {runs[0].max_shift} pixels each way, anew each time; the "
        f"two others {' or '.join(map(str, sorted(others)))} times, as they are. Of all 10,000 "
        f"test digits as they stand, its {len(runs)} seeds read {seeds}; the network here is the "
        "first of them, the convolutional one reads "
        f"{shifted_networks()['textbook'].provenance.mnist_test_accuracy:.2%} and the dense one "
        f"{shifted_networks()['dense'].provenance.mnist_test_accuracy:.2%}."
    )


def _sources() -> list[str]:
    try:
        has_measured = measured()[1] > 0
    except NetworkFileError:
        has_measured = False
    return [
        *([MEASURED] if has_measured else []),
        EXAMPLES_NOW,
        *([MNIST_NOW] if mnist_available() else []),
    ]


def _shares(source: str) -> tuple[dict[str, np.ndarray], str]:
    """Shares read right, and what was read in words."""
    if source == MEASURED:
        shares, digits = measured()
        return shares, (
            f"{digits:,} of MNIST's test digits, evenly spread, measured beforehand by "
            "`python -m cnn.training.lab shifted`"
        )
    labels = _digits(source)[1]
    totals: dict[str, np.ndarray] = {}
    progress = st.progress(0.0, f"{len(labels)} digits at {(2 * MAX_SHIFT + 1) ** 2} places")
    for start in range(0, len(labels), _AT_ONCE):
        for name, right in counted(source, start).items():
            totals[name] = totals.get(name, 0) + right
        progress.progress(min((start + _AT_ONCE) / len(labels), 1.0))
    progress.empty()
    shares = {name: right / len(labels) for name, right in totals.items()}
    if source == EXAMPLES_NOW:
        return shares, f"The {len(labels)} example digits, computed now"
    return shares, (
        f"The first {len(labels)} of MNIST's test digits with as many of each, computed now"
    )


def _digits(source: str) -> tuple[np.ndarray, np.ndarray]:
    if source == EXAMPLES_NOW:
        images = np.stack([digit_from_strokes(example.strokes) for example in EXAMPLES])
        return images, np.array([example.digit for example in EXAMPLES])
    images, labels = mnist_test()
    chosen = balanced(labels, _MNIST_DIGITS)
    return images[chosen] / np.float32(255), labels[chosen]


def _listed(means: np.ndarray) -> str:
    return ", ".join(f"{away} {mean:.1%}" for away, mean in enumerate(means))
