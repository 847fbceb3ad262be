"""Gradients: how much a number deep in a network changes with every number below it.

The chain rule, from the number down: each layer hands back what its input does to the number,
having been told what its output does (`LayerSpec.backward`). Where ReLU stopped a sum, nothing
comes back.

Source: D. Rumelhart, G. Hinton, R. Williams, "Learning representations by back-propagating
errors", Nature 323 (1986).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.network import Network
from cnn.network.kinds.layer_spec import Arrays

# A gradient takes about so many times as long as reading an image.
PASSES = 3
_NO_ARRAYS: Arrays = {}


@dataclass(frozen=True)
class Gradients:
    """Of one number per image, with respect to all that it is made of.

    Attributes:
        sums: (n, ...) float32, what the number's own layer makes of the images, before ReLU or
            softmax.
        activations: {layer name: (n, ...) float32, what it made of the images}, for all layers
            below the number's own.
        layers: {layer name: (n, ...) float32, with respect to what the layer gives}, for the same.
        image: (n, 28, 28) float32, with respect to the pixels.
    """

    sums: np.ndarray
    activations: dict[str, np.ndarray]
    layers: dict[str, np.ndarray]
    image: np.ndarray


def gradients(
    network: Network, images: np.ndarray, layer_name: str, weights: np.ndarray
) -> Gradients:
    """Of a weighted sum of a layer's numbers, taken before ReLU or softmax.

    Args:
        network: any.
        images: (n, 28, 28) in [0, 1], ink bright.
        layer_name: whose numbers are summed; those of `softmax` are the logits.
        weights: of the layer's output shape, or (n, ...) with one set for each image. A single 1
            among zeros asks for one cell or one logit.

    Raises:
        ValueError: the network has no such layer, or the weights have another shape.
    """
    layers = network.architecture.layers
    names = [layer.name for layer in layers]
    place = names.index(layer_name)
    activations = network.forward(images, names[place - 1]) if place else {}
    given = np.asarray(images, np.float32)[..., np.newaxis]
    read = activations[names[place - 1]] if place else given
    sums = layers[place].spec.forward(read, network.weights.get(layer_name, _NO_ARRAYS))
    gradient = np.broadcast_to(np.asarray(weights, np.float32), sums.shape)
    below: dict[str, np.ndarray] = {}
    for layer, giver in zip(layers[place::-1], [*names[:place][::-1], None], strict=True):
        values = given if giver is None else activations[giver]
        arrays = network.weights.get(layer.name, _NO_ARRAYS)
        gradient = layer.spec.backward(gradient, values, arrays)
        if giver is None:
            break
        below[giver] = gradient
        if layers[names.index(giver)].spec.activation == "relu":
            gradient = gradient * (activations[giver] > 0)
    return Gradients(sums, activations, below, gradient[..., 0])


def logit_gradients(
    network: Network, images: np.ndarray, digit: int, against: int | None = None
) -> Gradients:
    """Of a digit's logit, or of how far it lies above another digit's.

    Args:
        network: any.
        images: (n, 28, 28) in [0, 1], ink bright.
        digit: 0 to 9.
        against: 0 to 9; None for the logit alone.
    """
    return gradients(network, images, "softmax", logit_weights(digit, against))


def logit_weights(digit: int, against: int | None = None) -> np.ndarray:
    """(10,) float32 that make a digit's logit of the ten, or what it is above another's."""
    weights = np.zeros(10, np.float32)
    weights[digit] = 1
    if against is not None:
        weights[against] -= 1
    return weights
