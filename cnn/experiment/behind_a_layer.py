"""What lies behind a layer, run again without one of its channels: only what changes is computed.

Up to the next convolution or dense layer every channel stays by itself, so a silenced one becomes
the same few numbers for every image. There it has its share in the sums; the share is taken off,
and only what follows is run in full.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnn.evaluation.digits_in_batches import MULTIPLY_ADDS_PER_SECOND
from cnn.network import Network, ops
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.layer_spec import Arrays
from cnn.network.layers import Layer
from cnn.network.network import activated

# Measured with one BLAS thread: what an image costs in a batch, beside its multiplications and what
# is done with the numbers that they make.
SECONDS_PER_IMAGE, SECONDS_PER_NUMBER = 10e-6, 8e-9
_NO_ARRAYS: Arrays = {}
# Infinite sums less infinite shares are NaN, which an evaluation counts.
_overflow_is_no_warning = np.errstate(over="ignore", invalid="ignore")


@dataclass(frozen=True)
class Mixed:
    """Some images at the first layer behind that mixes channels.

    Attributes:
        given: what it reads, (n, cells, channels) where it is dense, (n, h, w, channels) where it
            is a convolution; float32.
        sums: (n, ...) float32, what it makes of that before ReLU or softmax.
    """

    given: np.ndarray
    sums: np.ndarray


class BehindALayer:
    """A network seen from behind one of its layers.

    Args:
        network: any.
        layer_name: one of `silenceable_layers`.
    """

    def __init__(self, network: Network, layer_name: str) -> None:
        layers = network.architecture.layers
        self._network = network
        self._layer = network.architecture.layer(layer_name)
        start = layers.index(self._layer) + 1
        mixing = next(
            place for place in range(start, len(layers)) if layers[place].kernel_shape is not None
        )
        self._before, self._between = layers[:start], layers[start:mixing]
        self._mixing, self._rest = layers[mixing], layers[mixing + 1 :]
        self._arrays = network.weights[self._mixing.name]

    @property
    def channels(self) -> int:
        """How many filters, maps or units the layer has."""
        return self._layer.output_shape[-1]

    @property
    def kept_numbers(self) -> int:
        """How many numbers a `Mixed` holds for each image."""
        shapes = (self._mixing.input_shape, self._mixing.output_shape)
        return sum(int(np.prod(shape)) for shape in shapes)

    @property
    def multiply_adds(self) -> int:
        """Multiplications for each image and silenced channel."""
        share = self._mixing.multiply_adds // self.channels
        return share + sum(layer.multiply_adds for layer in self._rest)

    @property
    def seconds(self) -> float:
        """About how long one image takes with one silenced channel, on a free core."""
        numbers = sum(math.prod(layer.output_shape) for layer in (self._mixing, *self._rest))
        return (
            SECONDS_PER_IMAGE
            + self.multiply_adds / MULTIPLY_ADDS_PER_SECOND
            + numbers * SECONDS_PER_NUMBER
        )

    def mixed(self, images: np.ndarray) -> Mixed:
        """Bring images, (n, 28, 28) in [0, 1], up to the first layer that mixes channels."""
        given = np.asarray(images, np.float32)[..., np.newaxis]
        for layer in (*self._before, *self._between):
            given = self._run(layer, given)
        sums = self._mixing.spec.forward(given, self._arrays)
        if not isinstance(self._mixing.spec, Conv2D):
            given = given.reshape(len(given), -1, self.channels)
        return Mixed(given, sums)

    @_overflow_is_no_warning
    def sums_without(self, mixed: Mixed, number: int) -> np.ndarray:
        """The sums of that layer with one channel of the first layer silenced: (n, ...) float32."""
        apart = self._silent(number) - mixed.given[..., [number]]
        kernel, spec = self._arrays["kernel"], self._mixing.spec
        if isinstance(spec, Conv2D):
            no_bias = np.zeros(kernel.shape[-1], np.float32)
            share = ops.conv2d(apart, kernel[:, :, [number]], no_bias, spec.stride, spec.padding)
        else:
            weights = kernel.reshape(-1, self.channels, kernel.shape[-1])[:, number]
            share = apart[..., 0] @ weights
        share += mixed.sums
        return share

    def probabilities(self, sums: np.ndarray) -> np.ndarray:
        """Run the rest of the network: (n, 10) float32 of the mixing layer's sums."""
        values = activated(self._mixing.spec, sums)
        for layer in self._rest:
            values = self._run(layer, values)
        return values

    def _silent(self, number: int) -> np.ndarray:
        """What becomes of a channel of zeros by then: it is the same for every image."""
        values = np.zeros((1, *self._layer.output_shape[:-1], 1), np.float32)
        for layer in self._between:
            arrays = self._network.weights.get(layer.name, _NO_ARRAYS)
            one = {name: array[..., [number]] for name, array in arrays.items()}
            values = layer.spec.forward(values, one)
        return values if isinstance(self._mixing.spec, Conv2D) else values.reshape(1, -1, 1)

    def _run(self, layer: Layer, values: np.ndarray) -> np.ndarray:
        arrays = self._network.weights.get(layer.name, _NO_ARRAYS)
        return activated(layer.spec, layer.spec.forward(values, arrays))
