"""The Mahalanobis distance to the nearest of ten classes, as it was published.

To what the layer before softmax makes of labelled digits a normal distribution is fitted for each
digit: ten means, and one covariance that all ten share. How far an image lies from the nearest
mean, measured by that covariance, is its distance. Where only maps stand before softmax, each
counts by its mean.

Source: K. Lee, K. Lee, H. Lee, J. Shin, "A Simple Unified Framework for Detecting
Out-of-Distribution Samples and Adversarial Attacks", NeurIPS 2018, equations 1 and 2. Their score
is the square of this distance, with its sign turned; what they add to it (noise on the input, and
distances of other layers, weighted by known strangers) is not done here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnn.explain.votes import giver_of
from cnn.network import Network
from cnn.network.kinds.flatten import Flatten
from cnn.network.layer_shapes import CLASSES

# So many rows at once are taken to float64, to keep the memory small.
ROWS = 256


@dataclass(frozen=True, eq=False)
class ClassNormals:
    """A normal distribution for each digit, all with the same covariance.

    Attributes:
        means: (10, f) float64.
        whitening: (f, k) float64: times a difference it makes Mahalanobis distances lengths. k is
            smaller than f where the digits vary in fewer directions.
    """

    means: np.ndarray
    whitening: np.ndarray

    @property
    def says_nothing(self) -> bool:
        """Whether the digits do not vary at all."""
        return self.whitening.shape[1] == 0

    def distances(self, made: np.ndarray) -> np.ndarray:
        """(n,) float64, from (n, f) features to the nearest mean."""
        whitened = made @ self.whitening
        squares = [((whitened - mean) ** 2).sum(axis=1) for mean in self.means @ self.whitening]
        return np.sqrt(np.min(squares, axis=0))


def class_normals(made: np.ndarray, labels: np.ndarray) -> ClassNormals:
    """Fit them to features of labelled digits.

    A direction in which the digits do not vary, but for what float32 rounds, is left out: the
    covariance has a pseudo-inverse.

    Args:
        made: (n, f) features, finite.
        labels: (n,) true digits, each of the ten at least once.
    """
    means = np.stack(
        [made[labels == digit].mean(axis=0, dtype=np.float64) for digit in range(CLASSES)]
    )
    covariance = np.zeros((made.shape[1], made.shape[1]))
    for start in range(0, len(made), ROWS):
        apart = made[start : start + ROWS] - means[labels[start : start + ROWS]]
        covariance += apart.T @ apart
    values, vectors = np.linalg.eigh(covariance / len(made))
    is_real = values > values.max() * len(values) * np.finfo(np.float32).eps
    return ClassNormals(means, vectors[:, is_real] / np.sqrt(values[is_real]))


def penultimate(
    network: Network, activations: Mapping[str, np.ndarray], images: np.ndarray
) -> np.ndarray:
    """What softmax's layer reads of some images: (n, f) float32; of maps, each one's mean.

    Args:
        network: any.
        activations: what its layers made of the images.
        images: (n, 28, 28), whose pixels it is where nothing stands before softmax.
    """
    giver = giver_of(network, "softmax")
    assert giver is not None  # whatever the design, something makes the maps a row
    if not isinstance(giver.spec, Flatten):
        return activations[giver.name]
    maps = giver_of(network, giver.name)
    if maps is None:
        return np.asarray(images, np.float32).reshape(len(images), -1)
    return activations[maps.name].mean(axis=(1, 2))


def penultimate_name(network: Network) -> str | None:
    """The name of the layer whose numbers those are; None for the image's pixels."""
    giver = giver_of(network, "softmax")
    assert giver is not None
    if isinstance(giver.spec, Flatten):
        giver = giver_of(network, giver.name)
    return giver.name if giver else None
