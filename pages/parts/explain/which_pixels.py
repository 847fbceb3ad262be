"""Which pixels: every attribution of the current digit side by side, with what can be set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from cnn.evaluation.digits_in_batches import seconds_per_digit
from cnn.explain.attribution import (
    METHODS,
    NO_GRAD_CAM,
    Attribution,
    class_activation_map,
    completeness,
    grad_cam,
    gradient,
    gradient_times_input,
    integrated_gradients,
    occlusion,
    window_count,
)
from cnn.explain.gradients import PASSES
from cnn.explain.trials import methods_for
from cnn.explain.work import Work
from cnn.figures.colour_bar import colour_bar
from cnn.figures.mosaic import grid_for
from cnn.figures.printed_number import readable
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.overflow import has_overflowed
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.map_view import map_view
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.explain.method_words import METHOD_WORDS, listed
from pages.parts.explain.question import Question
from pages.parts.explain.tasks import Slot, Task, result_of
from pages.parts.session.theme import palette

# In CSS pixels: the settings stand side by side from 1280 on, each below two maps.
SETTINGS_WIDTH = 296
GRID_WIDTH = 190
STEPS = (10, 50, 200)
WINDOWS = (2, 4, 7, 10)
STRIDES = (1, 2, 4)
# A pixel with more ink than this lies within the line around the digit.
INK = 0.5
BEYOND_MEASURE = "Its numbers are beyond measure: this network's weights are too large."


@dataclass(frozen=True)
class Settings:
    """What can be set about the methods.

    Attributes:
        steps: of integrated gradients.
        window: of occlusion, in pixels.
        stride: of occlusion.
        layer_name: Grad-CAM's convolution; None where there is none.
    """

    steps: int
    window: int
    stride: int
    layer_name: str | None


def settings_for(network: Network) -> Settings:
    """What the visitor has set, as far as this network has it."""
    names = [layer.name for layer in network.architecture.conv_layers]
    chosen = st.session_state.get("explain_grad_cam")
    window = _set("explain_window", WINDOWS)
    stride = _set("explain_stride", STRIDES)
    return Settings(
        _set("explain_steps", STEPS),
        window,
        min(stride, window),
        chosen if chosen in names else (names[-1] if names else None),
    )


def _set(key: str, offered: Sequence[int]) -> int:
    """What is chosen of numbers; the second where nothing is, or nothing that is offered."""
    chosen = st.session_state.get(key)
    return next((one for one in offered if one == chosen), offered[1])


def methods_with(
    network: Network, settings: Settings, against: int | None
) -> dict[str, Attribution]:
    """The methods that the network allows, as they are set."""
    own: Mapping[str, Attribution] = {
        "gradient": partial(gradient, against=against),
        "gradient_times_input": partial(gradient_times_input, against=against),
        "integrated_gradients": partial(
            integrated_gradients, against=against, steps=settings.steps
        ),
        "occlusion": partial(
            occlusion, against=against, window=settings.window, stride=settings.stride
        ),
        "grad_cam": partial(grad_cam, against=against, layer_name=settings.layer_name),
    }
    return {name: own.get(name, method) for name, method in methods_for(network).items()}


def seconds_for_maps(network: Network, settings: Settings) -> float:
    """About how long all maps of one digit take on a free core."""
    windows = window_count(settings.window, settings.stride)
    passes = windows + PASSES * (settings.steps + len(METHODS))
    return passes * seconds_per_digit(network.architecture)


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Network: fingerprint})
def _maps_slot(
    network: Network, image: bytes, asked: tuple[int, int | None], settings: Settings
) -> Slot[dict[str, np.ndarray]]:
    return Slot()


def _maps(question: Question, settings: Settings) -> dict[str, np.ndarray] | None:
    """Each method's map; None while there are none."""
    asked = question.digit, question.against

    def begin() -> Work[dict[str, np.ndarray]]:
        methods = methods_with(question.network, settings, question.against)
        found = {}
        for number, (name, method) in enumerate(methods.items()):
            with np.errstate(over="ignore", invalid="ignore"):
                found[name] = method(question.network, question.image, question.digit)
            yield (number + 1) / len(methods)
        return found

    image = question.image.tobytes()
    slot = _maps_slot(question.network, image, asked, settings)
    seconds = seconds_for_maps(question.network, settings)
    who = fingerprint(question.network), image, asked, settings
    return result_of(Task("maps", "Work out the maps", who, seconds, slot, begin))


def which_pixels(question: Question, texts: ExplainedTexts) -> None:
    """All maps, what each is worth in words, and the settings of three of them."""
    settings = settings_for(question.network)
    maps = _maps(question, settings)
    if maps is not None:
        _side_by_side(question, maps, settings, texts)
    with st.container(horizontal=True, gap="small"):
        with st.container(width=SETTINGS_WIDTH):
            _integrated(question, maps, settings, texts)
        with st.container(width=SETTINGS_WIDTH):
            _occlusion(question, settings, texts)
        with st.container(width=SETTINGS_WIDTH):
            _grad_cam(question, settings, texts)


def _side_by_side(
    question: Question,
    maps: Mapping[str, np.ndarray],
    settings: Settings,
    texts: ExplainedTexts,
) -> None:
    colours = palette()
    with st.container(horizontal=True, gap="small", key="explain_maps"):
        for name, words in METHOD_WORDS.items():
            with st.container(gap="xxsmall"):
                texts.markdown(f"**{words.name}**")
                if name not in maps:
                    texts.caption(NO_GRAD_CAM)
                    continue
                found = maps[name]
                if has_overflowed(found):
                    texts.caption(BEYOND_MEASURE)
                    continue
                largest = float(np.abs(found).max())
                map_view(
                    found[..., np.newaxis],
                    grid_for(1, len(found)),
                    colours,
                    key=f"explain_map_{name}",
                    alt=f"{words.name}, 28 x 28 pixels, from {readable(found.min(), 4)} to "
                    f"{readable(found.max(), 4)}, with the digit's outline.",
                    strongest=largest,
                    signed=True,
                    outlined=question.image > INK,
                )
                st.html(colour_bar(colours, largest, f"the map of {words.name}", signed=True))
                texts.caption(f"{words.computes} *{words.cannot_tell}*")
    logit = (
        ""
        if question.against is None
        else f"Here the logit is that of {question.digit} less that of {question.against}. "
    )
    texts.caption(
        f"Blue (+) speaks {question.speaks_for}; orange (\u2212) speaks {question.speaks_against}. "
        f"{logit}Each map has its own scale, the same below and above zero. The thin line is the "
        "edge of the ink. Point at a map to read its numbers."
    )
    flat = [name for name, found in maps.items() if not found.any()]
    if flat == ["grad_cam"]:
        texts.info(
            "Every number of Grad-CAM is 0 here: its weighted maps add up to 0 or less in every "
            "cell, and it shows nothing that speaks against a digit."
        )
    elif flat and not question.is_blank:
        names = listed([METHOD_WORDS[name].in_a_sentence for name in flat])
        texts.info(
            f"Every number is 0 in the map of {names}: for this digit no such change changes the "
            "logit, as in a network whose units have fallen silent."
        )


def _integrated(
    question: Question,
    maps: Mapping[str, np.ndarray] | None,
    settings: Settings,
    texts: ExplainedTexts,
) -> None:
    texts.markdown("**Integrated gradients: do they add up?**")
    if maps is not None and has_overflowed(maps["integrated_gradients"]):
        texts.markdown(BEYOND_MEASURE)
    elif maps is not None:
        found = completeness(
            question.network,
            question.image,
            maps["integrated_gradients"],
            question.digit,
            question.against,
        )
        what = "the logit" if question.against is None else "the difference of the two logits"
        texts.markdown(
            f"All pixels add up to **{readable(found.pixels_sum, 4, signed=True)}**. From blank "
            f"paper to your digit, {what} changes by "
            f"**{readable(found.difference, 4, signed=True)}**. The error is "
            f"**{readable(found.error, 4, signed=True)}**; as a rule, more steps make it smaller."
        )
    segmented_choice(
        "Steps from blank paper to the digit",
        {steps: str(steps) for steps in STEPS},
        STEPS[1],
        key="explain_steps",
    )


def _occlusion(question: Question, settings: Settings, texts: ExplainedTexts) -> None:
    texts.markdown("**Occlusion: how large is the window?**")
    texts.markdown(
        f"A window of {settings.window} x {settings.window} pixels, moved by {settings.stride}, "
        f"covers the digit in {window_count(settings.window, settings.stride)} places. Each pixel "
        "shows the mean of how far the logit fell for the windows that covered it."
    )
    segmented_choice(
        "Window, in pixels",
        {size: f"{size} x {size}" for size in WINDOWS},
        WINDOWS[1],
        key="explain_window",
    )
    segmented_choice(
        "Stride, in pixels",
        {stride: str(stride) for stride in STRIDES if stride <= settings.window},
        settings.stride,
        key="explain_stride",
    )


def _grad_cam(question: Question, settings: Settings, texts: ExplainedTexts) -> None:
    texts.markdown("**Grad-CAM: on which convolution?**")
    layers = question.network.architecture.conv_layers
    if not layers:
        texts.markdown("There is none in this network.")
        return
    with np.errstate(over="ignore", invalid="ignore"):
        found = class_activation_map(
            question.network, question.image, question.digit, question.against, settings.layer_name
        )
    if has_overflowed(found.cells):
        texts.markdown(BEYOND_MEASURE)
        return
    colours, largest = palette(), float(found.cells.max())
    size = len(found.cells)
    segmented_choice(
        "Convolution",
        {layer.name: layer.name for layer in layers},
        layers[-1].name,
        key="explain_grad_cam",
        wrap=True,
    )
    with st.container(width=GRID_WIDTH, gap="xxsmall"):
        texts.markdown(f"On the {size} x {size} cells of {found.layer.name}")
        map_view(
            found.cells[..., np.newaxis],
            grid_for(1, size),
            colours,
            key="explain_grad_cam_cells",
            alt=f"Grad-CAM on the {size} x {size} cells of {found.layer.name}, up to "
            f"{readable(largest, 4)}.",
            strongest=largest,
            signed=True,
        )
        st.html(colour_bar(colours, largest, "the cells of Grad-CAM", signed=True))
    texts.caption(
        f"The mean of the gradient over each of {found.layer.name}'s {len(found.map_weights)} maps "
        "is its weight. The weighted maps are added up, and what is below zero becomes 0. In the "
        "row above, each cell's number stands in the middle of what it sees of the digit, with "
        "straight lines between."
    )
