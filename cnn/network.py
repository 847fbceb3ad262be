"""Network: an architecture with its weights, run forward in NumPy, kept in safetensors files."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from cnn import ops
from cnn.architecture import (
    IMAGE_SIZE,
    MAX_PARAMETERS,
    Architecture,
    Conv2D,
    Dense,
    Flatten,
    Layer,
    MaxPool2D,
)
from cnn.errors import NetworkFileError, VisitorError
from cnn.recipe import Recipe

PRETRAINED_FOLDER = Path(__file__).parent / "pretrained"
PRETRAINED = ("pen", "textbook")
FILE_FORMAT = "convoscope-1"
MAX_HEADER_BYTES = 64 * 1024
MAX_FILE_BYTES = 8 + MAX_HEADER_BYTES + 4 * MAX_PARAMETERS
PREDICT_BATCH = 256

Weights = dict[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Record:
    """How a network was made and how well it reads.

    Attributes:
        recipe: the training settings.
        mnist_test_accuracy: share of MNIST's 10,000 test digits read right, 0 to 1.
        pen_accuracy: share of pen-drawn digits of held-out writers read right, 0 to 1; None if
            it was not measured.
        pen_digits: how many pen-drawn digits that share is of.
        training_seconds: how long training took on the machine that did it.
        images_trained: training images worked through, over all epochs, where training was
            stopped before the recipe's end; None where it was not.
    """

    recipe: Recipe = field(default_factory=Recipe)
    mnist_test_accuracy: float | None = None
    pen_accuracy: float | None = None
    pen_digits: int | None = None
    training_seconds: float | None = None
    images_trained: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The record as plain data, ready for `json.dumps`."""
        return {**vars(self), "recipe": self.recipe.to_json()}

    @classmethod
    def from_json(cls, data: object) -> Record:
        """Read what `to_json` gave, trusting nothing.

        Args:
            data: decoded JSON, from anyone.

        Returns:
            The record.

        Raises:
            NetworkFileError: a field is unknown, of the wrong type, or out of its range.
            TrainingError: the recipe is out of its limits.
        """
        names = {item.name for item in fields(cls)}
        if not isinstance(data, dict) or not set(data) <= names:
            raise NetworkFileError("The network file's training record holds unknown fields.")
        numbers = {name: value for name, value in data.items() if name != "recipe"}
        for name, value in numbers.items():
            limit = 1.0 if name.endswith("accuracy") else 1e9
            if value is not None and not _is_number_up_to(value, limit):
                raise NetworkFileError(f"The network file's {name} is not a sensible number.")
        return cls(recipe=Recipe.from_json(data.get("recipe", {})), **numbers)


def _is_number_up_to(value: object, limit: float) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and 0 <= value <= limit


@dataclass(frozen=True)
class Network:
    """An architecture with weights.

    Args:
        architecture: the layers.
        weights: {layer name: (kernel, bias)}, float32, in Keras's layout.
        record: how the network was made.

    Raises:
        NetworkFileError: weights are missing, of another shape, or not finite.
    """

    architecture: Architecture
    weights: Weights
    record: Record = field(default_factory=Record)

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
                raise NetworkFileError(_too_large(size))
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
        header = _read_header(data)
        metadata = header.get("__metadata__")
        if not isinstance(metadata, dict) or metadata.get("format") != FILE_FORMAT:
            raise NetworkFileError(
                "This safetensors file was not made by Convoscope: it does not say what its "
                "layers are. Load a .safetensors file downloaded from the Train page."
            )
        try:
            architecture = Architecture.from_json(_decode_json(metadata.get("architecture")))
            record = Record.from_json(_decode_json(metadata.get("record")))
        except VisitorError as error:
            raise NetworkFileError(f"This network cannot be loaded. {error}") from error
        _check_tensor_entries(header, architecture)
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
        return cls(architecture, weights, record)

    def to_bytes(self) -> bytes:
        """The whole network as the content of a .safetensors file.

        Returns:
            Weights as `layer.kernel` and `layer.bias`; architecture and record in the metadata.
        """
        tensors = {}
        for name, (kernel, bias) in self.weights.items():
            tensors[f"{name}.kernel"] = np.ascontiguousarray(kernel)
            tensors[f"{name}.bias"] = np.ascontiguousarray(bias)
        metadata = {
            "format": FILE_FORMAT,
            "architecture": json.dumps(self.architecture.to_json()),
            "record": json.dumps(self.record.to_json()),
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
        batches = [
            self.forward(images[start : start + PREDICT_BATCH])["softmax"]
            for start in range(0, len(images), PREDICT_BATCH)
        ]
        return np.concatenate(batches) if batches else np.zeros((0, 10), np.float32)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a whole file beside the old one, then put it in its place.

    Args:
        path: the file to make or replace; its folder must exist.
        data: the whole content.

    Raises:
        OSError: the disk is full or the folder cannot be written; the old file is untouched.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


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

# How files begin that people mistake for ours.
_OTHER_KINDS = (
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"PK\x03\x04", "a zip file (perhaps a .keras model or a PyTorch checkpoint)"),
    (b"\x80\x02", "a Python pickle"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x80\x05", "a Python pickle"),
)


def _too_large(size: int) -> str:
    return (
        f"The network file has {size / 1e6:.1f} MB; at most {MAX_FILE_BYTES / 1e6:.0f} MB are "
        "allowed, enough for 3 million parameters."
    )


def _read_header(data: bytes) -> dict[str, Any]:
    """The JSON header of a safetensors file, after bounds that the library does not set."""
    if len(data) > MAX_FILE_BYTES:
        raise NetworkFileError(_too_large(len(data)))
    length = int.from_bytes(data[:8], "little")
    _refuse_other_kinds(data)
    if len(data) < 8 or 8 + length > len(data):
        raise NetworkFileError(
            "The network file is incomplete, or not a .safetensors file; download it again from "
            "the Train page."
        )
    if length > MAX_HEADER_BYTES:
        raise NetworkFileError(
            f"The network file's header has {length:,} bytes; at most {MAX_HEADER_BYTES:,} are "
            "allowed."
        )
    header = _decode_json(data[8 : 8 + length])
    if not isinstance(header, dict):
        raise NetworkFileError("The network file's header is malformed.")
    return header


def _refuse_other_kinds(data: bytes) -> None:
    for beginning, kind in _OTHER_KINDS:
        if data.startswith(beginning) and data[8:9] != b"{":
            raise NetworkFileError(
                f"This is {kind}, which can run code on the machine that opens it, so it is not "
                "opened here. Load a .safetensors file downloaded from the Train page."
            )


def _decode_json(text: object) -> object:
    if not isinstance(text, str | bytes):
        raise NetworkFileError("The network file's header lacks the architecture or the record.")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NetworkFileError("The network file's header is malformed.") from error


def _check_tensor_entries(header: dict[str, Any], architecture: Architecture) -> None:
    """Names, shapes and types before anything is allocated."""
    expected: dict[str, list[int]] = {}
    for layer in architecture.layers:
        if layer.kernel_shape is not None:
            expected[f"{layer.name}.kernel"] = list(layer.kernel_shape)
            expected[f"{layer.name}.bias"] = [layer.kernel_shape[-1]]
    found = {name: entry for name, entry in header.items() if name != "__metadata__"}
    if set(found) != set(expected):
        raise NetworkFileError("The network file's weights do not belong to its layers.")
    for name, shape in expected.items():
        entry = found[name]
        if not isinstance(entry, dict) or entry.get("dtype") != "F32":
            raise NetworkFileError(f"The network file's {name} is not of 32-bit floats.")
        if entry.get("shape") != shape:
            raise NetworkFileError(
                f"The network file's {name} has another shape than its architecture needs."
            )
