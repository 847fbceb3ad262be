"""Every step from the drawing or picture to the 28 x 28 image, read at each step."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.drawing.normalise import Stage
from cnn.drawing.strokes import stages_from_strokes
from cnn.figures.palette import Palette
from cnn.network import Network
from cnn.network.overflow import has_overflowed
from pages.parts.components.network_overview import image_figure
from pages.parts.session.digit import Digit
from pages.parts.session.theme import palette

STAGE_WIDTH = 140

# What is so of digits that neither were drawn here nor came as a picture.
MNIST_IS_PREPARED = (
    "The digits of MNIST come prepared: made to fit a box of 20 x 20 pixels, with the ink's centre "
    "of mass in the middle. The network reads them as they are."
)
SYNTHETIC_IS_PREPARED = (
    "Synthetic digits are made ready to be read: pen strokes are drawn in a box of 20 x 20 pixels, "
    "then moved by whole pixels until the ink's centre of mass lies in the middle."
)
CHANGED_IS_PREPARED = (
    "This digit was changed in Experiment, as the image that the network reads. There is nothing "
    "left to prepare."
)
_PREPARED = {"synthetic": SYNTHETIC_IS_PREPARED, "changed": CHANGED_IS_PREPARED}


def preprocessing_steps(digit: Digit, network: Network) -> None:
    """An expander with the steps from the drawing to the image; computed only while it is open."""
    opened = st.expander(
        "How the digit becomes 28 x 28 pixels",
        icon=":material/visibility:",
        key="preprocessing_steps",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        stages = _stages(digit)
        if not stages:
            st.markdown(_PREPARED.get(digit.source, MNIST_IS_PREPARED))
            return
        images = np.stack([stage.image for stage in stages])
        probabilities = network.predict(images)
        colours = palette()
        figures = [
            _figure(stage, row, colours) for stage, row in zip(stages, probabilities, strict=True)
        ]
        st.html(f'<div class="pictures">{"".join(figures)}</div>')


def _stages(digit: Digit) -> list[Stage]:
    if digit.strokes:
        return stages_from_strokes(digit.strokes)
    return list(digit.stages)


def _reading(probabilities: np.ndarray) -> str:
    if has_overflowed(probabilities):
        return "not read: the network's sums overflow"
    best = int(probabilities.argmax())
    return f"read as {best}, {probabilities[best]:.1%}"


def _figure(stage: Stage, probabilities: np.ndarray, colours: Palette) -> str:
    reading = _reading(probabilities)
    picture = image_figure(
        stage.image,
        f"<b>{stage.name}</b><br>{reading}",
        f"{stage.name}: {reading}",
        STAGE_WIDTH,
        colours,
    )
    return f'<div class="stage">{picture}<p>{stage.caption}</p></div>'
