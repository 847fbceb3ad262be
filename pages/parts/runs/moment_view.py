"""A run's network at a moment of its training: its kernels, and what it makes of a digit."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cnn.errors import VisitorError
from cnn.figures.palette import Palette
from cnn.network.overflow import has_overflowed
from cnn.runs.charts.curves import probability_chart
from cnn.runs.checkpoints import Checkpoint
from pages.parts.components.network_overview import image_figure, network_overview_html
from pages.parts.components.probability_bars import probability_bars
from pages.parts.runs.curve_view import curve_view
from pages.parts.runs.digit_readings import DigitReadings, catch_up, digit_readings
from pages.parts.runs.first_layer import HEADING, first_layer_html
from pages.parts.runs.session_runs import SessionRun
from pages.parts.runs.training_history import Moment, epoch_of, network_at
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

DIGIT_WIDTH = 56
_OVERFLOW = (
    "At this moment the network gives no answer: its weights are so large that its sums overflow. "
    "A smaller learning rate keeps them small."
)


@dataclass(frozen=True)
class _Pictures:
    """A moment's pictures as HTML; kept, since most polls find nothing new.

    Attributes:
        of: what they are of.
        digit: the visitor's, small.
        weights: the first layer's.
        overview: every layer's output for the digit.
    """

    of: tuple[object, ...]
    digit: str
    weights: str
    overview: str


def moment_view(run: SessionRun, moment: Moment) -> None:
    """The network at a moment: its kernels, and what it makes of the visitor's digit."""
    colours, digit = palette(), current_digit()
    readings = digit_readings(run, digit)
    try:
        catch_up(run, moment, readings)
        pictures = _pictures(run, moment.checkpoint, readings, colours)
    except VisitorError as error:
        st.caption(f"This moment cannot be shown: {error}")
        return
    probabilities = readings.probabilities[moment.checkpoint.step]
    bars_side, lines_side, weights_side = st.columns([5, 5, 4], gap="medium")
    if has_overflowed(probabilities):
        with bars_side:
            st.html(
                f'<div style="{HEADING}">Your digit, not read</div>'
                f'<div class="pictures">{pictures.digit}</div>'
            )
        with lines_side:
            st.warning(_OVERFLOW, icon=":material/error:")
    else:
        with bars_side:
            bars = probability_bars(probabilities, colours)
            st.html(
                f'<div style="{HEADING}">Your digit, read as {probabilities.argmax()}</div>'
                f'<div class="pictures" style="flex-wrap: nowrap">{pictures.digit}{bars}</div>'
            )
        with lines_side:
            marked = None if moment.is_latest else moment.images
            chart = probability_chart(readings.of_moments(moment), run.recipe, colours, marked)
            curve_view([chart], colours, key="probability_curve")
    with weights_side:
        st.html(pictures.weights)
    heading = _overview_heading(run, moment.checkpoint)
    st.html(f'<div style="{HEADING}">{heading}</div>{pictures.overview}')


def _overview_heading(run: SessionRun, checkpoint: Checkpoint) -> str:
    if checkpoint.step == 0 and run.is_fine_tuning:
        return "Your digit through the network: before fine-tuning"
    if checkpoint.step == 0:
        return "Your digit through the network: random start"
    epoch = epoch_of(run, checkpoint)
    return f"Your digit through the network: step {checkpoint.step:,}, epoch {epoch:.2f}"


def _pictures(
    run: SessionRun, checkpoint: Checkpoint, readings: DigitReadings, colours: Palette
) -> _Pictures:
    limit = max(readings.largest.values(), default=0.0)
    wanted = (run.token, checkpoint, limit, colours)
    known = st.session_state.get("history_pictures")
    if known and known[0] is readings and known[1].of == wanted:
        return known[1]
    network = network_at(run, checkpoint)
    image = readings.digit.image
    activations = network.forward(image[None])
    readings.note(checkpoint.step, network, activations["softmax"][0])
    weights = first_layer_html(network, max(readings.largest.values()), colours)
    digit = image_figure(image, "", "Your digit", DIGIT_WIDTH, colours)
    overview = network_overview_html(network, image, activations, colours)
    pictures = _Pictures(wanted, digit, weights, overview)
    st.session_state["history_pictures"] = (readings, pictures)
    return pictures
