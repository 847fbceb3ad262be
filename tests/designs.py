"""Random designs and networks, and hypothesis strategies for them, for the tests of all folders."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.layer_shapes import MAX_FILTERS, MAX_UNITS, placed_layers
from cnn.network.layers import AveragePool2D, Conv2D, Dense, Dropout, HiddenSpec, MaxPool2D

seeds = st.integers(0, 2**31 - 1)


def convolutions(most_filters: int = 6) -> st.SearchStrategy[Conv2D]:
    """Convolutions of every kernel size, stride and padding."""
    return st.builds(
        Conv2D,
        filters=st.integers(1, most_filters),
        kernel_size=st.integers(1, 7),
        stride=st.integers(1, 3),
        padding=st.sampled_from(["valid", "same"]),
    )


# The pages offer windows of 2 and 3; files of an older version may hold 1.
poolings = st.builds(MaxPool2D, st.integers(1, 3)) | st.builds(AveragePool2D, st.integers(1, 3))
dropouts = st.integers(1, 90).map(lambda percent: Dropout(percent / 100))


def dense_layers(most_units: int = 12) -> st.SearchStrategy[Dense]:
    """Hidden dense layers."""
    return st.builds(Dense, st.integers(1, most_units))


@st.composite
def any_designs(draw: st.DrawFn) -> tuple[HiddenSpec, ...]:
    """Layers within their own limits in any order: most such designs cannot work."""
    layers = convolutions(MAX_FILTERS) | poolings | dropouts | dense_layers(MAX_UNITS)
    return tuple(draw(st.lists(layers, max_size=18)))


@st.composite
def architectures(draw: st.DrawFn) -> Architecture:
    """Small networks of all kinds of layers; layers that no longer fit are left out."""
    hidden: tuple[HiddenSpec, ...] = ()
    maps = draw(st.lists(convolutions() | poolings | dropouts, max_size=6))
    rows = draw(st.lists(dense_layers() | dropouts, max_size=4))
    for spec in (*maps, *rows):
        if placed_layers((*hidden, spec))[1] is None:
            hidden = (*hidden, spec)
    return Architecture(hidden)


def random_network(architecture: Architecture, seed: int = 0) -> Network:
    """A network with random weights: what it reads is nonsense, but reproducible nonsense.

    Weights are about as large as training begins with, biases large enough to show.
    """
    rng = np.random.default_rng(seed)
    weights = {}
    for layer in architecture.layers:
        if layer.kernel_shape is not None:
            spread = 1.5 / math.sqrt(math.prod(layer.kernel_shape[:-1]))
            kernel = rng.normal(0, spread, layer.kernel_shape).astype(np.float32)
            bias = rng.normal(0, 0.2, layer.kernel_shape[-1]).astype(np.float32)
            weights[layer.name] = (kernel, bias)
    return Network(architecture, weights)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Small networks with random weights."""
    return random_network(draw(architectures()), draw(seeds))
