"""All digits of one drawing or picture: what each is read as, framed where it was found."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.drawing.reading_order import reading_rows
from cnn.figures.palette import Palette
from cnn.network import Network
from cnn.network.overflow import has_overflowed
from pages.parts.components.digit_gallery import Card, digit_gallery
from pages.parts.draw.canvas_marks import Frame, canvas_marks
from pages.parts.draw.picture_frames import picture_frames
from pages.parts.session.digit import choose_digit, current_reading, drawing_problem
from pages.parts.session.reading import DrawingReading, PictureDigits, Reading

GALLERY_KEY = "digits_found"
# A frame on the canvas stands clear of the pen's width.
FRAME_MARGIN = 13.0
NOT_READ = "?"


def canvas_frames(network: Network) -> None:
    """Frames over the canvas where a drawing holds several digits, and its stray taps hollow."""
    reading = current_reading()
    if not isinstance(reading, DrawingReading) or drawing_problem():
        canvas_marks()
        return
    frames = []
    if len(reading.digits) > 1:
        names = digits_read(readings(reading, network))
        frames = [
            Frame(_widened(digit.box), name)
            for digit, name in zip(reading.digits, names, strict=True)
        ]
    canvas_marks(frames, reading.left_out, chosen=reading.chosen, on_choose=choose_digit)


def several_digits(reading: Reading, probabilities: np.ndarray, colours: Palette) -> None:
    """The digits as buttons; for a picture also its frames, and the digits as text to copy.

    Probabilities are (n, 10), of each digit.
    """
    names = digits_read(probabilities)
    shares = [_share(row) for row in probabilities]
    count = len(names)
    sentences = [
        f"Digit {place} of {count}, read as {name}, {share}"
        for place, (name, share) in enumerate(zip(names, shares, strict=True), 1)
    ]
    if isinstance(reading, PictureDigits):
        picture_frames(reading, names, sentences, choose_digit)
    digit_gallery(
        np.rint(255 * np.stack([digit.image for digit in reading.digits])).astype(np.uint8),
        [
            Card((name, share), text)
            for name, share, text in zip(names, shares, sentences, strict=True)
        ],
        colours,
        key=GALLERY_KEY,
        label="The digits found; the one pressed is looked at below",
        on_open=choose_digit,
        chosen=reading.chosen,
    )  # fmt: skip
    if isinstance(reading, PictureDigits):
        with st.expander("As text and as a table to copy", icon=":material/content_copy:"):
            st.code("\n".join(text_rows(reading, names)), language=None)
            st.code(table(names, shares), language=None)


def readings(reading: Reading, network: Network) -> np.ndarray:
    """(n, 10) probabilities of all digits."""
    return network.predict(np.stack([digit.image for digit in reading.digits]))


def digits_read(probabilities: np.ndarray) -> list[str]:
    """What each is read as; a question mark where the network's sums overflow."""
    return [NOT_READ if has_overflowed(row) else str(int(row.argmax())) for row in probabilities]


def text_rows(reading: Reading, names: list[str]) -> list[str]:
    """The digits in rows as they stand, those of a row without spaces."""
    rows = reading_rows([np.array(digit.box) for digit in reading.digits])
    # Within a row digits are in reading order already, so rows only have to be cut.
    ends = np.cumsum([len(row) for row in rows])
    return ["".join(part) for part in np.split(np.array(names), ends[:-1])]


def table(names: list[str], shares: list[str]) -> str:
    """One line a digit, columns set apart by tabs as spreadsheets take them."""
    lines = ["place\tdigit\tprobability"]
    lines += [
        f"{place}\t{name}\t{share}"
        for place, (name, share) in enumerate(zip(names, shares, strict=True), 1)
    ]
    return "\n".join(lines)


def _share(row: np.ndarray) -> str:
    return "overflow" if has_overflowed(row) else f"{row.max():.1%}"


def _widened(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return left - FRAME_MARGIN, top - FRAME_MARGIN, right + FRAME_MARGIN, bottom + FRAME_MARGIN
