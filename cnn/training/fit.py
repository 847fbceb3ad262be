"""Train a network by a recipe with Keras's own `fit`, telling as it goes how it goes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import keras
import numpy as np
import tensorflow as tf

from cnn.architecture import CLASSES, Architecture
from cnn.datasets import Part
from cnn.errors import TrainingError
from cnn.recipe import Recipe
from cnn.training.build import build_keras, compile_model

REPORT_SECONDS = 0.2
TEST_BATCH = 500
# Several gradient steps per call from Python are a little faster, but reports and a wish to stop
# wait for them: about a thousand images, half a second of the textbook network.
IMAGES_PER_CALL = 1024
MAX_STEPS_PER_CALL = 32

DIVERGED = (
    "The training diverged: the loss is no longer a finite number (NaN or infinity). Train again "
    "with a smaller learning rate."
)


class Report(Protocol):
    """Told of each event; see `cnn.training.progress.advance` for kinds and fields."""

    def __call__(self, kind: str, **fields: float | str) -> None:
        """Take note of an event."""


@dataclass(frozen=True)
class Trained:
    """What a training run gives.

    Attributes:
        model: the trained Keras model, compiled.
        test_accuracy: share of the test digits read right at the end, by Keras, 0 to 1.
        seconds: how long training and testing took.
        images: training images worked through, over all epochs.
    """

    model: keras.Sequential
    test_accuracy: float
    seconds: float
    images: int


def fit(
    architecture: Architecture,
    recipe: Recipe,
    digits: tuple[Part, Part],
    report: Report,
    should_stop: Callable[[], bool],
) -> Trained:
    """Train from a fresh start; the same recipe gives the same network on the same machine.

    Args:
        architecture: what to train.
        recipe: how. It trains on the first `training_images` of the training digits.
        digits: (x_train, y_train), (x_test, y_test): (n, 28, 28) uint8, (n,) uint8. The test
            digits are read after each epoch and never trained on.
        report: told of points of the training curve, about five a second, and of epochs.
        should_stop: asked after every few gradient steps; once true, training ends there and the
            test digits are read a last time.

    Returns:
        The model with its test accuracy.

    Raises:
        TrainingError: the loss is no longer finite.
    """
    (images, labels), test_digits = digits
    model = build_keras(architecture, recipe.seed)
    steps = recipe.epochs * math.ceil(recipe.training_images / recipe.batch_size)
    compile_model(model, recipe, steps)
    model.steps_per_execution = _steps_per_call(recipe.batch_size)
    train = _batches(
        (images[: recipe.training_images], labels[: recipe.training_images]),
        recipe.batch_size,
        shuffle_seed=recipe.seed,
    )
    reporter = _Reporter(recipe, len(test_digits[1]), report, should_stop)
    started = time.perf_counter()
    model.fit(
        train,
        epochs=recipe.epochs,
        validation_data=_batches(test_digits, TEST_BATCH),
        shuffle=False,  # the batches come shuffled
        verbose=0,
        callbacks=[reporter],
    )
    seconds = time.perf_counter() - started
    return Trained(model, reporter.test_accuracy, seconds, reporter.images_done)


def _steps_per_call(batch_size: int) -> int:
    return min(max(IMAGES_PER_CALL // batch_size, 1), MAX_STEPS_PER_CALL)


def _batches(digits: Part, batch_size: int, shuffle_seed: int | None = None) -> tf.data.Dataset:
    """Batches of images in [0, 1] with one-hot labels.

    The digits stay bytes and each batch is made when it is needed: a quarter of the memory of
    handing `fit` all the images as floats.
    """
    images, labels = tf.constant(digits[0][..., np.newaxis]), tf.constant(digits[1])
    indices = tf.data.Dataset.range(len(labels))
    if shuffle_seed is not None:
        indices = indices.shuffle(len(labels), seed=shuffle_seed)

    def batch(chosen: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pixels = tf.cast(tf.gather(images, chosen), tf.float32) / 255.0
        return pixels, tf.one_hot(tf.gather(labels, chosen), CLASSES)

    return indices.batch(batch_size).map(batch).prefetch(2)


class _Reporter(keras.callbacks.Callback):
    """Turns Keras's running means into points, measures the speed, and passes on a wish to stop."""

    def __init__(
        self, recipe: Recipe, test_count: int, report: Report, should_stop: Callable[[], bool]
    ) -> None:
        super().__init__()
        self.test_accuracy = 0.0
        self._recipe = recipe
        self._test_count = test_count
        self._report = report
        self._should_stop = should_stop
        self._epoch = 0
        self._started = time.perf_counter()
        # Of this epoch, by the last point: images, and their summed loss and right answers.
        self._point_images = 0
        self._point_sums = np.zeros(2)
        self._point_time = 0.0
        # Of all epochs, without the first call, in which TensorFlow traces the step.
        self._timed_images = 0
        self._timed_seconds = 0.0
        self._call_images = 0
        self._call_time = 0.0
        self._test_seconds: float | None = None

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._epoch = epoch
        self._point_images = self._call_images = 0
        self._point_sums = np.zeros(2)
        self._call_time = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        sums_per_image = np.array([logs["loss"], logs["accuracy"]], np.float64)
        if not np.isfinite(sums_per_image).all():
            raise TrainingError(DIVERGED)
        images = min((batch + 1) * self._recipe.batch_size, self._recipe.training_images)
        now = time.perf_counter()
        self._time_call(images, now)
        stopping = self._should_stop()
        if stopping:
            self.model.stop_training = True
        is_last = stopping or images == self._recipe.training_images
        if is_last or now - self._point_time >= REPORT_SECONDS:
            self._report_point(images, images * sums_per_image)
            self._point_time = now

    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._test_started = time.perf_counter()

    def on_test_end(self, logs: dict[str, Any] | None = None) -> None:
        self._test_seconds = time.perf_counter() - self._test_started

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if not math.isfinite(logs["val_loss"]):
            raise TrainingError(DIVERGED)
        # Keras's mean is a float32: back to the whole number of digits that it stands for.
        right = round(logs["val_accuracy"] * self._test_count)
        self.test_accuracy = right / self._test_count
        self._report(
            "epoch",
            images=self.images_done,
            test_loss=logs["val_loss"],
            test_accuracy=self.test_accuracy,
            seconds=time.perf_counter() - self._started,
        )

    @property
    def images_done(self) -> int:
        """Training images worked through, over all epochs."""
        return self._images_before_epoch + self._call_images

    @property
    def _images_before_epoch(self) -> int:
        return self._epoch * self._recipe.training_images

    def _time_call(self, images: int, now: float) -> None:
        is_first = self._epoch == 0 and self._call_images == 0
        if not is_first:
            self._timed_images += images - self._call_images
            self._timed_seconds += now - self._call_time
        self._call_images, self._call_time = images, now

    def _report_point(self, images: int, sums: np.ndarray) -> None:
        """The mean since the point before, from Keras's mean since the epoch's beginning."""
        count = images - self._point_images
        if count <= 0:
            return
        loss, accuracy = np.maximum((sums - self._point_sums) / count, 0.0)
        self._point_images, self._point_sums = images, sums
        done = self._images_before_epoch + images
        fields: dict[str, float] = {}
        if self._timed_seconds:
            speed = self._timed_images / self._timed_seconds
            fields = {"images_per_second": speed, "seconds_left": self._seconds_left(done, speed)}
        self._report(
            "point",
            images=done,
            loss=float(loss),
            accuracy=float(min(accuracy, 1.0)),
            count=count,
            steps=-(-done // self._recipe.batch_size),
            seconds=time.perf_counter() - self._started,
            learning_rate=self._recipe.learning_rate,
            **fields,
        )

    def _seconds_left(self, done: int, speed: float) -> float:
        recipe = self._recipe
        remaining = recipe.epochs * recipe.training_images - done
        # Until the first test is timed: reading costs about a third of learning.
        test_seconds = self._test_seconds or self._test_count / (3 * speed)
        return remaining / speed + (recipe.epochs - self._epoch) * test_seconds
