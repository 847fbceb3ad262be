"""A link before everything else that leads past the menu, for those who have but a keyboard."""

from __future__ import annotations

from pages.parts.components.inline_component import inline_component

_component = inline_component(__file__, is_style_its_own=False)


def skip_link() -> None:
    """Put it first in the page; it is seen while it has the focus."""
    _component(data={"label": "Skip to the page"}, key="skip_link")
