"""All feature maps of a layer in one picture: channels side by side, row after row."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from cnn.figures.palette import Palette, colour_table

# The last of a palette PNG's 256 colours is kept for the gaps between the maps.
_GAP_INDEX = 255
_STRONGEST_INDEX = 254


@dataclass(frozen=True)
class Grid:
    """Where each channel stands in a mosaic; sizes are in cells.

    Attributes:
        channels: how many maps.
        rows: maps from top to bottom.
        columns: maps from left to right.
        map_size: of one side of a map.
        gap: between neighbouring maps.
    """

    channels: int
    rows: int
    columns: int
    map_size: int
    gap: int = 1

    @property
    def pitch(self) -> int:
        """Cells from one map's first row to the next one's."""
        return self.map_size + self.gap

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the whole mosaic, in cells."""
        return self.rows * self.pitch - self.gap, self.columns * self.pitch - self.gap

    def origin(self, channel: int) -> tuple[int, int]:
        """Row and column of a channel's upper left cell in the mosaic."""
        row, column = divmod(channel, self.columns)
        return row * self.pitch, column * self.pitch

    def locate(self, row: int, column: int) -> tuple[int, int, int] | None:
        """(channel, row in its map, column in its map) of a place; None where no map is."""
        if not (0 <= row < self.shape[0] and 0 <= column < self.shape[1]):
            return None
        grid_row, map_row = divmod(row, self.pitch)
        grid_column, map_column = divmod(column, self.pitch)
        channel = grid_row * self.columns + grid_column
        if max(map_row, map_column) >= self.map_size or channel >= self.channels:
            return None
        return channel, map_row, map_column


def grid_for(channels: int, map_size: int, columns: int | None = None, gap: int = 1) -> Grid:
    """A grid that is about as wide as high, or so many maps wide; sizes are in cells."""
    columns = min(columns or math.ceil(math.sqrt(channels)), channels)
    return Grid(channels, math.ceil(channels / columns), columns, map_size, gap)


def arrange(maps: np.ndarray, grid: Grid) -> np.ndarray:
    """(h, w, channels) maps, h = w = grid.map_size, as one array of grid.shape; NaN in the gaps."""
    mosaic = np.full(grid.shape, np.nan, dtype=maps.dtype)
    for channel in range(grid.channels):
        row, column = grid.origin(channel)
        end_row, end_column = row + grid.map_size, column + grid.map_size
        mosaic[row:end_row, column:end_column] = maps[..., channel]
    return mosaic


def mosaic_png(
    maps: np.ndarray,
    grid: Grid,
    palette: Palette,
    strongest: float | None = None,
    signed: bool = False,
) -> bytes:
    """A mosaic as a small palette PNG, one pixel per cell.

    Args:
        maps: (h, w, channels) floats; 0 or more unless signed.
        strongest: value at the scale's end; None for the maps' own strongest cell.
        signed: diverging colours from -strongest to strongest, rather than sequential from 0.
    """
    mosaic = arrange(maps, grid)
    gaps = np.isnan(mosaic)
    largest = np.abs(maps).max() if strongest is None else strongest
    limit = max(float(largest), np.finfo(np.float32).tiny)
    shares = np.where(gaps, 0, mosaic) / limit
    if signed:
        shares = (shares + 1) / 2
    pixels = np.rint(np.clip(shares, 0, 1) * _STRONGEST_INDEX).astype(np.uint8)
    pixels[gaps] = _GAP_INDEX
    table = colour_table(palette.diverging if signed else palette.sequential).copy()
    # Weights near zero have the background's colour: between kernels the gap must be seen.
    gap = palette.grid if signed else palette.surface
    table[_GAP_INDEX] = colour_table((gap, gap))[0]
    picture = Image.fromarray(pixels)
    picture.putpalette(table.tobytes())
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()
