"""Network: an architecture with its weights, run forward in NumPy, kept in safetensors files."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import assert_never

import numpy as np
import safetensors
import safetensors.numpy
from threadpoolctl import threadpool_limits

from cnn.atomic_write import write_atomically
from cnn.errors import NetworkFileError, VisitorError
from cnn.network import ops
from cnn.network.architecture import Architecture
from cnn.network.digit_statistics import DigitStatistics, check_belongs
from cnn.network.file_checks import (
    MAX_FILE_BYTES,
    check_tensor_entries,
    decode_json,
    read_header,
    too_large,
)
from cnn.network.kinds.layer_spec import Arrays, LayerSpec
from cnn.network.provenance import Provenance
from cnn.network.shapes import FLOAT_BYTES, IMAGE_SIZE

PRETRAINED_FOLDER = Path(__file__).parent / "pretrained"
PRETRAINED = ("pen", "textbook")
FILE_FORMAT = "convoscope-1"
# Images are read in batches whose arrays take about so many bytes, whatever the design. Larger
# arrays are slower as well: the textbook network takes half as long per image as with 64 MB, and
# what is asked of the system anew for each call takes as long again.
MAX_BATCH = 256
BATCH_BYTES = 5 * 2**20

Weights = dict[str, dict[str, np.ndarray]]

_FLOAT32 = np.dtype(np.float32)
_NO_ARRAYS: Arrays = {}


@dataclass(frozen=True)
class ForwardPass:
    """What every layer made of some images.

    Attributes:
        activations: {layer name: (n, ...) float32 output}, in the layers' order.
        sums: the same before ReLU and softmax; where a layer has neither, its output itself.
    """

    activations: dict[str, np.ndarray]
    sums: dict[str, np.ndarray]


@dataclass(frozen=True)
class Network:
    """An architecture with weights.

    Args:
        architecture: the layers.
        weights: {layer name: {array name: array}}, float32, named and laid out as in Keras:
            `kernel` and `bias` of convolutions and dense layers.
        provenance: how the network was made.
        statistics: how digits look inside it, for `cnn.strangeness`; None where not known.

    Raises:
        NetworkFileError: weights are missing, of another shape, not finite, or not usable; or the
            statistics are of another architecture.
    """

    architecture: Architecture
    weights: Weights
    provenance: Provenance = field(default_factory=Provenance)
    statistics: DigitStatistics | None = None

    def __post_init__(self) -> None:
        _check_weights(self.architecture, self.weights)
        if self.statistics is not None:
            check_belongs(self.statistics, self.architecture)

    @classmethod
    def load(cls, source: str | os.PathLike[str]) -> Network:
        """Load a pretrained network, `pen` or `textbook`, or a .safetensors file.

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
        """Read what `to_bytes` gave, trusting nothing.

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
            layer.name: {name: tensors[f"{layer.name}.{name}"] for name in layer.weight_shapes}
            for layer in architecture.layers
            if layer.parameters
        }
        return cls(architecture, weights, provenance, DigitStatistics.from_tensors(tensors))

    def to_bytes(self) -> bytes:
        """The whole network as the content of a .safetensors file.

        Each array is a tensor `layer.array`; architecture and provenance are in the metadata. The
        statistics, if any, are tensors `digit_statistics.array`.
        """
        tensors = {
            f"{layer}.{name}": np.ascontiguousarray(array)
            for layer, arrays in self.weights.items()
            for name, array in arrays.items()
        }
        if self.statistics is not None:
            tensors |= self.statistics.tensors()
        metadata = {
            "format": FILE_FORMAT,
            "architecture": json.dumps(self.architecture.to_json()),
            "record": json.dumps(self.provenance.to_json()),
        }
        return safetensors.numpy.save(tensors, metadata)

    @property
    def nbytes(self) -> int:
        """What its numbers take of the memory."""
        kept = self.statistics.nbytes if self.statistics is not None else 0
        return FLOAT_BYTES * self.architecture.parameters + kept

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the network file, in a folder that exists; an old one stays whole until then.

        Raises:
            OSError: the disk is full or the folder cannot be written.
        """
        write_atomically(Path(path), self.to_bytes())

    def forward(self, images: np.ndarray, until: str | None = None) -> dict[str, np.ndarray]:
        """Run images through every layer and keep every output.

        Args:
            images: (n, 28, 28) in [0, 1], ink bright.
            until: the name of the last layer to run; None for softmax.

        Returns:
            {layer name: (n, ...) float32 activation}, in the layers' order; the last, softmax,
            holds the (n, 10) probabilities.

        Raises:
            ValueError: the images have another shape.
        """
        activations: dict[str, np.ndarray] = {}
        self._run(images, activations, until=until)
        return activations

    def forward_with_sums(self, images: np.ndarray) -> ForwardPass:
        """What `forward` does, keeping what stands before ReLU and softmax as well.

        It takes about twice the memory, so images of `batches` are too many.
        """
        passed = ForwardPass({}, {})
        self._run(images, passed.activations, passed.sums)
        return passed

    def logits(self, images: np.ndarray) -> np.ndarray:
        """What softmax makes probabilities of: (n, 10) float32; nothing else is kept.

        Args:
            images: (n, 28, 28) in [0, 1], ink bright; any n, worked through in batches.
        """
        batches = [self._run(batch) for batch in self.batches(images)]
        return np.concatenate(batches) if batches else np.zeros((0, 10), np.float32)

    def _run(
        self,
        images: np.ndarray,
        activations: dict[str, np.ndarray] | None = None,
        sums: dict[str, np.ndarray] | None = None,
        until: str | None = None,
    ) -> np.ndarray:
        """Run the layers, keeping what there is a place for.

        Gives the last layer's output; where nothing is kept, the logits.
        """
        images = np.asarray(images, dtype=np.float32)
        if images.ndim != 3 or images.shape[1:] != (IMAGE_SIZE, IMAGE_SIZE):
            raise ValueError(f"images must be (n, 28, 28), not {images.shape}")
        _keep_to_one_blas_thread()
        values = images[..., np.newaxis]
        for layer in self.architecture.layers:
            spec, name = layer.spec, layer.name
            values = spec.forward(values, self.weights.get(name, _NO_ARRAYS))
            if sums is not None:
                sums[name] = values
            if spec.activation == "relu":
                # Unless its sums are kept, nobody else looks at the array that a layer has made.
                values = ops.relu(values, None if sums is not None else values)
            elif spec.activation == "softmax" and activations is not None:
                values = ops.softmax(values)
            if activations is not None:
                activations[name] = values
            if name == until:
                break
        return values

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The probabilities of the ten digits: (n, 10) float32; each row sums to 1.

        Args:
            images: (n, 28, 28) in [0, 1], ink bright; any n, worked through in batches.
        """
        return ops.softmax(self.logits(images))

    def batches(self, images: np.ndarray) -> Iterator[np.ndarray]:
        """Images in batches that `forward` can take without filling the memory.

        Views of the images in order, each of 1 to 256 of them: as many as keep a batch's arrays to
        about 5 MB, whatever the design.
        """
        count = images_per_batch(self.architecture)
        for start in range(0, len(images), count):
            yield images[start : start + count]


def activated(spec: LayerSpec, sums: np.ndarray) -> np.ndarray:
    """What a layer gives of its sums: after ReLU or softmax, where it has either."""
    match spec.activation:
        case "relu":
            return ops.relu(sums)
        case "softmax":
            return ops.softmax(sums)
        case None:
            return sums
        case _:
            assert_never(spec.activation)


@cache
def _keep_to_one_blas_thread() -> None:
    """Limit this process's BLAS to one thread, once: a limit around each call costs 0.03 to 0.2 ms.

    These matrices are small: a second thread gains nothing, and where another process has the core,
    such as the trainer, waiting for that thread costs twenty times the arithmetic.
    """
    threadpool_limits(limits=1, user_api="blas")


def images_per_batch(architecture: Architecture) -> int:
    """How many images `Network.forward` reads at once in about 5 MB: 1 to 256."""
    layers = architecture.layers
    kept = sum(math.prod(layer.output_shape) for layer in layers)
    passing = max(layer.spec.passing_numbers(layer.input_shape) for layer in layers)
    return min(max(BATCH_BYTES // (FLOAT_BYTES * (kept + passing)), 1), MAX_BATCH)


def _check_weights(architecture: Architecture, weights: Mapping[str, Arrays]) -> None:
    learned = [layer for layer in architecture.layers if layer.parameters]
    if set(weights) != {layer.name for layer in learned}:
        raise NetworkFileError("The network's weights do not belong to its layers.")
    for layer in learned:
        arrays = weights[layer.name]
        shapes = {name: array.shape for name, array in arrays.items()}
        if shapes != layer.weight_shapes or any(a.dtype != _FLOAT32 for a in arrays.values()):
            raise NetworkFileError(f"The weights of {layer.name} have another shape than it needs.")
        if not all(np.isfinite(array).all() for array in arrays.values()):
            raise NetworkFileError(
                f"The weights of {layer.name} are not all finite numbers (NaN or infinity): the "
                "training that made them diverged. Train again with a smaller learning rate."
            )
        problem = layer.spec.array_problem(arrays)
        if problem:
            raise NetworkFileError(f"The weights of {layer.name} cannot be used: {problem}.")
