"""What a training goes on from in place of a random start, and what of it is held fixed."""

from __future__ import annotations

from dataclasses import dataclass

import keras

from cnn.network import Weights
from cnn.network.architecture import Architecture
from cnn.training.build import build_keras, set_weights


@dataclass(frozen=True)
class Beginning:
    """A trained network's weights, to be trained on.

    Attributes:
        weights: {layer name: {array name: array}}, of the architecture that is trained.
        fixed: names of layers whose weights stay as they are. Batch normalization among them goes
            on by its moving averages, which stay as well.
    """

    weights: Weights
    fixed: frozenset[str] = frozenset()


def begun_model(
    architecture: Architecture, seed: int, beginning: Beginning | None = None
) -> keras.Model:
    """A Keras model as a training begins with it: with random weights, or with given ones."""
    model = build_keras(architecture, seed)
    if beginning is not None:
        set_weights(model, beginning.weights)
        for name in beginning.fixed:
            model.get_layer(name).trainable = False
    return model
