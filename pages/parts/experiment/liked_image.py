"""What would it like to see? An image that grows until one number of the network is large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from cnn.evaluation.digits_in_batches import seconds_per_digit
from cnn.experiment.ascent import (
    MAX_STEPS,
    AscentSettings,
    AscentStep,
    Start,
    ascend,
    first_image,
    middle_cell,
)
from cnn.explain.gradients import PASSES
from cnn.figures.colour_bar import colour_bar
from cnn.figures.printed_number import readable
from cnn.lessons.hierarchy.strongest_patches import cut_patch
from cnn.network.fingerprint import fingerprint
from cnn.network.kinds.flatten import Flatten
from cnn.network.layers import Layer
from cnn.network.shapes import IMAGE_SIZE
from cnn.strangeness import BOUND, strangeness
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.film import Panel, film
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.experiment.liked_digits import Wanted, liked_digits, value_in_words
from pages.parts.experiment.nouns import part_noun, parts_words
from pages.parts.experiment.number_of_part import number_of_part
from pages.parts.experiment.patience import AT_ONCE_SECONDS
from pages.parts.long_work import in_turns, is_wanted, progress_bar, start_button
from pages.parts.maps.layer_picker import layer_picker
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import current_choice
from pages.parts.session.theme import palette

KEY = "ascent_growth"
STARTS: Mapping[Start, str] = {
    "blank": "Blank",
    "noise": "Noise",
    "digit": "Your digit",
}
# What may help where blank paper, or the other of them, leads nowhere.
BEGIN_WITH: Mapping[Start, str] = {
    "noise": "Begin with noise",
    "digit": "Begin with your digit",
}
DEFAULTS = AscentSettings()


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
    # In this order a phone shows the image first, and right under it what changes it.
    image_side, settings_side, digits_side = st.columns((10, 9, 12), gap="medium")
    with image_side:
        number = number_of_part(
            f"{noun.capitalize()} of {layer.name}",
            layer.output_shape[-1],
            f"ascent_number_{layer.name}",
        )
    wanted = Wanted(choice.token, network, layer, number)
    with settings_side:
        start, settings = _settings()
    with image_side:
        steps = _steps(wanted, start, settings)
        if steps:
            _film(steps, wanted, start, texts)
    with digits_side:
        liked_digits(wanted, steps, settings, texts)
    if len(steps) > 1:
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
    st.button(
        "Usual settings",
        key="ascent_usual",
        on_click=_back_to_usual,
        disabled=AscentSettings(**values) == DEFAULTS,
    )
    return start, AscentSettings(**values)


def _back_to_usual() -> None:
    for name in SLIDERS:
        st.session_state[f"ascent_{name}"] = getattr(DEFAULTS, name)


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


def _film(steps: Sequence[AscentStep], wanted: Wanted, start: Start, texts: ExplainedTexts) -> None:
    layer, number = wanted.layer, wanted.number
    texts.markdown(f"**What {part_noun(layer)} {number} of {layer.name} would like to see**")
    images = np.stack([step.image for step in steps])
    panels = [Panel("The whole image", images)]
    size = layer.receptive_field.size
    if layer.is_spatial and size < IMAGE_SIZE:
        row, column = middle_cell(layer)
        seen = np.stack([cut_patch(image, layer, row, column) for image in images])
        panels.append(Panel(f"What the cell sees, {size} x {size}", seen))
    film(
        panels,
        [
            f"Step {place}: the value is {readable(step.value, 3)}."
            for place, step in enumerate(steps)
        ],
        palette(),
        key="ascent_film",
    )
    st.html(colour_bar(palette(), 1.0, "the pixels", ends=("paper", "ink"), width="14rem"))
    texts.caption(f"The value is {value_in_words(layer)}.")
    if steps[-1].is_stuck:
        _stuck(len(steps) - 1, start)


def _stuck(step: int, start: Start) -> None:
    """That no step leads on, and what else there is to begin with."""
    if step:
        st.warning(
            f"**After step {step} the gradient is zero in every pixel**, so no step leads on. A "
            "smaller step size may get further.",
            icon=":material/block:",
        )
        return
    st.warning(
        "**The gradient is zero in every pixel**: from here no small change of the image moves "
        "this number. All that leads to it stands still behind ReLU. Another image to begin with "
        "may wake it; if none does, this part of the network may be dead.",
        icon=":material/block:",
    )
    with st.container(horizontal=True, gap="small"):
        for other, words in BEGIN_WITH.items():
            if other != start:
                st.button(
                    words,
                    key=f"ascent_begin_{other}",
                    on_click=_begin_with,
                    args=(other,),
                )


def _begin_with(start: Start) -> None:
    st.session_state["ascent_start"] = start


def _honest_words(wanted: Wanted, image: np.ndarray, texts: ExplainedTexts) -> None:
    """What the image is, and what it is not."""
    network, layer = wanted.network, wanted.layer
    if layer.is_spatial:
        texts.caption(_of_a_map(layer))
        return
    probabilities = network.predict(image[np.newaxis])[0]
    answer = int(probabilities.argmax())
    sentences = [f"The network reads this image as **{answer}**, with {probabilities[answer]:.1%}."]
    if network.statistics is not None:
        strange = float(strangeness(network, image[np.newaxis])[0])
        sentences.append(
            f"Its strangeness is **{_written(strange)}**, where 99 of 100 digits stay below "
            f"{BOUND:g}: "
            + (
                "by the network's own maps it is stranger than nearly all digits."
                if strange > BOUND
                else "by its own maps it passes for a digit."
            )
        )
    texts.markdown(" ".join(sentences))
    texts.caption(OF_A_DIGIT if layer.name == "softmax" else OF_A_UNIT)


def _written(strange: float) -> str:
    return f"{strange:.1f}" if np.isfinite(strange) else "beyond measure"


OF_A_DIGIT = (
    "Most such images look like no digit at all. The network has only ever been asked to tell ten "
    "kinds of digits apart, never to say what a digit is: any pattern that speaks for one of them "
    "and against the others will do, however often it is repeated and wherever it stands. "
    "Smoothness and L2 make it tidier; they do not make it a digit."
)
OF_A_UNIT = (
    "Most such images look like nothing that has a name. No one told the network what this number "
    "should stand for: it only had to help in telling ten kinds of digits apart, together with all "
    "the others, and many digits may share it. Smoothness and L2 make the image tidier; they do "
    "not make it mean more."
)


def _of_a_map(layer: Layer) -> str:
    size = layer.receptive_field.size
    if size >= IMAGE_SIZE:
        return "The value is that of the cell in the middle of the map, which sees the whole image."
    return (
        f"The value is that of the cell in the middle of the map. It sees {size} x {size} pixels, "
        "and only these can change it; the rest of the image is what the start, the blur and the "
        "ink taken away leave there. A filter seeks the same pattern in all places, so the value "
        "may be held against the strongest cell anywhere in a test digit."
    )
