"""A Keras model of one's own, saved by `np.savez` in two lines, as a network; without Keras.

What Keras keeps apart and our layers hold in one is put together: a convolution or dense layer
with the activation that follows it, and with a batch normalization between the two, whose factor
and summand go into kernel and bias. Dropout rates, which act only while training, are rounded to
whole percents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from cnn.errors import ArchitectureError, NetworkFileError
from cnn.network.architecture import Architecture
from cnn.network.keras_config import KerasLayer, keras_layers, shape_of
from cnn.network.kinds.batch_normalization import EPSILON, BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.flatten import Flatten
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from cnn.network.layer_shapes import CLASSES
from cnn.network.network import Network
from cnn.network.npz_arrays import npz_arrays
from cnn.network.provenance import Provenance
from cnn.network.shapes import IMAGE_SIZE, Shape

# To be run where the model is; beside the upload.
EXPORT_LINES = (
    'import numpy as np\nnp.savez("mine.npz", *model.get_weights(), config=model.to_json())'
)
_FOREIGN_WEIGHTS = (
    "The arrays do not belong to the model's layers: save `*model.get_weights()` and "
    "`config=model.to_json()` of the same model."
)
_POOLINGS: Mapping[str, type[MaxPool2D | AveragePool2D]] = {
    "MaxPooling2D": MaxPool2D,
    "AveragePooling2D": AveragePool2D,
}
_KNOWN = (
    "Conv2D, MaxPooling2D, AveragePooling2D, GlobalAveragePooling2D, BatchNormalization, Dropout, "
    "Flatten, Dense, ReLU, Softmax and Activation"
)


def network_from_npz(data: bytes) -> Network:
    """Read what `EXPORT_LINES` have written, trusting nothing.

    The layers get our names: conv1, pool1, ..., softmax. Where the last layer gives logits,
    softmax is added. A first Rescaling(1 / 255) is left out: images go in from 0 to 1 here.

    Raises:
        NetworkFileError: no such file, past the limits, or a model that cannot be shown here.
    """
    arrays = npz_arrays(data)
    config = arrays.pop("config", None)
    if config is None or config.shape != () or config.dtype.kind != "U":
        raise NetworkFileError(
            "The .npz file does not say what its layers are: save it with "
            "`config=model.to_json()`, as below."
        )
    names = [f"arr_{number}" for number in range(len(arrays))]
    if set(names) != set(arrays):
        raise NetworkFileError(_FOREIGN_WEIGHTS)
    try:
        return _Reading(iter([arrays[name] for name in names])).read(keras_layers(str(config)))
    except ArchitectureError as error:
        raise NetworkFileError(f"This model cannot be shown here. {error}") from error


@dataclass
class _Linear:
    """A convolution or dense layer whose activation has not come yet; arrays in float64."""

    layer: KerasLayer
    spec: Conv2D | Dense
    kernel: np.ndarray
    bias: np.ndarray

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        return {"kernel": _single(self.kernel), "bias": _single(self.bias)}


@dataclass
class _Reading:
    """A model as far as it has been read."""

    weights: Iterator[np.ndarray]
    shape: Shape = (IMAGE_SIZE, IMAGE_SIZE, 1)
    hidden: list[LayerSpec] = field(default_factory=list)
    learned: list[dict[str, np.ndarray]] = field(default_factory=list)
    pending: _Linear | None = None
    is_after_flatten: bool = False
    is_complete: bool = False

    def read(self, layers: list[KerasLayer]) -> Network:
        for place, layer in enumerate(layers):
            if self.is_complete:
                raise NetworkFileError(f"{layer.title} stands after softmax, which must be last.")
            _check_common(layer)
            self._read_layer(layer, is_first=place == 0)
        if not self.is_complete:
            self._finish(layers[-1] if layers else None)
        if next(self.weights, None) is not None:
            raise NetworkFileError(_FOREIGN_WEIGHTS)
        architecture = Architecture(tuple(self.hidden))
        names = [layer.name for layer in architecture.layers if layer.parameters]
        weights = dict(zip(names, self.learned, strict=True))
        return Network(architecture, weights, Provenance(is_imported=True))

    def _read_layer(self, layer: KerasLayer, *, is_first: bool) -> None:
        config = layer.config
        match layer.class_name:
            case "Conv2D":
                self._begin(layer, _conv2d(layer))
            case "Dense":
                self._begin(layer, Dense(config.get("units", 0)))
            case "Activation" | "ReLU" | "Softmax":
                self._activate(layer, _activation(layer))
            case "BatchNormalization":
                self._normalise(layer)
            case "MaxPooling2D" | "AveragePooling2D":
                self._add(layer, self._pooling(layer))
            case "GlobalAveragePooling2D":
                _check(layer, config, {"data_format": "channels_last", "keepdims": False})
                self._add(layer, GlobalAveragePooling2D())
            case "Dropout":
                self._drop_out(layer)
            case "Flatten":
                self._flatten(layer)
            case "Rescaling" | "Reshape" if is_first:
                _check_preparation(layer)
            case _:
                raise NetworkFileError(
                    f"{layer.title} cannot be shown here, or not in this place. Known are {_KNOWN}."
                )

    def _begin(self, layer: KerasLayer, spec: Conv2D | Dense) -> None:
        self._settle()
        if isinstance(spec, Dense) and len(self.shape) == 3:
            if not self.is_after_flatten and any(one.reads == "maps" for one in self.hidden):
                raise NetworkFileError(f"{layer.title} reads maps: put Flatten before it.")
            self.shape = Flatten().output_shape(self.shape)
        if isinstance(spec, Conv2D) and (len(self.shape) == 1 or self.is_after_flatten):
            raise NetworkFileError(
                f"{layer.title} needs feature maps, and gets one row of numbers."
            )
        _check_setting(layer, spec, self.shape)
        shapes = spec.weight_shapes(self.shape)
        kernel = self._take(shapes["kernel"])
        has_bias = layer.config.get("use_bias", True)
        bias = self._take(shapes["bias"]) if has_bias else np.zeros(shapes["bias"])
        self.pending = _Linear(layer, spec, kernel, bias)
        activation = layer.config.get("activation") or "linear"
        if activation != "linear":
            self._activate(layer, activation)

    def _activate(self, layer: KerasLayer, activation: object) -> None:
        if activation == "linear":
            return
        linear = self.pending
        if activation not in ("relu", "softmax"):
            raise NetworkFileError(
                f"{layer.title} has another activation than relu; only the last layer may have "
                "another, softmax."
            )
        if linear is None:
            raise NetworkFileError(
                f"{layer.title} must follow a convolution or a dense layer without an activation, "
                "directly or after a batch normalization."
            )
        if activation == "softmax":
            self._finish(layer)
            return
        self.hidden.append(linear.spec)
        self.learned.append(linear.arrays)
        self.shape = linear.spec.output_shape(self.shape)
        self.pending = None

    def _finish(self, layer: KerasLayer | None) -> None:
        """Take the pending layer for the last one: softmax follows it."""
        linear = self.pending
        if linear is None or linear.spec != Dense(CLASSES):
            raise NetworkFileError(
                "The model must end with Dense(10), one output for each digit, followed by softmax "
                "or by nothing."
            )
        self.learned.append(linear.arrays)
        self.pending, self.is_complete = None, True

    def _settle(self) -> None:
        """No layer may follow a convolution or dense layer whose activation is missing."""
        if self.pending is not None:
            raise NetworkFileError(
                f"{self.pending.layer.title} has no ReLU: here each convolution and hidden dense "
                "layer has one, its own, or as the next layer, or after a batch normalization."
            )

    def _add(self, layer: KerasLayer, spec: LayerSpec) -> None:
        self._settle()
        if spec.reads == "maps" and (len(self.shape) == 1 or self.is_after_flatten):
            raise NetworkFileError(
                f"{layer.title} needs feature maps, and gets one row of numbers."
            )
        _check_setting(layer, spec, self.shape)
        self.hidden.append(spec)
        self.shape = spec.output_shape(self.shape)

    def _pooling(self, layer: KerasLayer) -> LayerSpec:
        config = layer.config
        _check(layer, config, {"data_format": "channels_last"})
        size = _side(layer, "pool_size")
        if shape_of(config, "strides") not in (None, (size, size)):
            raise NetworkFileError(f"{layer.title} must have windows side by side.")
        _check_setting(layer, spec := _POOLINGS[layer.class_name](size), self.shape)
        padding = config.get("padding", "valid")
        if padding != "valid" and (padding != "same" or self.shape[0] % size):
            raise NetworkFileError(f"{layer.title} must have valid padding.")
        return spec

    def _drop_out(self, layer: KerasLayer) -> None:
        rate = layer.config.get("rate")
        if isinstance(rate, int | float) and rate == 0:
            return
        if not isinstance(rate, float) or not 0 < rate < 1:
            raise NetworkFileError(f"{layer.title} must have a rate from 0 to 1.")
        self._add(layer, Dropout(max(round(rate * 100), 1) / 100))

    def _flatten(self, layer: KerasLayer) -> None:
        self._settle()
        _check(layer, layer.config, {"data_format": "channels_last"})
        self.is_after_flatten = self.is_after_flatten or len(self.shape) == 3

    def _normalise(self, layer: KerasLayer) -> None:
        linear = self.pending
        shape = linear.spec.output_shape(self.shape) if linear else self.shape
        if len(shape) == 3 and self.is_after_flatten:
            raise NetworkFileError(
                f"{layer.title} stands directly after Flatten; put it before, where it is per map, "
                "or after the dense layer."
            )
        axis = layer.config.get("axis", -1)
        if axis not in (-1, len(shape), [-1], [len(shape)]):
            raise NetworkFileError(f"{layer.title} must normalise the last axis.")
        epsilon = layer.config.get("epsilon", EPSILON)
        if not isinstance(epsilon, float) or not 0 < epsilon < 1:
            raise NetworkFileError(f"{layer.title} must have an epsilon from 0 to 1.")
        channels = shape[-1:]
        gamma = self._take(channels) if layer.config.get("scale", True) else np.ones(channels)
        beta = self._take(channels) if layer.config.get("center", True) else np.zeros(channels)
        mean, variance = self._take(channels), self._take(channels)
        if (variance < 0).any():
            raise NetworkFileError(f"{layer.title} has a variance below zero.")
        if linear is not None:
            factor = gamma / np.sqrt(variance + epsilon)
            linear.kernel = linear.kernel * factor
            linear.bias = (linear.bias - mean) * factor + beta
            return
        # Ours has one epsilon; the factor stays what it is.
        gamma = gamma * np.sqrt((variance + EPSILON) / (variance + epsilon))
        arrays = {"gamma": gamma, "beta": beta, "moving_mean": mean, "moving_variance": variance}
        self._add(layer, BatchNormalization())
        self.learned.append({name: _single(array) for name, array in arrays.items()})

    def _take(self, shape: Shape) -> np.ndarray:
        array = next(self.weights, None)
        if array is None or array.shape != shape or array.dtype.kind != "f":
            raise NetworkFileError(_FOREIGN_WEIGHTS)
        if not np.isfinite(array).all():
            raise NetworkFileError(
                "The model's weights are not all finite numbers (NaN or infinity)."
            )
        return array.astype(np.float64)


def _activation(layer: KerasLayer) -> object:
    """What a layer that is nothing but an activation applies."""
    if layer.class_name == "ReLU":
        _check(layer, layer.config, {"max_value": None, "negative_slope": 0, "threshold": 0})
        return "relu"
    if layer.class_name == "Softmax":
        _check(layer, layer.config, {"axis": -1})
        return "softmax"
    return layer.config.get("activation")


def _check_preparation(layer: KerasLayer) -> None:
    """What may stand before all others: pixels brought to 0 to 1, or rows brought to an image."""
    if layer.class_name == "Reshape":
        if shape_of(layer.config, "target_shape") != (IMAGE_SIZE, IMAGE_SIZE, 1):
            raise NetworkFileError(f"{layer.title} must give the shape (28, 28, 1).")
        return
    _check(layer, layer.config, {"offset": 0})
    scale = layer.config.get("scale")
    if not isinstance(scale, float) or not abs(scale * 255 - 1) < 1e-6:
        raise NetworkFileError(
            f"{layer.title} must have the scale 1 / 255: images go in from 0 to 1 here."
        )


def _conv2d(layer: KerasLayer) -> Conv2D:
    config = layer.config
    _check(layer, config, {"data_format": "channels_last", "groups": 1})
    if shape_of(config, "dilation_rate") not in (None, (1, 1)):
        raise NetworkFileError(f"{layer.title} is dilated; only kernels without gaps are shown.")
    padding: Literal["valid", "same"] = config.get("padding", "valid")
    return Conv2D(
        config.get("filters", 0), _side(layer, "kernel_size"), _side(layer, "strides"), padding
    )


def _side(layer: KerasLayer, key: str) -> int:
    """The side of a square."""
    sizes = shape_of(layer.config, key)
    if sizes is None or len(sizes) != 2 or sizes[0] != sizes[1]:
        raise NetworkFileError(f"{layer.title} must have a square {key}.")
    return sizes[0]


def _check_common(layer: KerasLayer) -> None:
    """Every layer computes in single precision."""
    dtype = layer.config.get("dtype", "float32")
    if isinstance(dtype, dict) and isinstance(dtype.get("config"), dict):
        dtype = dtype["config"].get("name")
    if dtype != "float32":
        raise NetworkFileError(f"{layer.title} has another data type than float32.")


def _check(layer: KerasLayer, config: Mapping[str, Any], wanted: Mapping[str, object]) -> None:
    """Settings, where they are there, have the one value that is shown here."""
    for key, value in wanted.items():
        if config.get(key, value) != value:
            raise NetworkFileError(f"{layer.title} must have {key}={value!r}.")


def _check_setting(layer: KerasLayer, spec: LayerSpec, shape: Shape) -> None:
    problem = spec.setting_problem()
    if problem:
        raise NetworkFileError(f"{layer.title} is out of the limits: {problem}.")
    problem = spec.misfit(layer.title, shape, "is its input") if len(shape) == 3 else None
    if problem:
        raise NetworkFileError(problem)


def _single(array: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        return array.astype(np.float32)
