"""Random designs and networks, and hypothesis strategies for them, for the tests of all folders."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds import KINDS
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.editing import Control, NumberControl
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from cnn.network.layer_shapes import MAX_HIDDEN, placed_layers

seeds = st.integers(0, 2**31 - 1)


def layers_of(kind: type[LayerSpec], most: int | None = None) -> st.SearchStrategy[LayerSpec]:
    """Layers of a kind with all settings that the editor offers; a number of them is at most so."""
    fields = {item.field: _settings(kind, item, most) for item in kind.controls}
    fields.pop("kind", None)
    return st.fixed_dictionaries(fields).map(lambda settings: kind.from_fields(**settings))


def _settings(kind: type[LayerSpec], control: Control, most: int | None) -> st.SearchStrategy:
    if not isinstance(control, NumberControl):
        return st.sampled_from(control.options)
    is_limited = most is not None and control.field == kind.resizable
    return st.integers(control.low, most if is_limited else control.high)


def convolutions(most_filters: int = 6) -> st.SearchStrategy[LayerSpec]:
    """Convolutions of every kernel size, stride and padding."""
    return layers_of(Conv2D, most_filters)


# The pages offer windows of 2 and 3; files of an older version may hold 1.
_old_poolings = st.sampled_from([MaxPool2D(1), AveragePool2D(1)])


@st.composite
def any_designs(draw: st.DrawFn) -> tuple[LayerSpec, ...]:
    """Layers within their own limits in any order: most such designs cannot work."""
    layers = st.one_of(_old_poolings, *map(layers_of, KINDS))
    return tuple(draw(st.lists(layers, max_size=MAX_HIDDEN)))


@st.composite
def architectures(draw: st.DrawFn) -> Architecture:
    """Small networks of all kinds of layers; layers that no longer fit are left out."""
    hidden: tuple[LayerSpec, ...] = ()
    maps = draw(st.lists(_old_poolings | _small_layers(("maps", "any")), max_size=6))
    rows = draw(st.lists(_small_layers(("row", "any")), max_size=4))
    for spec in (*maps, *rows):
        if placed_layers((*hidden, spec))[1] is None:
            hidden = (*hidden, spec)
    return Architecture(hidden)


def _small_layers(reads: Sequence[str]) -> st.SearchStrategy[LayerSpec]:
    kinds = [kind for kind in KINDS if kind.reads in reads]
    return st.one_of(*(layers_of(kind, 6 if kind.reads == "maps" else 12) for kind in kinds))


def random_network(architecture: Architecture, seed: int = 0) -> Network:
    """A network with random weights: what it reads is nonsense, but reproducible nonsense."""
    rng = np.random.default_rng(seed)
    weights = {
        layer.name: {
            name: random_array(rng, name, shape) for name, shape in layer.weight_shapes.items()
        }
        for layer in architecture.layers
        if layer.weight_shapes
    }
    return Network(architecture, weights)


def random_array(rng: np.random.Generator, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Kernels about as large as training begins with, others large enough to show."""
    if name == "moving_variance":
        return rng.uniform(0.05, 1.0, shape).astype(np.float32)
    spread = 1.5 / math.sqrt(math.prod(shape[:-1])) if name == "kernel" else 0.2
    return rng.normal(0, spread, shape).astype(np.float32)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Small networks with random weights."""
    return random_network(draw(architectures()), draw(seeds))


def sampled_networks(count: int, chosen_seed: int) -> list[Network]:
    """So many small networks with random weights, always the same ones."""
    found = []

    @seed(chosen_seed)
    @settings(max_examples=count, database=None, phases=[Phase.generate])
    @given(networks())
    def collect(network: Network) -> None:
        found.append(network)

    collect()
    return found
