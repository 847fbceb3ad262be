"""Network: an architecture with its weights, run forward in NumPy, kept in safetensors files."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy
from threadpoolctl import threadpool_limits

from cnn.atomic_write import write_atomically
from cnn.errors import NetworkFileError, VisitorError
from cnn.network import ops
from cnn.network.architecture import Architecture
from cnn.network.file_checks import (
    MAX_FILE_BYTES,
    check_tensor_entries,
    decode_json,
    read_header,
    too_large,
)
from cnn.network.layers import (
    IMAGE_SIZE,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPool2D,
)
from cnn.network.provenance import Provenance

PRETRAINED_FOLDER = Path(__file__).parent / "pretrained"
PRETRAINED = ("pen", "textbook")
FILE_FORMAT = "convoscope-1"
# Images are read in batches whose arrays take about so many bytes, whatever the design. Larger
# arrays are slower as well: the textbook network takes half as long per image as with 64 MB.
MAX_BATCH = 256
BATCH_BYTES = 16 * 2**20
FLOAT_BYTES = 4

Weights = dict[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Network:
    """An architecture with weights.

    Args:
        architecture: the layers.
        weights: {layer name: (kernel, bias)}, float32, in Keras's layout.
        provenance: how the network was made.

    Raises:
        NetworkFileError: weights are missing, of another shape, or not finite.
    """

    architecture: Architecture
    weights: Weights
    provenance: Provenance = field(default_factory=Provenance)

    def __post_init__(self) -> None:
        _check_weights(self.architecture, self.weights)

    @classmethod
    def load(cls, source: str | os.PathLike[str]) -> Network:
        """Load a pretrained network or a file.

        Args:
            source: `pen`, `textbook`, or a path to a .safetensors file.

        Returns:
            The network.

        Raises:
            NetworkFileError: the file is missing, damaged, of another kind, or past the limits.
        """
        path = Path(source)
        if str(source) in PRETRAINED:
            path = PRETRAINED_FOLDER / f"{source}.safetensors"
        try:
            size = path.stat().st_size
            if size > MAX_FILE_BYTES:
                raise NetworkFileError(too_large(size))
            return cls.from_bytes(path.read_bytes())
        except OSError as error:
            raise NetworkFileError(f"The network file {path.name} cannot be read.") from error

    @classmethod
    def from_bytes(cls, data: bytes) -> Network:
        """Read a network file's content, trusting nothing.

        Args:
            data: the bytes of a .safetensors file made by `to_bytes`.

        Returns:
            The network.

        Raises:
            NetworkFileError: the bytes are no such file, damaged, or past the limits.
        """
        header = read_header(data)
        metadata = header.get("__metadata__")
        if not isinstance(metadata, dict) or metadata.get("format") != FILE_FORMAT:
            raise NetworkFileError(
                "This safetensors file was not made by Convoscope: it does not say what its "
                "layers are. Load a .safetensors file downloaded from the Train page."
            )
        try:
            architecture = Architecture.from_json(decode_json(metadata.get("architecture")))
            provenance = Provenance.from_json(decode_json(metadata.get("record")))
        except VisitorError as error:
            raise NetworkFileError(f"This network cannot be loaded. {error}") from error
        check_tensor_entries(header, architecture)
        try:
            tensors = safetensors.numpy.load(data)
        except (safetensors.SafetensorError, ValueError) as error:
            raise NetworkFileError(
                "The network file is damaged or incomplete; download it again."
            ) from error
        weights = {
            layer.name: (tensors[f"{layer.name}.kernel"], tensors[f"{layer.name}.bias"])
            for layer in architecture.layers
            if layer.parameters
        }
        return cls(architecture, weights, provenance)

    def to_bytes(self) -> bytes:
        """The whole network as the content of a .safetensors file.

        Returns:
            Weights as `layer.kernel` and `layer.bias`; architecture and provenance in the metadata.
        """
        tensors = {}
        for name, (kernel, bias) in self.weights.items():
            tensors[f"{name}.kernel"] = np.ascontiguousarray(kernel)
            tensors[f"{name}.bias"] = np.ascontiguousarray(bias)
        metadata = {
            "format": FILE_FORMAT,
            "architecture": json.dumps(self.architecture.to_json()),
            "record": json.dumps(self.provenance.to_json()),
        }
        return safetensors.numpy.save(tensors, metadata)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the network file; an old file stays whole until the new one is.

        Args:
            path: where to; the folder must exist.

        Raises:
            OSError: the disk is full or the folder cannot be written.
        """
        write_atomically(Path(path), self.to_bytes())

    def forward(self, images: np.ndarray) -> dict[str, np.ndarray]:
        """Run images through every layer and keep every output.

        Args:
            images: (n, 28, 28) in [0, 1], ink bright.

        Returns:
            {layer name: (n, ...) float32 activation}, in the layers' order; the last, softmax,
            holds the (n, 10) probabilities.

        Raises:
            ValueError: the images have another shape.
        """
        images = np.asarray(images, dtype=np.float32)
        if images.ndim != 3 or images.shape[1:] != (IMAGE_SIZE, IMAGE_SIZE):
            raise ValueError(f"images must be (n, 28, 28), not {images.shape}")
        _keep_to_one_blas_thread()
        activations: dict[str, np.ndarray] = {}
        values = images[..., np.newaxis]
        for layer in self.architecture.layers:
            values = self.run_layer(layer, values)
            activations[layer.name] = values
        return activations

    def run_layer(self, layer: Layer, values: np.ndarray) -> np.ndarray:
        """One layer's output, activation function included.

        Args:
            layer: a layer of this network.
            values: (n, *layer.input_shape) float32.

        Returns:
            (n, *layer.output_shape) float32.
        """
        match layer.spec:
            case Conv2D(_, _, stride, padding):
                return ops.relu(ops.conv2d(values, *self.weights[layer.name], stride, padding))
            case MaxPool2D(pool_size):
                return ops.max_pool2d(values, pool_size)
            case AveragePool2D(pool_size):
                return ops.average_pool2d(values, pool_size)
            case Dropout():
                return values
            case Flatten():
                return values.reshape(len(values), -1)
            case Dense(_, activation):
                summed = ops.dense(values, *self.weights[layer.name])
                return ops.relu(summed) if activation == "relu" else ops.softmax(summed)

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The probabilities of the ten digits.

        Args:
            images: (n, 28, 28) in [0, 1], ink bright; any n, worked through in batches.

        Returns:
            (n, 10) float32; each row sums to 1.
        """
        batches = [self.forward(batch)["softmax"] for batch in self.batches(images)]
        return np.concatenate(batches) if batches else np.zeros((0, 10), np.float32)

    def batches(self, images: np.ndarray) -> Iterator[np.ndarray]:
        """Images in batches that `forward` can take without filling the memory.

        Args:
            images: (n, ...), any n.

        Returns:
            Views of the images in order, each of 1 to 256 of them: as many as keep a batch's
            arrays to about 16 MB, whatever the design.
        """
        count = images_per_batch(self.architecture)
        for start in range(0, len(images), count):
            yield images[start : start + count]


@cache
def _keep_to_one_blas_thread() -> None:
    """Limit this process's BLAS to one thread, once: a limit around each call costs 0.03 to 0.2 ms.

    These matrices are small: a second thread gains nothing, and where another process has the core,
    such as the trainer, waiting for that thread costs twenty times the arithmetic.
    """
    threadpool_limits(limits=1, user_api="blas")


def images_per_batch(architecture: Architecture) -> int:
    """How many images `Network.forward` reads at once in about 16 MB.

    Args:
        architecture: of the network.

    Returns:
        1 to 256.
    """
    layers = architecture.layers
    kept = sum(math.prod(layer.output_shape) for layer in layers)
    passing = max(_passing_numbers(layer) for layer in layers)
    return min(max(BATCH_BYTES // (FLOAT_BYTES * (kept + passing)), 1), MAX_BATCH)


def _passing_numbers(layer: Layer) -> int:
    """Numbers per image that a layer needs while it runs, beside its input and its output."""
    out = math.prod(layer.output_shape)
    if not isinstance(layer.spec, Conv2D):
        return out
    size, _, channels, filters = layer.kernel_shape
    # Its patches side by side, the input with its padding, the sums before ReLU.
    padded = (layer.input_shape[0] + size) ** 2 * channels
    return out // filters * size * size * channels + padded + out


def _check_weights(architecture: Architecture, weights: Mapping[str, Any]) -> None:
    learned = [layer for layer in architecture.layers if layer.parameters]
    if set(weights) != {layer.name for layer in learned}:
        raise NetworkFileError("The network's weights do not belong to its layers.")
    for layer in learned:
        kernel, bias = weights[layer.name]
        shapes = (layer.kernel_shape, layer.kernel_shape[-1:])
        if (kernel.shape, bias.shape) != shapes or {kernel.dtype, bias.dtype} != {_FLOAT32}:
            raise NetworkFileError(f"The weights of {layer.name} have another shape than it needs.")
        if not (np.isfinite(kernel).all() and np.isfinite(bias).all()):
            raise NetworkFileError(
                f"The weights of {layer.name} are not all finite numbers (NaN or infinity): the "
                "training that made them diverged. Train again with a smaller learning rate."
            )


_FLOAT32 = np.dtype(np.float32)
