"""An Architecture as a Keras model, and weights to and fro."""

from __future__ import annotations

import keras
import numpy as np

from cnn.network import Weights
from cnn.network.architecture import Architecture
from cnn.network.layers import (
    IMAGE_SIZE,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPool2D,
)
from cnn.network.recipe import Recipe
from cnn.runs.schedule import warmup_steps

StepSize = float | keras.optimizers.schedules.LearningRateSchedule

SGD_MOMENTUM = 0.9


def build_keras(architecture: Architecture, seed: int = 0) -> keras.Sequential:
    """The same network in Keras, with freshly drawn weights, not compiled.

    Seeds Python's, NumPy's and TensorFlow's generators, so that the weights, and the shuffling of
    a `fit` that follows, are the same each time.

    Args:
        architecture: the layers.
        seed: 0 to 2**31 - 1.

    Returns:
        A model from (n, 28, 28, 1) float32 in [0, 1] to (n, 10) probabilities; its layers have
        the architecture's names.
    """
    keras.utils.set_random_seed(seed)
    image = keras.Input((IMAGE_SIZE, IMAGE_SIZE, 1), name="image")
    return keras.Sequential([image, *map(_keras_layer, architecture.layers)])


def compile_model(model: keras.Model, recipe: Recipe, steps: int | None = None) -> None:
    """Give a model the recipe's optimizer, with categorical cross-entropy and accuracy.

    Args:
        model: what `build_keras` gave; it will be trained on one-hot labels, (n, 10).
        recipe: optimizer, learning rate and its schedule, label smoothing.
        steps: gradient steps of the whole training; only the cosine schedule asks for it.

    Raises:
        ValueError: a cosine schedule without `steps`.
    """
    optimizer = make_optimizer(recipe, _step_size(recipe, steps))
    model.compile(optimizer, make_loss(recipe), metrics=["accuracy"])


def weights_of(model: keras.Model) -> Weights:
    """A model's weights as our networks hold them.

    Args:
        model: what `build_keras` gave, trained or not.

    Returns:
        {layer name: (kernel, bias)}, float32 copies, in the layers' order.
    """
    learned = [layer for layer in model.layers if layer.weights]
    return {layer.name: tuple(map(np.float32, layer.get_weights())) for layer in learned}


def set_weights(model: keras.Model, weights: Weights) -> None:
    """Put weights into a model of the same architecture.

    Args:
        model: what `build_keras` gave.
        weights: {layer name: (kernel, bias)}, as `weights_of` gives them.

    Raises:
        ValueError: a layer is not in the model, or its shapes differ.
    """
    for name, arrays in weights.items():
        model.get_layer(name).set_weights(arrays)


def _keras_layer(layer: Layer) -> keras.layers.Layer:
    match layer.spec:
        case Conv2D(filters, kernel_size, stride, padding):
            return keras.layers.Conv2D(
                filters, kernel_size, stride, padding, activation="relu", name=layer.name
            )
        case MaxPool2D(pool_size):
            return keras.layers.MaxPooling2D(pool_size, name=layer.name)
        case AveragePool2D(pool_size):
            return keras.layers.AveragePooling2D(pool_size, name=layer.name)
        case Dropout(rate):
            return keras.layers.Dropout(rate, name=layer.name)
        case Flatten():
            return keras.layers.Flatten(name=layer.name)
        case Dense(units, activation):
            return keras.layers.Dense(units, activation=activation, name=layer.name)


def schedule_shape(recipe: Recipe, steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """The cosine schedule of step sizes up to 1, by which a learning rate is multiplied.

    Args:
        recipe: of a cosine schedule.
        steps: gradient steps of the whole training.

    Returns:
        A short rise from 0 to 1 and half a cosine down to 0.
    """
    return _cosine(1.0, steps)


def make_optimizer(recipe: Recipe, step_size: StepSize) -> keras.optimizers.Optimizer:
    """The optimizer that a recipe names.

    Args:
        recipe: names it.
        step_size: takes the place of the recipe's learning rate and schedule.

    Returns:
        An optimizer of no model yet.
    """
    match recipe.optimizer:
        case "rmsprop":
            return keras.optimizers.RMSprop(step_size)
        case "adam":
            return keras.optimizers.Adam(step_size)
        case "sgd":
            return keras.optimizers.SGD(step_size, momentum=SGD_MOMENTUM)


def make_loss(recipe: Recipe) -> keras.losses.Loss:
    """Categorical cross-entropy, with the recipe's label smoothing.

    Args:
        recipe: the settings.

    Returns:
        The mean over a batch.
    """
    return keras.losses.CategoricalCrossentropy(label_smoothing=recipe.label_smoothing)


def _step_size(recipe: Recipe, steps: int | None) -> StepSize:
    if recipe.schedule == "constant":
        return recipe.learning_rate
    if steps is None:
        raise ValueError("a cosine schedule needs the number of steps")
    return _cosine(recipe.learning_rate, steps)


def _cosine(peak: float, steps: int) -> keras.optimizers.schedules.CosineDecay:
    rise = warmup_steps(steps)
    return keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - rise), warmup_target=peak, warmup_steps=rise
    )
