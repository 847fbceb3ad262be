"""The test digits that make one number of a network largest, beside the image that was grown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np
import streamlit as st

from cnn.evaluation.digits_in_batches import seconds_per_digit
from cnn.experiment.ascent import AscentSettings, AscentStep
from cnn.experiment.strongest_digits import StrongestDigits, StrongestSearch
from cnn.figures.printed_number import readable
from cnn.lessons.hierarchy.strongest_patches import cut_patch
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.layers import Layer
from pages.parts.components.digit_gallery import Card, digit_gallery
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.long_work import is_wanted, one_turn, progress_bar, start_button
from pages.parts.session.evaluation_sets import EVALUATION_SETS
from pages.parts.session.labelled_digits import LabelledDigits, usual_digits
from pages.parts.session.theme import palette

SEARCH_KEY = "ascent_search"
# Beyond, how many times as large a value is says little.
MOST_TIMES = 100
# Values that differ by less are as large as each other.
AS_LARGE = 0.001
# Below, one decimal of it would say little, or that both are equal.
FEW_TIMES = 1.1


@dataclass(frozen=True)
class Wanted:
    """The number that is to grow.

    Attributes:
        token: of the network.
        network: the chosen one.
        layer: whose number it is.
        number: of the filter, map, unit or digit.
    """

    token: str
    network: Network
    layer: Layer
    number: int


def liked_digits(
    wanted: Wanted, steps: Sequence[AscentStep], settings: AscentSettings, texts: ExplainedTexts
) -> None:
    """The test digits with the largest values, beside the value that was reached."""
    network, layer, number = wanted.network, wanted.layer, wanted.number
    digits = usual_digits()
    search = _shared_search(network, layer.name, digits.set_key)
    about = (wanted.token, layer.name)
    seconds = (search.total - search.read) * seconds_per_digit(network.architecture)
    texts.markdown("**The test digits that it likes best**")
    if search.read < search.total and not search.overflows:
        if is_wanted(SEARCH_KEY, about):
            with progress_bar(SEARCH_KEY, about) as progress:
                while search.read < search.total and not search.overflows:
                    one_turn(lambda: search.continue_with(network))
                    progress.show(
                        search.read / search.total,
                        f"{search.read:,} of {search.total:,} digits gone through",
                    )
        else:
            texts.caption(
                f"See which of {digits.set_in_words} make this number largest, and how far the "
                "grown image goes past them."
            )
            start_button("Search the test digits", SEARCH_KEY, about, seconds)
            return
    if search.overflows:
        texts.info("This network's sums overflow on some test digits, so none can be told.")
        return
    found = search.result()
    if len(steps) > 1:
        texts.markdown(reached_sentence(steps, settings, found, number, search.total))
    _gallery(found, layer, number, digits, texts)


def reached_sentence(
    steps: Sequence[AscentStep],
    settings: AscentSettings,
    found: StrongestDigits,
    number: int,
    total: int,
) -> str:
    """The value reached, held against the largest of the test digits: Markdown."""
    step, best = max(enumerate(steps), key=lambda numbered: numbered[1].value)
    reached, largest = best.value, float(found.values[0, number])
    reaches = f"The image reaches **{readable(reached, 3)}**, in step {step}"
    if math.isclose(reached, largest, rel_tol=AS_LARGE):
        return (
            f"{reaches}: as large as the largest value of {total:,} test digits, "
            f"**{readable(largest, 3)}**."
        )
    if reached <= largest:
        return (
            f"{reaches}; the largest value of {total:,} test digits is **{readable(largest, 3)}**. "
            f"{_how_to_get_further(settings)}"
        )
    if largest <= 0:
        return (
            f"{reaches}; no test digit brings this number above 0: the largest of {total:,} is "
            f"**{readable(largest, 3)}**."
        )
    if reached > MOST_TIMES * largest:
        return (
            f"{reaches}, more than {MOST_TIMES} times the largest value of {total:,} test digits, "
            f"**{readable(largest, 3)}**. No test digit does much for this number."
        )
    return (
        f"{reaches}: {_times(reached / largest)} times the largest value of {total:,} test digits, "
        f"**{readable(largest, 3)}**. It is more to its taste than any of them."
    )


def _times(ratio: float) -> str:
    """How many times as large, with as many decimals as tell it from 1."""
    decimals = 1 if ratio >= FEW_TIMES else 3
    return f"{ratio:.{decimals}f}"


def _how_to_get_further(settings: AscentSettings) -> str:
    if settings.smoothness or settings.decay:
        return (
            "Smoothness and L2 hold the image back at every step: with both at 0 it may get past "
            "it."
        )
    return "More steps, or another image to begin with, may get past it."


def value_in_words(layer: Layer) -> str:
    """Which of a layer's numbers the values are, within a sentence."""
    match layer.spec.activation:
        case "softmax":
            return "the digit's logit, which is the sum before softmax"
        case "relu":
            return "the sum before ReLU"
        case None:
            return "the number that this layer gives"
        case _:
            assert_never(layer.spec.activation)


def _gallery(
    found: StrongestDigits, layer: Layer, number: int, digits: LabelledDigits, texts: ExplainedTexts
) -> None:
    places = list(found.digits[:, number])
    cut = [
        cut_patch(digits.images[place], layer, int(row), int(column))
        if layer.is_spatial
        else digits.images[place]
        for place, row, column in zip(
            places, found.rows[:, number], found.columns[:, number], strict=True
        )
    ]
    values = found.values[:, number]

    digit_gallery(
        np.stack(cut),
        [
            Card(
                (readable(value, 2), f"from a {digits.labels[place]}"),
                f"Test digit {place}, true {digits.labels[place]}, value {readable(value, 3)}",
            )
            for place, value in zip(places, values, strict=True)
        ],
        palette(),
        key="ascent_gallery",
        label="The test digits with the largest values. Each opens in Feature maps.",
        on_open=lambda chosen: digits.look_inside(int(places[chosen])),
    )
    what = (
        "Each picture is what the strongest cell of the map sees in that digit."
        if layer.is_spatial
        else "Each picture is the whole digit."
    )
    texts.caption(
        f"From {digits.set_in_words}. {what} Under it the value, {value_in_words(layer)}, and "
        "which digit it is. Click one to see it in Feature maps."
    )


@st.cache_resource(max_entries=48, show_spinner=False, hash_funcs={Network: fingerprint})
def _shared_search(network: Network, layer_name: str, set_key: str) -> StrongestSearch:
    """A search as far as it has come: begun by one visitor, of use to all.

    The network is known by its content, not by its name.
    """
    images, _ = EVALUATION_SETS[set_key].load()
    return StrongestSearch(network.architecture.layer(layer_name), images)
