"""The settings of a window to play with, the image that it slides over, and the question."""

from __future__ import annotations

from typing import assert_never

import numpy as np
from PIL import Image

from cnn.glossary import term
from cnn.lessons.question import Question
from cnn.lessons.window_places import WindowPlaces
from cnn.network import ops

SMALLEST, LARGEST = 3, 28
MAX_KERNEL, MAX_STRIDE = 7, 3
# The book's example: nine places for a 3 x 3 window in a 5 x 5 image.
FIRST = WindowPlaces(5, 3, 1, "valid")
# What is asked first, each a little harder than the one before: the book's example, what zeros do
# to it, and the textbook network's first layer.
_LADDER = (FIRST, WindowPlaces(5, 3, 1, "same"), WindowPlaces(28, 3, 1, "valid"))


def shrunk(image: np.ndarray, size: int) -> np.ndarray:
    """A digit with fewer pixels: each the mean of those that fall into it.

    Args:
        image: (28, 28) floats in [0, 1].
        size: rows and columns wanted, 1 to 28.

    Returns:
        (size, size) float32 in [0, 1].
    """
    if image.shape == (size, size):
        return image.astype(np.float32)
    picture = Image.fromarray(image.astype(np.float32))
    means = np.asarray(picture.resize((size, size), Image.Resampling.BOX))
    return np.clip(means, 0, 1)


def padded_image(image: np.ndarray, places: WindowPlaces) -> np.ndarray:
    """The (size, size) image with its zeros around it: (padded, padded)."""
    return np.pad(image, places.added)


def window_means(image: np.ndarray, places: WindowPlaces) -> np.ndarray:
    """The mean of each window, its zeros counted: a convolution whose weights are all equal.

    Args:
        image: (size, size) floats.
        places: of a window on it, which must fit.

    Returns:
        (cells, cells) floats.
    """
    side = places.kernel
    kernel = np.full((side, side, 1, 1), 1 / side**2, dtype=image.dtype)
    bias = np.zeros(1, dtype=image.dtype)
    maps = image[None, ..., None]
    return ops.conv2d(maps, kernel, bias, places.stride, places.padding)[0, ..., 0]


def shape_question(places: WindowPlaces) -> Question:
    """What shape comes out of a window, which must fit?"""
    return Question(
        text=f"{_window_sentence(places)} {_padding_sentence(places)} What "
        f"{term('shape')} is the output?",
        answer=(places.cells, places.cells),
        working=f"{places.padding_text} {places.formula_worked}, for the rows and for the columns. "
        f"{places.remainder_text}".strip(),
    )


def _window_sentence(places: WindowPlaces) -> str:
    size, kernel = places.size, places.kernel
    if places.stride == 1:
        return (
            f"A {kernel} x {kernel} window slides over the {size} x {size} input, one pixel at a "
            "time."
        )
    return (
        f"A {kernel} x {kernel} window slides over the {size} x {size} input, {places.stride} "
        "pixels at a time."
    )


def _padding_sentence(places: WindowPlaces) -> str:
    match places.padding:
        case "valid":
            return "It has to stay inside (valid padding)."
        case "same":
            return "Zeros are put around the input (same padding)."
        case _:
            assert_never(places.padding)


def another_setting(number: int) -> WindowPlaces:
    """A window that fits, for the question of this number; the same for the same number."""
    if number < len(_LADDER):
        return _LADDER[number]
    random = np.random.default_rng(number)
    kernel = int(random.integers(2, MAX_KERNEL, endpoint=True))
    return WindowPlaces(
        size=int(random.integers(max(kernel, SMALLEST), LARGEST, endpoint=True)),
        kernel=kernel,
        stride=int(random.integers(1, MAX_STRIDE, endpoint=True)),
        padding="same" if random.integers(2) else "valid",
    )
