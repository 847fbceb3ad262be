"""About how long a training run takes and how much memory, told before it starts."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

from cnn.errors import TrainingError
from cnn.network.architecture import Architecture, textbook
from cnn.network.recipe import Optimizer, Recipe
from cnn.network.shapes import FLOAT_BYTES

# Measured on two cores: Python and TensorFlow's start, and the textbook network's training.
START_SECONDS = 9.0
TEXTBOOK_IMAGES_PER_SECOND = 2300.0
# The other costs as so many images of the textbook network, from the processor's time in training
# nine designs, from a dense network to 118 million multiplications: what any image takes, what a
# varied one takes more, and what a gradient step takes per million parameters.
FIXED_SHARE = 0.25
AUGMENTED_SHARE = 0.15
IMAGES_PER_STEP_AND_MILLION = 30.0
TEST_DIGITS = 10_000
READING_SHARE = 1 / 3

# Measured as the trainer's largest resident set: TensorFlow with all of MNIST; and how much more
# than the layers' outputs a batch takes, which is kept for the gradient in training, and of which
# only a layer's input and output are there at once in reading.
BASE_MB = 850.0
TRAINING_FACTOR = 1.8
READING_FACTOR = 1.3
READING_BATCH = 500
# Copies of each parameter: itself, its gradient, and what the optimizer remembers of it.
_COPIES: dict[Optimizer, int] = {"rmsprop": 3, "sgd": 3, "adam": 4}


def estimated_seconds(architecture: Architecture, recipe: Recipe) -> float:
    """About how long a run takes on two cores that have nothing else to do.

    Start and tests included; a rough figure, within a factor of two.
    """
    work = architecture.multiply_adds / textbook().multiply_adds
    reading = FIXED_SHARE + (1 - FIXED_SHARE) * work
    learning = reading + (AUGMENTED_SHARE if recipe.augment else 0)
    images = recipe.images * learning
    images += recipe.steps * IMAGES_PER_STEP_AND_MILLION * architecture.parameters / 1e6
    images += recipe.epochs * READING_SHARE * TEST_DIGITS * reading
    return START_SECONDS + images / TEXTBOOK_IMAGES_PER_SECOND


def estimated_memory_mb(architecture: Architecture, recipe: Recipe) -> float:
    """About how much resident memory the trainer takes at most, in 1e6 bytes; a rough figure."""
    outputs = [math.prod(layer.output_shape) for layer in architecture.layers]
    training = TRAINING_FACTOR * recipe.batch_size * sum(outputs)
    pairs = itertools.pairwise(outputs)
    reading = READING_FACTOR * READING_BATCH * max(map(sum, pairs))
    weights = _COPIES[recipe.optimizer] * architecture.parameters
    return BASE_MB + FLOAT_BYTES * (weights + max(training, reading)) / 1e6


def check_affordable(
    architecture: Architecture, recipe: Recipe, max_minutes: float, max_memory_mb: float
) -> None:
    """Refuse a run that cannot end within the host's limits.

    Raises:
        TrainingError: it would take longer or more; the sentence says by how much, and what to
            lower.
    """
    memory = estimated_memory_mb(architecture, recipe)
    if memory > max_memory_mb:
        raise TrainingError(
            f"This run would take about {memory:,.0f} MB of memory; at most {max_memory_mb:,.0f} "
            f"MB are allowed. {_what_lowers_memory(architecture, recipe, max_memory_mb)}"
        )
    minutes = estimated_seconds(architecture, recipe) / 60
    if minutes > max_minutes:
        raise TrainingError(
            f"This run would take about {minutes:,.0f} minutes; at most {max_minutes:g} are "
            "allowed. Lower the number of epochs or of training images, or make the network "
            "smaller: fewer filters, a stride, or a pooling earlier on."
        )


def _what_lowers_memory(architecture: Architecture, recipe: Recipe, max_memory_mb: float) -> str:
    smaller_maps = "use fewer filters, a stride, or a pooling earlier on"
    size = recipe.batch_size
    while size > 1 and _memory_at(architecture, recipe, size) > max_memory_mb:
        size //= 2
    if _memory_at(architecture, recipe, size) <= max_memory_mb:
        return f"A batch size of {size} would fit; or {smaller_maps}."
    return f"Here a smaller batch does not help: {smaller_maps}."


def _memory_at(architecture: Architecture, recipe: Recipe, batch_size: int) -> float:
    return estimated_memory_mb(architecture, replace(recipe, batch_size=batch_size))
