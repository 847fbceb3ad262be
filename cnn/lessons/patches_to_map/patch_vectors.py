"""From patches to a map: a cell of a convolution adds up, input map by input map."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnn.network import Network, ops
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.layers import Layer
from cnn.network.shapes import same_padding

# Steps with a name of their own; the other input maps are one step together.
MOST_NAMED = 7


@dataclass(frozen=True)
class PatchVectors:
    """A convolution's input and output for one image, and one filter's sum at every place.

    h x w are the output's rows and columns, c the input maps, n the steps: the strongest input
    maps one by one, the rest together (where there is a rest), the bias.

    Attributes:
        layer: the convolution.
        giver: name of the layer before it.
        given: (rows, columns, c) float32, what it reads.
        output: (h, w, filters) float32, as the network computed it.
        filter: the one whose sums follow.
        bias: the filter's.
        window: rows of a patch, equally columns.
        starts: first input row (equally column) of each row's patch; negative within padding.
        channel_sums: (h, w, c) float64, the products of each input map, summed.
        strongest: (h, w, k) input maps with the largest sums of either sign, largest first.
        steps: (h, w, n) float64, what each step adds.
        levels: (h, w, n) float64, the sum after each step; the last is the cell before ReLU.
    """

    layer: Layer
    giver: str
    given: np.ndarray
    output: np.ndarray
    filter: int
    bias: float
    window: int
    starts: tuple[int, ...]
    channel_sums: np.ndarray
    strongest: np.ndarray
    steps: np.ndarray
    levels: np.ndarray

    @property
    def rest(self) -> int:
        """How many input maps are one step together."""
        return self.given.shape[-1] - self.strongest.shape[-1]

    @property
    def before_relu(self) -> np.ndarray:
        """(h, w) float64: all products summed, plus the bias."""
        return self.levels[..., -1]

    @property
    def cells(self) -> np.ndarray:
        """(h, w) float64: after ReLU."""
        return ops.relu(self.before_relu)

    @property
    def fingerprint(self) -> str:
        """Another for another image, network, layer or filter."""
        checksum = zlib.crc32(np.ascontiguousarray(self.steps).tobytes())
        return f"{self.layer.name} {self.filter} {checksum:08x}"


def layers_with_depth(architecture: Architecture) -> tuple[Layer, ...]:
    """The convolutions that read more than one map, in order."""
    return tuple(layer for layer in architecture.conv_layers if layer.input_shape[-1] > 1)


def patch_vectors(
    network: Network, activations: dict[str, np.ndarray], layer: Layer, number: int
) -> PatchVectors:
    """Every patch of a convolution, and one filter's sum over each.

    Args:
        activations: what `network.forward` gave for one image alone.
        layer: one of `layers_with_depth`.
        number: the filter.
    """
    spec, before_it = layer.spec, network.architecture.previous(layer.name)
    if not isinstance(spec, Conv2D) or before_it is None:
        raise ValueError(f"{layer.name} is no convolution after another layer")
    giver = before_it.name
    given = activations[giver][0]
    arrays = network.weights[layer.name]
    kernel, bias = arrays["kernel"], arrays["bias"]
    before = 0
    padded = given[np.newaxis].astype(np.float64)
    if spec.padding == "same":
        before = same_padding(len(given), spec.kernel_size, spec.stride)[0]
        padded = ops.pad_same(padded, spec.kernel_size, spec.stride)
    window = (spec.kernel_size, spec.kernel_size)
    patches = sliding_window_view(padded[0], window, axis=(0, 1))
    patches = patches[:: spec.stride, :: spec.stride]
    sums = np.einsum("hwcij,ijc->hwc", patches, kernel[..., number].astype(np.float64))
    strongest = np.argsort(-np.abs(sums), axis=-1, kind="stable")[..., :MOST_NAMED]
    steps = _steps(sums, strongest, float(bias[number]))
    return PatchVectors(
        layer=layer,
        giver=giver,
        given=given,
        output=activations[layer.name][0],
        filter=number,
        bias=float(bias[number]),
        window=spec.kernel_size,
        starts=tuple(row * spec.stride - before for row in range(layer.output_shape[0])),
        channel_sums=sums,
        strongest=strongest,
        steps=steps,
        levels=steps.cumsum(axis=-1),
    )


def _steps(sums: np.ndarray, strongest: np.ndarray, bias: float) -> np.ndarray:
    named = np.take_along_axis(sums, strongest, axis=-1)
    parts = [named]
    if sums.shape[-1] > strongest.shape[-1]:
        rest = sums.copy()
        np.put_along_axis(rest, strongest, 0.0, axis=-1)
        parts.append(rest.sum(axis=-1, keepdims=True))
    return np.concatenate([*parts, np.full((*sums.shape[:2], 1), bias)], axis=-1)
