"""What the table of a design says: each layer's results with the arithmetic that gives them."""

from __future__ import annotations

from typing import Any

from cnn.network.architecture import Architecture, unread_pixels
from cnn.network.layer_shapes import all_specs, layer_names, placed_layers
from cnn.network.layers import (
    IMAGE_SIZE,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    HiddenSpec,
    Layer,
    LayerSpec,
    MaxPool2D,
)

_KINDS = {
    Conv2D: "conv2d",
    MaxPool2D: "max_pool2d",
    AveragePool2D: "average_pool2d",
    Dropout: "dropout",
    Dense: "dense",
}
_FIXED = {"flatten": "all cells of all maps in one row", "softmax": "10 units, one per digit"}


def table_rows(hidden: tuple[HiddenSpec, ...]) -> list[dict[str, Any]]:
    """What the table says of a design, row by row.

    Args:
        hidden: the hidden layers in order, perhaps of a design that cannot work.

    Returns:
        One dict per layer, flatten and softmax among them: its kind and name; of a hidden layer
        the settings as `fields`; output, parameters, receptive field and what each follows from,
        as text, as far as the design works; then `problem`, the sentence that says why the next
        layer cannot stand, and `unreached` for the layers after it.
    """
    placed, problem = placed_layers(hidden)
    specs = all_specs(hidden)
    whole = IMAGE_SIZE - len(unread_pixels(Architecture(hidden))) if problem is None else None
    rows = []
    for position, (name, spec) in enumerate(zip(layer_names(specs), specs, strict=True)):
        row: dict[str, Any] = {"name": name, "kind": _kind(name, spec)}
        if row["kind"] in _FIXED:
            row["fixed"] = _FIXED[row["kind"]]
        else:
            row["fields"] = _fields(spec)
        if position < len(placed):
            row |= _results(placed[position], whole)
        elif position == len(placed):
            row["problem"] = problem
        else:
            row["unreached"] = True
        rows.append(row)
    return rows


def summary(hidden: tuple[HiddenSpec, ...]) -> list[str]:
    """What is to be said of a design as a whole.

    Args:
        hidden: the hidden layers in order, perhaps of a design that cannot work.

    Returns:
        Sentences; none for a design that cannot work.
    """
    if placed_layers(hidden)[1] is not None:
        return []
    architecture = Architecture(hidden)
    totals = (
        f"{architecture.parameters:,} parameters, {architecture.multiply_adds:,} multiplications "
        "per image."
    )
    return [totals, unread_sentence(unread_pixels(architecture))]


def unread_sentence(rows: tuple[int, ...]) -> str:
    """Which pixels of the image no output depends on, in words.

    Args:
        rows: image rows, equally columns, that reach no output, from 0, in order.

    Returns:
        A sentence.
    """
    if not rows:
        return "Every pixel of the image reaches the outputs."
    if len(rows) == 1:
        return f"Row and column {rows[0]} of the image, counted from 0, reach no output."
    return f"Rows and columns {_listed(rows)} of the image, counted from 0, reach no output."


def _listed(rows: tuple[int, ...]) -> str:
    first, last = rows[0], rows[-1]
    if len(rows) > 2 and rows == tuple(range(first, last + 1)):
        return f"{first} to {last}"
    return f"{', '.join(map(str, rows[:-1]))} and {last}"


def _kind(name: str, spec: LayerSpec) -> str:
    if isinstance(spec, Flatten):
        return "flatten"
    return "softmax" if name == "softmax" else _KINDS[type(spec)]


def _fields(spec: LayerSpec) -> dict[str, Any]:
    match spec:
        case Dropout(rate):
            return {"percent": round(rate * 100)}
        case Dense(units):
            return {"units": units}
    return dict(vars(spec))


def _results(layer: Layer, whole: int | None) -> dict[str, Any]:
    """What is known of a layer in its place; `whole` is the side of what dense layers see."""
    parameters_from, _, parameters = layer.parameter_arithmetic.rpartition(" = ")
    side = layer.receptive_field.size if layer.is_spatial else whole
    is_flatten = isinstance(layer.spec, Flatten)
    return {
        "output": layer.shape_text,
        "output_from": "" if isinstance(layer.spec, Dense) else layer.size_arithmetic,
        "parameters": f"= {parameters}" if parameters_from else "",
        "parameters_from": parameters_from or "none",
        "sees": "" if is_flatten or side is None else f"{side} x {side}",
        "note": layer.dropped_text,
    }
