"""The ink on a sheet: how strongly each pixel departs from the paper towards the ink's colour.

The paper's colour is estimated by closing everything narrower than a stroke. That follows light and
shadows of any shape, also those with an edge: half a plane has no width to close. Ink and paper
are compared in the direction of colour in which they differ most against the paper's grain
(Fisher's discriminant), so that red on a green as bright as it is as good as black on white.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from cnn.drawing.colours import BLANK
from cnn.drawing.paper import Sheet
from cnn.errors import PictureError

# Widths up to which something counts as a stroke, as shares of the sheet's longer side: a pen's,
# and the broadest marker's, which is tried where a pen's does not explain all.
PEN_REACH = 0.1
MARKER_REACH = 0.33

# Grain is smoothed by so many pixels before the paper is estimated.
BLUR = 1.2

# Longer side of the grid of pixels from which the ink's colour is found.
SAMPLED_SIZE = 320

# Of two polarities the worse is tried too, unless it leaves so many times the better one's unrest.
# Broader strokes are tried where they explain such a share of the sheet's unrest that narrow ones
# do not. Where all leave more than MAX_LEFT of it, two tones are tried first; where one leaves less
# than EXPLAINED, none that leaves more than MAX_LEFT is tried.
CLEAR = 2.0
MIN_CALMED = 0.1
MAX_LEFT = 0.45
EXPLAINED = 0.15

# Paper is flat if so large a share of the sheet is of one colour, within so many levels, and if
# the middle of what departs from it does so by such a share of the strongest.
FLAT_SHARE = 0.15
FLAT = 6.0
SOLID = 0.55

# Of the edge of a sheet cut to its ink, so much at least is paper.
MIN_EDGE = 0.5

# A sheet has two tones if Otsu's threshold explains so much of its variance.
TWO_TONE = 0.9

# What is so long, as a share of the longer side, tells how strong ink is: no speck.
MIN_MARK = 0.04

# Of 255 levels: added before the logarithm, and the darkest paper by which ink is divided: the
# grain of what is darker must not be magnified.
DARK = 20.0

# Grain that is always expected, as a share of the paper's brightness.
MIN_GRAIN = 0.02

# Ink must differ from the paper by so many of 255 levels, and so many times the grain.
MIN_CONTRAST = 8.0
MIN_SIGNAL_TO_GRAIN = 5.0

# So many of the strongest pixels, of 10,000, are taken as fully inked: a thin pencil's share.
INKED_SHARE = 15 / 10_000


@dataclass(frozen=True)
class Ink:
    """What may be the ink of a sheet, without its paper.

    Attributes:
        density: (h, w) float32, about 0 on the paper and 1 where fully inked.
        is_dark: whether the ink is darker than the paper.
        unrest: how much is left in what was taken for the paper, per pixel; of two readings, the
            one that leaves less is likelier. Compare those of one sheet only.
        is_cropped: whether the sheet seems cut to its ink: that reaches all four sides.
        is_against_edge: whether it takes for paper what in a sheet cut to its ink seems to be ink.
    """

    density: np.ndarray
    is_dark: bool
    unrest: float
    is_cropped: bool = False
    is_against_edge: bool = False


def inks(sheet: Sheet) -> list[Ink]:
    """What may be the ink on a sheet, the likeliest first.

    Raises:
        PictureError: nothing stands out from the paper.
    """
    smooth = cv2.GaussianBlur(sheet.colours, (0, 0), BLUR)
    before = _unrest(smooth)
    pen = found = _strokes(sheet.colours, smooth, PEN_REACH)
    if not pen or pen[0].unrest > MIN_CALMED * before:
        marker = _strokes(sheet.colours, smooth, MARKER_REACH)
        found = sorted([*pen, *marker], key=lambda ink: ink.unrest)
    if pen and pen[0].unrest - found[0].unrest < MIN_CALMED * before:
        found = pen  # broader strokes explain no more
    least = found[0].unrest if found else before
    flat = _on_flat_paper(sheet.colours)
    if least > MAX_LEFT * before:
        found = [*flat, *_two_tone(sheet.colours, smooth), *found]
    elif least < EXPLAINED * before:
        found = [ink for ink in found if ink.unrest < MAX_LEFT * before]
        found += flat
    cropped = [ink for ink in flat if ink.is_cropped]
    if cropped:  # its edge tells what is paper
        is_dark = cropped[0].is_dark
        others = (ink for ink in found if not ink.is_cropped)
        found = [
            *cropped,
            *(replace(ink, is_against_edge=ink.is_dark != is_dark) for ink in others),
        ]
    if not found:
        raise PictureError(BLANK)
    return found


def _strokes(colours: np.ndarray, smooth: np.ndarray, share: float) -> list[Ink]:
    """Both readings of what is narrower than a share of the longer side, the likelier first."""
    height, width = smooth.shape[:2]
    half = max(1, round(width / 2)), max(1, round(height / 2))
    small = cv2.resize(smooth, half, interpolation=cv2.INTER_AREA)
    coarse = smooth if share < MARKER_REACH else small
    reach = max(3, round(max(coarse.shape[:2]) * share))
    opened, closed = _opened(coarse, reach), -_opened(-coarse, reach)
    contrast, departing = _contrast(coarse, closed, opened)
    readings = []
    for sign in (1, -1):
        axis = sign * contrast
        paper = np.where(sign * departing > 0, opened, closed)
        unrest = _unrest(paper)
        paper = cv2.resize(paper, colours.shape[1::-1])
        brightness = np.maximum(_means(paper), 3 * DARK)
        departure = cv2.transform(colours - paper, axis[np.newaxis]) / brightness
        density = _scaled(departure)
        if density is not None:
            readings.append(Ink(density, bool(sign * departing.sum() < 0), unrest))
    readings.sort(key=lambda ink: ink.unrest)
    if len(readings) > 1 and readings[1].unrest > CLEAR * readings[0].unrest:
        return readings[:1]
    return readings


def _means(colours: np.ndarray) -> np.ndarray:
    """The mean of the three colours of each pixel; NumPy's own takes ten times as long."""
    red, green, blue = np.moveaxis(colours, 2, 0)
    return (red + green + blue) / colours.dtype.type(3)


def _lengths(colours: np.ndarray) -> np.ndarray:
    """How long the vector of three is of each pixel; NumPy's own takes ten times as long."""
    red, green, blue = np.moveaxis(colours, 2, 0)
    return np.sqrt(red**2 + green**2 + blue**2)


def _opened(colours: np.ndarray, reach: int) -> np.ndarray:
    """Take away everything light that is narrower than `reach` in both directions."""
    padded = cv2.copyMakeBorder(colours, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    opened = cv2.morphologyEx(padded, cv2.MORPH_OPEN, np.ones((reach, reach), np.uint8))
    return opened[reach:-reach, reach:-reach]


def _contrast(
    smooth: np.ndarray, closed: np.ndarray, opened: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The direction of colour in which the ink is best told from the paper, up to its sign.

    Returns:
        A (3,) unit vector, Fisher's discriminant: the strongest departures against the grain; and
        (3,) how the ink departs in each colour. Their signs may differ: red ink that is darker than
        the paper in every colour is yet told by being red.
    """
    step = max(1, round(max(smooth.shape) / SAMPLED_SIZE))
    levels, above, below = (
        np.log(values[::step, ::step] + DARK) for values in (smooth, closed, opened)
    )
    pixels = (2 * levels - above - below).reshape(-1, 3)
    pixels = pixels - np.median(pixels, axis=0)
    size = np.abs(pixels).max(axis=1)
    calm = pixels[size <= np.median(size)]
    grain = 4 * calm.T @ calm / len(calm) + MIN_GRAIN**2 * np.eye(3)
    values, vectors = np.linalg.eigh(grain)
    # Rounding may leave eigenvalues below the least that MIN_GRAIN allows, even below 0.
    whiten = vectors / np.sqrt(np.maximum(values, MIN_GRAIN**2)) @ vectors.T
    white = pixels @ whiten
    strength = (white * white).sum(axis=1)
    strong = white[strength >= np.quantile(strength, 1 - INKED_SHARE)]
    strong = strong * np.linalg.norm(strong, axis=1, keepdims=True)
    strongest = np.linalg.eigh(strong.T @ strong)[1][:, -1]
    contrast, departing = whiten @ strongest, np.linalg.solve(whiten, strongest)
    return (contrast / np.linalg.norm(contrast)).astype(np.float32), departing


def _unrest(colours: np.ndarray) -> float:
    """How much neighbours differ, from one side of the sheet to the other."""
    pairs = ((colours[:, 1:], colours[:, :-1]), (colours[1:], colours[:-1]))
    return sum(
        sum(cv2.mean(cv2.absdiff(one, other))) * one.shape[1 - axis]
        for axis, (one, other) in enumerate(pairs)
        if one.size  # a sheet may be a single pixel wide
    )


def _on_flat_paper(colours: np.ndarray) -> list[Ink]:
    """Readings of a sheet whose paper is of one exact colour, and whose ink reaches its edges.

    Closing cannot tell ink along an edge from a table. There are none if what departs from the
    colour is mostly faint: that is a photo whose paper is too bright.
    """
    step = max(1, round(max(colours.shape) / SAMPLED_SIZE))
    pixels = colours[::step, ::step]
    codes = (pixels / 8).astype(np.int32) @ np.array([1, 32, 1024], np.int32)
    counts = np.bincount(codes.ravel())
    commonest = np.argsort(counts)[:-3:-1]
    found = []
    for code in commonest[counts[commonest] > 0]:
        paper = np.median(pixels[codes == code], axis=0)
        distance = _lengths(pixels - paper)
        is_paper = distance < FLAT
        sides = (is_paper[0], is_paper[-1], is_paper[:, 0], is_paper[:, -1])
        edge = np.concatenate(sides)
        share, inked = is_paper.mean(), distance[~is_paper]
        if share < FLAT_SHARE or edge.all() or inked.size < INKED_SHARE * is_paper.size:
            continue
        full = float(np.quantile(inked, 0.9))
        if full < 4 * FLAT or np.median(inked) < SOLID * full:
            continue
        density = _lengths(colours - paper) / full
        is_dark = bool(pixels[~is_paper].mean() < paper.mean())
        is_cropped = edge.mean() > MIN_EDGE and not any(side.all() for side in sides)
        ink = Ink(density.astype(np.float32), is_dark, 0.0, bool(is_cropped))
        found.append((float(edge.mean()), ink))
    return [ink for _, ink in sorted(found, key=lambda pair: -pair[0])]


def _two_tone(colours: np.ndarray, smooth: np.ndarray) -> list[Ink]:
    """Both readings of a sheet of two colours, either of which may be the paper."""
    middle = smooth.mean(axis=(0, 1))
    pixels = (smooth[::4, ::4] - middle).reshape(-1, 3)
    axis = np.linalg.eigh(pixels.T @ pixels)[1][:, -1].astype(np.float32)
    levels = (smooth - middle) @ axis
    low, high = float(levels.min()), float(levels.max())
    if high - low < MIN_CONTRAST:
        return []
    steps = ((levels - low) / (high - low) * 255).astype(np.uint8)
    _, mask = cv2.threshold(steps, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    upper, lower = levels[mask > 0], levels[mask == 0]
    within = (upper.var() * upper.size + lower.var() * lower.size) / levels.size
    if within > (1 - TWO_TONE) * levels.var():
        return []
    share = ((colours - middle) @ axis - lower.mean()) / (upper.mean() - lower.mean())
    return [
        Ink(density.astype(np.float32), bool(axis.sum() * sign < 0), 0.0)
        for density, sign in ((share, 1), (1 - share, -1))
    ]


def _scaled(departure: np.ndarray) -> np.ndarray | None:
    """So that 1 is the typical departure of ink, or None where nothing stands out."""
    departure = departure - np.median(departure[::2, ::2])
    sample = departure[::2, ::2]
    full = float(np.quantile(sample, 1 - INKED_SHARE))
    strongest = float(np.quantile(sample, 1 - INKED_SHARE / 8))
    marks = (departure > 0.5 * strongest).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marks)
    long = stats[:, 2:4].max(axis=1) >= MIN_MARK * max(departure.shape)
    long[0] = False
    if long.any():
        full = max(full, float(np.quantile(departure[long[labels]], 0.7)))
    if full < max(MIN_CONTRAST / 255, MIN_SIGNAL_TO_GRAIN * _grain(departure)):
        return None
    return (departure / full).astype(np.float32)


def _grain(ink: np.ndarray) -> float:
    """Standard deviation of the paper's noise, from neighbours: shadows do not count."""
    if min(ink.shape) < 2:
        return 0.0
    return float(1.0483 * np.median(np.abs(ink[1::2, 1::2] - ink[:-1:2, :-1:2])))
