"""Small matrices with every number readable: patches, kernels and their products, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnn.figures.contrast import text_colour_on
from cnn.figures.encoding import png_url
from cnn.figures.mosaic import grid_for, mosaic_png
from cnn.figures.palette import Palette, colour_table

# In pixels: the smallest numbers that are written, the largest, and what stays free beside them.
SMALLEST_FONT, LARGEST_FONT, _MARGIN = 11.0, 14.0, 4
# Widths of digits and of signs, in heights, as the widest of the fonts below have them.
_DIGIT_WIDTH, _SIGN_WIDTH = 0.64, 0.37
_FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"


@dataclass(frozen=True)
class NumberGrid:
    """A matrix to be drawn, one coloured square with its number per cell.

    Attributes:
        values: (rows, columns) floats.
        limit: the value at the scale's end; for signed values the scale runs from -limit.
        signed: diverging colours around zero, rather than sequential ones from zero.
        decimals: of the printed numbers.
        cell: side of a square, in pixels, where its numbers find room in that.
        marked: row and column of a cell to be framed.
    """

    values: np.ndarray
    limit: float
    signed: bool = True
    decimals: int = 2
    cell: int = 34
    marked: tuple[int, int] | None = None

    @property
    def side(self) -> int:
        """Side of a square, in pixels, as it is drawn."""
        return max(self.cell, readable_side(self.values, self.decimals))

    @property
    def font(self) -> float:
        """Size of the numbers, in pixels."""
        longest = _longest(self.values, self.decimals)
        return min(self.side * 0.42, LARGEST_FONT, (self.side - _MARGIN) / longest)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        rows, columns = self.values.shape
        return columns * self.side + 2, rows * self.side + 2


@dataclass(frozen=True)
class FeatureMap:
    """What a filter makes of an image: (h, w, 1) floats, 0 or more, and the scale's end."""

    cells: np.ndarray
    limit: float


def grid_svg(grid: NumberGrid, palette: Palette) -> str:
    """A matrix on its own, as an SVG document."""
    return _document(grid.size, _grid_elements(grid, palette, 0, 0))


def kernel_card(
    grid: NumberGrid,
    title: str,
    lines: Sequence[str],
    palette: Palette,
    feature_map: FeatureMap | None = None,
) -> str:
    """A kernel with its title above, a few words of our own below and a feature map beside it.

    It is an SVG document.
    """
    width, height = grid.size
    elements = [
        _text(0, 14, title, palette.text, size=13, weight="bold"),
        _grid_elements(grid, palette, 0, 22),
    ]
    total = width
    if feature_map:
        side = max(height, 104)
        source = png_url(_map_png(feature_map, palette))
        elements.append(
            f'<image x="{width + 8}" y="22" width="{side}" height="{side}" '
            f'style="image-rendering:pixelated" href="{source}"/>'
            f'<rect x="{width + 8.5}" y="22.5" width="{side - 1}" height="{side - 1}" '
            f'fill="none" stroke="{palette.grid}"/>'
        )
        total, height = width + 8 + side, side
    for number, line in enumerate(lines):
        elements.append(_text(0, 22 + height + 16 * (number + 1), line, palette.muted, size=12))
    bottom = 22 + height + 16 * len(lines) + 6
    return _document((total, bottom), "".join(elements))


def readable_side(values: np.ndarray, decimals: int) -> int:
    """The side in pixels of a square in which each of the numbers can be read."""
    return math.ceil(SMALLEST_FONT * _longest(values, decimals)) + _MARGIN


def _longest(values: np.ndarray, decimals: int) -> float:
    """How wide the widest of the printed numbers is, in heights of its digits."""
    texts = [printed(value, decimals) for value in values.flat]
    return max(
        sum(_DIGIT_WIDTH if sign.isdigit() else _SIGN_WIDTH for sign in text) for text in texts
    )


def cell_colours(grid: NumberGrid, palette: Palette) -> np.ndarray:
    """The colour of each cell, (rows, columns, 3) uint8 RGB."""
    table = colour_table(palette.diverging if grid.signed else palette.sequential)
    limit = grid.limit if grid.limit > 0 else 1.0
    share = (grid.values / limit + 1) / 2 if grid.signed else grid.values / limit
    return table[np.rint(np.clip(share, 0, 1) * 255).astype(int)]


def _grid_elements(grid: NumberGrid, palette: Palette, left: int, top: int) -> str:
    side, font, colours = grid.side, grid.font, cell_colours(grid, palette)
    parts = []
    for (row, column), value in np.ndenumerate(grid.values):
        x, y, colour = left + 1 + column * side, top + 1 + row * side, colours[row, column]
        parts.append(
            f'<rect x="{x}" y="{y}" width="{side}" height="{side}" '
            f'fill="rgb({colour[0]},{colour[1]},{colour[2]})" stroke="{palette.grid}"/>'
        )
        middle = (x + side / 2, y + side / 2 + font * 0.35)
        number = printed(value, grid.decimals)
        parts.append(
            _text(*middle, number, text_colour_on(colour), size=round(font, 1), anchor="middle")
        )
    if grid.marked:
        x, y = left + 1 + grid.marked[1] * side, top + 1 + grid.marked[0] * side
        parts.append(
            f'<rect x="{x + 1}" y="{y + 1}" width="{side - 2}" height="{side - 2}" '
            f'fill="none" stroke="{palette.frame}" stroke-width="3"/>'
        )
    return "".join(parts)


def _map_png(feature_map: FeatureMap, palette: Palette) -> bytes:
    grid = grid_for(1, len(feature_map.cells))
    return mosaic_png(feature_map.cells, grid, palette, feature_map.limit)


def printed(value: float, decimals: int) -> str:
    """A number with so many decimals; what rounds to zero has no sign."""
    # Adding zero turns -0.0 into 0.0.
    return f"{round(float(value), decimals) + 0.0:.{decimals}f}"


def _text(
    x: float,
    y: float,
    text: str,
    colour: str,
    *,
    size: float,
    weight: str = "normal",
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="{size:g}" '
        f'font-weight="{weight}" text-anchor="{anchor}">{text}</text>'
    )


def _document(size: tuple[int, int], content: str) -> str:
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{_FONT}">{content}</svg>'
    )
