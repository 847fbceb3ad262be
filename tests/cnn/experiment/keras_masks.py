"""The same network in Keras, with some of its filters or units multiplied by 0."""

import keras
import numpy as np

from cnn.experiment.silencing import Silenced
from cnn.network import Network
from cnn.training.build import build_keras, set_weights


def keras_probabilities(network: Network, images: np.ndarray, parts: Silenced) -> np.ndarray:
    """(n, 10): every layer's output times a mask of ones, and zeros where parts are silenced."""
    model = build_keras(network.architecture, 0)
    set_weights(model, network.weights)
    values = keras.ops.convert_to_tensor(images[..., np.newaxis])
    for layer in model.layers[1:]:
        values = layer(values, training=False)
        mask = np.ones(values.shape[-1], np.float32)
        mask[list(parts.get(layer.name, ()))] = 0
        values = values * mask
    return np.asarray(values)
