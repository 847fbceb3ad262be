"""Back in time: a run's network as it was at any of its checkpoints, from the random start on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from cnn.errors import VisitorError
from cnn.figures.palette import Palette
from cnn.network import Network
from cnn.network.layers import Layer
from cnn.runs.checkpoints import Checkpoint, available, load_checkpoint
from cnn.runs.curves import probability_chart
from cnn.runs.run_name import clean_name
from pages.parts.components.network_overview import (
    image_figure,
    network_overview_html,
    weights_figure,
)
from pages.parts.components.probability_bars import probability_bars
from pages.parts.runs.curve_view import curve_view
from pages.parts.runs.session_runs import VisitRun
from pages.parts.session.digit import Digit, current_digit
from pages.parts.session.networks import add_network
from pages.parts.session.theme import palette

# How long one rerun may read the digit with checkpoints that it has not been read with yet: while
# a run goes on the page is redrawn every two seconds, afterwards once.
LIVE_SECONDS, ENDED_SECONDS = 0.006, 3.0
SLIDER_KEY = "replay_step"
# The slider's right end, whatever step that is. An option of its own: the slider stays at it while
# moments are added, so that the browser and the server never differ about where it stands.
LATEST = -1
# In CSS pixels: leaves room for the buttons beside it.
SLIDER_WIDTH = 600
DIGIT_WIDTH = 56
MAX_KERNELS, MAX_UNITS = 64, 16
# As the titles of the curves beside.
_CAPTION = "font-size: 0.82rem; opacity: 0.75; padding-top: 0.3rem"
_HEADING = "font-size: 0.88rem; font-weight: 600; padding-bottom: 0.2rem"


@dataclass(frozen=True)
class Moment:
    """One of a run's checkpoints, chosen to be looked at.

    Attributes:
        checkpoint: which one.
        checkpoints: all that there are, in order.
        is_latest: whether it follows the run's latest one.
    """

    checkpoint: Checkpoint
    checkpoints: tuple[Checkpoint, ...]
    is_latest: bool

    @property
    def images(self) -> int:
        """Training images worked through by then."""
        return self.checkpoint.images


@dataclass
class _Readings:
    """What a run's checkpoints make of one digit, as far as they have been asked.

    Attributes:
        token: of the run.
        digit: the visitor's.
        probabilities: by gradient step, (10,) each.
        largest: the first layer's largest absolute weight, by gradient step.
    """

    token: str
    digit: Digit
    probabilities: dict[int, np.ndarray] = field(default_factory=dict)
    largest: dict[int, float] = field(default_factory=dict)


def chosen_moment(run: VisitRun) -> Moment | None:
    """The moment that the slider stands at: the latest, until the visitor moves it.

    Args:
        run: any of the visit's.

    Returns:
        The moment; None where the run has no checkpoint, or none any more.
    """
    checkpoints = available(run.job.folder) if run.job else ()
    if not checkpoints:
        return None
    wished = st.session_state.get("replay_wished", {}).get(run.token)
    if wished is None or wished >= checkpoints[-1].step:
        return Moment(checkpoints[-1], checkpoints, is_latest=True)
    # Where that checkpoint has been thinned out, the one before stands in.
    until = [checkpoint for checkpoint in checkpoints if checkpoint.step <= wished]
    return Moment(until[-1] if until else checkpoints[0], checkpoints, is_latest=False)


def moment_slider(run: VisitRun, moment: Moment, on_run_again: Callable[[], None]) -> None:
    """The slider over a run's checkpoints, and what can be done with the moment it stands at.

    Args:
        run: whose checkpoints they are.
        moment: what `chosen_moment` gave.
        on_run_again: called when the same run is wished once more.
    """
    places = {checkpoint.step: checkpoint for checkpoint in moment.checkpoints[:-1]}
    key = f"{SLIDER_KEY}_{run.token}"

    def take() -> None:
        step = st.session_state[key]
        st.session_state["replay_wished"] = {run.token: None if step == LATEST else step}

    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if places:
            with st.container(width=SLIDER_WIDTH):
                st.select_slider(
                    "Moment of the training, from the random start to the latest",
                    [*places, LATEST],
                    LATEST if moment.is_latest else moment.checkpoint.step,
                    format_func=lambda step: (
                        "Latest" if step == LATEST else in_words(run, places[step])
                    ),
                    key=key,
                    on_change=take,
                    help="Drag it, or use the arrow keys. At its right end it follows the run.",
                )
        if st.button(
            "Use this moment",
            icon=":material/input:",
            key="use_moment",
            help="Puts the network, as it was at this moment, into the sidebar's picker.",
        ):
            _use(run, moment.checkpoint)
        if st.button(
            "Run again",
            icon=":material/replay:",
            key="run_again",
            disabled=run.progress.is_running,
            help="The same recipe and seed: the same run, bit for bit. Pauses, stops and changes "
            "of the learning rate by hand are not repeated.",
        ):
            on_run_again()


def moment_view(run: VisitRun, moment: Moment) -> None:
    """The network at a moment: its kernels, and what it makes of the visitor's digit.

    Args:
        run: whose checkpoints they are.
        moment: what `chosen_moment` gave.
    """
    colours, digit = palette(), current_digit()
    readings = _readings(run, digit)
    try:
        _catch_up(run, moment, readings)
        pictures = _pictures(run, moment.checkpoint, readings, colours)
    except VisitorError as error:
        st.caption(f"This moment cannot be shown: {error}")
        return
    read = [
        (checkpoint.images, readings.probabilities[checkpoint.step])
        for checkpoint in moment.checkpoints
        if checkpoint.step in readings.probabilities
    ]
    probabilities = readings.probabilities[moment.checkpoint.step]
    bars_side, lines_side, weights_side = st.columns([5, 5, 4], gap="medium")
    with bars_side:
        bars = probability_bars(probabilities, colours)
        st.html(
            f'<div style="{_HEADING}">Your digit, read as {probabilities.argmax()}</div>'
            f'<div class="glance" style="flex-wrap: nowrap">{pictures.digit}{bars}</div>'
        )
    with lines_side:
        marked = None if moment.is_latest else moment.images
        chart = probability_chart(read, run.recipe, colours, marked)
        curve_view([chart], colours, key="probability_curve")
    with weights_side:
        st.html(pictures.weights)
    when = in_words(run, moment.checkpoint)
    heading = f"Your digit through the network: {when[0].lower() + when[1:]}"
    st.html(f'<div style="{_HEADING}">{heading}</div>{pictures.glance}')


@dataclass(frozen=True)
class _Pictures:
    """A moment's pictures as HTML; kept, since most polls find nothing new.

    Attributes:
        of: what they are of.
        digit: the visitor's, small.
        weights: the first layer's.
        glance: every layer's output for the digit.
    """

    of: tuple[object, ...]
    digit: str
    weights: str
    glance: str


def _pictures(
    run: VisitRun, checkpoint: Checkpoint, readings: _Readings, colours: Palette
) -> _Pictures:
    limit = max(readings.largest.values(), default=0.0)
    wanted = (run.token, checkpoint, limit, colours)
    known = st.session_state.get("replay_pictures")
    if known and known[0] is readings and known[1].of == wanted:
        return known[1]
    network = _network(run, checkpoint)
    image = readings.digit.image
    activations = network.forward(image[None])
    _note(readings, checkpoint.step, network, activations["softmax"][0])
    weights = _weights_html(network, max(readings.largest.values()), colours)
    digit = image_figure(image, "", "Your digit", DIGIT_WIDTH, colours)
    glance = network_overview_html(network, image, activations, colours)
    pictures = _Pictures(wanted, digit, weights, glance)
    st.session_state["replay_pictures"] = (readings, pictures)
    return pictures


def in_words(run: VisitRun, checkpoint: Checkpoint) -> str:
    """When in a run a checkpoint was written.

    Args:
        run: whose it is.
        checkpoint: any of the run's.

    Returns:
        Such as "Step 1,250, epoch 3.99".
    """
    if checkpoint.step == 0:
        return "Random start"
    # Rounded down: no epoch is called whole before it is.
    epoch = 100 * checkpoint.images // run.recipe.training_images / 100
    return f"Step {checkpoint.step:,}, epoch {epoch:.2f}"


def _weights_html(network: Network, limit: float, colours: Palette) -> str:
    """The first layer's kernels; a dense layer's weights where there is no convolution."""
    layer, weights = first_weights(network)
    height, width, count = weights.shape
    of_all = network.weights[layer.name]["kernel"].shape[-1]
    some = f"first {count} of {of_all}" if count < of_all else f"{count}"
    what = "kernels" if layer in network.architecture.conv_layers else "units' weights"
    title = f'<span style="{_HEADING}">{layer.name}: {some} {what}, {height} x {width}</span>'
    alt = f"Weights of {layer.name}, {some} {what}, {height} x {width} each"
    figure = weights_figure(weights, title, alt, limit, colours)
    largest = f"{limit:.2f}" if limit < 1000 else f"{limit:.2e}"
    scale = f"Blue positive, orange negative, to {largest} either way."
    return f'<div class="glance">{figure}</div><div style="{_CAPTION}">{scale}</div>'


def first_weights(network: Network) -> tuple[Layer, np.ndarray]:
    """What a network's first layer with weights looks for in the image.

    Args:
        network: any network.

    Returns:
        The layer: conv1, or the first dense layer where there is no convolution; and (h, w, count)
        weights: at most 64 kernels, or those of 16 units as the image that they are of.
    """
    convolutions = network.architecture.conv_layers
    if convolutions:
        kernel = network.weights[convolutions[0].name]["kernel"]
        return convolutions[0], kernel[:, :, 0, :MAX_KERNELS]
    layer = next(layer for layer in network.architecture.layers if layer.kernel_shape)
    kernel = network.weights[layer.name]["kernel"]
    side = round(len(kernel) ** 0.5)
    return layer, kernel.reshape(side, side, -1)[..., :MAX_UNITS]


def _readings(run: VisitRun, digit: Digit) -> _Readings:
    known = st.session_state.get("replay_readings")
    if known is None or known.token != run.token or known.digit is not digit:
        known = st.session_state["replay_readings"] = _Readings(run.token, digit)
    return known


def _catch_up(run: VisitRun, moment: Moment, readings: _Readings) -> None:
    """Read the digit with the checkpoints that it has not been read with, while time allows."""
    seconds = LIVE_SECONDS if run.progress.is_running else ENDED_SECONDS
    deadline = time.perf_counter() + seconds
    image = readings.digit.image[None]
    for checkpoint in reversed(moment.checkpoints):
        if time.perf_counter() > deadline:
            return
        if checkpoint.step in readings.probabilities:
            continue
        try:
            network = load_checkpoint(run.job.folder, checkpoint, run.architecture)
        except VisitorError:  # thinned out since they were listed
            continue
        _note(readings, checkpoint.step, network, network.predict(image)[0])


def _note(readings: _Readings, step: int, network: Network, probabilities: np.ndarray) -> None:
    readings.probabilities[step] = probabilities
    readings.largest[step] = float(np.abs(first_weights(network)[1]).max())


def _network(run: VisitRun, checkpoint: Checkpoint) -> Network:
    """A checkpoint's network; the latest one looked at is kept."""
    wanted = (run.token, checkpoint)
    known = st.session_state.get("replay_network")
    if known is None or known[0] != wanted:
        network = load_checkpoint(run.job.folder, checkpoint, run.architecture)
        known = st.session_state["replay_network"] = (wanted, network)
    return known[1]


def _use(run: VisitRun, checkpoint: Checkpoint) -> None:
    try:
        network = _network(run, checkpoint)
    except VisitorError as error:
        st.caption(f"This moment cannot be used: {error}")
        return
    ending = f" step {checkpoint.step}"
    add_network(clean_name(run.name)[: 40 - len(ending)] + ending, network)
    st.rerun()
