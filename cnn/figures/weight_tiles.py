"""Kernels side by side as one picture: gaps between them, and a dash on what is below zero."""

from __future__ import annotations

import io
import math

import numpy as np
from PIL import Image, ImageColor

from cnn.figures.contrast import text_colour_on
from cnn.figures.palette import Palette, colour_table

# Between two kernels, in pixels; nothing is painted there.
GAP = 6
# Smaller cells have no room for a dash, and in a picture of hundreds of weights they would be in
# the way; nor is a weight marked that is as good as zero.
SMALLEST_MARKED_CELL = 6
LARGEST_MARKED_KERNEL = 7
SMALLEST_MARKED_SHARE = 0.04


def weight_tiles_png(
    weights: np.ndarray, columns: int, limit: float, palette: Palette, cell: int
) -> bytes:
    """Kernels on the diverging scale, each with an edge of its own, as a PNG.

    Args:
        weights: (h, w, count) floats.
        columns: kernels side by side.
        limit: the weight at the scale's ends, 0 or more.
        palette: the theme's.
        cell: side of one weight in pixels, at least 1.

    Returns:
        A picture of `tiles_size`, transparent between the kernels.
    """
    height, width, count = weights.shape
    limit = max(limit, float(np.finfo(np.float32).tiny))
    picture = np.zeros((*tiles_size(weights.shape, columns, cell)[::-1], 4), np.uint8)
    edge = ImageColor.getrgb(palette.muted)
    for number in range(count):
        row, column = divmod(number, columns)
        top, left = row * (height * cell + GAP + 2), column * (width * cell + GAP + 2)
        here = picture[top : top + height * cell + 2, left : left + width * cell + 2]
        here[..., :3], here[..., 3] = edge, 255
        here[1:-1, 1:-1, :3] = _tile(weights[..., number] / limit, palette, cell)
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", compress_level=1)
    return file.getvalue()


def tiles_size(shape: tuple[int, int, int], columns: int, cell: int) -> tuple[int, int]:
    """Width and height in pixels of a picture of (h, w, count) weights."""
    height, width, count = shape
    rows = math.ceil(count / columns)
    across, down = width * cell + 2 + GAP, height * cell + 2 + GAP
    return columns * across - GAP, rows * down - GAP


def _tile(shares: np.ndarray, palette: Palette, cell: int) -> np.ndarray:
    """One kernel, (h, w) shares of the scale from -1 to 1, as (h cells, w cells, 3) uint8."""
    places = np.rint(np.clip((shares + 1) / 2, 0, 1) * 255).astype(int)
    colours = colour_table(palette.diverging)[places]
    tile = colours.repeat(cell, axis=0).repeat(cell, axis=1)
    if cell < SMALLEST_MARKED_CELL or len(shares) > LARGEST_MARKED_KERNEL:
        return tile
    middle, margin = cell // 2, cell // 4
    for row, column in np.argwhere(shares < -SMALLEST_MARKED_SHARE):
        dash = ImageColor.getrgb(text_colour_on(colours[row, column]))
        start, end = column * cell + margin, (column + 1) * cell - margin
        tile[row * cell + middle, start:end] = dash
    return tile
