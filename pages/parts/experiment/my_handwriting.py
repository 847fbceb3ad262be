"""My handwriting: a network learns from digits that the visitor writes; what it gains, what it loses."""

from __future__ import annotations

import streamlit as st

from cnn.errors import DrawingError
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.experiment.own_sheet import own_sheet, show_sheet


def my_handwriting(texts: ExplainedTexts) -> None:
    """Write, let the network learn, and see what came of it."""
    st.header("Write five of each digit, as you usually write them", anchor=False)
    _sheet()


@st.fragment
def _sheet() -> None:
    """The boxes; a stroke reruns only this."""
    try:
        sheet = show_sheet()
    except DrawingError as error:
        st.error(str(error), icon=":material/error:")
        sheet = own_sheet()
    st.write(len(sheet.images))
