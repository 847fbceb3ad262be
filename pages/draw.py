"""Draw a digit and see it read at once, with the whole network at a glance."""

import streamlit as st

from cnn.errors import DrawingError
from cnn.handwriting.examples import EXAMPLES
from pages.parts.components.network_overview import image_figure, network_overview
from pages.parts.components.probability_bars import probability_bars
from pages.parts.draw.canvas import new_strokes
from pages.parts.draw.other_digits import load_example, mnist_button, upload_popover
from pages.parts.draw.preprocessing_steps import preprocessing_steps
from pages.parts.draw.stroke_gallery import stroke_gallery
from pages.parts.session.digit import current_digit, drawing_problem, read_drawing
from pages.parts.session.networks import current_network
from pages.parts.session.theme import palette

SOURCES = {
    "example": "An example digit: draw your own over it, or clear the canvas first.",
    "drawn": "Your drawing.",
    "uploaded": "Your picture. Drawing a stroke returns to the canvas.",
    "mnist": "A test digit of MNIST. Drawing a stroke returns to the canvas.",
    "synthetic": "A synthetic test digit. Drawing a stroke returns to the canvas.",
}


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
            mnist_button()
    with answer_side:
        answer()


def answer() -> None:
    """The reading of the digit of the moment."""
    digit, network, colours = current_digit(), current_network(), palette()
    activations = network.forward(digit.image[None])
    probabilities = activations["softmax"][0]
    best = int(probabilities.argmax())
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        with st.container(key="prediction", width=120, gap="xsmall"):
            st.title(str(best), anchor=False)
            st.markdown(f"probability **{probabilities[best]:.1%}**")
        title = "What the network reads:<br>28 x 28 pixels"
        picture = image_figure(digit.image, title, f"The digit as read: {best}", 140, colours)
        bars = probability_bars(probabilities, colours)
        st.html(f'<div class="glance answer">{picture}{bars}</div>')
    if drawing_problem():
        st.warning(f"{drawing_problem()} Shown is still the last digit.", icon=":material/info:")
    else:
        st.caption(SOURCES[digit.source])
    network_overview(network, digit.image, activations, colours)
    st.caption(
        "Every layer's output for this digit. Each mosaic has a scale of its own, from silent to "
        "the layer's strongest cell."
    )
    preprocessing_steps(digit, network)


drawing_and_answer()
