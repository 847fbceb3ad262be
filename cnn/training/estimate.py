"""About how long a training run takes, told before it starts."""

from __future__ import annotations

import math

from cnn.architecture import Architecture, Conv2D, Dense, Layer, textbook
from cnn.recipe import Recipe

# Measured on two cores: Python and TensorFlow's start, and the textbook network's training.
START_SECONDS = 9.0
TEXTBOOK_IMAGES_PER_SECOND = 2300.0
# Share of the textbook network's time that a network of hardly any multiplications still takes.
FIXED_SHARE = 0.3
TEST_DIGITS = 10_000
READING_SHARE = 1 / 3


def multiply_adds(layer: Layer) -> int:
    """Multiplications that one image costs in a layer.

    Args:
        layer: any layer.

    Returns:
        For a convolution, cells of the output times numbers in one filter; for a dense layer, the
        numbers in its kernel; otherwise 0.
    """
    match layer.spec:
        case Conv2D():
            height, width, _ = layer.output_shape
            return height * width * math.prod(layer.kernel_shape)
        case Dense():
            return math.prod(layer.kernel_shape)
    return 0


def estimated_seconds(architecture: Architecture, recipe: Recipe) -> float:
    """About how long a run takes on two cores that have nothing else to do.

    Args:
        architecture: what to train.
        recipe: how.

    Returns:
        Seconds, start and tests included; a rough figure, within a factor of two.
    """
    work = _total(architecture) / _total(textbook())
    seconds_per_image = (FIXED_SHARE + (1 - FIXED_SHARE) * work) / TEXTBOOK_IMAGES_PER_SECOND
    images_per_epoch = recipe.training_images + READING_SHARE * TEST_DIGITS
    return START_SECONDS + recipe.epochs * images_per_epoch * seconds_per_image


def _total(architecture: Architecture) -> int:
    return sum(map(multiply_adds, architecture.layers))
