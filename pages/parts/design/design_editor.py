"""The design of the network to train: a table of its layers that is edited in place.

The page's own small component: rows are typed into, added, moved and removed without waiting for
the server, which answers each edit with what follows from it, layer by layer.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType

import streamlit as st

from cnn.errors import ArchitectureError
from cnn.glossary import term
from cnn.network.design_code import hidden_from_code
from cnn.network.kinds import KINDS
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.layer_shapes import MAX_HIDDEN
from cnn.network.presets import DESIGNS, FIRST_DESIGN
from cnn.number_checks import is_whole_or_float
from pages.parts.components.inline_component import inline_component
from pages.parts.components.preset_pills import preset_pills
from pages.parts.design.design_table import summary, table_rows
from pages.parts.words import DESIGN_NAMES, DESIGN_PURPOSES

DESIGN_KEY = "train_design"
PAST_KEY = "train_design_past"
NUMBER_KEY = "train_design_number"
EDITOR_KEY = "design_editor"
PRESET_KEY = "train_design_preset"
MAX_UNDO = 100

# All that the script knows of kinds of layer.
_KINDS = {
    kind.type_name: {
        "title": kind.title,
        "controls": [asdict(control) for control in kind.controls],
        "code": [asdict(part) for part in kind.code],
        "first": kind.first().fields(),
        "reads": kind.reads,
        "gives_row": kind.gives_row,
        "is_added_last": kind.is_added_last,
    }
    for kind in KINDS
}
# What the network of each preset is, with the terms where they are first met.
_ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "textbook": f"Each {term('convolution')} looks for patterns, each {term('pooling')} makes "
        f"the {term('feature_map', 'maps')} smaller, and two {term('dense', 'dense layers')} name "
        "the digit.",
        "without_pooling": f"The textbook's network without its {term('pooling', 'poolings')}: "
        f"its {term('feature_map', 'maps')} stay large, so it learns far more slowly, and no "
        "better.",
        "strided": f"No {term('pooling')}: the first two {term('convolution', 'convolutions')} "
        f"move their {term('window')} by two {term('cell', 'cells')} at a time, a "
        f"{term('stride')} of 2.",
        "dense_only": f"No {term('convolution')}: every {term('unit')} looks at the whole image. "
        "It has about as many numbers to learn as the textbook's network, and makes more than "
        "twice its errors.",
        "lenet5": f"Yann LeCun's network, here with {term('relu')}: three "
        f"{term('convolution', 'convolutions')}, with {term('average_pooling')} after the first "
        "two.",
    }
)
_ABOUT_OWN = (
    "Your own design. Change, add, move or remove layers in the table; *Undo* takes the last "
    "change back."
)
# What stands in the table's columns, under it.
_ABOUT_TABLE = (
    f"*Settings*: how many {term('filter', 'filters')} a layer has and how large they are; *valid* "
    f"or *same* is the {term('padding')}. *Output*: its {term('shape')}, and how that follows from "
    f"the layer before. *{term('parameter', 'Parameters')}*: how many "
    f"{term('weight', 'weights')} and {term('bias', 'biases')} there are to learn. "
    f"*{term('receptive_field', 'Receptive field')}*: the part of the image that one "
    "number of the output depends on."
)
_component = inline_component(__file__)


def chosen_design() -> tuple[LayerSpec, ...]:
    """The hidden layers that the visitor has put together; perhaps no design that works."""
    return st.session_state.get(DESIGN_KEY, FIRST_DESIGN)


def open_design(hidden: tuple[LayerSpec, ...]) -> None:
    """Make a design the one that the page opens with, with nothing to undo."""
    st.session_state[DESIGN_KEY] = hidden


def choose_design(hidden: tuple[LayerSpec, ...]) -> None:
    """Make a design the chosen one, so that it can be undone."""
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
    """The presets, each with what it is for, and the table."""
    preset = preset_pills(
        "Start from a design",
        list(DESIGNS),
        DESIGN_NAMES,
        DESIGN_PURPOSES,
        is_taken=lambda key: DESIGNS[key] == chosen_design(),
        key=PRESET_KEY,
        on_choice=lambda key: choose_design(DESIGNS[key]),
    )
    st.caption(_ABOUT_OWN if preset is None else _ABOUT[preset])
    data = {
        "rows": table_rows(chosen_design()),
        "foot": summary(chosen_design()),
        "kinds": _KINDS,
        "most_layers": MAX_HIDDEN,
        "can_undo": bool(st.session_state.get(PAST_KEY)),
        "number": st.session_state.get(NUMBER_KEY, 0),
    }
    _component(data=data, key=EDITOR_KEY, on_edited_change=_take_edit)
    st.caption(_ABOUT_TABLE)


def take_edits(sent: object) -> None:
    """Do what was done in the browser since its last answer, trusting nothing.

    Args:
        sent: a mapping with `edits`, a list of mappings: each has the edit's number, and a
            design's code or that the last change is undone. Anything else is left alone.
    """
    edits = sent.get("edits") if isinstance(sent, Mapping) else None
    if not isinstance(edits, list):
        return
    for edit in edits[-MAX_UNDO:]:
        # Those before the last may have come with an earlier message, too.
        _do(edit, is_new=edit is edits[-1])


def _do(edit: object, *, is_new: bool) -> None:
    if not isinstance(edit, Mapping):
        return
    number, code = edit.get("number"), edit.get("code")
    if not is_whole_or_float(number):
        return
    if number <= st.session_state.get(NUMBER_KEY, 0) and not is_new:
        return
    st.session_state[NUMBER_KEY] = number
    if edit.get("undo") is True:
        undo_design()
    elif isinstance(code, str):
        with contextlib.suppress(ArchitectureError):
            choose_design(hidden_from_code(code))


def _take_edit() -> None:
    take_edits(st.session_state[EDITOR_KEY].edited)
