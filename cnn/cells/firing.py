"""How often filters fire: the share of a feature map's cells that ReLU lets through."""

from __future__ import annotations

import numpy as np

from cnn.network import Network


def firing_share(output: np.ndarray) -> np.ndarray:
    """Share of cells above zero, per channel: (n, h, w, channels) floats to (channels,) float64."""
    return (output > 0).mean(axis=(0, 1, 2))


def firing_shares(network: Network, images: np.ndarray) -> dict[str, np.ndarray]:
    """How often every filter fires over a set of images.

    Args:
        network: whose filters.
        images: (n, 28, 28) in [0, 1], at least one; worked through in batches.

    Returns:
        {convolution's name: (filters,) float64 in [0, 1]}.
    """
    totals = {
        layer.name: np.zeros(layer.output_shape[-1]) for layer in network.architecture.conv_layers
    }
    for batch in network.batches(images):
        activations = network.forward(batch)
        for name in totals:
            totals[name] += firing_share(activations[name]) * len(batch)
    return {name: total / len(images) for name, total in totals.items()}
