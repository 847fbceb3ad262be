"""What the table of a design says: each layer's results with the arithmetic that gives them."""

from __future__ import annotations

from typing import Any

from cnn.network.architecture import Architecture, unread_pixels
from cnn.network.kinds.flatten import Flatten
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.layer_shapes import all_specs, layer_names, placed_layers
from cnn.network.layers import Layer
from cnn.network.shapes import IMAGE_SIZE

_SOFTMAX = {"kind": "softmax", "fixed": "10 units, one per digit"}


def table_rows(hidden: tuple[LayerSpec, ...]) -> list[dict[str, Any]]:
    """What the table says of a design, which perhaps cannot work, row by row.

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
        row: dict[str, Any] = {"name": name} | (_SOFTMAX if name == "softmax" else _about(spec))
        if position < len(placed):
            row |= _results(placed[position], whole)
        elif position == len(placed):
            row["problem"] = problem
        else:
            row["unreached"] = True
        rows.append(row)
    return rows


def summary(hidden: tuple[LayerSpec, ...]) -> list[str]:
    """What is to be said of a design as a whole; nothing of one that cannot work."""
    if placed_layers(hidden)[1] is not None:
        return []
    architecture = Architecture(hidden)
    totals = (
        f"{architecture.parameters:,} parameters, and {architecture.multiply_adds:,} "
        "multiplications for each image."
    )
    return [totals, unread_sentence(unread_pixels(architecture))]


def unread_sentence(rows: tuple[int, ...]) -> str:
    """Which pixels of the image no output depends on, in words.

    Args:
        rows: image rows, and columns of the same numbers, that reach no output, from 0, in order.
    """
    if not rows:
        return "Every pixel of the image counts for the answer."
    if rows == (IMAGE_SIZE - 1,):
        return "The last row and the last column of the image have no effect on the answer."
    count = len(rows)
    if rows == tuple(range(rows[0], IMAGE_SIZE)):
        return (
            f"The last {count} rows and the last {count} columns of the image have no effect on "
            "the answer."
        )
    if count == 1:
        return (
            f"One row and one column of the image, number {rows[0]} counted from 0, have no effect "
            "on the answer."
        )
    listed = f"{', '.join(map(str, rows[:-1]))} and {rows[-1]}"
    return (
        f"{count} rows and {count} columns of the image have no effect on the answer: {listed}, "
        "counted from 0."
    )


def _about(spec: LayerSpec) -> dict[str, Any]:
    about: dict[str, Any] = {"kind": spec.type_name}
    if not isinstance(spec, Flatten):
        about["fields"] = spec.fields()
    if spec.fixed_text:
        about["fixed"] = spec.fixed_text
    return about


def _results(layer: Layer, whole: int | None) -> dict[str, Any]:
    """What is known of a layer in its place; `whole` is the side of what dense layers see."""
    parameters_from, _, parameters = layer.parameter_arithmetic.rpartition(" = ")
    side = layer.receptive_field.size if layer.is_spatial else whole
    is_flatten = isinstance(layer.spec, Flatten)
    return {
        "output": layer.shape_text,
        "output_from": "" if layer.spec.reads == "row" else layer.size_arithmetic,
        "parameters": f"= {parameters}" if parameters_from else "",
        "parameters_from": parameters_from or "none",
        "sees": "" if is_flatten or side is None else f"{side} x {side}",
        "note": layer.dropped_text,
    }
