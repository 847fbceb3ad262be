"""Draw a digit and see it read at once, with the whole network at a glance."""

import streamlit as st

from cnn.drawing import digit_from_strokes
from cnn.errors import VisitorError
from cnn.examples import EXAMPLES
from cnn.probability_bars import probability_bars
from pages.shared.board import canvas_strokes
from pages.shared.glance import image_figure, network_at_a_glance
from pages.shared.other_digits import load_example, mnist_button, upload_popover
from pages.shared.stroke_gallery import stroke_gallery
from pages.shared.visit import Digit, current_digit, current_network, palette, set_digit
from pages.shared.xray import xray

SOURCES = {
    "example": "An example digit: draw your own over it, or clear the canvas first.",
    "drawn": "Your drawing.",
    "uploaded": "Your picture. Drawing a stroke returns to the canvas.",
    "MNIST": "A test digit of MNIST. Drawing a stroke returns to the canvas.",
}


@st.fragment
def drawing_and_answer() -> None:
    """The canvas and all that follows from it; a stroke reruns only this."""
    with st.container(horizontal=True, gap="medium"):
        canvas_side = st.container(width=300, gap="small")
        answer_side = st.container(width="stretch", gap="small")
    problem = None
    with canvas_side:
        try:
            strokes, is_new = canvas_strokes()
            if is_new:
                set_digit(Digit(digit_from_strokes(strokes), "drawn", strokes=tuple(strokes)))
        except VisitorError as error:
            problem = str(error)
        st.caption("Or begin with one of these hands:")
        stroke_gallery("Example digits", EXAMPLES, on_choose=load_example, key="examples")
        with st.container(horizontal=True, gap="small"):
            upload_popover()
            mnist_button()
    with answer_side:
        answer(problem)


def answer(problem: str | None) -> None:
    """The reading of the digit of the moment.

    Args:
        problem: why the canvas cannot be read, where it cannot.
    """
    digit, network, colours = current_digit(), current_network(), palette()
    activations = network.forward(digit.image[None])
    probabilities = activations["softmax"][0]
    best = int(probabilities.argmax())
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        with st.container(key="prediction", width=120, gap="xsmall"):
            st.title(str(best), anchor=False)
            st.markdown(f"probability **{probabilities[best]:.1%}**")
        title = "What the network reads:<br>28 x 28 pixels"
        with st.container(width=150):
            st.html(
                '<div class="glance">'
                + image_figure(digit.image, title, f"The digit as read: {best}", 140, colours)
                + "</div>"
            )
        with st.container(width=270):
            st.plotly_chart(
                probability_bars(probabilities, colours, height=200),
                key="probabilities",
                theme=None,
                config={"displayModeBar": False},
                alt=f"Bar chart of the ten probabilities; the highest is {best}.",
            )
    if problem:
        st.warning(f"{problem} Below is still the last digit.", icon=":material/info:")
    else:
        st.caption(SOURCES[digit.source])
    network_at_a_glance(network, digit.image, activations, colours)
    st.caption(
        "Every layer's output for this digit. Each mosaic has a scale of its own, from silent to "
        "the layer's strongest cell."
    )
    xray(digit, network)


drawing_and_answer()
