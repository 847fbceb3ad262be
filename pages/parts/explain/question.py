"""What is asked: why the network answers so, or why not otherwise, for the current digit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import streamlit as st

from cnn.figures.mosaic import grid_for
from cnn.figures.printed_number import readable
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.layer_shapes import CLASSES
from cnn.network.network import ForwardPass
from cnn.network.overflow import has_overflowed
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.held_widget import held_widget
from pages.parts.components.kept_settings import regain_setting
from pages.parts.components.map_view import map_view
from pages.parts.components.overflow import overflow_warning
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import current_network
from pages.parts.session.theme import palette

# The choices' keys: the digit that the network answers, and no digit to compare with.
ANSWER, NOTHING = "answer", "nothing"
# In CSS pixels; two choices stand side by side on a phone.
PICTURE_WIDTH, ANSWER_WIDTH, CHOICE_WIDTH = 104, 190, 162


@dataclass(frozen=True)
class Question:
    """Why this digit, for this image, of this network.

    Attributes:
        network: the chosen one.
        image: (28, 28) float32, the current digit.
        passed: what every layer made of it.
        answer: the digit that the network names.
        digit: whose logit is asked about.
        against: the digit that it is compared with, or None.
    """

    network: Network
    image: np.ndarray
    passed: ForwardPass
    answer: int
    digit: int
    against: int | None

    @cached_property
    def who(self) -> tuple[object, ...]:
        """What tells this question from others."""
        return fingerprint(self.network), self.image.tobytes(), self.digit, self.against

    @property
    def is_blank(self) -> bool:
        """Whether there is no ink at all."""
        return not self.image.any()

    @property
    def speaks_for(self) -> str:
        """What a positive number means."""
        if self.against is None:
            return f"for {self.digit}"
        return f"for {self.digit}, not {self.against}"

    @property
    def speaks_against(self) -> str:
        """What a negative number means."""
        if self.against is None:
            return f"against {self.digit}"
        return f"for {self.against}, not {self.digit}"


def ask(texts: ExplainedTexts, *, asks_why: bool) -> Question | None:
    """The current digit, its answer, and what to ask; None where there is no answer.

    Args:
        texts: of the page.
        asks_why: whether the visitor may choose the digit that is asked about.
    """
    image, network, colours = current_digit().image, current_network(), palette()
    passed = network.forward_with_sums(image[np.newaxis])
    if has_overflowed(passed.activations["softmax"]) or has_overflowed(passed.sums["softmax"]):
        overflow_warning()
        return None
    probabilities = passed.activations["softmax"][0]
    answer = int(probabilities.argmax())
    with st.container(
        horizontal=True, gap="medium", vertical_alignment="center", key="explain_question"
    ):
        with st.container(width=PICTURE_WIDTH):
            map_view(
                image[..., np.newaxis],
                grid_for(1, len(image)),
                colours,
                key="explain_digit_picture",
                alt=f"The current digit, 28 x 28 pixels, read as {answer}.",
                strongest=1.0,
            )
        with st.container(width=ANSWER_WIDTH, gap=None):
            texts.markdown(
                f"The answer is **{answer}**, with {probabilities[answer]:.1%}. Its logit is "
                f"{readable(passed.sums['softmax'][0][answer], 2)}."
            )
        digit, against = answer, None
        if asks_why:
            digit = _digit(answer, probabilities)
            against = _against(digit, probabilities)
    question = Question(network, image, passed, answer, digit, against)
    if question.is_blank:
        texts.info(
            "The current digit is blank: there is no ink to explain. What you see is what the "
            "network makes of empty paper."
        )
    return question


def _digit(answer: int, probabilities: np.ndarray) -> int:
    titles = {ANSWER: f"{answer}, the answer"} | {
        str(digit): f"{digit} ({probabilities[digit]:.1%})" for digit in range(CLASSES)
    }
    chosen = _choice("Why this digit?", titles, ANSWER, "explain_digit")
    return answer if chosen == ANSWER else int(chosen)


def _against(digit: int, probabilities: np.ndarray) -> int | None:
    titles = {NOTHING: "no other digit"} | {
        str(other): f"{other} ({probabilities[other]:.1%})"
        for other in range(CLASSES)
        if other != digit
    }
    chosen = _choice("And why not this one?", titles, NOTHING, "explain_against")
    return None if chosen == NOTHING else int(chosen)


def _choice(label: str, titles: dict[str, str], first: str, key: str) -> str:
    regain_setting(key, titles)
    chosen = next((one for one in titles if one == st.session_state.get(key)), first)
    widget, take = held_widget(key, chosen, partial(st.session_state.__setitem__, key), titles.get)
    with st.container(width=CHOICE_WIDTH):
        st.selectbox(
            label,
            list(titles),
            list(titles).index(chosen),
            format_func=lambda one: titles.get(one, ""),
            key=widget,
            on_change=take,
        )
    return chosen
