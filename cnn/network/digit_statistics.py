"""How digits look inside a network: the statistics that its file keeps beside the weights.

`cnn.strangeness` gathers them and measures with them; here is what they are and what is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

import numpy as np

from cnn.errors import NetworkFileError
from cnn.network.architecture import Architecture
from cnn.network.layer_shapes import CLASSES
from cnn.network.layers import Layer
from cnn.network.shapes import Shape

# More features than this are folded into so many: any network's file grows by 0.4 MB at most.
MAX_FOLDED = 256

_PREFIX = "digit_statistics."
# As a safetensors header and NumPy call the types.
_TYPES = {"F32": np.dtype(np.float32), "I8": np.dtype(np.int8)}


@dataclass(frozen=True, eq=False)
class DigitStatistics:
    """Of each digit, where its images lie among a network's features, and how far they spread.

    With f features in the network, folded into d: at most 256.

    Attributes:
        centre: (f,) float32, each feature's mean.
        spread: (f,) float32 above 0, what each feature is divided by.
        means: (10, d) float32, of each digit.
        factors: (10, d (d + 1) / 2) int8, the lower triangle, row by row, of a matrix L for each
            digit: L L^T is the inverse of its covariance.
        steps: (10, d) float32, at least 0, what the factors' columns are multiplied by.
        bound: (1,) float32 above 0: the distance that one digit in a hundred exceeds.

    Raises:
        NetworkFileError: a number is not finite or out of its range.
    """

    centre: np.ndarray
    spread: np.ndarray
    means: np.ndarray
    factors: np.ndarray
    steps: np.ndarray
    bound: np.ndarray

    def __post_init__(self) -> None:
        numbers = self.tensors().values()
        is_in_range = (self.spread > 0).all() and (self.steps >= 0).all() and (self.bound > 0).all()
        if not is_in_range or not all(np.isfinite(array).all() for array in numbers):
            raise NetworkFileError("The network file's statistics of digits are no such numbers.")

    def tensors(self) -> dict[str, np.ndarray]:
        """The arrays by the names that they have in a network's file."""
        return {_PREFIX + item.name: getattr(self, item.name) for item in fields(self)}

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, np.ndarray]) -> DigitStatistics | None:
        """What `tensors` gave, out of all tensors of a file; None where there are no such."""
        if not any(map(is_of_statistics, tensors)):
            return None
        return cls(**{item.name: tensors[_PREFIX + item.name] for item in fields(cls)})

    @property
    def nbytes(self) -> int:
        """What the arrays take of the memory."""
        return sum(array.nbytes for array in self.tensors().values())


def is_of_statistics(name: str) -> bool:
    """Whether a file's tensor of this name is one of the statistics."""
    return name.startswith(_PREFIX)


@cache
def statistics_tensors(features: int) -> dict[str, tuple[str, Shape]]:
    """{tensor's name: its type and shape} in the file of a network of so many features."""
    folded = min(features, MAX_FOLDED)
    shapes: dict[str, tuple[str, Shape]] = {
        "centre": ("F32", (features,)),
        "spread": ("F32", (features,)),
        "means": ("F32", (CLASSES, folded)),
        "factors": ("I8", (CLASSES, folded * (folded + 1) // 2)),
        "steps": ("F32", (CLASSES, folded)),
        "bound": ("F32", (1,)),
    }
    return {_PREFIX + name: entry for name, entry in shapes.items()}


def feature_layers(architecture: Architecture) -> tuple[Layer, ...]:
    """The layers that features are taken of: those with a kernel, softmax included."""
    return tuple(layer for layer in architecture.layers if layer.kernel_shape is not None)


def feature_count(architecture: Architecture) -> int:
    """How many features a network has: two for each feature map, one for each unit."""
    return sum(
        layer.output_shape[-1] * (2 if layer.is_spatial else 1)
        for layer in feature_layers(architecture)
    )


def check_belongs(statistics: DigitStatistics, architecture: Architecture) -> None:
    """Check that statistics are of a network of this architecture.

    Raises:
        NetworkFileError: an array has another type or shape.
    """
    expected = statistics_tensors(feature_count(architecture))
    for name, array in statistics.tensors().items():
        kind, shape = expected[name]
        if array.shape != shape or array.dtype != _TYPES[kind]:
            raise NetworkFileError(
                "The network's statistics of digits are of another architecture."
            )
