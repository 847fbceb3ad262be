"""What a network is: its layers, their output shapes, parameter counts and receptive fields."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from cnn.errors import ArchitectureError
from cnn.layers import (
    IMAGE_SIZE,
    WHOLE_IMAGE,
    Conv2D,
    Dense,
    Flatten,
    HiddenSpec,
    Layer,
    LayerSpec,
    MaxPool2D,
    Padding,
    ReceptiveField,
    Shape,
    same_padding,
)

CLASSES = 10
MAX_BLOCKS = 6
MAX_FILTERS = 128
MAX_UNITS = 512
MAX_DENSE_LAYERS = 3
MAX_KERNEL_SIZE = 7
MAX_STRIDE = 3
MAX_POOL_SIZE = 3
MAX_PARAMETERS = 3_000_000


@dataclass(frozen=True)
class Architecture:
    """A sequential network for 28 x 28 images: the hidden layers, then 10 softmax outputs.

    A Flatten layer stands before the first Dense layer. Building an Architecture checks that
    the layers fit together and keep to the limits.

    Args:
        hidden: convolutions and poolings, then dense layers.

    Raises:
        ArchitectureError: a layer does not fit its input, the order is wrong, or a limit is passed.
    """

    hidden: tuple[HiddenSpec, ...]

    def __post_init__(self) -> None:
        _check_limits(self.hidden)
        if self.parameters > MAX_PARAMETERS:
            raise ArchitectureError(
                f"This network would have {self.parameters:,} parameters; at most "
                f"{MAX_PARAMETERS:,} are allowed. Use fewer filters or dense units, or pool more."
            )

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Every layer in order, from the first after the input to the softmax outputs."""
        placed: list[Layer] = []
        shape: Shape = (IMAGE_SIZE, IMAGE_SIZE, 1)
        field = ReceptiveField()
        for name, spec in zip(_layer_names(self._specs), self._specs, strict=True):
            output_shape = _output_shape(name, spec, shape, placed)
            field = _receptive_field(spec, shape, field)
            placed.append(Layer(name, spec, shape, output_shape, field))
            shape = output_shape
        return tuple(placed)

    @property
    def _specs(self) -> tuple[LayerSpec, ...]:
        spatial = tuple(spec for spec in self.hidden if not isinstance(spec, Dense))
        dense = tuple(spec for spec in self.hidden if isinstance(spec, Dense))
        return (*spatial, Flatten(), *dense, Dense(CLASSES, "softmax"))

    def layer(self, name: str) -> Layer:
        """The layer of a given name.

        Args:
            name: a layer name, such as conv1.

        Returns:
            The layer.

        Raises:
            KeyError: the network has no such layer.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise KeyError(name)

    def previous(self, name: str) -> Layer | None:
        """The layer before the named one, or None for the first.

        Args:
            name: a layer name.

        Returns:
            The layer whose output the named layer reads; None where that is the input image.
        """
        names = [layer.name for layer in self.layers]
        position = names.index(name)
        return self.layers[position - 1] if position else None

    @property
    def spatial_layers(self) -> tuple[Layer, ...]:
        """The layers whose outputs are feature maps."""
        return tuple(layer for layer in self.layers if layer.is_spatial)

    @property
    def conv_layers(self) -> tuple[Layer, ...]:
        """The convolution layers."""
        return tuple(layer for layer in self.layers if isinstance(layer.spec, Conv2D))

    @property
    def parameters(self) -> int:
        """Number of learned numbers in the whole network."""
        return sum(layer.parameters for layer in self.layers)

    def to_json(self) -> list[dict[str, Any]]:
        """The hidden layers as plain data.

        Returns:
            One dict per hidden layer, ready for `json.dumps`.
        """
        return [{"type": _TYPE_NAMES[type(spec)], **vars(spec)} for spec in self.hidden]

    @classmethod
    def from_json(cls, data: object) -> Architecture:
        """Read what `to_json` gave, trusting nothing.

        Args:
            data: decoded JSON, from anyone.

        Returns:
            The architecture.

        Raises:
            ArchitectureError: the data do not describe a network within the limits.
        """
        if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
            raise ArchitectureError("The architecture is not a list of layers.")
        if len(data) > MAX_BLOCKS + MAX_DENSE_LAYERS:
            raise ArchitectureError(f"The architecture lists {len(data)} layers: too many.")
        return cls(tuple(_spec_from_json(item) for item in data))


def textbook(
    filters: Sequence[int] = (32, 64, 64), dense_units: int = 64, kernel_size: int = 3
) -> Architecture:
    """The textbook network: 3 x 3 convolutions with 2 x 2 max pooling between, one dense layer.

    Args:
        filters: filters of each convolution, 1 to 128 each.
        dense_units: units of the dense layer, 1 to 512.
        kernel_size: rows and columns of every convolution's kernels, 1 to 7.

    Returns:
        The architecture; 93,322 parameters with the default sizes.

    Raises:
        ArchitectureError: the sizes do not fit 28 x 28 images or pass the limits.

    Source: F. Chollet, "Deep Learning with Python", chapter 5.1.
    """
    specs: list[HiddenSpec] = []
    for number, count in enumerate(filters):
        if number:
            specs.append(MaxPool2D())
        specs.append(Conv2D(count, kernel_size))
    return Architecture((*specs, Dense(dense_units)))


_TYPE_NAMES: dict[type, str] = {Conv2D: "conv2d", MaxPool2D: "max_pool2d", Dense: "dense"}
_TYPES = {name: spec for spec, name in _TYPE_NAMES.items()}


def _spec_from_json(item: dict[str, Any]) -> HiddenSpec:
    fields = dict(item)
    kind = fields.pop("type", None)
    if not isinstance(kind, str) or kind not in _TYPES:
        raise ArchitectureError(
            f"The architecture holds a layer of an unknown type; known are {', '.join(_TYPES)}."
        )
    try:
        return _TYPES[kind](**fields)
    except TypeError as error:
        raise ArchitectureError(f"A {kind} layer has missing or unknown settings.") from error


def _layer_names(specs: Sequence[LayerSpec]) -> list[str]:
    hidden_dense = sum(isinstance(spec, Dense) for spec in specs) - 1
    counts = {"conv": 0, "pool": 0, "dense": 0}
    names = []
    for spec in specs:
        match spec:
            case Conv2D():
                prefix = "conv"
            case MaxPool2D():
                prefix = "pool"
            case Dense(_, "relu"):
                prefix = "dense"
            case Flatten():
                names.append("flatten")
                continue
            case _:
                names.append("softmax")
                continue
        counts[prefix] += 1
        numbered = prefix != "dense" or hidden_dense > 1
        names.append(f"{prefix}{counts[prefix]}" if numbered else prefix)
    return names


def _check_limits(hidden: tuple[HiddenSpec, ...]) -> None:
    dense_from = next((i for i, spec in enumerate(hidden) if isinstance(spec, Dense)), len(hidden))
    if not all(isinstance(spec, Dense) for spec in hidden[dense_from:]):
        raise ArchitectureError("Convolutions and poolings come before the first dense layer.")
    if dense_from > MAX_BLOCKS:
        raise ArchitectureError(
            f"The network has {dense_from} convolution and pooling layers; "
            f"at most {MAX_BLOCKS} are allowed."
        )
    if len(hidden) - dense_from > MAX_DENSE_LAYERS:
        raise ArchitectureError(f"At most {MAX_DENSE_LAYERS} dense layers are allowed.")
    for spec in hidden:
        _check_spec(spec)


def _check_spec(spec: HiddenSpec) -> None:
    match spec:
        case Conv2D(filters, kernel_size, stride, padding):
            _check_whole("Filters", filters, MAX_FILTERS)
            _check_whole("The kernel size", kernel_size, MAX_KERNEL_SIZE)
            _check_whole("The stride", stride, MAX_STRIDE)
            if not isinstance(padding, str) or padding not in get_args(Padding):
                raise ArchitectureError("Padding is either valid or same.")
        case MaxPool2D(pool_size):
            _check_whole("The pooling window", pool_size, MAX_POOL_SIZE)
        case Dense(units, activation):
            _check_whole("Dense units", units, MAX_UNITS)
            if activation != "relu":
                raise ArchitectureError("Hidden dense layers use ReLU.")


def _check_whole(what: str, value: object, limit: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= limit:
        raise ArchitectureError(f"{what} must be a whole number from 1 to {limit}.")


def _output_shape(name: str, spec: LayerSpec, shape: Shape, placed: Sequence[Layer]) -> Shape:
    match spec:
        case Conv2D(filters, kernel_size, stride, padding):
            if padding == "same":
                size = math.ceil(shape[0] / stride)
                return size, size, filters
            _check_fits(name, f"{kernel_size} x {kernel_size} kernel", kernel_size, shape, placed)
            size = (shape[0] - kernel_size) // stride + 1
            return size, size, filters
        case MaxPool2D(pool_size):
            _check_fits(name, f"{pool_size} x {pool_size} window", pool_size, shape, placed)
            return shape[0] // pool_size, shape[1] // pool_size, shape[2]
        case Flatten():
            return (math.prod(shape),)
        case Dense(units):
            return (units,)


def _check_fits(name: str, what: str, window: int, shape: Shape, placed: Sequence[Layer]) -> None:
    if window <= shape[0]:
        return
    giver = placed[-1].name if placed else "the input"
    raise ArchitectureError(
        f"{name} does not fit: a {what} does not go on the {shape[0]} x {shape[1]} map that "
        f"{giver} gives. Remove a layer before it, or use a window of at most {shape[0]}."
    )


def _receptive_field(spec: LayerSpec, shape: Shape, field: ReceptiveField) -> ReceptiveField:
    match spec:
        case Conv2D(_, kernel_size, stride, padding):
            before = same_padding(shape[0], kernel_size, stride)[0] if padding == "same" else 0
            return ReceptiveField(
                field.size + (kernel_size - 1) * field.stride,
                field.stride * stride,
                field.start - before * field.stride,
            )
        case MaxPool2D(pool_size):
            return ReceptiveField(
                field.size + (pool_size - 1) * field.stride, field.stride * pool_size, field.start
            )
    return WHOLE_IMAGE
