"""A row of small drawings to choose from, by mouse, touch or keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from cnn.drawing.strokes import CANVAS_SIZE
from cnn.handwriting.examples import Example
from pages.parts.components.inline_component import inline_component

_component = inline_component(__file__)


def stroke_gallery(
    label: str, examples: Sequence[Example], on_choose: Callable[[Example], None], key: str
) -> None:
    """Show examples as buttons with their strokes; one is chosen before the next run.

    Args:
        label: what the row is, for screen readers.
        key: of the component in the session state.
    """

    def choose() -> None:
        chosen = st.session_state[key].chosen
        for example in examples:
            if example.key == chosen:
                on_choose(example)

    items = [
        {
            "key": example.key,
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
