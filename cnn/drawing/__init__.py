"""Drawings and pictures as MNIST would have them: the 28 x 28 image that a network reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnn.drawing.strokes import digit_from_strokes, digits_from_strokes

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    from cnn.drawing.found_digit import FoundDigit

__all__ = [
    "digit_from_image",
    "digit_from_strokes",
    "digits_from_image",
    "digits_from_strokes",
]


def digit_from_image(image: Image.Image) -> np.ndarray:
    """`picture.digit_from_image`; the first picture imports OpenCV."""
    from cnn.drawing import picture

    return picture.digit_from_image(image)


def digits_from_image(image: Image.Image) -> list[FoundDigit]:
    """`picture.digits_from_image`, likewise."""
    from cnn.drawing import picture

    return picture.digits_from_image(image)
