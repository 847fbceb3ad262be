"""The smallest change of the current digit that makes another answer, of two networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.experiment.least_change import Changed, SearchStep
from cnn.experiment.stroke_change import MOST_STROKES, StrokeStep
from cnn.experiment.stroke_change import film as stroke_film
from cnn.figures.colour_bar import colour_bar
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.layer_shapes import CLASSES
from cnn.network.overflow import has_overflowed
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.film import Panel, film
from pages.parts.components.overflow import overflow_warning
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.experiment.change_search import (
    MEASURES,
    Question,
    Way,
    search,
    search_seconds,
    size_of,
)
from pages.parts.experiment.many_changes import many_changes
from pages.parts.experiment.patience import AT_ONCE_SECONDS
from pages.parts.long_work import in_turns, is_wanted, progress_bar, start_button
from pages.parts.session.bounded import forget_oldest
from pages.parts.session.digit import Digit, current_digit, set_digit
from pages.parts.session.networks import NetworkChoice, current_choice, pretrained_network
from pages.parts.session.theme import palette

WAYS: Mapping[Way, str] = {
    "l2": "Any pixel (L2)",
    "linf": "Any pixel (L-infinity)",
    "strokes": "As a person could",
}
EXPLAINED: Mapping[Way, str] = {
    "l2": "Every pixel may change, and the length of the whole change is to be small: the root of "
    "the squares' sum. A few pixels may change much.",
    "linf": "Every pixel may change, and the largest change of any one is to be small: a faint "
    "veil over the whole image.",
    "strokes": "Only short strokes of the pen near the ink, and short strokes of the eraser on it: "
    "each step takes the one that helps most. In the end those that were not needed are left out, "
    "and others give way to smaller ones.",
}
FILMS: Mapping[Way, str] = {
    "l2": "In the film the change comes in evenly; the search went other ways.",
    "linf": "In the film the change comes in evenly; the search went other ways.",
    "strokes": "The film adds one stroke after another.",
}
ANY = "any"
FRAMES = 24
KEY = "change"
# What was found stays for so many questions of one visitor.
MOST_FOUND = 8


@dataclass(frozen=True)
class Found:
    """What a search came to.

    Attributes:
        changed: the digit changed, or None where no change was found.
        pictures: (n, 28, 28), the digit on its way there.
        is_stuck: whether there was no gradient to follow.
        strokes: how many strokes were drawn and erased; None where pixels were changed.
    """

    changed: Changed | None
    pictures: np.ndarray
    is_stuck: bool
    strokes: tuple[int, int] | None = None


@dataclass(frozen=True)
class Side:
    """One of the two networks.

    Attributes:
        key: a short word of our own.
        network: it.
        title: Markdown.
    """

    key: str
    network: Network
    title: str


def smallest_change(texts: ExplainedTexts) -> None:
    """The way, the digit wished for, and the change for the chosen network and another one."""
    choice, image = current_choice(), current_digit().image
    probabilities = choice.network.predict(image[np.newaxis])[0]
    if has_overflowed(probabilities):
        overflow_warning()
        return
    with st.container(horizontal=True, gap="medium"):
        way = segmented_choice("What may change", WAYS, "l2", key="change_way", wrap=True)
        target = _target(int(probabilities.argmax()))
    question = Question(image, target, way)
    texts.caption(f"{EXPLAINED[way]} {FILMS[way]}")
    other, why = beside(choice)
    sides = (
        Side("chosen", choice.network, f"**{choice.name}**, the chosen network"),
        Side("other", other.network, f"**{other.name}**, {why}"),
    )
    known = [_kept().get(_about(side.network, question)) for side in sides]
    found = []
    for column, side in zip(st.columns(2, gap="medium"), sides, strict=True):
        with column:
            texts.markdown(side.title + _reads_otherwise(side, question, probabilities))
            one = _searched(side, question)
            found.append(one)
            if one is not None:
                _show(one, side, question, _strongest([one, *known]), texts)
    if None in known and len({_strongest([one]) for one in found if one is not None}) > 1:
        # Both pictures of changes have the same colours for the same numbers.
        st.rerun()
    _compared(choice.name, other.name, found, way, texts)
    if not any(one is None or one.is_stuck for one in found):
        many_changes((choice.name, other.name), (choice.network, other.network), way, texts)


def _strongest(found: Sequence[Found | None]) -> float:
    """The largest change of a pixel in any of them."""
    changes = [one.changed.linf for one in found if one is not None and one.changed is not None]
    return max(changes, default=0.0)


def _reads_otherwise(side: Side, question: Question, probabilities: np.ndarray) -> str:
    """What a network reads at first, where the chosen one reads something else."""
    answers = side.network.predict(question.image[np.newaxis])[0]
    if has_overflowed(answers) or answers.argmax() == probabilities.argmax():
        return ""
    return f"; it reads your digit as **{answers.argmax()}**"


def beside(choice: NetworkChoice) -> tuple[NetworkChoice, str]:
    """The network to compare with: one trained with augmentation, or without where this one was."""
    recipe = choice.network.provenance.recipe
    if recipe.augment or recipe.data == "mnist+pen":
        network = NetworkChoice("textbook", "textbook", pretrained_network("textbook"))
        return network, "trained without augmentation"
    network = NetworkChoice("pen", "pen", pretrained_network("pen"))
    return network, "trained with augmentation"


def _target(answer: int) -> int | None:
    """The answer wished for; None for any other than the present one."""
    digits = [str(digit) for digit in range(CLASSES) if digit != answer]
    titles = {ANY: "any other", **{digit: digit for digit in digits}}
    chosen = segmented_choice(
        f"It is read as {answer}; make it", titles, ANY, key="change_target", wrap=True
    )
    return None if chosen == ANY else int(chosen)


def _show(
    found: Found, side: Side, question: Question, strongest: float, texts: ExplainedTexts
) -> None:
    """One network's change, its film, and how large it is.

    Args:
        strongest: the change at the end of the scale of colours.
    """
    if found.changed is None:
        texts.info(_nothing_sentence(found, question.way))
        return
    changed = found.changed
    if not changed.change.any():
        texts.info(f"It is read as {changed.answer} already: nothing has to change.")
        return
    answers = side.network.predict(found.pictures)
    film(
        [
            Panel("Digit", found.pictures),
            Panel("Change", found.pictures - question.image, strongest, signed=True),
        ],
        [
            f"{n} of {len(answers) - 1}: read as {one.argmax()}, with {one.max():.1%}."
            for n, one in enumerate(answers)
        ],
        palette(),
        key=f"change_film_{side.key}",
    )
    st.html(
        colour_bar(
            palette(),
            strongest,
            "the change of each pixel",
            signed=True,
            ends=("\u2212 ink taken away", "+ ink added"),
            width="14rem",
        )
    )
    texts.markdown(result_sentence(found, question.way))
    if st.button("Look inside with this digit", key=f"change_open_{side.key}"):
        set_digit(Digit(changed.after, "changed"))
        st.switch_page("pages/feature_maps.py")


def _nothing_sentence(found: Found, way: Way) -> str:
    if found.is_stuck:
        return (
            "The gradient is zero in every pixel: whatever changes a little, this network's answer "
            "stays. It is dead, or saturated, on this digit."
        )
    if way == "strokes":
        return (
            f"No change was found: {MOST_STROKES} strokes near the ink are not enough, or none "
            "brings the answer closer. On blank paper there is no ink to begin at."
        )
    return "No change was found within the steps of this search."


def result_sentence(found: Found, way: Way) -> str:
    """How large the change is: Markdown."""
    changed = found.changed
    if changed is None:
        raise ValueError("nothing was found")
    share = (
        f"in all {changed.ink:.0%} of its ink"
        if np.isfinite(changed.ink)
        else "all of it on blank paper"
    )
    sizes = (
        f"Length (L2) **{changed.l2:.2f}**, largest pixel (L-infinity) **{changed.linf:.2f}**, "
        f"{share}."
    )
    read = f"It is now read as **{changed.answer}**, with {changed.confidence:.0%}."
    if way != "strokes" or found.strokes is None:
        return f"{read} {sizes}"
    drawn, erased = found.strokes
    added = "1 stroke was added" if drawn == 1 else f"{drawn} strokes were added"
    return f"{read} {added}, {erased} erased. {sizes}"


def _compared(
    name: str, other: str, found: list[Found | None], way: Way, texts: ExplainedTexts
) -> None:
    """Which network takes the larger change, for this digit."""
    changes = [one.changed if one else None for one in found]
    first, second = changes
    if first is None or second is None or not (first.change.any() and second.change.any()):
        return
    sizes = [size_of(one, way) for one in (first, second)]
    measure = MEASURES[way]
    if abs(sizes[0] - sizes[1]) < 0.05 * max(sizes):
        verdict = f"**Both networks give way to about the same change** of your digit ({measure}"
    else:
        firmer = name if sizes[0] > sizes[1] else other
        verdict = f"**{firmer} takes the larger change** of your digit ({measure}"
    texts.markdown(
        f"{verdict} {sizes[0]:.2f} and {sizes[1]:.2f}). That is one digit: another may say the "
        "opposite. And these are the smallest changes that this search found; smaller ones may "
        "exist."
    )


def _kept() -> dict[object, Found]:
    return st.session_state.setdefault("changes_found", {})


def _about(network: Network, question: Question) -> tuple[object, ...]:
    return (fingerprint(network), question.image.tobytes(), question.target, question.way)


def _searched(side: Side, question: Question) -> Found | None:
    """What was found: from what is kept, or searched for now; None before it is asked for."""
    kept, about = _kept(), _about(side.network, question)
    if about in kept:
        return kept[about]
    key = f"{KEY}_{side.key}"
    seconds = search_seconds(side.network, question)
    if not is_wanted(key, about, unasked=seconds <= AT_ONCE_SECONDS):
        start_button("Search", key, about, seconds)
        return None
    last: SearchStep | None = None
    with progress_bar(key, about) as progress:
        for last in in_turns(search(side.network, question)):
            progress.show(last.share_done, "searching")
    if last is None:
        raise ValueError("a search has at least one step")
    kept[about] = found = _found(last, question.image)
    forget_oldest(kept, MOST_FOUND)
    return found


def _found(last: SearchStep, image: np.ndarray) -> Found:
    changed = last.found
    if changed is None:
        return Found(None, image[np.newaxis], last.is_stuck)
    if isinstance(last, StrokeStep):
        drawn = sum(stroke.kind == "add" for stroke in last.strokes)
        pictures = stroke_film(changed, last.strokes)
        return Found(changed, pictures, False, (drawn, len(last.strokes) - drawn))
    shares = np.linspace(0, 1, FRAMES + 1, dtype=np.float32)[:, np.newaxis, np.newaxis]
    return Found(changed, image + shares * changed.change, False)
