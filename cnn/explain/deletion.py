"""The second lie detector: does the answer hang on the pixels that a map calls important?

Deletion takes pixels away in the map's order, most important first, and insertion brings them back
on blank paper. The better the map, the sooner the probability falls, and rises: the area between
the two curves is large. Random orders say what any order reaches.

Source: V. Petsiuk, A. Das, K. Saenko, "RISE: Randomized Input Sampling for Explanation of Black-box
Models", arXiv:1806.07421 (2018), section 3.2; here on ink alone, since paper cannot be taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cnn.network import Network

STEPS = 28
RANDOM_ORDERS = 20
SEED = 0


@dataclass(frozen=True)
class Curves:
    """A digit's probability while its ink goes and comes in one order.

    Attributes:
        shares: (steps + 1,) of the ink's pixels that are gone, or back: from 0 to 1.
        deleted: (steps + 1,) probability with so many gone.
        inserted: (steps + 1,) probability with so many back.
    """

    shares: np.ndarray
    deleted: np.ndarray
    inserted: np.ndarray

    @property
    def area(self) -> float:
        """Between the curves, -1 to 1: inserted less deleted, by trapezia."""
        apart = self.inserted - self.deleted
        return float(((apart[1:] + apart[:-1]) / 2 * np.diff(self.shares)).sum())


def curves(
    network: Network, image: np.ndarray, attribution: np.ndarray, digit: int, steps: int = STEPS
) -> Curves:
    """Take the ink's pixels away, and bring them back, from the map's largest number down.

    Pixels with equal numbers go in a random order, always the same.

    Args:
        network: any.
        image: (28, 28) in [0, 1].
        attribution: (28, 28).
        digit: whose probability is followed.
        steps: into how many equal parts the pixels are divided.
    """
    rng = np.random.default_rng(SEED)
    ink = rng.permutation(np.flatnonzero(image))
    order = ink[np.argsort(-attribution.ravel()[ink], kind="stable")]
    return _in_order(network, image, order, digit, steps)


def random_curves(
    network: Network,
    image: np.ndarray,
    digit: int,
    steps: int = STEPS,
    *,
    orders: int = RANDOM_ORDERS,
    seed: int = SEED,
) -> Iterator[Curves]:
    """The same in random orders: what a map that knows nothing reaches, and its spread."""
    rng = np.random.default_rng(seed)
    ink = np.flatnonzero(image)
    for _ in range(orders):
        yield _in_order(network, image, rng.permutation(ink), digit, steps)


def _in_order(
    network: Network, image: np.ndarray, order: np.ndarray, digit: int, steps: int
) -> Curves:
    counts = np.rint(np.linspace(0, len(order), steps + 1)).astype(int)
    deleted = np.repeat(image.reshape(1, -1), len(counts), axis=0)
    inserted = np.zeros_like(deleted)
    for count, gone, back in zip(counts, deleted, inserted, strict=True):
        gone[order[:count]] = 0
        back[order[:count]] = image.ravel()[order[:count]]
    images = np.concatenate([deleted, inserted]).reshape(-1, *image.shape)
    probabilities = network.predict(images)[:, digit]
    shares = counts / max(len(order), 1)
    return Curves(shares, probabilities[: len(counts)], probabilities[len(counts) :])
