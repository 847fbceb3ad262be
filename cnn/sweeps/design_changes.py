"""One setting of a whole design changed: its filters, kernels, depth, units or dropout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cnn.errors import TrainingError
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.layer_spec import LayerSpec

Hidden = tuple[LayerSpec, ...]

NO_CONVOLUTION = "The design has no convolution, so there is no {what} to vary. Add one."
NO_DENSE = (
    "The design has no dense layer before its ten outputs, so there are no units to vary. Add one."
)


def with_filters(hidden: Hidden, filters: int) -> Hidden:
    """So many filters in the first convolution; those of the others keep their proportion to it.

    Raises:
        TrainingError: there is no convolution.
    """
    first = _convolutions(hidden, "number of filters")[0].filters
    return tuple(
        replace(spec, filters=_in_proportion(spec.filters, first, filters))
        if isinstance(spec, Conv2D)
        else spec
        for spec in hidden
    )


def with_kernel_size(hidden: Hidden, size: int) -> Hidden:
    """Kernels of so many rows and columns in every convolution.

    Raises:
        TrainingError: there is no convolution.
    """
    _convolutions(hidden, "kernel")
    return tuple(
        replace(spec, kernel_size=size) if isinstance(spec, Conv2D) else spec for spec in hidden
    )


def with_depth(hidden: Hidden, depth: int) -> Hidden:
    """So many convolutions: the first ones, each with what follows it; or the last one repeated.

    What follows a convolution is all up to the next one, or up to where the maps become a row.

    Raises:
        TrainingError: there is no convolution.
    """
    _convolutions(hidden, "depth")
    starts = [place for place, spec in enumerate(hidden) if isinstance(spec, Conv2D)]
    end = next(
        (
            place
            for place, spec in enumerate(hidden)
            if place > starts[-1] and (spec.reads == "row" or spec.gives_row)
        ),
        len(hidden),
    )
    ends = [*starts[1:], end]
    blocks = [hidden[start:stop] for start, stop in zip(starts, ends, strict=True)]
    blocks += [blocks[-1]] * max(depth - len(blocks), 0)
    chosen = [spec for block in blocks[:depth] for spec in block]
    return (*hidden[: starts[0]], *chosen, *hidden[end:])


def with_units(hidden: Hidden, units: int) -> Hidden:
    """So many units in the first dense layer; those of further ones keep their proportion to it.

    Raises:
        TrainingError: there is no hidden dense layer.
    """
    dense = [spec for spec in hidden if isinstance(spec, Dense)]
    if not dense:
        raise TrainingError(NO_DENSE)
    return tuple(
        replace(spec, units=_in_proportion(spec.units, dense[0].units, units))
        if isinstance(spec, Dense)
        else spec
        for spec in hidden
    )


def with_dropout(hidden: Hidden, percent: int) -> Hidden:
    """Every dropout at so many percent, or one of that before the outputs where there is none.

    With 0 there is no dropout.
    """
    if not percent:
        return tuple(spec for spec in hidden if not isinstance(spec, Dropout))
    rate = percent / 100
    if not any(isinstance(spec, Dropout) for spec in hidden):
        return (*hidden, Dropout(rate))
    return tuple(Dropout(rate) if isinstance(spec, Dropout) else spec for spec in hidden)


def _convolutions(hidden: Sequence[LayerSpec], what: str) -> list[Conv2D]:
    found = [spec for spec in hidden if isinstance(spec, Conv2D)]
    if not found:
        raise TrainingError(NO_CONVOLUTION.format(what=what))
    return found


def _in_proportion(count: int, first: int, wanted: int) -> int:
    return max(1, round(count * wanted / first))
