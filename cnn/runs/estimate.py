"""About how long a training run takes and how much memory, told before it starts."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace

from cnn.datasets import mnist_available
from cnn.errors import TrainingError
from cnn.network.architecture import Architecture
from cnn.network.recipe import Optimizer, Recipe
from cnn.network.shapes import FLOAT_BYTES
from cnn.runs.costs import TEST_DIGITS, Work, shipped_costs
from cnn.runs.speeds import SHIPPED_START_SECONDS, Speeds, machine_speeds

# Measured as the trainer's largest resident set: TensorFlow with all of MNIST; and how much more
# than the layers' outputs a batch takes, which is kept for the gradient in training, and of which
# only a layer's input and output are there at once in reading.
BASE_MB = 850.0
TRAINING_FACTOR = 1.8
READING_FACTOR = 1.3
READING_BATCH = 500
# Copies of each parameter: itself, its gradient, and what the optimizer remembers of it.
_COPIES: dict[Optimizer, int] = {"rmsprop": 3, "sgd": 3, "adam": 4}


@dataclass(frozen=True)
class Announced:
    """About how long a run takes here, start, tests and saving included.

    Attributes:
        seconds: how long.
        is_measured: whether this machine's own runs say so, or the shipped figures do.
    """

    seconds: float
    is_measured: bool


def announced(
    architecture: Architecture, recipe: Recipe, speeds: Speeds | None = None
) -> Announced:
    """About how long a run takes on this machine.

    Args:
        architecture: what is trained.
        recipe: how.
        speeds: what is known of the machine's speed; None for this machine's own.
    """
    speeds = speeds or machine_speeds()
    has_mnist = recipe.data not in ("synthetic", "own") or mnist_available()
    test_digits = TEST_DIGITS["mnist" if has_mnist else "synthetic"]
    costs = shipped_costs(architecture, recipe, Work.of(recipe, test_digits))
    return Announced(speeds.start_seconds + speeds.seconds(costs), bool(speeds.measured))


def estimated_seconds(architecture: Architecture, recipe: Recipe) -> float:
    """About how long a run takes on two cores that have nothing else to do, by shipped figures."""
    costs = shipped_costs(architecture, recipe, Work.of(recipe))
    return SHIPPED_START_SECONDS + costs.seconds


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

    Of its two estimates the shorter one decides: runs that were slow because much else was going
    on keep nobody from trying.

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
    minutes = _least_seconds(architecture, recipe) / 60
    if minutes > max_minutes:
        raise TrainingError(
            f"This run would take about {minutes:,.0f} minutes; at most {max_minutes:g} are "
            "allowed. Lower the number of epochs or of training images, or make the network "
            "smaller: fewer filters, a stride, or a pooling earlier on."
        )


def _least_seconds(architecture: Architecture, recipe: Recipe) -> float:
    here = announced(architecture, recipe).seconds
    return min(here, estimated_seconds(architecture, recipe))


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
