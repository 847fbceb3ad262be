"""Which parts voted: a logit taken apart into what it was summed from, and behind each part its
places in the last feature maps.

The last layer is a plain sum, so the first split is exact: each number that softmax's layer reads,
times its weight, and the bias. Behind such a number there may be ReLUs; for one image each of them
either lets its sum through or stops it, so that here, too, the number is a plain sum of the cells
below, each times the gradient there, and of what the biases on the way bring. That is exact for
this image, and for it alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnn.explain.gradients import Gradients, gradients, logit_weights
from cnn.network import Network
from cnn.network.kinds.flatten import Flatten
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.network.layers import Layer
from cnn.network.network import ForwardPass

Voter = Literal["unit", "map", "cells"]


@dataclass(frozen=True)
class Votes:
    """A digit's logit, or how far it lies above another's, as the sum that it is.

    Attributes:
        voter: what votes: units of a dense layer, each map's mean, or all cells of each map.
        layer: whose units, means or maps they are; None for the image's pixels, one map.
        weights: (n,) float64, each voter's weight; None where a voter is all cells of a map.
        values: (n,) float64, each voter's number; None likewise.
        products: (n,) float64, the votes.
        bias: is added to them.
        logit: as the network computes it.
    """

    voter: Voter
    layer: Layer | None
    weights: np.ndarray | None
    values: np.ndarray | None
    products: np.ndarray
    bias: float
    logit: float

    @property
    def total(self) -> float:
        """The votes and the bias: the logit, but for what float32 rounds."""
        return float(self.products.sum()) + self.bias

    @property
    def silent(self) -> int:
        """How many voters add nothing."""
        return int((self.products == 0).sum())

    @property
    def strongest_first(self) -> list[int]:
        """The voters that add or take away something, by how much."""
        order = np.argsort(-np.abs(self.products), kind="stable")
        return [int(number) for number in order if self.products[number]]


def votes(network: Network, passed: ForwardPass, digit: int, against: int | None = None) -> Votes:
    """Take a logit apart.

    Args:
        network: any.
        passed: what `network.forward_with_sums` gave for one image.
        digit: 0 to 9.
        against: 0 to 9, or None.
    """
    chooser = logit_weights(digit, against).astype(np.float64)
    arrays = network.weights["softmax"]
    weights = arrays["kernel"].astype(np.float64) @ chooser
    bias = float(arrays["bias"].astype(np.float64) @ chooser)
    logit = float(passed.sums["softmax"][0].astype(np.float64) @ chooser)
    giver = giver_of(network, "softmax")
    assert giver is not None  # whatever the design, something makes the maps a row
    if isinstance(giver.spec, Flatten):
        maps = giver_of(network, giver.name)
        given = passed.activations[giver.name][0].astype(np.float64).reshape(giver.input_shape)
        products = (weights.reshape(given.shape) * given).sum(axis=(0, 1))
        return Votes("cells", maps, None, None, products, bias, logit)
    values = passed.activations[giver.name][0].astype(np.float64)
    voter: Voter = "map" if isinstance(giver.spec, GlobalAveragePooling2D) else "unit"
    return Votes(voter, giver, weights, values, weights * values, bias, logit)


@dataclass(frozen=True)
class Behind:
    """What one voter's number is made of, in the last feature maps.

    Attributes:
        layer: the last with feature maps; None for the image's pixels.
        places: (height, width, maps) float64, what each cell brings; where the voters are all
            cells of a map, to the logit, and each voter is one of the maps.
        biases: what the biases on the way bring.
        total: the voter's number before ReLU, as the network computes it; of all cells of a map,
            their vote.
    """

    layer: Layer | None
    places: np.ndarray
    biases: float
    total: float

    @property
    def maps(self) -> np.ndarray:
        """(maps,) float64, what each map brings in all its places together."""
        return self.places.sum(axis=(0, 1))

    def strongest_place(self, number: int) -> tuple[int, int]:
        """Row and column of the cell of a map that brings or takes away most."""
        one = np.abs(self.places[..., number])
        row, column = np.unravel_index(int(one.argmax()), one.shape)
        return int(row), int(column)

    @property
    def strongest_first(self) -> list[int]:
        """The maps that bring something, by how much."""
        brought = self.maps
        order = np.argsort(-np.abs(brought), kind="stable")
        return [int(number) for number in order if brought[number]]


def behind(
    network: Network,
    image: np.ndarray,
    voter: int,
    digit: int,
    against: int | None = None,
) -> Behind:
    """What a voter's number is made of.

    Args:
        network: any.
        image: (28, 28) in [0, 1], ink bright.
        voter: its number among the `votes` of this digit.
        digit: 0 to 9; it matters where all cells of a map are one voter.
        against: 0 to 9, or None.
    """
    layers = network.architecture.spatial_layers
    last = layers[-1] if layers else None
    giver = giver_of(network, "softmax")
    assert giver is not None
    if isinstance(giver.spec, Flatten):
        name, wanted = "softmax", logit_weights(digit, against)
    else:
        name, wanted = giver.name, np.zeros(giver.output_shape, np.float32)
        wanted[voter] = 1
    found = gradients(network, image[np.newaxis], name, wanted)
    if last is None:
        slopes, cells = found.image[0][..., np.newaxis], image[..., np.newaxis]
    else:
        slopes, cells = found.layers[last.name][0], found.activations[last.name][0]
    places = slopes.astype(np.float64) * cells
    if isinstance(giver.spec, Flatten):
        return Behind(last, places, 0.0, float(places[..., voter].sum()))
    total = float(network.forward_with_sums(image[np.newaxis]).sums[name][0][voter])
    return Behind(last, places, _from_biases(network, found, name, wanted), total)


def _from_biases(network: Network, found: Gradients, name: str, wanted: np.ndarray) -> float:
    """What the biases above the last feature maps bring to a weighted sum of a layer's numbers.

    Of nothing a layer makes its biases alone; they count with the gradient at its sums.
    """
    layers = network.architecture.layers
    spatial = network.architecture.spatial_layers
    names = [layer.name for layer in layers]
    first = names.index(spatial[-1].name) + 1 if spatial else 0
    brought = 0.0
    for layer in layers[first : names.index(name) + 1]:
        nothing = np.zeros((1, *layer.input_shape), np.float32)
        biases = layer.spec.forward(nothing, network.weights.get(layer.name, {}))[0]
        slopes = wanted if layer.name == name else found.layers[layer.name][0]
        if layer.name != name and layer.spec.activation == "relu":
            slopes = slopes * (found.activations[layer.name][0] > 0)
        brought += float((biases.astype(np.float64) * slopes).sum())
    return brought


def giver_of(network: Network, name: str) -> Layer | None:
    """The layer whose numbers a layer reads, dropouts left out; None for the image."""
    giver = network.architecture.previous(name)
    while giver is not None and giver.spec.passes_on and not isinstance(giver.spec, Flatten):
        giver = network.architecture.previous(giver.name)
    return giver
