"""Strangeness: how far an image lies from all digits, among the numbers that a network makes.

An image's features are, of each feature map, its mean and its standard deviation after ReLU, and of
each dense unit its sum before ReLU or softmax. For each digit a normal distribution is fitted to
the features of many of its images; an image's distance is the Mahalanobis distance to the nearest
of the ten, and its strangeness is that distance divided by the one that a digit in a hundred
exceeds.

Sources: K. Lee, K. Lee, H. Lee, J. Shin, "A Simple Unified Framework for Detecting
Out-of-Distribution Samples and Adversarial Attacks", NeurIPS 2018, for the distance, here with a
covariance for each digit; J. Friedman, "Regularized Discriminant Analysis", 1989, for their
shrinkage towards the common one; K. Weinberger et al., "Feature Hashing for Large Scale Multitask
Learning", ICML 2009, for folding many features into few.

The measure was chosen by scribbles, spirals and geometric shapes, with letters, things and symbols
in view; these last two had a say in how many features are kept. So the figures that
`tests/benchmarks/strangeness_auroc.py` prints for them are a little kind to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np

from cnn.network import Network
from cnn.network.digit_statistics import MAX_FOLDED, DigitStatistics, feature_layers
from cnn.network.layer_shapes import CLASSES
from cnn.network.overflow import has_overflowed

BOUND = 1.0
"""The strangeness that one digit in a hundred exceeds, of those that the bound was taken from."""
BOUND_SHARE = 0.01

# What the covariance of one digit is drawn towards that of all: by at least so much, and by more
# where there are few images of it.
SHRINKAGE = 0.3
RIDGE = 0.01
# A feature that hardly varies is divided by so much of what a usual one is.
LEAST_SPREAD = 0.001
INT8_MAX = 127
# Unpacked statistics take up to 2.6 MB; this process keeps those of the last few networks.
UNPACKED_KEPT = 8


def strangeness(network: Network, images: np.ndarray) -> np.ndarray:
    """How strange images are to a network: (n,) float32, at least 0, larger is stranger.

    About 0.6 for a usual digit; past 1.0, `BOUND`, it is unlike what the network knows as digits.
    Infinite where the network's sums exceed what float32 can hold.

    Args:
        network: one that has statistics.
        images: (n, 28, 28) in [0, 1], ink bright.

    Raises:
        ValueError: the network has no statistics, or the images have another shape.
    """
    return strangeness_of_features(network, features(network, images))


def strangeness_of_features(network: Network, made: np.ndarray) -> np.ndarray:
    """The same, of the (n, f) features that `features` gave.

    Raises:
        ValueError: the network has no statistics.
    """
    statistics = network.statistics
    if statistics is None:
        raise ValueError("the network has no statistics of digits")
    with np.errstate(over="ignore"):
        return _distances(statistics, made) / statistics.bound


def features(network: Network, images: np.ndarray) -> np.ndarray:
    """What `strangeness` looks at: (n, f) float32, layer after layer.

    Of each convolution its maps' means, then their standard deviations; of each dense layer its
    sums. The last ten are the sums that softmax makes probabilities of.
    """
    batches = [_features_of_batch(network, batch) for batch in network.batches(images)]
    if not batches:
        return _features_of_batch(network, np.zeros((1, *images.shape[1:])))[:0]
    return np.concatenate(batches)


def with_statistics(
    network: Network, digits: tuple[np.ndarray, np.ndarray], others: np.ndarray
) -> Network:
    """The same network with statistics of digits.

    It gets none where its sums overflow, or where one of the ten digits is missing.

    Args:
        network: trained.
        digits: (n, 28, 28) in [0, 1] and (n,) labels.
        others: (m, 28, 28), at least one: digits that are not among those, for the bound.
    """
    return replace(network, statistics=_statistics(network, digits, others))


def _statistics(
    network: Network, digits: tuple[np.ndarray, np.ndarray], others: np.ndarray
) -> DigitStatistics | None:
    if len(np.unique(digits[1])) < CLASSES:
        return None
    made, reached = features(network, digits[0]), features(network, others)
    if has_overflowed(made) or has_overflowed(reached):
        return None
    fitted = _fitted(made.astype(np.float64), np.asarray(digits[1]))
    with np.errstate(over="ignore"):
        arrays = {name: array.astype(np.float32) for name, array in fitted.items()}
    arrays["factors"] = fitted["factors"]
    if any(map(has_overflowed, arrays.values())):
        return None
    statistics = DigitStatistics(**arrays, bound=np.ones(1, np.float32))
    bound = np.quantile(_distances(statistics, reached), 1 - BOUND_SHARE).astype(np.float32)
    if not 0 < bound < np.inf:
        return None
    return replace(statistics, bound=bound[None])


def _features_of_batch(network: Network, images: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore", invalid="ignore"):
        return features_of_activations(network, network.forward(images))


def features_of_activations(network: Network, activations: Mapping[str, np.ndarray]) -> np.ndarray:
    """The same as `features`, of what every layer has made of some images."""
    with np.errstate(over="ignore", invalid="ignore"):
        parts = []
        for layer in feature_layers(network.architecture):
            output = activations[layer.name]
            if layer.is_spatial:
                parts += _mean_and_deviation(output)
                continue
            before = network.architecture.previous(layer.name)
            assert before is not None  # a dense layer stands after flatten at the least
            given = activations[before.name]
            parts.append(layer.spec.forward(given, network.weights[layer.name]))
        return np.concatenate(parts, axis=1)


def _mean_and_deviation(maps: np.ndarray) -> list[np.ndarray]:
    """Of (n, h, w, c) maps, two (n, c); five times as fast as `ndarray.std`."""
    size = maps.shape[1] * maps.shape[2]
    mean = np.einsum("nhwc->nc", maps) / size
    square = np.einsum("nhwc,nhwc->nc", maps, maps) / size
    return [mean, np.sqrt(np.maximum(square - mean**2, 0))]


def _fitted(made: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
    """The arrays of `DigitStatistics` but the bound, of (n, f) float64 features."""
    centre, spread = made.mean(axis=0), made.std(axis=0)
    spread = spread + LEAST_SPREAD * (spread.mean() or 1.0)
    folded = fold((made - centre) / spread)
    means = np.stack([folded[labels == digit].mean(axis=0) for digit in range(CLASSES)])
    common = _covariance(folded - means[labels])
    size = len(common)
    common += RIDGE * (np.trace(common) / size or 1.0) * np.eye(size)
    factors = np.empty((CLASSES, size * (size + 1) // 2), np.int8)
    steps = np.empty((CLASSES, size))
    for digit in range(CLASSES):
        own = folded[labels == digit] - means[digit]
        share = max(SHRINKAGE, size / (size + len(own)))
        covariance = (1 - share) * _covariance(own) + share * common
        factor = np.linalg.cholesky(np.linalg.inv(covariance))
        steps[digit] = abs(factor).max(axis=0) / INT8_MAX
        factors[digit] = np.round(factor / steps[digit])[np.tril_indices(size)]
    return {"centre": centre, "spread": spread, "means": means, "factors": factors, "steps": steps}


def fold(values: np.ndarray) -> np.ndarray:
    """Fold (n, f) features into (n, d): d is f where that is at most 256, else 256.

    Each feature past the first 256 is added to, or taken from, one of them: every column of the
    result sums columns 256 apart, with signs that follow from their numbers alone.
    """
    count = values.shape[1]
    if count <= MAX_FOLDED:
        return values
    numbers = np.arange(count, dtype=np.uint64)
    # D. Knuth's multiplicative hashing: the highest of 32 bits.
    signs = np.where((numbers * 2654435761) & 0x80000000, -1, 1).astype(values.dtype)
    rows = -(-count // MAX_FOLDED)
    padded = np.zeros((len(values), rows * MAX_FOLDED), values.dtype)
    padded[:, :count] = values * signs
    return padded.reshape(len(values), rows, MAX_FOLDED).sum(axis=1)


def _covariance(residuals: np.ndarray) -> np.ndarray:
    return residuals.T @ residuals / len(residuals)


def _distances(statistics: DigitStatistics, made: np.ndarray) -> np.ndarray:
    """(n,) float32 Mahalanobis distances of (n, f) features to the nearest digit."""
    factors, offsets = _unpacked(statistics)
    with np.errstate(over="ignore", invalid="ignore"):
        folded = fold((made - statistics.centre) / statistics.spread)
        squares = [
            ((folded @ factor - offset) ** 2).sum(axis=1)
            for factor, offset in zip(factors, offsets, strict=True)
        ]
        nearest = np.sqrt(np.min(squares, axis=0))
    return np.where(np.isfinite(nearest), nearest, np.inf).astype(np.float32)


@lru_cache(maxsize=UNPACKED_KEPT)
def _unpacked(statistics: DigitStatistics) -> tuple[np.ndarray, np.ndarray]:
    """Each digit's factor, (10, d, d) float32, and its mean times that, (10, d)."""
    size = statistics.means.shape[1]
    factors = np.zeros((CLASSES, size, size), np.float32)
    rows, columns = np.tril_indices(size)
    with np.errstate(over="ignore", invalid="ignore"):
        factors[:, rows, columns] = statistics.factors * statistics.steps[:, columns]
        return factors, (statistics.means[:, None] @ factors)[:, 0]
