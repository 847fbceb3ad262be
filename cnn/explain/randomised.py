"""The first lie detector: does a map change when the network forgets what it learned?

The weights are replaced by random ones from the last layer down, one layer more at each step. A map
that stays the same says nothing of what the network has learned.

Source: J. Adebayo and others, "Sanity Checks for Saliency Maps", arXiv:1810.03292 (2018), the
cascading randomisation.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from cnn.network import Network

SEED = 0


@dataclass(frozen=True)
class RandomisedStep:
    """A network whose last layers have forgotten.

    Attributes:
        layer_names: whose weights are random, the last layer first.
        network: with those weights.
    """

    layer_names: tuple[str, ...]
    network: Network


def randomised(network: Network, seed: int = SEED) -> Iterator[RandomisedStep]:
    """The network with one random layer more at each step; first as it is.

    Kernels are drawn as training begins, evenly between the limits of X. Glorot and Y. Bengio
    (2010); biases are 0, and batch normalization forgets all four of its arrays.
    """
    rng = np.random.default_rng(seed)
    weights, forgotten = dict(network.weights), []
    yield RandomisedStep((), network)
    for layer in reversed(network.architecture.layers):
        if not layer.weight_shapes:
            continue
        forgotten.append(layer.name)
        weights[layer.name] = {
            name: _initial(name, shape, rng) for name, shape in layer.weight_shapes.items()
        }
        changed = replace(network, weights=dict(weights), statistics=None)
        yield RandomisedStep(tuple(forgotten), changed)


def _initial(name: str, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    if name == "kernel":
        *window, inputs, outputs = shape
        limit = math.sqrt(6 / (math.prod(window) * (inputs + outputs)))
        return rng.uniform(-limit, limit, shape).astype(np.float32)
    is_one = name in ("gamma", "moving_variance")
    return (np.ones if is_one else np.zeros)(shape, np.float32)


def all_random(network: Network, seed: int) -> Network:
    """The last of `randomised`: nothing is left of what it learned."""
    *_, last = randomised(network, seed)
    return last.network


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float | None:
    """Spearman's rank correlation of two maps, -1 to 1; None where one is the same all over.

    Equal numbers share the mean of their ranks.

    Source: C. Spearman, "The Proof and Measurement of Association between Two Things", 1904.
    """
    ranks = [_ranks(values.ravel()) for values in (first, second)]
    apart = [one - one.mean() for one in ranks]
    spread = math.sqrt(float((apart[0] ** 2).sum() * (apart[1] ** 2).sum()))
    return float((apart[0] * apart[1]).sum()) / spread if spread else None


def _ranks(values: np.ndarray) -> np.ndarray:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[places]
