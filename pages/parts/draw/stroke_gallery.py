"""A row of small drawings to choose from, by mouse, touch or keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from cnn.drawing.strokes import CANVAS_SIZE
from cnn.handwriting.examples import Example
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number

_component = inline_component(__file__)


def stroke_gallery(
    label: str, examples: Sequence[Example], on_choose: Callable[[Example], None], key: str
) -> None:
    """Show examples as buttons with their strokes.

    Args:
        label: what the row is, for screen readers.
        examples: what to choose from.
        on_choose: called with the chosen example before the next run.
        key: unique on the page.
    """

    def choose() -> None:
        index = whole_number(st.session_state[key].chosen, len(examples))
        if index is not None:
            on_choose(examples[index])

    items = [
        {
            "title": example.title,
            "strokes": [stroke.round().astype(int).tolist() for stroke in example.strokes],
        }
        for example in examples
    ]
    _component(
        data={"label": label, "items": items, "size": CANVAS_SIZE},
        key=key,
        on_chosen_change=choose,
    )
