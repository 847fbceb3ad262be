"""Things to start from, each with what it is for; once something is changed none is marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st


def preset_pills(
    label: str,
    presets: Sequence[str],
    names: Mapping[str, str],
    purposes: Mapping[str, str],
    *,
    is_taken: Callable[[str], bool],
    key: str,
    on_change: Callable[[], None],
) -> None:
    """Offer presets by their keys; what is chosen is under `key` of the session state.

    Args:
        label: read aloud only.
        presets: their keys, in order.
        names: by key.
        purposes: what each is for, by key.
        is_taken: whether all is as a preset has it now.
        key: of the widget.
        on_change: takes up the preset that was chosen.
    """
    st.session_state[key] = next(filter(is_taken, presets), None)
    st.pills(
        label,
        presets,
        format_func=lambda preset: f"**{names[preset]}**: {purposes[preset]}",
        key=key,
        on_change=on_change,
        label_visibility="collapsed",
        wrap=True,
    )
