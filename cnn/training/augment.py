"""New training digits from old: strokes redrawn by a slightly different hand, images warped.

Strokes are varied before they become an image, as hands and mice vary them, so that the ink keeps
its width and its sharp edges. MNIST has no strokes; its images are warped.

Source of the warping of images: P. Simard, D. Steinkraus, J. Platt, "Best Practices for
Convolutional Neural Networks Applied to Visual Document Analysis", ICDAR 2003.
"""

from __future__ import annotations

import numpy as np

from cnn.drawing.normalise import PEN_WIDTH, centre_strokes, draw_strokes, fit_strokes
from cnn.network.shapes import IMAGE_SIZE
from cnn.training.picture_ink import (
    INK_WIDTHS,
    dashed,
    draw_uneven,
    leftovers,
    thinned_thick_pen,
)
from cnn.training.writing_habits import Strokes, write_otherwise

# Lengths of strokes are in units of the digit's longest side.
POINT_SPACING = 0.035
# MNIST's pen widths, 5 to 95 %.
PEN_WIDTHS = (1.3, 3.1)

# Shares of the redrawn digits that are changed as pictures change them, see picture_ink.py.
DASHED = 0.05
THICK_PEN = 0.05
WITH_LEFTOVERS = 0.05
UNEVEN_INK = 0.2

# Shares of all digits that are narrowed, and to how much of their width.
NARROWED_STROKES = 0.16
NARROWED_IMAGES = 0.05
NARROWED_TO = (0.26, 0.6)
TILTED = 0.1


def random_pen_image(strokes: Strokes, digit: int, random: np.random.Generator) -> np.ndarray:
    """A digit as another hand might have drawn it, as the network would see it.

    Args:
        strokes: (k, 2) arrays, any unit, x right, y down.
        digit: which digit it is, 0 to 9.
        random: moves on.

    Returns:
        (28, 28) float32 in [0, 1]. Most are made by the same steps as `digit_from_strokes`, half
        of these with its pen, half with one 1.3 to 3.1 pixels wide; the others as pictures bring
        their ink, 1.2 to 5 pixels wide.
    """
    varied = vary_strokes(strokes, digit, random)
    if random.random() < DASHED:
        varied = dashed(varied, random)
    elif random.random() < THICK_PEN:
        varied = thinned_thick_pen(varied, random)
    leftover = leftovers(varied, random) if random.random() < WITH_LEFTOVERS else []
    if random.random() < UNEVEN_INK:
        width = random.uniform(*INK_WIDTHS)
        placed = _placed([*varied, *leftover], width)
        return draw_uneven(placed[: len(varied)], width, placed[len(varied) :], random)
    width = PEN_WIDTH if random.random() < 0.5 else random.uniform(*PEN_WIDTHS)
    return draw_strokes(_placed([*varied, *leftover], width), width)


def _placed(strokes: Strokes, width: float) -> Strokes:
    return centre_strokes(fit_strokes(strokes, width), width)


def vary_strokes(strokes: Strokes, digit: int, random: np.random.Generator) -> Strokes:
    """A digit as another hand might have drawn it.

    Args:
        strokes: (k, 2) arrays, any unit, x right, y down.
        digit: which digit it is, 0 to 9.
        random: moves on.

    Returns:
        (k', 2) arrays, the digit's longest side about 1.
    """
    strokes = write_otherwise(_normalised(strokes), digit, random)
    strokes = [_trimmed(stroke, random) for stroke in strokes]
    if random.random() < 0.2:
        position = random.integers(len(strokes))
        strokes[position] = _hooked(strokes[position], random)
    strokes = [_resampled(stroke, POINT_SPACING) for stroke in strokes]
    strokes = _warped(_sheared(_reproportioned(strokes, random), random), random)
    wobble = abs(random.normal(0, 0.012))
    strokes = [_wobbled(stroke, wobble, random) for stroke in strokes]
    if random.random() < 0.3:
        spacing = random.uniform(0.08, 0.25)
        strokes = [_resampled(stroke, spacing) for stroke in strokes]
    if random.random() < 0.02:
        strokes.append(_speck(strokes, random))
    if random.random() < TILTED:
        strokes = _tilted(strokes, random)
    if random.random() < NARROWED_STROKES:
        narrowed = np.array([random.uniform(*NARROWED_TO), 1.0])
        strokes = [stroke * narrowed for stroke in strokes]
    return strokes


def warp_images(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Images turned, sheared, scaled, moved and bent a little, each in its own way.

    (n, 28, 28) float32 to as many, in the same range.
    """
    count = len(images)
    rows, columns = np.mgrid[:IMAGE_SIZE, :IMAGE_SIZE].astype(np.float32)
    middle = (IMAGE_SIZE - 1) / 2
    grid = np.stack([columns.ravel() - middle, rows.ravel() - middle])
    source = _random_matrices(count, random) @ grid + middle
    source += random.normal(0, 0.5, (count, 2, 1)) + _random_bends(count, grid, random)
    return _sampled(images, source.astype(np.float32))


def _random_matrices(count: int, random: np.random.Generator) -> np.ndarray:
    """(count, 2, 2) small turns, shears and stretches; now and then a digit gets narrow."""
    angle = random.normal(0, np.radians(7), count)
    shear = random.normal(0, 0.12, count)
    stretch = np.exp(random.normal(0, 0.08, (count, 2)))
    # The matrices lead from the new image back to the old one.
    narrowed = random.random(count) < NARROWED_IMAGES
    stretch[narrowed, 0] /= random.uniform(*NARROWED_TO, narrowed.sum())
    cosine, sine = np.cos(angle), np.sin(angle)
    turn = np.stack([cosine, -sine, sine, cosine], 1).reshape(count, 2, 2)
    slant = np.zeros((count, 2, 2))
    slant[:, 0, 0], slant[:, 1, 1] = stretch.T
    slant[:, 0, 1] = shear
    return turn @ slant


def _random_bends(count: int, grid: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """(count, 2, pixels) displacements: sums of long waves, up to about 2 pixels."""
    waves = 3
    frequency = random.normal(0, 2 * np.pi / 40, (count, waves, 2))
    phase = random.uniform(0, 2 * np.pi, (count, waves, 1))
    height = random.normal(0, 0.5, (count, 2, waves))
    return height @ np.sin((frequency @ grid + phase).astype(np.float32))


def _sampled(images: np.ndarray, source: np.ndarray) -> np.ndarray:
    """Read images at fractional places, (n, 2, pixels) as x and y; zero outside."""
    padded = np.pad(images, ((0, 0), (1, 2), (1, 2)))
    side = padded.shape[1]
    x, y = np.clip(source + 1, 0, side - 2.001).transpose(1, 0, 2)
    left, top = x.astype(np.int32), y.astype(np.int32)
    right_share, lower_share = x - left, y - top
    flat = padded.ravel()
    place = np.arange(len(images))[:, None] * side * side + top * side + left
    upper = flat[place] * (1 - right_share) + flat[place + 1] * right_share
    lower = flat[place + side] * (1 - right_share) + flat[place + side + 1] * right_share
    blended = upper * (1 - lower_share) + lower * lower_share
    return blended.reshape(images.shape).astype(images.dtype)


def _normalised(strokes: Strokes) -> Strokes:
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return [(stroke - (low + high) / 2) / (high - low).max() for stroke in strokes]


def _trimmed(stroke: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Now and then a little of the beginning or the end is missing."""
    if len(stroke) < 12:
        return stroke
    most = len(stroke) // 12
    first = random.integers(most + 1) if random.random() < 0.25 else 0
    last = random.integers(most + 1) if random.random() < 0.25 else 0
    return stroke[first : len(stroke) - last]


def _hooked(stroke: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The pen slips as it is set down or lifted."""
    slip = random.normal(0, 0.035, 2)
    if random.random() < 0.5:
        return np.vstack([stroke[0] + slip, stroke])
    return np.vstack([stroke, stroke[-1] + slip])


def _resampled(stroke: np.ndarray, spacing: float) -> np.ndarray:
    """Points at even distances along the path; both ends stay."""
    lengths = np.hypot(*np.diff(stroke, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    if along[-1] == 0:
        return stroke[:1]
    places = np.linspace(0, along[-1], max(2, round(along[-1] / spacing) + 1))
    return np.stack([np.interp(places, along, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _reproportioned(strokes: Strokes, random: np.random.Generator) -> Strokes:
    """The upper half gets wider, narrower, higher or flatter than the lower."""
    taper, sink = random.normal(0, 0.25), random.normal(0, 0.2)
    varied = []
    for stroke in strokes:
        x, y = stroke.T
        varied.append(np.stack([x * (1 + taper * y), y + sink * (y**2 - 0.25)], axis=1))
    return varied


def _sheared(strokes: Strokes, random: np.random.Generator) -> Strokes:
    angle = random.normal(0, np.radians(8))
    stretch = np.exp(random.normal(0, 0.14, 2))
    slant = np.array([[stretch[0], random.normal(0, 0.18)], [0, stretch[1]]])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = (turn @ slant).T
    return [stroke @ matrix for stroke in strokes]


def _warped(strokes: Strokes, random: np.random.Generator) -> Strokes:
    """Bend the plane that the digit is drawn on: long waves."""
    waves = 4
    frequency = random.normal(0, 3.5, (2, waves))
    phase = random.uniform(0, 2 * np.pi, waves)
    height = random.normal(0, 0.022, (waves, 2))
    return [stroke + np.sin(stroke @ frequency + phase) @ height for stroke in strokes]


def _tilted(strokes: Strokes, random: np.random.Generator) -> Strokes:
    """The page seen from one side: what is far away gets smaller."""
    nearness = random.uniform(-0.5, 0.5, 2)
    return [stroke / (1 + stroke @ nearness)[:, np.newaxis] for stroke in strokes]


def _wobbled(stroke: np.ndarray, size: float, random: np.random.Generator) -> np.ndarray:
    """An unsteady hand or mouse."""
    noise = random.normal(0, size, (len(stroke) + 2, 2))
    return stroke + (noise[:-2] + noise[1:-1] + noise[2:]) / np.sqrt(3)


def _speck(strokes: Strokes, random: np.random.Generator) -> np.ndarray:
    """A dot that a click left near the digit."""
    points = np.concatenate(strokes)
    return points[random.integers(len(points))][None] + random.normal(0, 0.15, (1, 2))
