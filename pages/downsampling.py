"""The textbook network with and without its poolings: shapes, parameters, receptive fields."""

import streamlit as st

from cnn.lessons.downsampling.designs import (
    KINDS,
    TEXTBOOK,
    UNPOOLED,
    WINDOWS,
    Downsampling,
    asked_for,
    question_about,
)
from pages.parts.design.design_editor import choose_design
from pages.parts.design.train_tabs import open_tab
from pages.parts.learn.downsampling.pooled_beside_unpooled import pooled_beside_unpooled
from pages.parts.learn.downsampling.receptive_fields import Shown, receptive_fields
from pages.parts.learn.lesson import ask, lesson_foot, lesson_page, question_number
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

NAME = "downsampling"
AFTER_CONV1, AFTER_CONV2 = "downsampling_after_conv1", "downsampling_after_conv2"
WINDOW, KIND = "downsampling_window", "downsampling_kind"
# The design that the last answer was about, with the number of its question.
ANSWERED = "downsampling_answered"


def chosen_poolings() -> Downsampling:
    """The controls."""
    st.markdown("**Your network: pooling after**")
    with st.container(horizontal=True):
        after_conv1 = st.toggle("conv1", key=AFTER_CONV1, persist_state="session")
        after_conv2 = st.toggle("conv2", key=AFTER_CONV2, persist_state="session")
    has_pooling = after_conv1 or after_conv2
    with st.container(horizontal=True):
        window = st.segmented_control(
            "Window",
            WINDOWS,
            format_func=lambda size: f"{size} x {size}",
            default=None if WINDOW in st.session_state else WINDOWS[0],
            required=True,
            disabled=not has_pooling,
            key=WINDOW,
            persist_state="session",
        )
        kind = st.segmented_control(
            "Takes the",
            KINDS,
            default=None if KIND in st.session_state else KINDS[0],
            required=True,
            disabled=not has_pooling,
            key=KIND,
            persist_state="session",
        )
    return Downsampling(after_conv1, after_conv2, window, kind)


@st.fragment
def explorer() -> None:
    """The controls, two networks beside each other, the question, and both as they were trained."""
    number = question_number(NAME)
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        design = chosen_poolings()
        # An answered question stays with its design, so that the others can be looked at freely.
        answered_number, about = st.session_state.get(ANSWERED, (None, design))
        about = about if answered_number == number else design
        asked = asked_for(about, number)
        answered = ask(NAME, question_about(about, asked))
    if answered:
        st.session_state[ANSWERED] = (number, about)

    def shown(title: str, each: Downsampling) -> Shown:
        is_same = each.layers == about.layers
        return Shown(title, each, asked if is_same and not answered else None)

    with figure_side:
        receptive_fields(
            (
                shown("The textbook network: max pooling, twice", TEXTBOOK),
                shown(f"Your network: {design.title[0].lower()}{design.title[1:]}", design),
            ),
            current_digit().image,
            palette(),
            key="fields",
        )
        if design.problem:
            st.warning(design.problem, icon=":material/block:")
        train_link(design)
    pooled_beside_unpooled(shown("With pooling", TEXTBOOK), shown("Without pooling", UNPOOLED))


def train_link(design: Downsampling) -> None:
    """To the Train page with the design in its table."""
    if st.button(
        "Open your network on the Train page",
        icon=":material/model_training:",
        type="tertiary",
        help="The design can be undone there.",
    ):
        choose_design(design.hidden)
        open_tab("design")
        st.switch_page("pages/train.py")


EXPLANATION = """
#### What pooling is for

- **Fewer numbers to the dense layer.** A 2 x 2 pooling halves rows and columns, rounded down, so
  at most a quarter of the cells remain. What is flattened, and with it the dense layer, shrinks;
  the convolutions in between have fewer places to stop at, and so fewer multiplications.
- **A wider view.** After it, neighbouring cells stand twice as far apart in the image, so the next
  3 x 3 window widens the view by twice as many pixels. Without it the last convolution decides on
  a small patch; only the dense layer sees the whole digit.
- Pooling is not the only way: strides do the same within a convolution (page 4).
"""

lesson_page(NAME)
explorer()
st.markdown(EXPLANATION)
lesson_foot(NAME)
