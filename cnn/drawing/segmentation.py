"""The digit among all that stands out from the background: not specks, lines or table edges."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from cnn.drawing.morphology import label_components
from cnn.errors import PictureError

NO_DIGIT = (
    "No digit can be made out in this picture. Use one dark digit on light paper, or a light one "
    "on dark, large and in focus."
)

# Ink is what has at least so much of the full density; parts are grouped in cells of so many
# pixels, which closes a dry pen's gaps.
INKED = 0.45
CELL_SIZE = 4

# Shares of the picture's longer side: a digit is at least so long; what runs further than that
# along the frame is a shadow or the table.
MIN_LENGTH = 0.06
MAX_CONTACT = 0.25

# A further part belongs to the digit if it has so much of the main part's outline and lies no
# farther off than so much of its size.
MIN_PART = 0.05
MAX_GAP = 0.35


def find_digit(density: np.ndarray) -> np.ndarray:
    """Cut the digit out of everything that stands out from the background.

    Args:
        density: (h, w) float32, 0 on the background, about 1 where inked.

    Returns:
        (h', w') float32 in [0, 1]: the digit and a small margin; 1 is its typical density.

    Raises:
        PictureError: nothing in the picture is as large as a digit.
    """
    mask = density > INKED
    labels = label_components(_cell_sums(mask) > 0)
    chosen = _parts_of_digit(labels, _cell_sums(np.where(mask, _steepness(density), 0)))
    inside = _enlarged(chosen[labels], mask.shape)
    typical = float(np.median(density[inside & mask]))
    ink = np.where(_grown(inside), density / typical, 0)
    rows, columns = (np.flatnonzero((inside & mask).any(axis=axis)) for axis in (1, 0))
    margin = CELL_SIZE
    top, left = max(0, rows[0] - margin), max(0, columns[0] - margin)
    cut = ink[top : rows[-1] + margin + 1, left : columns[-1] + margin + 1]
    return np.clip(cut, 0, 1).astype(np.float32)


def _parts_of_digit(labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Which components are the digit: (n + 1,) bool, by label.

    The digit is the one with the most outline: a shadow may be larger, but is not as sharp.
    """
    count = int(labels.max())
    first, last = _boxes(labels, count)
    longest = max(labels.shape)
    size = (last - first + 1).max(axis=1)
    size[0] = 0
    is_large = size >= MIN_LENGTH * longest
    if not is_large.any():
        raise PictureError(NO_DIGIT)
    is_inside = is_large & (_contact(labels, count) <= MAX_CONTACT * longest)
    eligible = is_inside if is_inside.any() else is_large
    outline = np.where(eligible, np.bincount(labels.ravel(), weights.ravel(), count + 1), 0)
    main = int(np.argmax(outline))
    gap = np.maximum(first - last[main], first[main] - last).max(axis=1)
    return eligible & (outline >= MIN_PART * outline[main]) & (gap <= MAX_GAP * size[main])


def _steepness(density: np.ndarray) -> np.ndarray:
    """How fast the ink's density changes, per pixel."""
    padded = np.pad(density, 1, mode="edge")
    across = padded[1:-1, 2:] - padded[1:-1, :-2]
    down = padded[2:, 1:-1] - padded[:-2, 1:-1]
    return np.hypot(across, down)


def _cell_sums(values: np.ndarray) -> np.ndarray:
    height, width = values.shape
    padded = np.pad(values, ((0, -height % CELL_SIZE), (0, -width % CELL_SIZE)))
    rows = padded.shape[0] // CELL_SIZE
    return padded.reshape(rows, CELL_SIZE, -1, CELL_SIZE).sum(axis=(1, 3))


def _enlarged(cells: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    pixels = cells.repeat(CELL_SIZE, axis=0).repeat(CELL_SIZE, axis=1)
    return pixels[: shape[0], : shape[1]]


def _grown(mask: np.ndarray) -> np.ndarray:
    """The mask and all pixels within four rows and four columns of it, as a maximum filter gives.

    One pixel of 255 in a box of 81 still gives a mean of 3; the running sums of a box blur take a
    28th of a maximum filter's time.
    """
    image = Image.fromarray(np.where(mask, np.uint8(255), np.uint8(0)))
    return np.asarray(image.filter(ImageFilter.BoxBlur(CELL_SIZE))) > 0


def _boxes(labels: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last row and column of each component: two (n + 1, 2) arrays."""
    first = np.full((count + 1, 2), max(labels.shape))
    last = np.full((count + 1, 2), -1)
    places = np.indices(labels.shape).reshape(2, -1).T
    np.minimum.at(first, labels.ravel(), places)
    np.maximum.at(last, labels.ravel(), places)
    return first, last


def _contact(labels: np.ndarray, count: int) -> np.ndarray:
    """The most cells that each component has along one side of the frame."""
    sides = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    return np.max([np.bincount(side, minlength=count + 1) for side in sides], axis=0)
