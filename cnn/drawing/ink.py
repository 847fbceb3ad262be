"""The background under the ink: estimate it, take it away, and tell which of the two is the ink."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image

from cnn.drawing.colours import BLANK
from cnn.drawing.paper import Sheet
from cnn.errors import PictureError

# Cells along the longer side of the grid on which the background's brightness is estimated, and the
# width, as a share of that side, up to which something dark counts as a stroke.
GRID_SIZE = 60
WIDEST_STROKE = 0.3

# Ink must differ from the background by so many of 255 grey levels, and so many times the grain.
MIN_CONTRAST = 8.0
MIN_SIGNAL_TO_GRAIN = 5.0

# So many of the strongest pixels, of 10,000, are taken as fully inked: a thin pencil's share.
INKED_SHARE = 15 / 10_000

# A darker background than this, of 255, is a shadow whose grain must not be magnified.
DARKEST_BACKGROUND = 60.0


@dataclass(frozen=True)
class Ink:
    """What is left of a picture without its background.

    Attributes:
        density: (h, w) float32, about 0 on the background and 1 where fully inked.
        is_dark: whether the ink is darker than the background.
    """

    density: np.ndarray
    is_dark: bool


def inks(sheet: Sheet) -> list[Ink]:
    """What may be the ink on a sheet, under uneven light, the likeliest first.

    Raises:
        PictureError: nothing stands out from the paper.
    """
    grey = sheet.colours @ np.float32([0.299, 0.587, 0.114])
    cells = _resized(grey, _grid_shape(grey.shape), Image.Resampling.BOX)
    trend = _trend(cells)
    first = _ink_is_dark(cells - trend)
    found = [_ink(grey, cells, trend, is_dark) for is_dark in (first, not first)]
    if not any(found):
        raise PictureError(BLANK)
    return [ink for ink in found if ink]


def _ink(grey: np.ndarray, cells: np.ndarray, trend: np.ndarray, is_dark: bool) -> Ink | None:
    sign = 1 if is_dark else -1
    background = trend + sign * _closed(sign * (cells - trend))
    background = _resized(background, grey.shape, Image.Resampling.BILINEAR)
    ink = sign * (background - grey)
    if is_dark:
        ink = ink * (255 / np.maximum(background, DARKEST_BACKGROUND))
    ink -= np.median(ink)
    full = float(np.quantile(ink, 1 - INKED_SHARE))
    if full < max(MIN_CONTRAST, MIN_SIGNAL_TO_GRAIN * _grain(ink)):
        return None
    return Ink((ink / full).astype(np.float32), is_dark)


def _grid_shape(shape: tuple[int, ...]) -> tuple[int, int]:
    height, width = shape
    scale = GRID_SIZE / max(shape)
    return max(1, round(height * scale)), max(1, round(width * scale))


def _resized(values: np.ndarray, shape: tuple[int, ...], filtering: Image.Resampling) -> np.ndarray:
    height, width = shape
    image = Image.fromarray(values.astype(np.float32))
    return np.asarray(image.resize((width, height), filtering))


def _trend(cells: np.ndarray) -> np.ndarray:
    """The quadratic surface through most cells: lamps and vignettes, not ink.

    Least squares, repeated with less weight for the cells that lie far off (Cauchy's weights).
    """
    y, x = np.indices(cells.shape).reshape(2, -1) / GRID_SIZE - 0.5
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=1)
    values = cells.astype(np.float64).ravel()
    surface = np.full_like(values, np.median(values))
    for _ in range(8):
        distance = np.abs(values - surface)
        scale = max(1.0, 1.4826 * float(np.median(distance)))
        weighted = terms * (1 / (1 + (distance / (2 * scale)) ** 2) ** 2)[:, np.newaxis]
        normal = weighted.T @ terms + 1e-6 * np.eye(terms.shape[1])
        surface = terms @ np.linalg.solve(normal, weighted.T @ values)
    return surface.reshape(cells.shape)


def _ink_is_dark(cells: np.ndarray) -> bool:
    """The background lies along the frame and is the larger part; ink departs far from it."""
    ring = max(1, min(cells.shape) // 10)
    frame = (cells[:ring], cells[-ring:], cells[:, :ring], cells[:, -ring:])
    background = np.median(np.concatenate([side.ravel() for side in frame]))
    return bool(((cells - background) ** 3).sum() < 0)


def _closed(cells: np.ndarray) -> np.ndarray:
    """Fill everything dark that is narrower than the widest stroke: grey-scale closing."""
    reach = round(GRID_SIZE * WIDEST_STROKE / 2)
    for extreme in (np.max, np.min):
        for axis in (0, 1):
            pad = [(reach, reach) if axis == along else (0, 0) for along in (0, 1)]
            windows = sliding_window_view(np.pad(cells, pad, mode="edge"), 2 * reach + 1, axis)
            cells = extreme(windows, axis=-1)
    return cells


def _grain(ink: np.ndarray) -> float:
    """Standard deviation of the background's noise, from neighbours: shadows do not count."""
    if min(ink.shape) < 2:
        return 0.0
    return float(1.0483 * np.median(np.abs(ink[1:, 1:] - ink[:-1, :-1])))
