"""Pictures of digits and strangers at one place of a score: where yours stands, or a click."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.explain.out_of_distribution import ScoreName, nearest_scores
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from pages.parts.components.digit_gallery import Card, digit_gallery
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.explain.score_words import SCORE_WORDS, shown
from pages.parts.explain.standing import Standing
from pages.parts.explain.strangers import DRAWINGS, draw_stranger, stranger_images
from pages.parts.session.labelled_digits import LabelledDigits
from pages.parts.session.theme import palette

# Of digits, and of strangers.
EACH = 6
USUAL: ScoreName = "mahalanobis"
_CHOICE = "explain_score"


def choose_score(network: Network, name: ScoreName, value: float) -> None:
    """Take a place of a score as the visitor's choice, for this network."""
    st.session_state[_CHOICE] = (fingerprint(network), name, value)


def chosen_score(network: Network, name: ScoreName) -> float | None:
    """What was chosen of this score, if anything."""
    who, chosen, value = st.session_state.get(_CHOICE, (None, None, None))
    return value if (who, chosen) == (fingerprint(network), name) else None


def _back_to_yours() -> None:
    st.session_state.pop(_CHOICE, None)


def as_strange(
    standing: Standing, digits: LabelledDigits, positions: np.ndarray, texts: ExplainedTexts
) -> None:
    """Show the digits and the strangers nearest to the chosen place; one can become the digit.

    Args:
        standing: of the current digit.
        digits: all test digits.
        positions: which of them it is compared with.
        texts: of the page.
    """
    network, own, kind = standing.network, standing.own, standing.kind
    chosen = next((name for name in own if chosen_score(network, name) is not None), None)
    name = chosen or USUAL
    value = chosen_score(network, name)
    value = own[name] if value is None else value
    words = SCORE_WORDS[name]
    where = f"{words.in_a_sentence}, {shown(name, value)}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        texts.markdown(
            f"**Who stands at the place you clicked?** It is of {where}."
            if chosen
            else f"**Who else is as strange as yours?** By {where}."
        )
        if chosen:
            st.button("Back to yours", key="explain_score_back", on_click=_back_to_yours)
    usual = nearest_scores(standing.digits(name), value, EACH)
    kinds = list(standing.reference.strangers) if kind is None else [kind]
    strange = nearest_scores(standing.strangers(name), value, EACH)
    drawings = [(kinds[place // DRAWINGS], int(place % DRAWINGS)) for place in strange]
    images = [digits.images[positions[place]] for place in usual]
    images += [_as_bytes(stranger_images()[one][number]) for one, number in drawings]
    cards = [
        _card(
            f"a {digits.labels[positions[place]]}", "test digit", name, standing.digits(name)[place]
        )
        for place in usual
    ]
    cards += [
        _card("stranger", one, name, standing.reference.strangers[one][name][number])
        for one, number in drawings
    ]

    def take(place: int) -> None:
        _back_to_yours()
        if place < len(usual):
            digits.take(int(positions[usual[place]]))
        else:
            draw_stranger(*drawings[place - len(usual)])

    digit_gallery(
        np.stack(images),
        cards,
        palette(),
        key="explain_as_strange",
        label=f"Test digits, then strangers, by {where}. Each can become the current digit.",
        on_open=take,
    )
    texts.caption(
        f"{len(usual)} test digits, then {len(drawings)} strangers, with the nearest scores. Click "
        "a bar of any histogram to see who stands there. Click a picture, and it becomes the "
        "current digit; on Draw, Undo brings back a drawing of yours."
    )


def _card(head: str, kind: str, name: ScoreName, score: float) -> Card:
    number = shown(name, float(score))
    return Card((head, number), f"{head} ({kind}): {SCORE_WORDS[name].in_a_sentence} {number}")


def _as_bytes(image: np.ndarray) -> np.ndarray:
    return np.rint(image * 255).astype(np.uint8)
