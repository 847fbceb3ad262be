"""What would it like to see? An image that grows until one number of the network is large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from cnn.evaluation.incremental import seconds_per_digit
from cnn.experiment.ascent import (
    MAX_STEPS,
    AscentSettings,
    AscentStep,
    Start,
    ascend,
    first_image,
)
from cnn.experiment.strongest_digits import StrongestDigits, StrongestSearch
from cnn.explain.gradients import PASSES
from cnn.figures.colour_bar import colour_bar
from cnn.lessons.hierarchy.strongest_patches import cut_patch
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.kinds.flatten import Flatten
from cnn.network.layers import Layer
from cnn.strangeness import BOUND, strangeness
from pages.parts.components.digit_gallery import Card, digit_gallery
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.film import Panel, film
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.experiment.nouns import part_noun, parts_words
from pages.parts.experiment.number_of_part import number_of_part
from pages.parts.experiment.patience import AT_ONCE_SECONDS
from pages.parts.long_work import in_turns, is_wanted, one_turn, progress_bar, start_button
from pages.parts.maps.layer_picker import layer_picker
from pages.parts.session.digit import current_digit
from pages.parts.session.evaluation_sets import EVALUATION_SETS
from pages.parts.session.labelled_digits import LabelledDigits, usual_digits
from pages.parts.session.networks import current_choice
from pages.parts.session.theme import palette

KEY, SEARCH_KEY = "ascent_growth", "ascent_search"
STARTS: Mapping[Start, str] = {
    "blank": "Blank paper",
    "noise": "Faint noise",
    "digit": "Your digit",
}
DEFAULTS = AscentSettings()


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


def liked_image(texts: ExplainedTexts) -> None:
    """The number that is to grow, the image that makes it, and the test digits beside it."""
    choice = current_choice()
    network = choice.network
    layers = [
        layer
        for layer in reversed(network.architecture.layers)
        if not layer.spec.passes_on and not isinstance(layer.spec, Flatten)
    ]
    layer = layer_picker(layers, "ascent_layer", parts_words)
    noun = part_noun(layer)
    settings_side, image_side, digits_side = st.columns((9, 10, 12), gap="medium")
    with settings_side:
        number = number_of_part(
            f"{noun.capitalize()} of {layer.name}",
            layer.output_shape[-1],
            f"ascent_number_{layer.name}",
        )
        wanted = Wanted(choice.token, network, layer, number)
        start, settings = _settings()
    with image_side:
        steps = _steps(wanted, start, settings)
        if steps:
            _film(steps, wanted, texts)
    with digits_side:
        _real_digits(wanted, steps, texts)
    if steps:
        _honest_words(wanted, steps[-1].image, texts)


class Slider(NamedTuple):
    """One of the settings.

    Attributes:
        label: above it.
        low: the smallest value.
        high: the largest.
        step: from one value to the next.
        help: what it does.
    """

    label: str
    low: float
    high: float
    step: float
    help: str


# By their names in `AscentSettings`.
SLIDERS: Mapping[str, Slider] = {
    "steps": Slider("Steps", 1, MAX_STEPS, 1, "How often the image goes along the gradient."),
    "step_size": Slider(
        "Step size",
        0.1,
        2.0,
        0.1,
        "How far the image goes along the gradient at each step: the length of its change.",
    ),
    "smoothness": Slider(
        "Smoothness",
        0.0,
        1.0,
        0.05,
        "The share of a blurred copy that is mixed in after each step: it keeps specks away.",
    ),
    "decay": Slider(
        "L2: ink taken away",
        0.0,
        0.2,
        0.01,
        "The share of all ink that is taken away after each step: what the number does not need "
        "fades.",
    ),
}


def _settings() -> tuple[Start, AscentSettings]:
    start = segmented_choice("Begin with", STARTS, "blank", key="ascent_start", wrap=True)
    values = {name: _slider(name, slider) for name, slider in SLIDERS.items()}
    return start, AscentSettings(**values)


def _slider(name: str, slider: Slider) -> Any:
    """A whole number where the setting's own value is one."""
    key = f"ascent_{name}"
    st.session_state.setdefault(key, getattr(DEFAULTS, name))
    return st.slider(
        slider.label,
        slider.low,
        slider.high,
        step=slider.step,
        key=key,
        help=slider.help,
        persist_state="session",
    )


def _steps(wanted: Wanted, start: Start, settings: AscentSettings) -> list[AscentStep]:
    """The way up, from what is kept or worked out now; none before the visitor asks for it."""
    digit = current_digit().image
    begun = digit.tobytes() if start == "digit" else b""
    about = (fingerprint(wanted.network), wanted.layer.name, wanted.number, start, settings, begun)
    known, steps = st.session_state.get("ascent_found", (None, []))
    if known == about:
        return steps
    seconds = PASSES * settings.steps * seconds_per_digit(wanted.network.architecture)
    if not is_wanted(KEY, about, unasked=seconds <= AT_ONCE_SECONDS):
        start_button("Let it grow", KEY, about, seconds)
        return []
    found: list[AscentStep] = []
    with progress_bar(KEY, about) as progress:
        image = first_image(start, digit)
        way_up = ascend(wanted.network, wanted.layer.name, wanted.number, image, settings)
        for step in in_turns(way_up):
            found.append(step)
            progress.show(
                len(found) / (settings.steps + 1), f"step {len(found) - 1} of {settings.steps}"
            )
    st.session_state["ascent_found"] = (about, found)
    return found


def _film(steps: Sequence[AscentStep], wanted: Wanted, texts: ExplainedTexts) -> None:
    layer, number = wanted.layer, wanted.number
    noun = part_noun(layer)
    texts.markdown(f"**What {noun} {number} of {layer.name} would like to see**")
    film(
        [Panel("Image", np.stack([step.image for step in steps]))],
        [f"Step {place}: the value is {step.value:.3f}." for place, step in enumerate(steps)],
        palette(),
        key="ascent_film",
    )
    st.html(colour_bar(palette(), 1.0, "the pixels", ends=("paper", "ink"), width="14rem"))
    if steps[-1].is_stuck:
        st.warning(_stuck_sentence(len(steps) - 1), icon=":material/block:")


def _stuck_sentence(step: int) -> str:
    if step == 0:
        return (
            "**The gradient is zero in every pixel**: whatever a pixel does, this number stays, as "
            "all that lies before it is dead here. Begin with noise or with your digit instead; if "
            "that does not help either, this part of the network is dead."
        )
    return (
        f"**After step {step} the gradient is zero in every pixel**, so no step leads on. A "
        "smaller step size may get further."
    )


def _real_digits(wanted: Wanted, steps: Sequence[AscentStep], texts: ExplainedTexts) -> None:
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
    if steps:
        texts.markdown(reached_sentence(steps, found, number, search.total))
    _gallery(found, layer, number, digits, texts)


def reached_sentence(
    steps: Sequence[AscentStep], found: StrongestDigits, number: int, total: int
) -> str:
    """The value reached, held against the largest of the test digits: Markdown."""
    reached = max(step.value for step in steps)
    largest = float(found.values[0, number])
    if reached <= largest:
        return (
            f"The image reaches **{reached:.3f}**; the largest value of {total:,} test digits is "
            f"**{largest:.3f}**. With other settings it may get past it."
        )
    if largest <= 0:
        return (
            f"The image reaches **{reached:.3f}**; no test digit brings this number above 0: the "
            f"largest of {total:,} is **{largest:.3f}**."
        )
    return (
        f"The image reaches **{reached:.3f}**, {reached / largest:.1f} times the largest value of "
        f"{total:,} test digits, **{largest:.3f}**: it is more to its taste than any real digit."
    )


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
                (f"{value:.2f}", f"from a {digits.labels[place]}"),
                f"Test digit {place}, true {digits.labels[place]}, value {value:.3f}",
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
        f"They are the strongest of {digits.set_in_words}. {what} Under it the value before ReLU "
        "or softmax, and the digit. Click one to see it in Feature maps."
    )


def _honest_words(wanted: Wanted, image: np.ndarray, texts: ExplainedTexts) -> None:
    """What the image is, and what it is not."""
    network, layer = wanted.network, wanted.layer
    if layer.is_spatial:
        texts.caption(
            f"The value is that of the cell in the middle of the map, so only the "
            f"{layer.receptive_field.size} x {layer.receptive_field.size} pixels that it sees can "
            "change it. Beyond them only the blur and the ink taken away leave their mark."
        )
        return
    probabilities = network.predict(image[np.newaxis])[0]
    answer = int(probabilities.argmax())
    sentences = [f"The network reads this image as **{answer}**, with {probabilities[answer]:.1%}."]
    if network.statistics is not None:
        strange = float(strangeness(network, image[np.newaxis])[0])
        sentences.append(
            f"Its strangeness is **{strange:.1f}**, where 99 of 100 digits stay below {BOUND:g}: "
            + (
                "by the network's own maps, it is no digit."
                if strange > BOUND
                else "by its own maps it passes for a digit."
            )
        )
    texts.markdown(" ".join(sentences))
    texts.caption(
        "Most such images look like no digit at all. The network has only ever been asked to tell "
        "ten kinds of digits apart, never to say what a digit is: any pattern that speaks for one "
        "of them and against the others will do, however often it is repeated and wherever it "
        "stands. Smoothness and L2 make it tidier; they do not make it a digit."
    )


@st.cache_resource(max_entries=48, show_spinner=False, hash_funcs={Network: fingerprint})
def _shared_search(network: Network, layer_name: str, set_key: str) -> StrongestSearch:
    """A search as far as it has come: begun by one visitor, of use to all.

    The network is known by its content, not by its name.
    """
    images, _ = EVALUATION_SETS[set_key].load()
    return StrongestSearch(network.architecture.layer(layer_name), images)
