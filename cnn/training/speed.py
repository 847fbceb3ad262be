"""How fast networks train: by turns, so that what else the machine does hits all alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from cnn.datasets import Part
from cnn.lessons.trained_results import Speed
from cnn.network.architecture import Architecture
from cnn.network.recipe import Recipe
from cnn.training.batches import training_batches
from cnn.training.build import build_keras
from cnn.training.gradient_steps import GradientSteps

Turn = Callable[[], tuple[float, float]]


def speeds_by_turns(
    architectures: Mapping[str, Architecture], digits: Part, recipe: Recipe, turns: int
) -> tuple[Speed, ...]:
    """Train each network for a short while, one after the other, again and again.

    Args:
        architectures: of the networks, by name.
        digits: (n, 28, 28) uint8 and (n,) labels to learn from.
        recipe: each turn takes as many gradient steps as one epoch of it has. A first step, in
            which TensorFlow prepares itself, is not counted.
        turns: of each network.
    """
    prepared = {name: _prepare(each, digits, recipe) for name, each in architectures.items()}
    measured = [{name: take_turn() for name, take_turn in prepared.items()} for _ in range(turns)]
    return tuple(
        Speed(name, *zip(*(turn[name] for turn in measured), strict=True)) for name in architectures
    )


def _prepare(architecture: Architecture, digits: Part, recipe: Recipe) -> Turn:
    """A function that takes a turn and gives images per second and processor ms per image."""
    gradient_steps = GradientSteps(build_keras(architecture, recipe.seed), recipe)
    batches = iter(training_batches(digits, recipe))
    gradient_steps.train(batches, 1)

    def take_turn() -> tuple[float, float]:
        began, processor_began = time.perf_counter(), time.process_time()
        images = gradient_steps.train(batches, recipe.steps_per_epoch).count
        seconds = time.perf_counter() - began
        processor_seconds = time.process_time() - processor_began
        return round(images / seconds, 1), round(1000 * processor_seconds / images, 3)

    return take_turn
