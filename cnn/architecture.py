"""What a network is: its layers, their output shapes, parameter counts and receptive fields.

Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning",
arXiv:1603.07285 (2016), for the size and receptive-field arithmetic; the conventions for
`same` padding are TensorFlow's (the odd row or column is added at the bottom and right).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from cnn.errors import ArchitectureError

IMAGE_SIZE = 28
CLASSES = 10
MAX_BLOCKS = 6
MAX_FILTERS = 128
MAX_UNITS = 512
MAX_DENSE_LAYERS = 3
MAX_KERNEL_SIZE = 7
MAX_STRIDE = 3
MAX_POOL_SIZE = 3
MAX_PARAMETERS = 3_000_000

Padding = Literal["valid", "same"]
Activation = Literal["relu", "softmax"]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Conv2D:
    """A convolution with square kernels, followed by ReLU."""

    filters: int
    kernel_size: int = 3
    stride: int = 1
    padding: Padding = "valid"


@dataclass(frozen=True)
class MaxPool2D:
    """The maximum of each square window; the stride equals the window."""

    pool_size: int = 2


@dataclass(frozen=True)
class Flatten:
    """All cells of all feature maps as one row of numbers."""


@dataclass(frozen=True)
class Dense:
    """A fully connected layer."""

    units: int
    activation: Activation = "relu"


HiddenSpec = Conv2D | MaxPool2D | Dense
LayerSpec = Conv2D | MaxPool2D | Flatten | Dense


@dataclass(frozen=True)
class ReceptiveField:
    """The square of input pixels that one cell of a feature map depends on.

    Attributes:
        size: side of the square, in input pixels.
        stride: input pixels between the fields of neighbouring cells.
        start: first input row (and column) of cell 0; negative inside padding.
    """

    size: int = 1
    stride: int = 1
    start: int = 0

    def window(self, cell: int) -> tuple[int, int]:
        """Input rows (or columns) seen by one cell.

        Args:
            cell: row (or column) of the cell in its feature map, from 0.

        Returns:
            First and one-past-last input row, cut to the image: 0 to 28.
        """
        first = self.start + cell * self.stride
        return max(first, 0), min(first + self.size, IMAGE_SIZE)


WHOLE_IMAGE = ReceptiveField(IMAGE_SIZE, IMAGE_SIZE, 0)


def same_padding(size: int, window: int, stride: int) -> tuple[int, int]:
    """Rows that TensorFlow's `same` padding adds before and after.

    Args:
        size: rows of the map before padding, at least 1.
        window: rows of the kernel, at least 1.
        stride: rows between windows, at least 1.

    Returns:
        Rows added before, rows added after; after is the larger when they differ.
    """
    total = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


@dataclass(frozen=True)
class Layer:
    """One layer in its place in a network.

    Attributes:
        name: unique in the network: conv1, pool1, flatten, dense, softmax, ...
        spec: what the layer does.
        input_shape: one example's shape going in: (height, width, channels) or (units,).
        output_shape: one example's shape coming out.
        receptive_field: what one output cell sees of the 28 x 28 image.
    """

    name: str
    spec: LayerSpec
    input_shape: Shape
    output_shape: Shape
    receptive_field: ReceptiveField

    @property
    def is_spatial(self) -> bool:
        """Whether the output is a stack of feature maps."""
        return len(self.output_shape) == 3

    @property
    def kernel_shape(self) -> Shape | None:
        """The kernel's shape as Keras lays it out, or None where nothing is learned."""
        match self.spec:
            case Conv2D(filters, kernel_size):
                return kernel_size, kernel_size, self.input_shape[-1], filters
            case Dense(units):
                return self.input_shape[0], units
        return None

    @property
    def parameters(self) -> int:
        """Number of learned numbers: kernel and biases."""
        if self.kernel_shape is None:
            return 0
        return math.prod(self.kernel_shape) + self.kernel_shape[-1]

    @property
    def shape_text(self) -> str:
        """The output shape as it is written on the pages: 26 x 26 x 32."""
        return shape_text(self.output_shape)

    @property
    def size_arithmetic(self) -> str:
        """How the output's size follows from the input's, with its numbers."""
        size, out = self.input_shape[0], self.output_shape[0]
        match self.spec:
            case Conv2D(_, kernel, 1, "valid"):
                return f"{size} - {kernel} + 1 = {out}"
            case Conv2D(_, kernel, stride, "valid"):
                return f"floor(({size} - {kernel}) / {stride}) + 1 = {out}"
            case Conv2D(_, _, stride, "same"):
                return f"ceil({size} / {stride}) = {out}"
            case MaxPool2D(pool_size):
                return f"floor({size} / {pool_size}) = {out}"
            case Flatten():
                return f"{shape_text(self.input_shape)} = {out}"
        return f"{out} units"

    @property
    def parameter_arithmetic(self) -> str:
        """How the number of parameters follows: 3 x 3 x 32 x 64 + 64 = 18,496."""
        if self.kernel_shape is None:
            return "0: nothing is learned"
        return f"{shape_text(self.kernel_shape)} + {self.kernel_shape[-1]} = {self.parameters:,}"


def shape_text(shape: Shape) -> str:
    """A shape as it is written on the pages.

    Args:
        shape: sizes, outermost first.

    Returns:
        The sizes joined by " x ".
    """
    return " x ".join(str(size) for size in shape)


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
