"""Which of the experiments is done: one at a time, so that none waits for another."""

from __future__ import annotations

from typing import Literal, assert_never

import streamlit as st

from cnn.errors import ExplanationError
from pages.parts.components.addressed_choice import addressed_choice
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.experiment.knock_out import knock_out
from pages.parts.experiment.liked_image import liked_image
from pages.parts.experiment.my_handwriting import my_handwriting
from pages.parts.experiment.smallest_change import smallest_change
from pages.parts.experiment.surgery import surgery

Experiment = Literal["knock_out", "surgery", "liked_image", "smallest_change", "my_handwriting"]
TITLES: dict[Experiment, str] = {
    "knock_out": "Knock-out",
    "surgery": "Surgery",
    "liked_image": "What would it like to see?",
    "smallest_change": "The smallest change",
    "my_handwriting": "My handwriting",
}


def choose_experiment() -> None:
    """The choice, and the experiment itself.

    No fragment: a run of one is broken off by nothing in it, and a search is to be cancelled.
    """
    texts = ExplainedTexts()
    chosen = addressed_choice("Experiment", TITLES, key="experiment")
    try:
        match chosen:
            case "knock_out":
                knock_out(texts)
            case "surgery":
                surgery(texts)
            case "liked_image":
                liked_image(texts)
            case "smallest_change":
                smallest_change(texts)
            case "my_handwriting":
                my_handwriting(texts)
            case _:
                assert_never(chosen)
    except ExplanationError as error:
        st.warning(str(error), icon=":material/error:")
