"""The second step: how well three networks read digits at every place they can be moved to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, assert_never

import numpy as np
import streamlit as st

from cnn.datasets import balanced, mnist_available
from cnn.drawing import digit_from_strokes
from cnn.errors import DatasetError, NetworkFileError
from cnn.figures.plotly_config import NO_TOOLBAR
from cnn.glossary import term
from cnn.handwriting.examples import EXAMPLES
from cnn.lessons.trained_results import lab_results
from cnn.lessons.translation.distance_figure import distance_figure
from cnn.lessons.translation.map_question import LETTERS, MapQuestion, map_question
from cnn.lessons.translation.translation import BOX_ROOM, MAX_SHIFT, by_distance, right_everywhere
from cnn.lessons.translation.translation_questions import READERS, Reader
from pages.parts.learn.frame import question_and_figure
from pages.parts.learn.kept_choice import kept_choice
from pages.parts.learn.question import ask, question_number
from pages.parts.learn.translation.moved_digit import read_everywhere
from pages.parts.learn.translation.shift_view import (
    ShiftAccuracy,
    ShiftedReader,
    accuracy_view,
    shift_view,
)
from pages.parts.learn.translation.shifted_networks import TITLES, note, shifted_networks
from pages.parts.session.digit import current_digit
from pages.parts.session.evaluation_sets import mnist_test
from pages.parts.session.theme import palette

_MNIST_DIGITS = 100
_AT_ONCE = 4
_NAME, _KEY = "translation", "shifted_digits"
# Digits to be read now, and what was measured of many beforehand.
Now = Literal["examples", "mnist"]
Source = Literal["measured", "yours"] | Now
_LABELS: Mapping[Source, str] = {
    "measured": "Test digits",
    "yours": "Your digit",
    "examples": "Examples",
    "mnist": f"{_MNIST_DIGITS} of MNIST",
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


def every_place() -> None:
    """Each network's map over all places, the question whose is whose, and accuracy by distance."""
    number = question_number(_NAME)
    question_side, figure_side = question_and_figure()
    with figure_side:
        source = kept_choice("Digits", _sources(), _KEY, label_visibility="collapsed")
        try:
            shares, words = _shares(source)
        except DatasetError as error:
            st.warning(str(error))
            return
    asked = map_question(shares, number)
    with question_side:
        if asked is None:
            answered = True
            st.caption("These three pictures are too alike to ask about. Choose other digits.")
        else:
            answered = ask(_NAME, asked.question)
    with figure_side:
        _maps(source, shares, asked, answered, words)
        st.markdown(
            "**What you learn here.** The convolutional network keeps up a little longer than the "
            f"dense one, because its {term('feature_map', 'maps')} move along with the digit. But "
            "only a network that has learned from moved digits reads them nearly everywhere."
        )
    if answered and source != "yours":
        _by_distance(shares)
    if answered:
        st.caption(_how_trained())


def _maps(
    source: Source, shares: Shares, asked: MapQuestion | None, answered: bool, words: str
) -> None:
    """The three maps, without names while it is asked whose they are."""
    order = asked.order if asked else READERS
    titles = {
        name: f"{letter}: {TITLES[name]}" if answered else f"Picture {letter}"
        for letter, name in zip(LETTERS, order, strict=True)
    }
    notes = {name: note(name) if answered else "whose is it?" for name in order}
    key = "" if asked is None else asked.question.fingerprint
    if source == "yours":
        digit = current_digit()
        read = read_everywhere(digit.image, digit.label)
        shift_view(
            digit.image,
            [ShiftedReader(titles[name], notes[name], read[name]) for name in order],
            palette(),
            key=f"{_KEY}_yours",
            question=key,
            shows="maps",
        )
    else:
        accuracy_view(
            [ShiftAccuracy(titles[name], notes[name], shares[name]) for name in order],
            words,
            palette(),
            key=f"{_KEY}_maps",
        )
    st.caption(
        f"{words}. Inside the dashed frame the digit is still whole; outside, part of it is cut "
        "off."
    )


def _by_distance(shares: Shares) -> None:
    """The chart of accuracies by distance, and what it says in numbers."""
    means = {name: by_distance(shares[name]) for name in READERS}
    st.markdown("## The farther it moves, the fewer are read")
    st.plotly_chart(
        distance_figure({TITLES[name]: mean for name, mean in means.items()}, palette()),
        theme=None,
        config=NO_TOOLBAR,
        key=f"{_KEY}_chart",
        alt="Share read right by pixels moved. "
        + " ".join(f"{TITLES[name]}: {_listed(mean)}." for name, mean in means.items()),
    )
    st.caption(
        "How far a place is away is the larger of its rows and its columns; each point is the mean "
        f"of all places that are as far away. Beyond the dashed line, at {BOX_ROOM} pixels, a "
        "digit of 20 pixels is no longer whole."
    )
    st.markdown(_finding(means))


def _finding(means: Shares) -> str:
    """What the accuracies by distance say, in numbers, as Markdown."""

    def told(name: Reader, distance: int) -> str:
        return f"{means[name][distance]:.1%}"

    rows = [
        f"- moved by {away} pixels: convolutional {told('textbook', away)}, dense "
        f"{told('dense', away)}, trained with shifts {told('shifted', away)}"
        for away in (0, 2, BOX_ROOM, MAX_SHIFT)
    ]
    return (
        "\n".join(rows) + f"\n\nSo convolution and {term('pooling')} alone do not give "
        f"{term('translation_invariance', 'translation invariance')}. After a few pixels the digit "
        "stands where the dense layers at the end have never seen one. The same layers, trained on "
        "moved digits, read those as well; but what has left the image no network can read."
    )


def _how_trained() -> str:
    """What the network trained with shifts learned from, beside the two others, as Markdown.

    Empty where the lab's results are not there.
    """
    try:
        runs = lab_results("shifted").runs
    except NetworkFileError:
        return ""
    networks = shifted_networks()
    textbook, dense = (networks[name].provenance for name in ("textbook", "dense"))
    seeds = ", ".join(f"{run.test_accuracy:.2%}" for run in runs)
    others = (
        f"The two others went through them {textbook.recipe.epochs} times, as they are."
        if textbook.recipe.epochs == dense.recipe.epochs
        else f"The convolutional one went through them {textbook.recipe.epochs} times and the "
        f"dense one {dense.recipe.epochs} times, as they are."
    )
    return (
        f"The network trained with shifts went through {runs[0].recipe.training_images:,} digits "
        f"{runs[0].recipe.epochs} times; each digit was moved at random by up to "
        f"{runs[0].max_shift} pixels each way, anew each time. {others} The convolutional networks "
        f"have {networks['textbook'].architecture.parameters:,} {term('parameter', 'parameters')}, "
        f"the dense one {networks['dense'].architecture.parameters:,}. Of the 10,000 digits kept "
        "for testing, not moved, the convolutional network reads "
        f"{textbook.mnist_test_accuracy:.2%} and the dense one {dense.mnist_test_accuracy:.2%}. "
        f"The one trained with shifts reads {seeds} with its {len(runs)} {term('seed', 'seeds')}, "
        "of which the first is shown here."
    )


def _sources() -> Mapping[Source, str]:
    """The digits to choose from, and what they are called; the first is shown first."""
    sources: list[Source] = ["yours", "examples"]
    try:
        if _measured()[1] > 0:
            sources.insert(0, "measured")
    except NetworkFileError:
        # Without the lab's results the digits can still be read now.
        pass
    if mnist_available():
        sources.append("mnist")
    return {source: _LABELS[source] for source in sources}


def _shares(source: Source) -> tuple[Shares, str]:
    """Shares read right, 0 or 1 of a single digit; and of what, in words.

    Raises:
        DatasetError: MNIST is not to be had.
    """
    match source:
        case "measured":
            measured, digits = _measured()
            return {name: measured[name] for name in READERS}, (
                f"{digits:,} of MNIST's {term('test_digits', 'test digits')}, evenly "
                "spread, measured beforehand by `python -m cnn.training.lab shifted`"
            )
        case "yours":
            digit = current_digit()
            read = read_everywhere(digit.image, digit.label)
            return {name: one.is_right.astype(float) for name, one in read.items()}, (
                "Your digit: how probable the right answer is to each network at each place"
            )
        case "examples":
            shares, digits = _shares_now(source)
            return shares, f"The {digits} example digits of the Draw page, read just now"
        case "mnist":
            shares, digits = _shares_now(source)
            return shares, (
                f"The first {digits} of MNIST's {term('test_digits', 'test digits')}, "
                "equally many of each, read just now"
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
