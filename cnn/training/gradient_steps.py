"""Gradient steps on a Keras model, many in one call into TensorFlow, and reading test digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import keras
import tensorflow as tf

from cnn.network.recipe import Recipe
from cnn.training.build import StepSize, make_loss, make_optimizer, schedule_shape

# Images and one-hot labels.
Batches = Iterator[tuple[tf.Tensor, tf.Tensor]]
# Summed loss, right answers, images.
Tensors = tuple[tf.Tensor, tf.Tensor, tf.Tensor]


@dataclass(frozen=True)
class Sums:
    """What a network made of some images.

    Attributes:
        loss: summed over the images; not finite where the training has diverged.
        right: how many were read right.
        count: how many images.
    """

    loss: float = 0.0
    right: int = 0
    count: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.loss + other.loss, self.right + other.right, self.count + other.count)


class GradientSteps:
    """Trains a model step by step, as `keras.Model.fit` would; its weights change in place."""

    def __init__(self, model: keras.Model, recipe: Recipe) -> None:
        self._model = model
        self._peak = tf.Variable(recipe.learning_rate, trainable=False, dtype=tf.float32)
        self._loss = make_loss(recipe)
        self._optimizer = make_optimizer(recipe, self._step_size(recipe))
        self._optimizer.build(model.trainable_variables)
        # One traced function for any number of steps: a single step is then the very same one.
        self._train = tf.function(self._train_on)
        self._test = tf.function(self._test_on)

    @property
    def optimizer_variables(self) -> list[keras.Variable]:
        """What the optimizer remembers from one step to the next, the number of steps among it."""
        return list(self._optimizer.variables)

    def set_learning_rate(self, rate: float) -> None:
        """From the next step on, another peak of the step size; the schedule's shape stays."""
        self._peak.assign(rate)

    def train(self, batches: Batches, steps: int) -> Sums:
        """Take at least one gradient step; the sums are of each batch before its own step.

        `batches` is an iterator of a `tf.data.Dataset` that has so many left.
        """
        return _as_sums(self._train(batches, tf.constant(steps)))

    def test(self, batches: tf.data.Dataset) -> Sums:
        """Read digits, as of `cnn.training.batches.test_batches`, without learning from them."""
        return _as_sums(self._test(batches))

    def trace_test(self, batches: tf.data.Dataset) -> None:
        """Build now what `test` runs: TensorFlow writes files for it, and the disk may yet fill."""
        self._test.get_concrete_function(batches)

    def _step_size(self, recipe: Recipe) -> StepSize:
        shape = None if recipe.schedule == "constant" else schedule_shape(recipe, recipe.steps)
        return _AdjustableStepSize(self._peak, shape)

    def _train_on(self, batches: Batches, steps: tf.Tensor) -> Tensors:
        sums = _no_sums()
        for _ in tf.range(steps):
            images, labels = next(batches)
            with tf.GradientTape() as tape:
                probabilities = self._model(images, training=True)
                loss = self._loss(labels, probabilities)
            variables = self._model.trainable_variables
            self._optimizer.apply(tape.gradient(loss, variables), variables)
            sums = _added(sums, loss, labels, probabilities)
        return sums

    def _test_on(self, batches: tf.data.Dataset) -> Tensors:
        sums = _no_sums()
        for images, labels in batches:
            probabilities = self._model(images, training=False)
            sums = _added(sums, self._loss(labels, probabilities), labels, probabilities)
        return sums


class _AdjustableStepSize(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate that can be changed at any time, times a schedule's shape."""

    def __init__(
        self, peak: tf.Variable, shape: keras.optimizers.schedules.LearningRateSchedule | None
    ) -> None:
        self._peak = peak
        self._shape = shape

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        return self._peak * self._shape(step) if self._shape else self._peak.value()


def _no_sums() -> Tensors:
    return tf.constant(0.0), tf.constant(0), tf.constant(0)


def _added(sums: Tensors, loss: tf.Tensor, labels: tf.Tensor, probabilities: tf.Tensor) -> Tensors:
    """Sums with one more batch, of which `loss` is the mean."""
    count = tf.shape(labels)[0]
    hits = tf.equal(tf.argmax(probabilities, axis=1), tf.argmax(labels, axis=1))
    return (
        sums[0] + loss * tf.cast(count, tf.float32),
        sums[1] + tf.reduce_sum(tf.cast(hits, tf.int32)),
        sums[2] + count,
    )


def _as_sums(tensors: Tensors) -> Sums:
    loss, right, count = tensors
    return Sums(float(loss), int(right), int(count))
