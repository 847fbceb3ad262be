"""Several digits of one drawing or picture: frames around them, a row of them, a table to copy."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.drawing.reading_order import rows_of
from cnn.figures.palette import Palette
from cnn.network import Network
from cnn.network.overflow import has_overflowed
from pages.parts.components.digit_gallery import Card, digit_gallery
from pages.parts.draw.canvas_marks import Frame, canvas_marks
from pages.parts.draw.picture_frames import FramedDigit, picture_frames
from pages.parts.draw.strangeness import are_strange
from pages.parts.session.digit import drawing_problem
from pages.parts.session.reading import Reading, choose_digit, chosen_place

# Around the ink's box on the canvas, in its pixels.
FRAME_MARGIN = 14


def written_out(together: np.ndarray, reading: Reading | None) -> str:
    """The answers to (n, 10) probabilities in reading order, a space between rows."""
    answers = together.argmax(axis=1)
    rows = rows_of([np.array(box) for box in reading.boxes]) if reading else [[0]]
    return " ".join("".join(str(answers[place]) for place in row) for row in rows)


def marks_on_canvas(reading: Reading | None, together: np.ndarray) -> None:
    """Frame the digits of a drawing where there are several, and mark what is left out."""
    if reading is None or reading.picture or drawing_problem():
        canvas_marks()
        return
    frames = [
        Frame(_widened(box), _answer(probabilities))
        for box, probabilities in zip(reading.boxes, together, strict=True)
    ]
    canvas_marks(
        frames if len(frames) > 1 else (),
        reading.left_out,
        chosen=chosen_place(reading),
        on_choose=choose_digit,
    )


def picture_with_frames(reading: Reading, together: np.ndarray) -> None:
    """The visitor's picture, and where in it each digit was found."""
    assert reading.picture is not None
    picture_frames(
        reading.picture,
        [
            FramedDigit(box, _answer(row), _sentence(place, row))
            for place, (box, row) in enumerate(zip(reading.boxes, together, strict=True))
        ],
        chosen_place(reading),
        choose_digit,
    )


def several_digits(
    reading: Reading, network: Network, together: np.ndarray, colours: Palette
) -> None:
    """All digits with their answers, to choose from, and as a table; of one alone, nothing."""
    if len(reading.digits) < 2:
        return
    chosen = chosen_place(reading)
    images = np.stack([digit.image for digit in reading.digits])
    strange = are_strange(network, images)
    digit_gallery(
        np.round(images * 255).astype(np.uint8),
        [
            Card(
                (_answer(row), _probability(row), *(["strange"] if strange[place] else [])),
                _sentence(place, row, strange[place]),
                is_chosen=place == chosen,
            )
            for place, row in enumerate(together)
        ],
        colours,
        key="found_digits",
        label="Digits found, in reading order",
        on_open=choose_digit,
    )
    st.caption(
        "The framed digit is the current one, on the other pages too. To choose another, click it "
        "here or where it was found."
    )
    table = st.expander(
        "Copy as a table", icon=":material/table:", key="digits_table", on_change="rerun"
    )
    if table.open:
        table.code(_table(reading, together), language=None)


def _table(reading: Reading, together: np.ndarray) -> str:
    """Lines of words with tabs between, as a spreadsheet takes them."""
    lines = ["row\tplace\tdigit\tprobability"]
    for number, row in enumerate(rows_of([np.array(box) for box in reading.boxes]), start=1):
        for place, index in enumerate(row, start=1):
            answer = _answer(together[index])
            sure = "-" if has_overflowed(together[index]) else f"{together[index].max():.4f}"
            lines.append(f"{number}\t{place}\t{answer}\t{sure}")
    return "\n".join(lines)


def _answer(probabilities: np.ndarray) -> str:
    return "?" if has_overflowed(probabilities) else str(int(probabilities.argmax()))


def _probability(probabilities: np.ndarray) -> str:
    return "-" if has_overflowed(probabilities) else f"{probabilities.max():.1%}"


def _sentence(place: int, probabilities: np.ndarray, is_strange: bool = False) -> str:
    if has_overflowed(probabilities):
        return f"Digit {place + 1}, not read: the network's sums overflow"
    best = int(probabilities.argmax())
    sure = f"{probabilities[best]:.1%}"
    if is_strange:
        return (
            f"Digit {place + 1}, read as {best} with {sure}, but unlike those the network has "
            "learned"
        )
    return f"Digit {place + 1}, read as {best} with {sure}"


def _widened(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return (
        left - FRAME_MARGIN,
        top - FRAME_MARGIN,
        right + FRAME_MARGIN,
        bottom + FRAME_MARGIN,
    )
