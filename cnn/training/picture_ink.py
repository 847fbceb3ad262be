"""How pictures change a digit's ink: gaps, thick pens thinned, leftovers, uneven and blurred lines.

What the app finds in a picture of a digit is not the clean line of its canvas. These changes stand
for what is left of pictures after the paper, frames and ruled lines were taken away.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from cnn.drawing.normalise import SUPERSAMPLING
from cnn.drawing.skeleton import skeleton_strokes, skeletonise
from cnn.network.shapes import IMAGE_SIZE
from cnn.training.writing_habits import Strokes

# Ink is thinned at this size, in pixels of the digit's longest side.
THINNING_SIZE = 80
# Widths of ink in pixels of the 28 x 28 image that pictures bring and the app leaves as they are.
INK_WIDTHS = (1.2, 5.0)


def dashed(strokes: Strokes, random: np.random.Generator) -> Strokes:
    """Every stroke in dashes or dots with gaps between them.

    Args:
        strokes: (k, 2) arrays in units of the digit's longest side, points closer than a dash.
        random: moves on.

    Returns:
        More and shorter strokes. Gaps are 0.07 to 0.26 long, dashes 0.03 to 0.3.
    """
    gap, dash = random.uniform(0.07, 0.26), random.uniform(0.03, 0.3)
    pieces = []
    for stroke in strokes:
        along = _along(stroke)
        starts = np.arange(-random.uniform(0, dash), along[-1], dash + gap)
        spans = [(max(0.0, start), min(start + dash, along[-1])) for start in starts]
        pieces += [_part(stroke, along, first, last) for first, last in spans]
    return pieces


def thinned_thick_pen(strokes: Strokes, random: np.random.Generator) -> Strokes:
    """The middle lines of a thick pen's ink: corners rounded, spurs, small loops closed.

    Args:
        strokes: (k, 2) arrays in units of the digit's longest side.
        random: moves on. The pen is 0.08 to 0.26 wide.

    Returns:
        (2, 2) arrays, a line per pair of neighbouring pixels of the skeleton.
    """
    width = random.uniform(0.08, 0.26) * THINNING_SIZE
    points = np.concatenate(strokes)
    corner = points.min(axis=0)
    margin = width / 2 + 2
    columns, rows = np.ceil(np.ptp(points, axis=0) * THINNING_SIZE + 2 * margin).astype(int)
    sheet = Image.new("L", (int(columns), int(rows)))
    pen = ImageDraw.Draw(sheet)
    for stroke in strokes:
        line = (stroke - corner) * THINNING_SIZE + margin
        _draw_line(pen, line, np.full(len(line), width))
    lines = skeleton_strokes(skeletonise(np.asarray(sheet) > 0))
    return [line / THINNING_SIZE for line in lines]


def leftovers(strokes: Strokes, random: np.random.Generator) -> Strokes:
    """Short straight pieces of a ruled line across the ink, or of a frame beside it.

    Args:
        strokes: (k, 2) arrays in units of the digit's longest side.
        random: moves on.

    Returns:
        One to three strokes.
    """
    points = np.concatenate(strokes)
    slant = random.normal(0, np.radians(3))
    is_upright = random.random() < 0.4
    direction = np.array([np.sin(slant), np.cos(slant)] if is_upright else [np.cos(slant), slant])
    if random.random() < 0.3:
        side = points.min(axis=0) if random.random() < 0.5 else points.max(axis=0)
        beyond = np.sign(side - points.mean(axis=0)) * random.uniform(0.02, 0.15)
        along = points[random.integers(len(points))]
        place = np.where([is_upright, not is_upright], side + beyond, along)
        return [_piece(place, direction, random)]
    crossed = points[random.integers(len(points), size=random.integers(1, 4))]
    return [_piece(place, direction, random) for place in crossed]


def draw_uneven(
    strokes: Strokes, width: float, leftover: Strokes, random: np.random.Generator
) -> np.ndarray:
    """Ink as a camera sees it: of changing width, with holes, a little blurred.

    Args:
        strokes: (k, 2) arrays in pixels of the 28 x 28 image, as `draw_strokes` takes them.
        width: the ink's typical width in the same pixels.
        leftover: further strokes, drawn thinner and often fainter.
        random: moves on.

    Returns:
        (28, 28) float32 in [0, 1].
    """
    side = IMAGE_SIZE * SUPERSAMPLING
    sheet = Image.new("L", (side, side))
    pen = ImageDraw.Draw(sheet)
    shade = int(random.uniform(90, 256))
    for stroke in leftover:
        thin = np.full(len(stroke), random.uniform(0.5, 1.5) * SUPERSAMPLING)
        _draw_line(pen, _on_sheet(stroke), thin, shade)
    unevenness = random.uniform(0, 0.35)
    frequency, phase = random.normal(0, 0.25, 2), random.uniform(0, 2 * np.pi)
    for stroke in strokes:
        waves = 1 + unevenness * np.sin(stroke @ frequency + phase)
        _draw_line(pen, _on_sheet(stroke), width * SUPERSAMPLING * waves)
    if random.random() < 0.3:
        _punch_holes(pen, strokes, width, random)
    if random.random() < 0.7:
        blur = random.uniform(0.1, 0.7) * SUPERSAMPLING
        sheet = sheet.filter(ImageFilter.BoxBlur(blur))
    image = np.asarray(sheet.reduce(SUPERSAMPLING), dtype=np.float32) / 255
    return np.clip(image / max(float(image.max()), 0.5), 0, 1)


def _along(stroke: np.ndarray) -> np.ndarray:
    """The path's length up to each point."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])


def _part(stroke: np.ndarray, along: np.ndarray, first: float, last: float) -> np.ndarray:
    between = along[(along > first) & (along < last)]
    places = np.concatenate([[first], between, [last]])
    return np.stack([np.interp(places, along, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _piece(place: np.ndarray, direction: np.ndarray, random: np.random.Generator) -> np.ndarray:
    reach = random.uniform(0.02, 0.2, 2)
    return np.stack([place - reach[0] * direction, place + reach[1] * direction])


def _on_sheet(stroke: np.ndarray) -> np.ndarray:
    return (stroke + 0.5) * SUPERSAMPLING - 0.5


def _draw_line(
    pen: ImageDraw.ImageDraw, line: np.ndarray, widths: np.ndarray, shade: int = 255
) -> None:
    """A round pen's line, a width in pixels at each point."""
    for (start, end), width in zip(
        zip(line[:-1].tolist(), line[1:].tolist(), strict=True), widths[1:].tolist(), strict=True
    ):
        pen.line([tuple(start), tuple(end)], fill=shade, width=max(1, round(width)))
    for (x, y), radius in zip(line.tolist(), (widths / 2).tolist(), strict=True):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=shade)


def _punch_holes(
    pen: ImageDraw.ImageDraw, strokes: Strokes, width: float, random: np.random.Generator
) -> None:
    points = _on_sheet(np.concatenate(strokes))
    for x, y in points[random.integers(len(points), size=random.integers(1, 6))].tolist():
        radius = random.uniform(0.15, 0.5) * width * SUPERSAMPLING
        shade = int(random.uniform(0, 120))
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=shade)
