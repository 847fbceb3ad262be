"""The design of the network to train: a table of its layers that is edited in place.

The page's own small component: rows are typed into, added, moved and removed without waiting for
the server, which answers each edit with what follows from it, layer by layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from cnn.architecture import MAX_HIDDEN, Architecture, unread_pixels
from cnn.design_code import hidden_from_code
from cnn.errors import ArchitectureError
from cnn.layers import (
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
from cnn.placement import (
    MAX_DROPOUT_PERCENT,
    MAX_FILTERS,
    MAX_KERNEL_SIZE,
    MAX_POOL_SIZE,
    MAX_STRIDE,
    MAX_UNITS,
    all_specs,
    layer_names,
    placed_layers,
)
from cnn.presets import DESIGNS

DESIGN_KEY = "train_design"
PAST_KEY = "train_design_past"
NUMBER_KEY = "train_design_number"
EDITOR_KEY = "design_editor"
PRESET_KEY = "train_design_preset"
FIRST_DESIGN = DESIGNS["Textbook"]
MAX_UNDO = 100
MAX_PIXELS_LISTED = 6

_LIMITS = {
    "layers": MAX_HIDDEN,
    "filters": MAX_FILTERS,
    "kernel_size": MAX_KERNEL_SIZE,
    "stride": MAX_STRIDE,
    "pool_size": MAX_POOL_SIZE,
    "percent": MAX_DROPOUT_PERCENT,
    "units": MAX_UNITS,
}
_KINDS = {
    Conv2D: "conv2d",
    MaxPool2D: "max_pool2d",
    AveragePool2D: "average_pool2d",
    Dropout: "dropout",
    Dense: "dense",
}
_FIXED = {"flatten": "all cells of all maps in one row", "softmax": "10 units, one per digit"}

_component = st.components.v2.component(
    "convoscope_design_editor",
    html=Path(__file__).with_suffix(".html").read_text(encoding="utf-8"),
    css=Path(__file__).with_suffix(".css").read_text(encoding="utf-8"),
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def chosen_design() -> tuple[HiddenSpec, ...]:
    """The hidden layers that the visitor has put together; perhaps no design that works."""
    return st.session_state.get(DESIGN_KEY, FIRST_DESIGN)


def choose_design(hidden: tuple[HiddenSpec, ...]) -> None:
    """Make a design the chosen one, so that it can be undone.

    Args:
        hidden: the hidden layers in order.
    """
    before = chosen_design()
    if hidden == before:
        return
    past = st.session_state.setdefault(PAST_KEY, [])
    past.append(before)
    del past[:-MAX_UNDO]
    st.session_state[DESIGN_KEY] = hidden


def undo_design() -> None:
    """Go back to the design before the last change; does nothing where there was none."""
    if st.session_state.get(PAST_KEY):
        st.session_state[DESIGN_KEY] = st.session_state[PAST_KEY].pop()


def design_editor() -> None:
    """The presets and the table."""
    names = {hidden: name for name, hidden in DESIGNS.items()}
    st.session_state[PRESET_KEY] = names.get(chosen_design())
    st.pills(
        "Start from",
        list(DESIGNS),
        key=PRESET_KEY,
        on_change=_take_preset,
        label_visibility="collapsed",
    )
    data = {
        "rows": table_rows(chosen_design()),
        "foot": summary(chosen_design()),
        "limits": _LIMITS,
        "can_undo": bool(st.session_state.get(PAST_KEY)),
        "number": st.session_state.get(NUMBER_KEY, 0),
    }
    _component(data=data, key=EDITOR_KEY, on_edited_change=_take_edit)


def take_edit(edited: object) -> None:
    """Make what the browser sent the chosen design, trusting nothing.

    Args:
        edited: a mapping with a design's code, whether to undo, and the edit's number; anything
            else is left alone.
    """
    if not isinstance(edited, Mapping):
        return
    code, number = edited.get("code"), edited.get("number")
    if not isinstance(code, str) or isinstance(number, bool) or not isinstance(number, int | float):
        return
    st.session_state[NUMBER_KEY] = number
    try:
        choose_design(hidden_from_code(code))
    except ArchitectureError:
        return
    if edited.get("undo") is True:
        undo_design()


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


def summary(hidden: tuple[HiddenSpec, ...]) -> list[dict[str, Any]]:
    """What is to be said of a design as a whole.

    Args:
        hidden: the hidden layers in order, perhaps of a design that cannot work.

    Returns:
        Sentences, each with whether it is a `problem`.
    """
    try:
        architecture = Architecture(hidden)
    except ArchitectureError as error:
        is_in_table = placed_layers(hidden)[1] is not None
        return [] if is_in_table else [{"text": str(error), "problem": True}]
    work = sum(layer.multiply_adds for layer in architecture.layers)
    totals = f"{architecture.parameters:,} parameters, {work:,} multiplications per image."
    return [{"text": text} for text in (totals, unread_sentence(unread_pixels(architecture)))]


def unread_sentence(rows: tuple[int, ...]) -> str:
    """Which pixels of the image no output depends on, in words.

    Args:
        rows: image rows, equally columns, that reach no output, from 0.

    Returns:
        A sentence.
    """
    if not rows:
        return "Every pixel of the image reaches the outputs."
    if len(rows) == 1:
        return f"Row and column {rows[0]} of the image, counted from 0, reach no output."
    listed = [str(row) for row in rows[:MAX_PIXELS_LISTED]]
    if len(rows) > MAX_PIXELS_LISTED:
        return (
            f"{len(rows)} rows and columns of the image ({', '.join(listed)}, ...) reach no output."
        )
    text = f"{', '.join(listed[:-1])} and {listed[-1]}"
    return f"Rows and columns {text} of the image, counted from 0, reach no output."


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
        "output_from": layer.size_arithmetic,
        "parameters": f"= {parameters}" if parameters_from else "",
        "parameters_from": parameters_from or "0",
        "sees": "" if is_flatten or side is None else f"{side} x {side}",
        "note": layer.dropped_text,
    }


def _take_preset() -> None:
    name = st.session_state[PRESET_KEY]
    if name in DESIGNS:
        choose_design(DESIGNS[name])


def _take_edit() -> None:
    take_edit(st.session_state[EDITOR_KEY].edited)
