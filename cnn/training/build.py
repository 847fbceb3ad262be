"""An Architecture as a Keras model, and weights to and fro."""

from __future__ import annotations

from typing import TypeAlias, assert_never

import keras
import numpy as np

from cnn.network import Weights
from cnn.network.architecture import Architecture
from cnn.network.layers import Layer
from cnn.network.recipe import SGD_MOMENTUM, Recipe
from cnn.network.shapes import IMAGE_SIZE
from cnn.runs.schedule import warmup_steps

StepSize: TypeAlias = float | keras.optimizers.schedules.LearningRateSchedule


def build_keras(architecture: Architecture, seed: int = 0) -> keras.Model:
    """The same network in Keras, with freshly drawn weights, not compiled.

    Seeds Python's, NumPy's and TensorFlow's generators, so that the weights, and the shuffling of
    a `fit` that follows, are the same each time.

    It is a functional model: unlike a Sequential one it still has its `input` after it was saved
    and loaded, so that `keras.Model(model.input, model.get_layer("conv2").output)` gives any
    layer's output.

    Returns:
        A model from (n, 28, 28, 1) float32 in [0, 1] to (n, 10) probabilities; its layers have
        the architecture's names.
    """
    keras.utils.set_random_seed(seed)
    image = keras.Input((IMAGE_SIZE, IMAGE_SIZE, 1), name="image")
    # All layers before the first call, as the exported script has them: each draws its seed when
    # it is made.
    values, layers = image, [_keras_layer(layer) for layer in architecture.layers]
    for layer in layers:
        values = layer(values)
    return keras.Model(image, values)


def compile_model(model: keras.Model, recipe: Recipe, steps: int | None = None) -> None:
    """Give a model the recipe's optimizer, with categorical cross-entropy and accuracy.

    Args:
        model: what `build_keras` gave; it will be trained on one-hot labels, (n, 10).
        recipe: how.
        steps: gradient steps of the whole training; only the cosine schedule asks for it.

    Raises:
        ValueError: a cosine schedule without `steps`.
    """
    optimizer = make_optimizer(recipe, _step_size(recipe, steps))
    model.compile(optimizer, make_loss(recipe), metrics=["accuracy"])


def weights_of(model: keras.Model) -> Weights:
    """The weights of what `build_keras` gave, trained or not, as our networks hold them: copies."""
    return {
        layer.name: {weight.name: np.array(weight.numpy(), np.float32) for weight in layer.weights}
        for layer in model.layers
        if layer.weights
    }


def set_weights(model: keras.Model, weights: Weights) -> None:
    """Put weights into what `build_keras` gave for the same architecture.

    Raises:
        ValueError: a layer is not in the model, or its arrays or their shapes differ.
    """
    for name, arrays in weights.items():
        layer = model.get_layer(name)
        names = [weight.name for weight in layer.weights]
        if set(names) != set(arrays):
            raise ValueError(f"{name} has {names}, not {list(arrays)}")
        layer.set_weights([arrays[array] for array in names])


def _keras_layer(layer: Layer) -> keras.layers.Layer:
    call = layer.spec.keras_call()
    kind = getattr(keras.layers, call.class_name)
    return kind(*call.positional, **call.named, name=layer.name)


def schedule_shape(recipe: Recipe, steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """The cosine schedule by which a learning rate is multiplied: a short rise from 0 to 1 and half
    a cosine down to 0 over so many gradient steps.
    """
    return _cosine(1.0, steps)


def make_optimizer(recipe: Recipe, step_size: StepSize) -> keras.optimizers.Optimizer:
    """The optimizer that a recipe names, of no model yet.

    The step size takes the place of the recipe's learning rate and schedule.
    """
    match recipe.optimizer:
        case "rmsprop":
            return keras.optimizers.RMSprop(step_size)
        case "adam":
            return keras.optimizers.Adam(step_size)
        case "sgd":
            return keras.optimizers.SGD(step_size, momentum=SGD_MOMENTUM)
        case other:
            assert_never(other)


def make_loss(recipe: Recipe) -> keras.losses.Loss:
    """Categorical cross-entropy, the mean over a batch, with the recipe's label smoothing."""
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
