"""Draw a digit and see it read at once, with the whole network at a glance."""

import streamlit as st

from cnn.errors import DrawingError
from cnn.handwriting.examples import EXAMPLES
from pages.parts.draw.answer import answer
from pages.parts.draw.canvas import new_strokes
from pages.parts.draw.other_digits import (
    camera_popover,
    dropped_picture,
    dropped_picture_problem,
    load_example,
    mnist_button,
    upload_popover,
)
from pages.parts.draw.stroke_gallery import stroke_gallery
from pages.parts.session.reading import read_drawing


@st.fragment
def drawing_and_answer() -> None:
    """The canvas and all that follows from it; a stroke reruns only this."""
    with st.container(horizontal=True, gap="medium"):
        canvas_side = st.container(width=300, gap="small")
        answer_side = st.container(width="stretch", gap="small")
    with canvas_side:
        try:
            strokes = new_strokes()
        except DrawingError as error:
            st.error(str(error), icon=":material/error:")
            strokes = None
        if strokes is not None:
            read_drawing(strokes)
        st.caption("Or begin with one of these hands:")
        stroke_gallery("Example digits", EXAMPLES, on_choose=load_example, key="examples")
        with st.container(horizontal=True, gap="small"):
            upload_popover()
            camera_popover()
        with st.container(horizontal=True, gap="small"):
            mnist_button()
            dropped_picture()
        dropped_picture_problem()
    with answer_side:
        answer()


drawing_and_answer()
