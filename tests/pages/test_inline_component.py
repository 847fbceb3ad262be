"""What the callbacks of our own components find."""

import streamlit as st

from pages.parts.components import inline_component as declaring


def test_a_callback_is_called_only_where_what_was_sent_is_still_there(monkeypatch):
    drawn = {}
    monkeypatch.setattr(st.components.v2, "component", lambda *_, **__: drawn.update)
    draw = declaring.inline_component(declaring.__file__.replace("inline_component", "film"))
    taken = []
    draw(key="film", data={}, on_sent_change=lambda: taken.append(st.session_state["film"]))
    monkeypatch.setattr(st, "session_state", {})
    drawn["on_sent_change"]()
    assert taken == []
    st.session_state["film"] = "sent"
    drawn["on_sent_change"]()
    assert taken == ["sent"]
    assert (drawn["key"], drawn["data"]) == ("film", {})
