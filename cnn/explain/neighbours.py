"""Neighbours: what a layer makes of thousands of digits, seen in a plane, and who is nearest.

The plane is that of the first two principal components. They are found a batch of digits at a time,
so that the memory stays small, whatever the layer: each batch is joined to what the earlier ones
left, and of the result the strongest directions are kept.

Source: D. Ross, J. Lim, R.-S. Lin, M.-H. Yang, "Incremental Learning for Robust Visual Tracking",
International Journal of Computer Vision 77 (2008), section 3.1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from cnn.explain.work import Work
from cnn.network import Network
from cnn.network.shapes import FLOAT_BYTES

# As many directions are followed: a layer of no more numbers loses nothing. Of very wide layers
# fewer are, for the bytes that they take on the way, and at the end.
KEPT = 64
MOST_BYTES_ON_THE_WAY, MOST_BYTES = 16_000_000, 3_000_000
NEIGHBOURS = 10
# Digits whose exact distances are worked out at once.
CHUNK = 128
# How far float32 may have a least distance too large, as a share of it.
ROUNDING = 1e-4
# A layer's numbers for all digits are kept until they are placed, where they take no more bytes.
MOST_KEPT_BYTES = 24_000_000


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """A layer's numbers for many digits, in the directions in which they vary most.

    Attributes:
        layer_name: whose numbers.
        mean: (f,) float32 over the digits.
        axes: (k, f) float32 of length 1, at right angles, the strongest first: at most 64, and of
            3 MB at most.
        shares: (k,) of all variance that lies along each.
        coordinates: (n, k) float32, where each digit lies along the axes.
        rests: (n,) float32, how far each lies off them.
    """

    layer_name: str
    mean: np.ndarray
    axes: np.ndarray
    shares: np.ndarray
    coordinates: np.ndarray
    rests: np.ndarray

    def placed(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where (n, f) numbers of the layer lie: (n, k) along the axes, and (n,) how far off."""
        apart = numbers - self.mean
        along = apart @ self.axes.T
        squares = np.einsum("nf,nf->n", apart, apart) - np.einsum("nk,nk->n", along, along)
        return along, np.sqrt(np.maximum(squares, 0))


@dataclass(frozen=True)
class Nearest:
    """The nearest of many digits.

    Attributes:
        positions: (10,) among them, the nearest first.
        distances: (10,) between the layer's numbers, in all directions.
    """

    positions: np.ndarray
    distances: np.ndarray


def layer_numbers(network: Network, layer_name: str, images: np.ndarray) -> np.ndarray:
    """What a layer gives for images, each in one row: (n, f) float32."""
    return network.forward(images, layer_name)[layer_name].reshape(len(images), -1)


def neighbourhood(
    network: Network,
    layer_name: str,
    images: np.ndarray,
) -> Work[Neighbourhood]:
    """Find the principal components of a layer, and place the digits along them.

    Args:
        network: whose sums do not overflow for the digits.
        layer_name: any layer's.
        images: (n, 28, 28) uint8, ink bright, n at least 2.
    """
    found = _Components()
    count, half_way = len(images), 0.5
    width = math.prod(network.architecture.layer(layer_name).output_shape)
    kept: np.ndarray | None = None
    if FLOAT_BYTES * count * width <= MOST_KEPT_BYTES:
        # One array, which goes back to the system as a whole; many small ones would leave holes.
        kept, half_way = np.empty((count, width), np.float32), 1.0
    done = 0
    for numbers in _batches(network, layer_name, images):
        found.take(numbers)
        if kept is not None:
            kept[done : done + len(numbers)] = numbers
        done += len(numbers)
        yield half_way * done / count
    most = _most_axes(width, MOST_BYTES)
    axes, shares = found.axes[:most].copy(), found.shares[:most]
    nowhere = np.empty((0, len(axes))), np.empty(0)
    bare = Neighbourhood(layer_name, found.mean.astype(np.float32), axes, shares, *nowhere)
    del found
    places = []
    batches = _batches(network, layer_name, images) if kept is None else network.batches(kept)
    for numbers in batches:
        places.append(bare.placed(numbers))
        done += len(numbers)
        if kept is None:
            yield half_way * done / count
    along, rests = (np.concatenate(parts) for parts in zip(*places, strict=True))
    return replace(bare, coordinates=along, rests=rests)


def nearest(
    network: Network,
    among: Neighbourhood,
    images: np.ndarray,
    image: np.ndarray,
    count: int = NEIGHBOURS,
) -> Work[Nearest]:
    """The digits nearest to an image among the layer's numbers, in all their directions.

    Off the axes two digits are at least as far apart as their distances from them differ; where
    even that is farther than the nearest so far, nothing is left to be worked out.

    Args:
        network: the neighbourhood's.
        among: of these images.
        images: (n, 28, 28) uint8.
        image: (28, 28) in [0, 1].
        count: how many.
    """
    own = layer_numbers(network, among.layer_name, image[np.newaxis])
    along, rest = among.placed(own)
    least = np.sqrt(((among.coordinates - along) ** 2).sum(axis=1) + (among.rests - rest) ** 2)
    order = np.argsort(least, kind="stable")
    positions, distances = np.empty(0, int), np.empty(0)
    for start in range(0, len(order), CHUNK):
        here = order[start : start + CHUNK]
        if len(distances) == count and least[here[0]] * (1 - ROUNDING) > distances[-1]:
            break
        yield start / len(order)
        numbers = layer_numbers(network, among.layer_name, _as_read(images[here]))
        exact = np.sqrt(((numbers - own).astype(np.float64) ** 2).sum(axis=1))
        positions = np.concatenate([positions, here])
        distances = np.concatenate([distances, exact])
        best = np.argsort(distances, kind="stable")[:count]
        positions, distances = positions[best], distances[best]
    return Nearest(positions, distances)


class _Components:
    """The strongest directions of all rows so far, with their singular values."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = np.zeros(0)
        self.axes = np.zeros((0, 0), np.float32)
        self._strengths = np.zeros(0)
        self._squares = 0.0

    def take(self, rows: np.ndarray) -> None:
        """Join (n, f) rows to those before."""
        count, mean = len(rows), rows.mean(axis=0, dtype=np.float64)
        apart = rows - mean.astype(np.float32)
        self._squares += float(np.einsum("nf,nf->", apart, apart, dtype=np.float64))
        if self.count:
            between = np.sqrt(self.count * count / (self.count + count)) * (self.mean - mean)
            self._squares += float((between**2).sum())
            # In place: of a wide layer the axes take tens of megabytes.
            self.axes *= self._strengths[:, np.newaxis].astype(np.float32)
            apart = np.concatenate([self.axes, apart, between.astype(np.float32)[np.newaxis]])
            self.axes = apart[:0]
            mean = (self.count * self.mean + count * mean) / (self.count + count)
        self.count, self.mean = self.count + count, mean
        self._strengths, self.axes = _strongest(apart)

    @property
    def shares(self) -> np.ndarray:
        """Of all variance, along each axis."""
        return self._strengths**2 / (self._squares or 1.0)


def _strongest(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The largest singular values of (n, f) rows, and their right singular vectors."""
    most = _most_axes(rows.shape[1], MOST_BYTES_ON_THE_WAY)
    with np.errstate(over="ignore", invalid="ignore"):
        is_tall = rows.shape[1] <= len(rows)
        products = (rows.T @ rows if is_tall else rows @ rows.T).astype(np.float64)
    if not np.isfinite(products).all():
        # Squares past what float32 can hold: there are no directions to be found.
        return np.zeros(1), np.zeros((1, rows.shape[1]), np.float32)
    values, vectors = np.linalg.eigh(products)
    if is_tall:
        kept = np.argsort(-values)[:most]
        return np.sqrt(np.maximum(values[kept], 0)), vectors[:, kept].T.astype(np.float32)
    kept = np.argsort(-values)[: min(most, len(rows))]
    kept = kept[values[kept] > values.max() * np.finfo(np.float32).eps]
    strengths = np.sqrt(values[kept])
    axes = (vectors[:, kept] / strengths).T.astype(np.float32) @ rows
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    return strengths, axes


def _most_axes(width: int, most_bytes: int) -> int:
    """How many directions of so many numbers are followed, or kept."""
    return min(KEPT, max(most_bytes // (FLOAT_BYTES * width), 2))


def _batches(network: Network, layer_name: str, images: np.ndarray) -> Iterator[np.ndarray]:
    for batch in network.batches(images):
        yield layer_numbers(network, layer_name, _as_read(batch))


def _as_read(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / 255
