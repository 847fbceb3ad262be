"""One reading of a sheet: its ink without printed lines, and the digits found in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from PIL import Image

from cnn.drawing.components import INKED, MAX_CONTACT, Components, components_of
from cnn.drawing.cutting import MARGIN, cut, cut_sharper, with_soft_edge
from cnn.drawing.digit_ink import DigitInk
from cnn.drawing.frames import is_box
from cnn.drawing.ink import Ink
from cnn.drawing.likeness import likeness
from cnn.drawing.paper import Sheet
from cnn.drawing.rulings import without_rulings
from cnn.drawing.segmentation import Group, segment

# What is no digit at all is so much like one.
NOT_AT_ALL = -20.0

# A reading in which nothing is cut out is as much work as so many digits.
OF_ITSELF = 5

# Fewer straight lines than these are no ruled paper.
FEW_RULINGS = 5

# Thick ink is read in another way if that is so much more like a digit.
OTHER_WAY = 0.1

# A digit beside something darker has so much of its density.
FAINT = 0.45

# In pixels of the 20-pixel box: wider strokes are rare, and ever rarer. How much less likely each
# further pixel makes a digit, running all along the picture's edge, taking for paper what seems to
# be ink there, and being an empty box.
WIDE = 5.0
PER_PIXEL = 0.15
ALONG_EDGE = 0.4
AGAINST_EDGE = 0.3
EMPTY_BOX = 0.5

# And reaching to the side of a sheet that was cut out: a shadow's edge was taken for the paper's.
CUT_OFF = 0.5


@dataclass(frozen=True)
class SheetReading:
    """What a sheet says if this is its ink.

    Attributes:
        sheet: the paper.
        ink: its ink as found.
        density: (h, w) float32: the ink without printed lines.
        digit_mask: (h, w) bool: where on the sheet the digits' own ink is.
        rulings: how many printed lines were taken away.
        left_out: what else is no digit, such as a frame.
        digits: in reading order; there may be none.
        boxes: (4,) each, left, top, right and bottom in the sheet's pixels.
        likenesses: (n,) how like a digit each is.
        are_boxes: (n,) bool: whether each is but an empty box.
        edge_share: how much of the ink's outline is of parts that run along the picture's edge.
        effort: how much work it was, in digits cut out.
    """

    sheet: Sheet
    ink: Ink
    density: np.ndarray
    digit_mask: np.ndarray
    rulings: int
    left_out: frozenset[str]
    digits: tuple[DigitInk, ...]
    boxes: tuple[np.ndarray, ...]
    likenesses: np.ndarray
    are_boxes: np.ndarray
    edge_share: float
    effort: int

    @property
    def without_lines(self) -> np.ndarray:
        """(h, w) float32: the ink without printed lines and without what else was left out."""
        if not self.left_out:
            return self.density
        return np.where(with_soft_edge(self.digit_mask), self.density, np.float32(0))

    @property
    def score(self) -> float:
        """How like digits they are on the whole, less for what digits seldom are."""
        if not self.digits:
            return -np.inf
        widths = np.array([digit.stroke_width for digit in self.digits])
        wide = PER_PIXEL * np.maximum(widths - WIDE, 0)
        boxes = EMPTY_BOX * self.are_boxes
        is_cropped = self.ink.is_cropped and len(self.digits) == 1
        along_edge = 0.0 if is_cropped else ALONG_EDGE * self.edge_share
        against_edge = AGAINST_EDGE * self.ink.is_against_edge
        cut_off = CUT_OFF * self.is_cut_off
        return float((self.likenesses - wide - boxes).mean() - along_edge - against_edge - cut_off)

    @property
    def is_cut_off(self) -> bool:
        """Whether a digit goes on beyond a sheet that was cut out of the picture."""
        if not self.sheet.is_straightened:
            return False
        height, width = self.density.shape
        boxes = np.stack(self.boxes)
        before, after = boxes[:, :2].min(), (np.array([width, height]) - boxes[:, 2:]).min()
        return bool(min(before, after) <= 1)

    @property
    def main(self) -> int:
        """The index of the largest and clearest digit."""
        sizes = np.array([max(box[2] - box[0], box[3] - box[1]) for box in self.boxes])
        return int(np.argmax(np.log(sizes) + np.maximum(self.likenesses, -3)))


def read_sheet(picture: Image.Image, sheet: Sheet, ink: Ink) -> Iterator[SheetReading]:
    """A sheet read without its printed lines and with them, and with a paler digit in mind.

    A few straight lines may well be a frame's sides.

    Args:
        picture: in RGB, that of which the sheet was made.
        sheet: the paper.
        ink: what may be the ink on it.
    """
    cleaned, rulings = without_rulings(ink.density)
    if rulings >= FEW_RULINGS:
        yield _read(picture, sheet, ink, cleaned, rulings)
    yield _read(picture, sheet, ink, ink.density, 0)
    yield _read(picture, sheet, ink, ink.density / FAINT, 0)
    if 0 < rulings < FEW_RULINGS:
        yield _read(picture, sheet, ink, cleaned, rulings)


def _read(
    picture: Image.Image, sheet: Sheet, ink: Ink, density: np.ndarray, rulings: int
) -> SheetReading:
    components = components_of(density, density > INKED)
    found = _Digits(picture, sheet, density, components)
    segmentation = segment(components, found.likeness_of)
    groups = [group for group in segmentation.digits if found.ink_of(group).is_digit]
    return SheetReading(
        sheet=sheet,
        ink=ink,
        density=density,
        digit_mask=components.mask_of(tuple(chain(*groups)), np.s_[:, :]),
        rulings=rulings,
        left_out=segmentation.left_out,
        digits=tuple(found.ink_of(group) for group in groups),
        boxes=tuple(components.box_of(group) for group in groups),
        likenesses=found.likeness_of(groups),
        are_boxes=np.array([_is_box(components, group) for group in groups], bool),
        edge_share=_edge_share(components),
        effort=OF_ITSELF + len(found.inks),
    )


def _most_alike(ink: DigitInk) -> DigitInk:
    """The ink as it is or, if that is much more like a digit, in another way."""
    if not ink.is_digit:
        return ink
    ways = [ink, *(other for other in ink.alternatives if other.is_digit)]
    if len(ways) == 1:
        return ink
    values = likeness(np.stack([way.centred for way in ways]))
    values[1:] -= OTHER_WAY
    return ways[int(np.argmax(values))]


def _is_box(components: Components, group: Group) -> bool:
    points = np.concatenate([components.points[part] for part in group])
    return is_box(points, components.box_of(group))


def _edge_share(components: Components) -> float:
    at_edge = components.contacts > MAX_CONTACT * components.longest
    return float(components.outlines[at_edge].sum() / max(components.outlines.sum(), 1e-9))


class _Digits:
    """Groups of components as digits' ink, each cut out once."""

    def __init__(
        self, picture: Image.Image, sheet: Sheet, density: np.ndarray, components: Components
    ) -> None:
        self.picture = picture
        self.sheet = sheet
        self.density = density
        self.components = components
        self.inks: dict[frozenset[int], DigitInk] = {}

    def ink_of(self, group: Group) -> DigitInk:
        key = frozenset(group)
        if key not in self.inks:
            window = self.components.window_of(group, MARGIN)
            mask, density = self.components.mask_of(group, window), self.density[window]
            sharp = cut_sharper(self.picture, self.sheet, density, mask, window)
            density = cut(density, mask) if sharp is None else sharp
            self.inks[key] = _most_alike(DigitInk.of(density))
        return self.inks[key]

    def likeness_of(self, groups: Sequence[Group]) -> np.ndarray:
        """How like a digit each group is: (n,)."""
        inks = [self.ink_of(group) for group in groups]
        values = np.full(len(inks), NOT_AT_ALL)
        possible = [index for index, ink in enumerate(inks) if ink.is_digit]
        if possible:
            values[possible] = likeness(np.stack([inks[index].centred for index in possible]))
        return values
