"""Putting layers in their place: names, shapes, receptive fields, and why a layer cannot stand.

Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning",
arXiv:1603.07285 (2016).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from cnn.network.layers import (
    IMAGE_SIZE,
    WHOLE_IMAGE,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
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
MAX_BLOCKS = 12
MAX_FILTERS = 128
MAX_UNITS = 512
MAX_DENSE_LAYERS = 3
MAX_KERNEL_SIZE = 7
MAX_STRIDE = 3
MAX_POOL_SIZE = 3
MAX_DROPOUT_PERCENT = 90
MAX_PARAMETERS = 3_000_000
MAX_MULTIPLY_ADDS = 300_000_000

_SOFTMAX = Dense(CLASSES, "softmax")
_NAMES: dict[type, str] = {
    Conv2D: "conv",
    MaxPool2D: "pool",
    AveragePool2D: "pool",
    Dropout: "dropout",
    Dense: "dense",
    Flatten: "flatten",
}
# These are numbered only where there are several of them.
_OFTEN_SINGLE = ("dropout", "dense", "flatten")


def placed_layers(hidden: Sequence[HiddenSpec]) -> tuple[tuple[Layer, ...], str | None]:
    """Every layer of a design in its place, as far as the design works.

    Args:
        hidden: the hidden layers in order, perhaps of a design that cannot work.

    Returns:
        The layers before the first that cannot stand, all with flatten and softmax where the
        design works; and a sentence that names that layer, says why and what would fit, or None.
    """
    specs = all_specs(hidden)
    placed: list[Layer] = []
    for name, spec in zip(layer_names(specs), specs, strict=True):
        problem = _why_not(name, spec, placed)
        if problem:
            return tuple(placed), problem
        placed.append(_place(name, spec, placed))
        problem = _past_the_limits(placed)
        if problem:
            return tuple(placed[:-1]), problem
    return tuple(placed), None


def setting_problem(spec: HiddenSpec) -> str | None:
    """What is wrong with a layer's own settings, wherever it stands.

    Args:
        spec: a hidden layer, its settings from anyone.

    Returns:
        The end of a sentence, such as "the stride must be a whole number from 1 to 3", or None.
    """
    match spec:
        case Conv2D(filters, kernel_size, stride, padding):
            return (
                _not_whole("the number of filters", filters, MAX_FILTERS)
                or _not_whole("the kernel size", kernel_size, MAX_KERNEL_SIZE)
                or _not_whole("the stride", stride, MAX_STRIDE)
                or _not_one_of("the padding", padding, get_args(Padding))
            )
        case MaxPool2D(pool_size) | AveragePool2D(pool_size):
            return _not_whole("the pooling window", pool_size, MAX_POOL_SIZE)
        case Dropout(rate):
            return _not_percent("the dropout rate", rate, MAX_DROPOUT_PERCENT)
        case Dense(units, activation):
            return _not_whole("the number of units", units, MAX_UNITS) or _not_one_of(
                "the activation", activation, ("relu",)
            )


def _not_one_of(what: str, value: object, choices: tuple[str, ...]) -> str | None:
    if isinstance(value, str) and value in choices:
        return None
    return f"{what} must be {' or '.join(choices)}"


def _not_percent(what: str, value: object, limit: int) -> str | None:
    # Whole percents, so that a rate is the same number in an address and in a file.
    is_number = isinstance(value, float) and 0 < value < 1
    if is_number and round(value * 100) / 100 == value and value <= limit / 100:
        return None
    return f"{what} must be 1 to {limit} whole percent"


def _not_whole(what: str, value: object, limit: int) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= limit:
        return f"{what} must be a whole number from 1 to {limit}"
    return None


def all_specs(hidden: Sequence[HiddenSpec]) -> tuple[LayerSpec, ...]:
    """A design's layers with the two that every network has: flatten and softmax.

    Args:
        hidden: the hidden layers in order, perhaps of a design that cannot work.

    Returns:
        The layers in order; flatten stands before the first dense layer.
    """
    specs = (*hidden, _SOFTMAX)
    first_dense = next(i for i, spec in enumerate(specs) if isinstance(spec, Dense))
    return (*specs[:first_dense], Flatten(), *specs[first_dense:])


def layer_names(specs: Sequence[LayerSpec]) -> list[str]:
    """The names of a network's layers.

    Args:
        specs: from `all_specs`.

    Returns:
        One name per layer: conv1, pool1, flatten, dense, softmax, ...
    """
    stems = [_NAMES[type(spec)] for spec in specs[:-1]]
    totals, counts = Counter(stems), Counter[str]()
    names = []
    for stem in stems:
        counts[stem] += 1
        is_single = stem in _OFTEN_SINGLE and totals[stem] == 1
        names.append(stem if is_single else f"{stem}{counts[stem]}")
    return [*names, "softmax"]


def _why_not(name: str, spec: LayerSpec, placed: Sequence[Layer]) -> str | None:
    if isinstance(spec, Flatten) or spec is _SOFTMAX:
        return None
    problem = setting_problem(spec)
    if problem:
        return f"{name}: {problem}."
    return _misplaced(name, spec, placed) or _does_not_fit(name, spec, placed)


def _misplaced(name: str, spec: LayerSpec, placed: Sequence[Layer]) -> str | None:
    after = [layer.spec for layer in placed if not layer.is_spatial]
    if not after and not isinstance(spec, Dense):
        if len(placed) < MAX_BLOCKS:
            return None
        return (
            f"{name} is one too many: at most {MAX_BLOCKS} convolutions, poolings and dropouts "
            "may stand before the first dense layer. Remove one of them."
        )
    if not isinstance(spec, Dense | Dropout):
        return (
            f"{name} cannot stand after a dense layer: it needs feature maps, and a dense layer "
            "gives one row of numbers. Move it before the first dense layer."
        )
    if sum(isinstance(other, type(spec)) for other in after) < MAX_DENSE_LAYERS:
        return None
    if isinstance(spec, Dense):
        return f"{name} is one too many: at most {MAX_DENSE_LAYERS} dense layers are allowed."
    return (
        f"{name} is one too many: at most {MAX_DENSE_LAYERS} dropouts may stand after the first "
        "dense layer."
    )


def _does_not_fit(name: str, spec: LayerSpec, placed: Sequence[Layer]) -> str | None:
    size = _shape_so_far(placed)[0]
    giver = f"{placed[-1].name} gives" if placed else "is the input"
    match spec:
        case Conv2D(_, kernel, _, "valid") if kernel > size:
            return (
                f"{name} does not fit: a {kernel} x {kernel} kernel does not go on the {size} x "
                f"{size} map that {giver}. A kernel of at most {size} x {size} would fit, or same "
                "padding; or remove a layer before it."
            )
        case MaxPool2D(window) | AveragePool2D(window) if window > size:
            smaller = f"A window of {size} x {size} would fit" if size > 1 else "Remove it"
            return (
                f"{name} does not fit: a {window} x {window} window does not go on the {size} x "
                f"{size} map that {giver}. {smaller}, or remove a layer before it."
            )
    return None


def _shape_so_far(placed: Sequence[Layer]) -> Shape:
    return placed[-1].output_shape if placed else (IMAGE_SIZE, IMAGE_SIZE, 1)


def _place(name: str, spec: LayerSpec, placed: Sequence[Layer]) -> Layer:
    shape = _shape_so_far(placed)
    field = placed[-1].receptive_field if placed else ReceptiveField()
    return Layer(
        name, spec, shape, _output_shape(spec, shape), _receptive_field(spec, shape, field)
    )


def _output_shape(spec: LayerSpec, shape: Shape) -> Shape:
    match spec:
        case Conv2D(filters, kernel_size, stride, "valid"):
            size = (shape[0] - kernel_size) // stride + 1
            return size, size, filters
        case Conv2D(filters, _, stride, "same"):
            size = math.ceil(shape[0] / stride)
            return size, size, filters
        case MaxPool2D(pool_size) | AveragePool2D(pool_size):
            return shape[0] // pool_size, shape[1] // pool_size, shape[2]
        case Flatten():
            return (math.prod(shape),)
        case Dense(units):
            return (units,)
    return shape


def _receptive_field(spec: LayerSpec, shape: Shape, field: ReceptiveField) -> ReceptiveField:
    match spec:
        case Conv2D(_, kernel_size, stride, padding):
            before = same_padding(shape[0], kernel_size, stride)[0] if padding == "same" else 0
            return ReceptiveField(
                field.size + (kernel_size - 1) * field.stride,
                field.stride * stride,
                field.start - before * field.stride,
            )
        case MaxPool2D(pool_size) | AveragePool2D(pool_size):
            return ReceptiveField(
                field.size + (pool_size - 1) * field.stride, field.stride * pool_size, field.start
            )
        case Dropout():
            return field
    return WHOLE_IMAGE


def _past_the_limits(placed: Sequence[Layer]) -> str | None:
    """Why the last of the layers makes the network too large, and what would fit in its place."""
    last = placed[-1]
    parameters = sum(layer.parameters for layer in placed)
    if parameters > MAX_PARAMETERS:
        passed = f"{parameters:,} parameters; at most {MAX_PARAMETERS:,} are allowed"
    else:
        work = sum(layer.multiply_adds for layer in placed)
        if work <= MAX_MULTIPLY_ADDS:
            return None
        passed = f"{work:,} multiplications per image; at most {MAX_MULTIPLY_ADDS:,} are allowed"
    return f"{last.name} would bring the network to {passed}. {_what_would_fit(placed)}"


def _what_would_fit(placed: Sequence[Layer]) -> str:
    *before, last = placed
    match last.spec:
        case Conv2D(filters):
            field, count, unit = "filters", filters, "filters"
        case Dense(units, "relu"):
            field, count, unit = "units", units, "units"
        case _:
            return "Use fewer filters before it, or a pooling or a stride."

    def is_too_large(number: int) -> bool:
        smaller = _place(last.name, replace(last.spec, **{field: number}), before)
        layers = [*before, smaller]
        for spec in (Flatten(), _SOFTMAX) if smaller.is_spatial else (_SOFTMAX,):
            layers.append(_place("", spec, layers))
        return (
            sum(layer.parameters for layer in layers) > MAX_PARAMETERS
            or sum(layer.multiply_adds for layer in layers) > MAX_MULTIPLY_ADDS
        )

    most = bisect_left(range(1, count), True, key=is_too_large)
    smaller_maps = "a pooling or a stride before it"
    if not most:
        return f"Use {smaller_maps}, or fewer filters there."
    return f"At most {most} {unit} would fit; or use {smaller_maps}."
