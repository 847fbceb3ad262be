"""Draw a digit and see it read at once, with the whole network at a glance."""

import streamlit as st

from cnn.errors import DrawingError
from cnn.handwriting.examples import EXAMPLES
from pages.parts.components.live_engine import live_engine
from pages.parts.draw.answer import answer, layers
from pages.parts.draw.canvas import new_strokes
from pages.parts.draw.introduction import introduction
from pages.parts.draw.other_digits import (
    camera_popover,
    dropped_picture,
    dropped_picture_problem,
    load_example,
    mnist_button,
    upload_popover,
)
from pages.parts.draw.stroke_gallery import stroke_gallery
from pages.parts.session.networks import current_network
from pages.parts.session.reading import read_drawing
from pages.parts.visit.kept_visit import keep_drawing


@st.fragment
def drawing_and_answer() -> None:
    """The canvas and all that follows from it; a stroke reruns only this."""
    with st.container(horizontal=True, gap="medium", key="drawing"):
        canvas_side = st.container(width=300, gap="xsmall", key="canvas_side")
        answer_side = st.container(width="stretch", gap="xsmall", key="answer_side")
    with canvas_side:
        st.header("1 Draw a digit", anchor=False)
        try:
            strokes = new_strokes()
        except DrawingError as error:
            st.error(str(error), icon=":material/error:")
            strokes = None
        if strokes is not None:
            read_drawing(strokes)
    with answer_side:
        answers = answer()
        with st.container(
            horizontal=True,
            vertical_alignment="center",
            gap="small",
            wrap=False,
            key="examples_row",
        ):
            st.caption("Or start from an example:", width="content")
            stroke_gallery("Examples", EXAMPLES, on_choose=load_example, key="examples")
        with st.container(horizontal=True, gap="xsmall", key="other_digits"):
            upload_popover()
            camera_popover()
            mnist_button()
            dropped_picture()
        dropped_picture_problem()
    layers(answers)
    keep_drawing()


introduction()
live_engine(current_network())
drawing_and_answer()
