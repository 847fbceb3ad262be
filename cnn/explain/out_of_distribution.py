"""Is this a digit at all: three published scores, each larger for what is stranger, and our own.

Sources: D. Hendrycks, K. Gimpel, "A Baseline for Detecting Misclassified and Out-of-Distribution
Examples in Neural Networks", ICLR 2017, for the maximum softmax probability; W. Liu, X. Wang,
J. Owens, Y. Li, "Energy-based Out-of-distribution Detection", NeurIPS 2020, at temperature 1;
K. Lee and others, NeurIPS 2018, for the Mahalanobis distance (`class_distances`). Draw's
strangeness is a Mahalanobis distance, too, but of other numbers and with a covariance for each
digit (`cnn.strangeness`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnn.explain.class_distances import ClassNormals, class_normals, penultimate
from cnn.explain.work import Work
from cnn.network import Network
from cnn.network.layer_shapes import CLASSES
from cnn.network.overflow import has_overflowed
from cnn.strangeness import features_of_activations, strangeness_of_features

ScoreName = Literal["energy", "mahalanobis", "softmax", "strangeness"]
PUBLISHED: tuple[ScoreName, ...] = ("energy", "mahalanobis", "softmax")
# Probabilities nearer to 1 than this are all alike.
LEAST_DOUBT = 1e-12


def energies(logits: np.ndarray) -> np.ndarray:
    """Minus the logarithm of the sum of e to each logit: (n,) of (n, 10) float64."""
    largest = logits.max(axis=1)
    return -(largest + np.log(np.exp(logits - largest[:, np.newaxis]).sum(axis=1)))


def doubts(logits: np.ndarray) -> np.ndarray:
    """One minus the largest probability, (n,) of (n, 10) float64, never rounded to 0."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    others = np.sort(powers, axis=1)[:, :-1].sum(axis=1)
    return np.maximum(others / powers.sum(axis=1), LEAST_DOUBT)


def scores_of(network: Network) -> tuple[ScoreName, ...]:
    """The published scores, and Draw's strangeness where the network has statistics for it."""
    return PUBLISHED if network.statistics is None else (*PUBLISHED, "strangeness")


def all_scores(
    network: Network, normals: ClassNormals, images: np.ndarray
) -> dict[ScoreName, np.ndarray]:
    """Every score of some images, (n,) float64 each.

    Args:
        network: any.
        normals: `normals_of` its digits.
        images: (n, 28, 28) in [0, 1], at least one.
    """
    parts = [_scores_of_batch(network, normals, batch) for batch in network.batches(images)]
    return {name: np.concatenate([part[name] for part in parts]) for name in scores_of(network)}


def _scores_of_batch(
    network: Network, normals: ClassNormals, images: np.ndarray
) -> dict[ScoreName, np.ndarray]:
    activations = network.forward(images)
    made = features_of_activations(network, activations)
    # The last ten of the features are the logits.
    logits = made[:, -CLASSES:].astype(np.float64)
    scores: dict[ScoreName, np.ndarray] = {
        "energy": energies(logits),
        "mahalanobis": normals.distances(penultimate(network, activations, images)),
        "softmax": doubts(logits),
    }
    if network.statistics is not None:
        scores["strangeness"] = strangeness_of_features(network, made).astype(np.float64)
    return scores


def normals_of(
    network: Network, images: np.ndarray, labels: np.ndarray
) -> Work[ClassNormals | None]:
    """Fit normal distributions to what the last layer but one makes of labelled digits.

    None where its numbers overflow, or are the same for all digits of a kind.

    Args:
        network: any.
        images: (n, 28, 28) uint8, ink bright.
        labels: (n,), each of the ten digits at least once.
    """
    parts = []
    done = 0
    for batch in network.batches(images):
        read = batch.astype(np.float32) / 255
        parts.append(penultimate(network, network.forward(read), read))
        done += len(batch)
        yield done / len(images)
    made = np.concatenate(parts)
    if has_overflowed(made):
        return None
    normals = class_normals(made, labels)
    return None if normals.says_nothing else normals


@dataclass(frozen=True)
class Reference:
    """The scores of digits, and of drawings that are none.

    Attributes:
        digits: {score: (n,) float64 of test digits}.
        strangers: {kind of drawing: {score: (m,) float64}}.
    """

    digits: Mapping[ScoreName, np.ndarray]
    strangers: Mapping[str, Mapping[ScoreName, np.ndarray]]

    def of_kind(self, kind: str | None, score: ScoreName) -> np.ndarray:
        """The scores of one kind of strangers, or of all together."""
        if kind is not None:
            return self.strangers[kind][score]
        return np.concatenate([one[score] for one in self.strangers.values()])


def stranger_than(usual: np.ndarray, value: float) -> float:
    """The share of usual scores that lie below a value, half of those that equal it: 0 to 1."""
    below, equal = (usual < value).sum(), (usual == value).sum()
    return float((below + equal / 2) / len(usual))


def nearest_scores(scores: np.ndarray, value: float, count: int) -> np.ndarray:
    """Places of the scores nearest to a value, the nearest first, as many as there are."""
    if np.isinf(value):
        return np.argsort(-scores, kind="stable")[:count]
    return np.argsort(np.abs(scores - value), kind="stable")[:count]
