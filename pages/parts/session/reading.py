"""The digits that were found together in a drawing or a picture; one is the digit of the moment."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from threading import BoundedSemaphore

import numpy as np
import streamlit as st
from PIL import Image

from cnn.drawing.found_digit import Box
from cnn.drawing.strokes import read_strokes
from cnn.errors import DrawingError
from pages.parts.session.digit import Digit, current_digit, set_digit, set_drawing_problem
from pages.parts.session.memory_budget import Holding
from pages.parts.session.shared_memory import reading_memory, visitor

# Longer side in pixels of a picture as it is shown with its frames.
SHOWN_SIZE = 480
JPEG_QUALITY = 75
# Under what is transparent: neither dark nor light ink is lost on it.
BACKDROP = (160, 160, 160, 255)


@dataclass(frozen=True)
class ShownPicture:
    """A picture as it is shown.

    Attributes:
        jpeg: the file.
        size: width and height of the picture that was brought; the digits' boxes are in its pixels.
    """

    jpeg: bytes
    size: tuple[int, int]


@dataclass(frozen=True)
class Reading:
    """What was found in a drawing or a picture.

    Attributes:
        digits: in reading order.
        boxes: of their ink, in canvas pixels or the picture's.
        left_out: middles of taps that belong to no digit, in canvas pixels.
        picture: as it is shown, where there was one.
    """

    digits: tuple[Digit, ...]
    boxes: tuple[Box, ...]
    left_out: tuple[tuple[float, float], ...] = ()
    picture: ShownPicture | None = None

    @property
    def size(self) -> int:
        """About so many bytes, drawings' strokes apart."""
        images = sum(digit.image.nbytes for digit in self.digits)
        stages = sum(stage.image.nbytes for digit in self.digits for stage in digit.stages)
        return images + stages + (len(self.picture.jpeg) if self.picture else 0)


def current_reading() -> Reading | None:
    """What was found together with the digit of the moment; None where that came alone."""
    holding: Holding[Reading] | None = st.session_state.get("reading")
    reading = holding.value if holding else None
    if reading is None or all(digit is not current_digit() for digit in reading.digits):
        return None
    return reading


def others_made_room() -> bool:
    """Whether what was found with the digit of the moment has made room for other visitors'."""
    holding: Holding[Reading] | None = st.session_state.get("reading")
    return (
        holding is not None
        and holding.value is None
        and current_digit().source in {"drawn", "uploaded"}
    )


def chosen_place(reading: Reading) -> int:
    """Which of the digits is the one of the moment."""
    return next(i for i, digit in enumerate(reading.digits) if digit is current_digit())


def choose_digit(place: int) -> None:
    """Make another of the digits found together the digit of the moment."""
    reading = current_reading()
    if reading is not None:
        set_digit(reading.digits[place])


def read_drawing(strokes: list[np.ndarray]) -> None:
    """Find the digits in a drawing; the one drawn last becomes the digit of the moment.

    What cannot be read is kept as a sentence, and the last digit stays.

    Args:
        strokes: (k, 2) arrays in canvas pixels.
    """
    try:
        found = read_strokes(strokes)
    except DrawingError as error:
        set_drawing_problem(str(error))
        return
    digits = [
        Digit(digit.image, "drawn", strokes=tuple(strokes[index] for index in group))
        for digit, group in zip(found.digits, found.groups, strict=True)
    ]
    taps = [strokes[index].mean(axis=0) for index in found.left_out]
    reading = Reading(
        tuple(digits),
        tuple(digit.box for digit in found.digits),
        tuple((float(x), float(y)) for x, y in taps),
    )
    _hold(reading)
    set_digit(digits[found.last_drawn])


def take_picture(image: Image.Image) -> None:
    """Find the digits in a picture; the clearest becomes the digit of the moment.

    Raises:
        PictureError: there is none; all stays as it was.
    """
    from cnn.drawing.picture import read_picture  # OpenCV comes with the first picture

    # Of a class that brings pictures at once the first are done while the last still wait: side by
    # side all would be done when the last one is, and drawings read later meanwhile.
    with _picture_readers():
        found = read_picture(image)
    digits = [
        Digit(digit.image, "uploaded", stages=tuple(found.stages(place)))
        for place, digit in enumerate(found.digits)
    ]
    boxes = tuple(digit.box for digit in found.digits)
    _hold(Reading(tuple(digits), boxes, picture=_shown(image)))
    set_digit(digits[found.main])


@st.cache_resource(max_entries=1, show_spinner=False)
def _picture_readers() -> BoundedSemaphore:
    """As many pictures are read at once as there are processors."""
    return BoundedSemaphore(os.cpu_count() or 1)


def _hold(reading: Reading) -> None:
    holding = Holding(reading, reading.size, visitor())
    reading_memory().hold(holding)
    st.session_state["reading"] = holding


def _shown(image: Image.Image) -> ShownPicture:
    small = image.convert("RGBA") if image.has_transparency_data else image.convert("RGB")
    small.thumbnail((SHOWN_SIZE, SHOWN_SIZE))
    if small.mode == "RGBA":
        backdrop = Image.new("RGBA", small.size, BACKDROP)
        small = Image.alpha_composite(backdrop, small).convert("RGB")
    file = io.BytesIO()
    small.save(file, "JPEG", quality=JPEG_QUALITY)
    return ShownPicture(file.getvalue(), image.size)
