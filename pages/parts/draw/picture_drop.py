"""A picture dropped anywhere on the page, or pasted from the clipboard."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnn.drawing.upload import MAX_BYTES
from pages.parts.components.inline_component import inline_component

DROPPED_KEY = "dropped"
# The script finds the uploader by this name, and appearance.py hides it.
_PLACE = "dropped_picture"

_WORDS = {
    "paste": "Paste",
    "pasteHelp": "Take the picture on the clipboard. You can also press Ctrl+V, or drop a picture "
    "anywhere on this page.",
    "drop": "Drop the picture here to have it read",
    "sending": "Sending the picture ...",
    "noPicture": "There was no picture to take. Copy a picture first, or choose a file with "
    "Upload.",
    "tooLarge": f"The file is too large: at most {MAX_BYTES / 1e6:.0f} MB are allowed. Crop the "
    "picture to the digit or save it smaller.",
    "clipboardRefused": "Your browser does not let this page read the clipboard. Press Ctrl+V, or "
    "choose a file with Upload.",
    "failed": "The picture did not reach the server. Please try again.",
}

_component = inline_component(__file__)


def picture_drop(on_take: Callable[[], None], taken: int) -> None:
    """Show a button to paste; take what is dropped or pasted on the whole page.

    Args:
        on_take: called before the next run; the file is then in the session state under
            DROPPED_KEY.
        taken: how many pictures have been taken until now, whatever came of them: a change ends
            the notice that one is on its way.
    """
    with st.container(key=_PLACE):
        # Any type: what is wrong with a file is told in words, and here nobody sees the uploader.
        st.file_uploader(
            "A picture that was dropped or pasted",
            key=DROPPED_KEY,
            on_change=on_take,
            max_upload_size=MAX_BYTES // 1_000_000,
        )
    _component(
        data={"words": _WORDS, "maxBytes": MAX_BYTES, "taken": taken},
        key="picture_drop",
        width=150,
    )
