"""The digits that a visitor has written, kept through page changes; bounded for all visitors."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from cnn.drawing import digit_from_strokes
from cnn.drawing.strokes import CANVAS_SIZE
from cnn.errors import DrawingError
from cnn.evaluation.digits_in_batches import seconds_per_digit
from cnn.handwriting.compact_strokes import (
    BOX_SIZE,
    BOX_START,
    UNREADABLE,
    strokes_from_text,
    text_from_strokes,
)
from cnn.handwriting.example_hand import PER_DIGIT, example_hand_images, example_hand_strokes
from cnn.handwriting.own_digits import OwnDigits
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.layer_shapes import CLASSES
from cnn.network.overflow import has_overflowed
from cnn.network.shapes import IMAGE_SIZE
from pages.parts.components.whole_number import whole_number
from pages.parts.experiment.writing_sheet import SHEET_KEY, writing_sheet
from pages.parts.session.memory_budget import Holding
from pages.parts.session.shared_memory import handwriting_memory, visitor

CELLS = CLASSES * PER_DIGIT
# JavaScript's numbers still hold these exactly.
REPORTS = 2**50
# A network that takes longer over all that is new is not asked at each stroke.
ASK_SECONDS = 0.4
_KEY, _PROBLEM_KEY = "own_sheet", "own_sheet_problem"


@dataclass
class OwnSheet:
    """What one visitor has written.

    Attributes:
        name: told to the browser, which tells a new sheet all that it holds.
        taken: number of the browser's report that was taken last.
        cells: as `cnn.handwriting.compact_strokes` has them, an empty text for an empty box.
        images: (28, 28) float32 as the network reads them, by place; those that can be read.
        answers: what a network takes them for, by place, as far as it has been asked.
        asked: the fingerprint of that network.
    """

    name: str = field(default_factory=lambda: secrets.token_urlsafe(6))
    taken: int = 0
    cells: list[str] = field(default_factory=lambda: [""] * CELLS)
    images: dict[int, np.ndarray] = field(default_factory=dict)
    answers: dict[int, int] = field(default_factory=dict)
    asked: str = ""

    @property
    def size(self) -> int:
        """About so many bytes."""
        return sum(map(len, self.cells)) + 4 * IMAGE_SIZE**2 * len(self.images)

    @property
    def unread(self) -> list[int]:
        """Places of what is written and cannot be read as a digit."""
        return [place for place, cell in enumerate(self.cells) if cell and place not in self.images]

    def write(self, place: int, text: str) -> None:
        """Take what stands in a box now.

        Raises:
            DrawingError: it is not what our own script sends.
        """
        strokes = strokes_from_text(text)
        self.cells[place] = text
        self.images.pop(place, None)
        self.answers.pop(place, None)
        if strokes:
            try:
                self.images[place] = digit_from_strokes(strokes)
            except DrawingError:
                return  # a dot: the sheet marks it

    def ask(self, network: Network) -> None:
        """Have a network read what it has not read yet; one that is slow is not asked."""
        if self.asked != (asked := fingerprint(network)):
            self.asked, self.answers = asked, {}
        new = [place for place in self.images if place not in self.answers]
        if not new or len(new) * seconds_per_digit(network.architecture) > ASK_SECONDS:
            return
        probabilities = network.predict(np.stack([self.images[place] for place in new]))
        if not has_overflowed(probabilities):
            self.answers |= zip(new, probabilities.argmax(axis=1).tolist(), strict=True)

    @property
    def misread(self) -> dict[int, int]:
        """What the network takes a digit for where that is another, by place."""
        return {
            place: answer for place, answer in self.answers.items() if answer != place // PER_DIGIT
        }

    def digits(self) -> OwnDigits:
        """All fifty, digit after digit: the example hand's where one is missing."""
        images = example_hand_images().copy()
        for place, image in self.images.items():
            images[place] = image
        return OwnDigits(
            images,
            np.repeat(np.arange(CLASSES, dtype=np.int64), PER_DIGIT),
            np.array([place not in self.images for place in range(CELLS)]),
        )

    def strokes_of(self, image: np.ndarray) -> tuple[np.ndarray, ...]:
        """The strokes behind one of `digits`, in pixels of Draw's canvas; none of another image."""
        for place, own in self.images.items():
            if np.array_equal(own, image):
                scale = CANVAS_SIZE / BOX_SIZE
                written = strokes_from_text(self.cells[place])
                return tuple((stroke - BOX_START) * scale for stroke in written)
        for strokes, example in zip(example_hand_strokes(), example_hand_images(), strict=True):
            if np.array_equal(example, image):
                return strokes
        return ()


def own_sheet() -> OwnSheet:
    """The visitor's sheet; an empty one at first, and where it had to make room for others'."""
    holding: Holding[OwnSheet] | None = st.session_state.get(_KEY)
    if holding is None or holding.value is None:
        sheet = OwnSheet()
        _hold(sheet)
        return sheet
    holding.mark_used()
    return holding.value


def show_sheet(network: Network) -> OwnSheet:
    """Show the boxes, and what a network makes of them as it is.

    What is written in them is taken before the rerun that it brings about.
    """
    sheet = own_sheet()
    sheet.ask(network)

    writing_sheet(
        sheet=sheet.name,
        taken=sheet.taken,
        cells=sheet.cells,
        examples=_example_cells(),
        unread=sheet.unread,
        misread=sheet.misread,
        on_report=_take,
    )
    if problem := st.session_state.get(_PROBLEM_KEY):
        st.error(problem, icon=":material/error:")
    return sheet


def _take() -> None:
    """Take a report for the sheet that there is by then, and hold no other one meanwhile."""
    sheet = own_sheet()
    st.session_state[_PROBLEM_KEY] = None
    try:
        take_report(sheet, st.session_state[SHEET_KEY].report)
    except DrawingError as error:
        st.session_state[_PROBLEM_KEY] = str(error)
    _hold(sheet)


def take_report(sheet: OwnSheet, report: object) -> bool:
    """Take what the browser tells of its boxes; whether there was anything new.

    Raises:
        DrawingError: it has not the shape of a report, or a box in it cannot be taken; the others
            are.
    """
    if report is None:
        return False
    if not isinstance(report, dict) or set(report) != {"sheet", "sequence", "changed"}:
        raise DrawingError(UNREADABLE)
    sequence, changed = whole_number(report["sequence"], REPORTS), report["changed"]
    if sequence is None or not isinstance(changed, dict) or len(changed) > CELLS:
        raise DrawingError(UNREADABLE)
    if report["sheet"] != sheet.name or sequence <= sheet.taken:
        return False
    places = {place: _place(place) for place in changed}
    # Taken even where a box is refused, or the browser would send the same again and again.
    sheet.taken = sequence
    refused = None
    for name, text in changed.items():
        try:
            sheet.write(places[name], text)
        except DrawingError as error:
            refused = error
    if refused is not None:
        raise refused
    return True


def _place(name: object) -> int:
    """A cell's number, which JSON has as text."""
    names = {str(place): place for place in range(CELLS)}
    if not isinstance(name, str) or name not in names:
        raise DrawingError(UNREADABLE)
    return names[name]


def _hold(sheet: OwnSheet) -> None:
    holding = st.session_state.get(_KEY)
    if holding is None or holding.value is not sheet:
        holding = st.session_state[_KEY] = Holding(sheet, sheet.size, visitor())
    holding.size = sheet.size
    holding.mark_used()
    handwriting_memory().hold(holding)


@st.cache_data(max_entries=1, show_spinner=False)
def _example_cells() -> list[str]:
    return [text_from_strokes(strokes) for strokes in example_hand_strokes()]
