"""Knock-out: filters and units silenced, so that what they give is 0 whatever they are shown.

A network with silenced parts is a network: the weights and the bias of a silenced filter are 0, and
so is what ReLU makes of its sums. Pooling makes 0 of 0, so a silenced map of a pooling is a
silenced filter before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.flatten import Flatten
from cnn.network.layers import Layer

Silenced = Mapping[str, Iterable[int]]

# What a layer's numbers are made by: with zeros in these they are 0.
_MADE_ZERO = frozenset({"kernel", "bias", "gamma", "beta"})


def silenceable_layers(architecture: Architecture) -> list[Layer]:
    """The layers whose filters, maps or units can be silenced, in order.

    Not softmax, whose units are the answer, nor what only hands numbers on: flatten and dropout.
    """
    return [
        layer
        for layer in architecture.layers[:-1]
        if not layer.spec.passes_on
        and not isinstance(layer.spec, Flatten)
        and _giver(architecture, layer) is not None
    ]


def silenced(network: Network, parts: Silenced) -> Network:
    """The network without some of its filters, maps or units.

    Args:
        network: any.
        parts: {name of one of `silenceable_layers`: numbers from 0}.

    Returns:
        A network whose layers give 0 there; the same one where there is nothing to silence.

    Raises:
        ValueError: the network has no such layer, or it cannot be silenced.
        IndexError: the layer has no such number.
    """
    weights = dict(network.weights)
    for name, numbers in parts.items():
        chosen = sorted(set(numbers))
        if not chosen:
            continue
        giver = _giver(network.architecture, network.architecture.layer(name))
        if giver is None:
            raise ValueError(f"{name} cannot be silenced")
        weights[giver.name] = {
            array_name: _without(array, chosen) if array_name in _MADE_ZERO else array
            for array_name, array in weights[giver.name].items()
        }
    if all(weights[name] is network.weights[name] for name in weights):
        return network
    return replace(network, weights=weights, statistics=None)


def _giver(architecture: Architecture, layer: Layer) -> Layer | None:
    """The nearest layer with weights of its own, up to which a channel stays by itself."""
    place: Layer | None = layer
    while place is not None and not place.weight_shapes:
        place = architecture.previous(place.name)
    return place


def _without(array: np.ndarray, numbers: list[int]) -> np.ndarray:
    changed = array.copy()
    changed[..., numbers] = 0
    return changed
