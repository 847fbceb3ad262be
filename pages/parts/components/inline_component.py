"""Components of our own: plain HTML, CSS and JavaScript that stand beside their Python file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

# What several components' scripts begin with.
SHARED_SCRIPTS = Path(__file__).with_name("shared_scripts")
# What the script of every component ends with.
LAST_SCRIPT = SHARED_SCRIPTS / "last_ending.js"
# What the styles of every component begin with that has its own.
SHARED_STYLES = Path(__file__).with_name("shared_styles") / "controls.css"


def inline_component(
    python_file: str,
    *begins_with: str | Path,
    styles: Sequence[Path] = (),
    is_style_its_own: bool = True,
) -> Callable[..., Any]:
    """Declare the component whose files stand beside a Python file and have its name.

    A .js is needed, with a function `component` that takes what Streamlit hands to a component's
    default export, and may return its ending; .html and .css are taken where they are.

    Args:
        python_file: `__file__` of the module that declares it.
        begins_with: names of shared scripts, or scripts' paths; the component's own follows.
        styles: what several components' styles have in common; the component's own follows.
        is_style_its_own: whether its style ends at its edge, or holds for the whole page.

    Returns:
        What draws it. Its callbacks can read what it sent: where a run of the page that ends only
        now has removed that, as it had not drawn the component, they are not called.
    """
    path = Path(python_file)
    style = "".join(map(_text, styles)) + (_text_if_there(path.with_suffix(".css")) or "")
    before = [SHARED_SCRIPTS / name for name in begins_with]
    scripts = [*before, path.with_suffix(".js"), LAST_SCRIPT]
    component = st.components.v2.component(
        f"convoscope_{path.stem}",
        html=_text_if_there(path.with_suffix(".html")),
        css=_text(SHARED_STYLES) + style if is_style_its_own else style or None,
        js="".join(map(_text, scripts)),
        isolate_styles=is_style_its_own,
    )

    def draw(*, key: str, **settings: Any) -> Any:
        for name, setting in settings.items():
            if name.startswith("on_"):
                settings[name] = partial(_call_if_there, key, setting)
        return component(key=key, **settings)

    return draw


def _call_if_there(key: str, callback: Callable[[], None]) -> None:
    if key in st.session_state:
        callback()


def _text_if_there(path: Path) -> str | None:
    return _text(path) if path.exists() else None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
