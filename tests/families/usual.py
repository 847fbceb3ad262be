"""What has always been read well: a pen on three papers, chalk, MNIST's digits as files."""

from __future__ import annotations

import cv2
import numpy as np

from tests.families.camera import photographed, png, scene_size
from tests.families.family import Brought, Strokes
from tests.families.pens import Pen, Tip, any_pen, grain, ink_of
from tests.families.placing import Rng, Size, anywhere, fitted
from tests.families.surfaces import daylight, inked, paper, plain


def on_page(page: np.ndarray, strokes: Strokes, rng: Rng) -> np.ndarray:
    """A page with a digit of a third to three quarters of its shorter side, somewhere on it."""
    size = (page.shape[1], page.shape[0])
    side = min(size) * rng.uniform(0.3, 0.75)
    pen = any_pen(side, rng)
    placed = anywhere(fitted(strokes, side, rng.uniform(-8, 8)), size, 12 + pen.width, rng)
    return inked(page, ink_of(placed, size, pen, rng), pen)


def plain_paper(strokes: Strokes, rng: Rng) -> Brought:
    """A pen on white paper that fills the picture."""
    size, enlarged = scene_size(rng)
    page = on_page(paper(size, rng), strokes, rng)
    return photographed(page * daylight(size, rng), rng, enlarged)


def soft_shadow(strokes: Strokes, rng: Rng) -> Brought:
    """A shadow across white paper whose edge fades over a tenth of the picture, or farther."""
    size, enlarged = scene_size(rng)
    page = on_page(paper(size, rng), strokes, rng)
    x = np.linspace(-0.5, 0.5, size[0], dtype=np.float32)[None]
    y = np.linspace(-0.5, 0.5, size[1], dtype=np.float32)[:, None]
    angle = rng.uniform(0, 2 * np.pi)
    distance = np.cos(angle) * x + np.sin(angle) * y - rng.uniform(-0.25, 0.25)
    shade = 1 - rng.uniform(0.2, 0.5) / (1 + np.exp(-distance / rng.uniform(0.03, 0.1)))
    return photographed(page * daylight(size, rng) * shade[..., None], rng, enlarged)


def ruled_paper(strokes: Strokes, rng: Rng) -> Brought:
    """Lines in pale blue or grey behind the digit."""
    size, enlarged = scene_size(rng)
    page = _ruled(paper(size, rng), size, rng, is_squared=False)
    return photographed(on_page(page, strokes, rng) * daylight(size, rng), rng, enlarged)


def pale_squares(strokes: Strokes, rng: Rng) -> Brought:
    """Pale squares behind the digit."""
    size, enlarged = scene_size(rng)
    page = _ruled(paper(size, rng), size, rng, is_squared=True)
    return photographed(on_page(page, strokes, rng) * daylight(size, rng), rng, enlarged)


def _ruled(page: np.ndarray, size: Size, rng: Rng, *, is_squared: bool) -> np.ndarray:
    colour = ((130, 160, 215), (160, 165, 170), (190, 150, 160))[rng.integers(3)]
    lines = rules(size, min(size) * rng.uniform(0.05, 0.12), rng, is_squared=is_squared)
    return inked(page, lines * np.float32(rng.uniform(0.25, 0.6)), Pen(Tip.ROUND, 1, colour))


def rules(
    size: Size, distance: float, rng: Rng, *, is_squared: bool, width: float | None = None
) -> np.ndarray:
    """(height, width) float32: lines across the page, slightly turned, or squares."""
    sheet = np.zeros((size[1] * 2, size[0] * 2), np.uint8)
    angle = np.radians(rng.uniform(-3, 3))
    width = rng.uniform(1, 1.8) * max(1, min(size) / 480) if width is None else width
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    reach = np.hypot(*sheet.shape)
    middle = np.array(sheet.shape[::-1]) / 2
    offsets = np.arange(-reach / 2, reach / 2, distance * 2) + rng.uniform(0, distance * 2)
    for direction, normal in ((along, across), (across, along))[: 2 if is_squared else 1]:
        for offset in offsets:
            foot = middle + normal * offset
            ends = (foot - direction * reach, foot + direction * reach)
            start, end = (tuple(np.rint(point * 16).astype(int).tolist()) for point in ends)
            cv2.line(sheet, start, end, 255, max(1, round(width * 2)), cv2.LINE_AA, 4)
    return cv2.resize(sheet, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def chalk(strokes: Strokes, rng: Rng) -> Brought:
    """Chalk on a dark green or black board, smeared here and there."""
    size, enlarged = scene_size(rng)
    board = plain(size, ((38, 66, 52), (42, 44, 46), (30, 52, 60))[rng.integers(3)])
    board = board + (rng.uniform(2, 7) * grain(size, rng.uniform(20, 60), rng))[..., None]
    side = min(size) * rng.uniform(0.3, 0.75)
    pen = Pen(Tip.PENCIL, side * rng.uniform(0.04, 0.08), (232, 232, 225))
    placed = anywhere(fitted(strokes, side, rng.uniform(-8, 8)), size, 12 + pen.width, rng)
    scene = inked(board, ink_of(placed, size, pen, rng), pen)
    return photographed(scene * daylight(size, rng), rng, enlarged)


def mnist_file(image: np.ndarray, rng: Rng) -> Brought:
    """MNIST's image as it is."""
    return png(image)


def mnist_inverted(image: np.ndarray, rng: Rng) -> Brought:
    """Dark on white."""
    return png(255 - image)


def mnist_enlarged(image: np.ndarray, rng: Rng) -> Brought:
    """Three to twelve times larger, pixels square or smooth, dark on light or light on dark."""
    side = int(28 * rng.uniform(3, 12))
    how = (cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC)[rng.integers(3)]
    large = cv2.resize(image, (side, side), interpolation=how)
    return png(large if rng.random() < 0.5 else 255 - large)
