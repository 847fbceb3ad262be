"""Things to start from, each with what it is for; once something is changed none is marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from pages.parts.components.held_widget import held_widget


def preset_pills(
    label: str,
    presets: Sequence[str],
    names: Mapping[str, str],
    purposes: Mapping[str, str],
    *,
    is_taken: Callable[[str], bool],
    key: str,
    on_choice: Callable[[str], None],
) -> str | None:
    """Offer presets by their keys.

    Args:
        label: read aloud only.
        presets: their keys, in order.
        names: by key.
        purposes: what each is for, by key.
        is_taken: whether all is as a preset has it now.
        key: of the widget.
        on_choice: takes up the preset that was chosen.

    Returns:
        The one that is taken, if any.
    """

    def take(preset: str | None) -> None:
        if preset is not None:
            on_choice(preset)

    taken = next(filter(is_taken, presets), None)
    widget, take_choice = held_widget(key, taken, take)
    st.pills(
        label,
        presets,
        default=taken,
        format_func=lambda preset: f"**{names[preset]}**: {purposes[preset]}",
        key=widget,
        on_change=take_choice,
        label_visibility="collapsed",
        wrap=True,
    )
    return taken
