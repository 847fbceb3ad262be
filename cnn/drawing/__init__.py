"""Drawings and pictures as MNIST would have them: the 28 x 28 image that a network reads."""

from cnn.drawing.picture import digit_from_image, digits_from_image
from cnn.drawing.strokes import digit_from_strokes, digits_from_strokes

__all__ = [
    "digit_from_image",
    "digit_from_strokes",
    "digits_from_image",
    "digits_from_strokes",
]
