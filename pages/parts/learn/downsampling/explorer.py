"""The textbook network beside one's own choice of poolings, and the question about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from cnn.lessons.downsampling.designs import (
    TEXTBOOK,
    UNPOOLED,
    WINDOWS,
    DesignQuestion,
    Downsampling,
    Kind,
    design_question,
)
from pages.parts.learn.downsampling.pooled_beside_unpooled import pooled_beside_unpooled
from pages.parts.learn.downsampling.receptive_fields import Shown, receptive_fields
from pages.parts.learn.frame import question_and_figure
from pages.parts.learn.kept_choice import kept_choice
from pages.parts.learn.question import ask, question_number
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

_NAME = "downsampling"
_AFTER_CONV1, _AFTER_CONV2 = "downsampling_after_conv1", "downsampling_after_conv2"
_WINDOW, _KIND = "downsampling_window", "downsampling_kind"
# The number of the question whose design the controls were last set to.
_PRESSED = "downsampling_pressed"
_WINDOWS: Mapping[int, str] = {size: f"{size} x {size}" for size in WINDOWS}
_KINDS: Mapping[Kind, str] = {"max": "maximum", "average": "average"}
_YOUR_NETWORK: Mapping[Kind, Mapping[tuple[bool, bool], str]] = {
    "max": {
        (False, False): "Your network: without pooling",
        (True, False): "Your network: max pooling {window} x {window} after conv1",
        (False, True): "Your network: max pooling {window} x {window} after conv2",
        (True, True): "Your network: max pooling {window} x {window} after conv1 and conv2",
    },
    "average": {
        (False, False): "Your network: without pooling",
        (True, False): "Your network: average pooling {window} x {window} after conv1",
        (False, True): "Your network: average pooling {window} x {window} after conv2",
        (True, True): "Your network: average pooling {window} x {window} after conv1 and conv2",
    },
}


@st.fragment
def explorer(open_on_train_page: Callable[[Downsampling], None]) -> None:
    """Two networks beside each other, the question, the controls, and both as they were trained.

    Args:
        open_on_train_page: shows the way to the Train page with a design.
    """
    asked = design_question(question_number(_NAME))
    question_side, figure_side = question_and_figure()
    with question_side:
        answered = ask(_NAME, asked.question)

    def shown(title: str, each: Downsampling) -> Shown:
        return Shown(title, each, None if answered else asked.hides(each))

    with figure_side:
        picture = st.container(gap="small")
        design = _chosen_poolings(asked)
        with picture:
            receptive_fields(
                (
                    shown("The textbook network: max pooling, twice", TEXTBOOK),
                    shown(_your_network(design), design),
                ),
                current_digit().image,
                palette(),
                key="fields",
            )
        if design.problem:
            st.warning(design.problem, icon=":material/block:")
        open_on_train_page(design)
    pooled_beside_unpooled(shown("With pooling", TEXTBOOK), shown("Without pooling", UNPOOLED))


def _chosen_poolings(asked: DesignQuestion) -> Downsampling:
    """The controls; with another question they show the design that it is about."""
    if st.session_state.get(_PRESSED, 0) != asked.number:
        st.session_state[_PRESSED] = asked.number
        st.session_state[_AFTER_CONV1] = asked.design.after_conv1
        st.session_state[_AFTER_CONV2] = asked.design.after_conv2
        st.session_state[_WINDOW] = asked.design.window
        st.session_state[_KIND] = asked.design.kind
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        with st.container(width="content", gap="xsmall"):
            st.markdown("**Your network: pooling after**")
            with st.container(horizontal=True):
                after_conv1 = st.toggle("conv1", key=_AFTER_CONV1, persist_state="session")
                after_conv2 = st.toggle("conv2", key=_AFTER_CONV2, persist_state="session")
        has_pooling = after_conv1 or after_conv2
        window = kept_choice("Window", _WINDOWS, _WINDOW, disabled=not has_pooling)
        kind = kept_choice("Keeps the", _KINDS, _KIND, disabled=not has_pooling)
    return Downsampling(after_conv1, after_conv2, window, kind)


def _your_network(design: Downsampling) -> str:
    title = _YOUR_NETWORK[design.kind][design.after_conv1, design.after_conv2]
    return title.format(window=design.window)
