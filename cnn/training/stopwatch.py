"""How fast a training run goes, and how long it will yet take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from cnn.network.recipe import Recipe

# Until the first test is timed: reading a digit costs about a third of learning from one.
READING_SHARE = 1 / 3


class Stopwatch:
    """Runs while there is training and testing, and stands still in pauses."""

    def __init__(self, recipe: Recipe, test_count: int) -> None:
        self.seconds = 0.0
        self._recipe = recipe
        self._test_count = test_count
        self._test_seconds: float | None = None
        # Without the first call, in which TensorFlow traces the step.
        self._is_warm = False
        self._timed_steps = 0
        self._timed_seconds = 0.0

    @property
    def steps_per_second(self) -> float | None:
        """Gradient steps while training; None until measured."""
        return self._timed_steps / self._timed_seconds if self._timed_seconds else None

    @contextmanager
    def training(self, steps: int) -> Iterator[None]:
        """Time the block, in which so many gradient steps are taken."""
        began = time.perf_counter()
        yield
        taken = time.perf_counter() - began
        self.seconds += taken
        if self._is_warm:
            self._timed_steps += steps
            self._timed_seconds += taken
        self._is_warm = True

    @contextmanager
    def testing(self) -> Iterator[None]:
        """Time the reading of the test digits."""
        began = time.perf_counter()
        yield
        self._test_seconds = time.perf_counter() - began
        self.seconds += self._test_seconds

    def forecast(self, step: int) -> dict[str, float]:
        """How fast it goes and how long it will take, after at least one step.

        The fields images_per_second, and seconds_left of training and testing; none until measured.
        """
        if not self.steps_per_second:
            return {}
        recipe = self._recipe
        images_per_step = recipe.training_images / recipe.steps_per_epoch
        speed = images_per_step * self.steps_per_second
        tests_left = recipe.epochs - (step - 1) // recipe.steps_per_epoch
        test_seconds = self._test_seconds or READING_SHARE * self._test_count / speed
        left = (recipe.steps - step) / self.steps_per_second + tests_left * test_seconds
        return {"images_per_second": speed, "seconds_left": left}
