"""The confusion matrix beside the digits behind it: errors, one cell's digits, differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st

from cnn.evaluation.disagreement import Difference, differing_digits
from cnn.evaluation.evaluation import ErrorOrder, Evaluation, frequent_confusions
from pages.parts.components.digit_gallery import Card, digit_gallery
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.evaluate.confusion_matrix import confusion_matrix
from pages.parts.session.evaluation_sets import EVALUATION_SETS
from pages.parts.session.labelled_digits import LabelledDigits
from pages.parts.session.theme import palette

DIGITS_ON_A_PAGE = 24
LETTERS = "AB"
ORDERS: Mapping[ErrorOrder, str] = {"loss": "Largest loss first", "confidence": "Surest first"}

Kind = Literal["errors", "first", "second", "neither", "cell"]
DIFFERENCES: Mapping[Difference, str] = {
    "first": "Only A right",
    "second": "Only B right",
    "neither": "Both wrong",
}


@dataclass(frozen=True)
class Selection:
    """Some of the test digits, in the order to be shown.

    Attributes:
        kind: why these.
        title: on the button that shows them, our own words.
        positions: (count,) of the digits in the test set.
    """

    kind: Kind
    title: str
    positions: np.ndarray


@st.fragment
def matrix_and_digits(
    evaluations: Sequence[Evaluation],
    set_key: str,
    texts: ExplainedTexts,
    explained: frozenset[str],
) -> None:
    """The matrix, and the digits of the chosen cell, of the errors or of a difference.

    Args:
        evaluations: one, or two over the same digits.
        set_key: of `EVALUATION_SETS`, whose digits they are.
        texts: those of the page, which go on below.
        explained: the terms that stand explained above.
    """
    here = ExplainedTexts(explained)
    matrix_side, digits_side = st.columns([10, 11], gap="medium")
    with matrix_side:
        place = _whose_matrix() if len(evaluations) > 1 else 0
        confusion = evaluations[place].confusion
        here.caption(
            "The confusion matrix: each **row** is what the digit **was**, each **column** what "
            "the network **answered**. Right answers stand on the diagonal; everywhere else, the "
            "stronger the colour, the more frequent the mistake."
        )
        confusion_matrix(
            confusion,
            palette(),
            key=f"confusion_{LETTERS[place]}",
            label="Confusion matrix: rows are what the digit was, columns what the network "
            "answered. Arrow keys move, Enter opens the digits of a cell.",
            chosen=_chosen_cell(),
            on_open=_open_cell,
        )
        here.markdown(frequent_mistakes(confusion))
    with digits_side:
        selections = _selections(evaluations, place)
        _digits(selections[_chosen_kind(selections)], evaluations, place, set_key, here)
    texts.follow(here)


def frequent_mistakes(confusion: np.ndarray) -> str:
    """Which mistakes are the most frequent, in words: Markdown."""
    found = frequent_confusions(confusion)
    errors = confusion.sum() - confusion.trace()
    if not errors:
        return "**Not one mistake.**"
    if not found:
        largest = int((confusion - np.diag(confusion.diagonal())).max())
        return f"**No mistake stands out**: several were made {_times(largest)} each."
    listed = [f"{one.true} read as {one.answer} ({_times(one.times)})" for one in found]
    return f"**Most frequent mistakes**: {', '.join(listed)}."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _whose_matrix() -> int:
    return segmented_choice(
        "Confusion matrix of",
        {place: f"Network {letter}" for place, letter in enumerate(LETTERS)},
        0,
        key="evaluate_matrix",
        label_visibility="collapsed",
    )


def _chosen_cell() -> tuple[int, int] | None:
    return st.session_state.get("evaluate_cell")


def _open_cell(true: int, answer: int) -> None:
    st.session_state["evaluate_cell"] = (true, answer)
    st.session_state["evaluate_kind"] = "cell"


def _selections(evaluations: Sequence[Evaluation], place: int) -> dict[Kind, Selection]:
    evaluation = evaluations[place]
    errors = evaluation.worst_errors(st.session_state.get("evaluate_order", "loss"))
    compared = len(evaluations) > 1
    title = f"Mistakes of {LETTERS[place]}" if compared else "All mistakes"
    found = [Selection("errors", f"{title}: {len(errors):,}", errors)]
    if compared:
        for kind, positions in differing_digits(*evaluations).items():
            found.append(Selection(kind, f"{DIFFERENCES[kind]}: {len(positions):,}", positions))
    cell = _chosen_cell()
    if cell:
        true, answer = cell
        positions = evaluation.cell(true, answer)
        title = f"{true} as {answer} of {LETTERS[place]}" if compared else f"{true} as {answer}"
        found.append(Selection("cell", f"{title}: {len(positions):,}", positions))
    return {selection.kind: selection for selection in found}


def _chosen_kind(selections: dict[Kind, Selection]) -> Kind:
    return segmented_choice(
        "Digits to show",
        {kind: selection.title for kind, selection in selections.items()},
        "first" if "first" in selections else "errors",
        key="evaluate_kind",
        label_visibility="collapsed",
        wrap=True,
    )


def _digits(
    selection: Selection,
    evaluations: Sequence[Evaluation],
    place: int,
    set_key: str,
    texts: ExplainedTexts,
) -> None:
    positions = selection.positions
    if not len(positions):
        texts.info("There is no such digit among these test digits.")
        return
    pages = -(-len(positions) // DIGITS_ON_A_PAGE)
    page_key = f"evaluate_page_{selection.kind}_{_chosen_cell()}_{place}_{pages}"
    page = min(st.session_state.get(page_key, 1), pages)
    shown = positions[(page - 1) * DIGITS_ON_A_PAGE :][:DIGITS_ON_A_PAGE]
    digits = LabelledDigits(set_key, *EVALUATION_SETS[set_key].load())
    is_difference = selection.kind in DIFFERENCES
    described = evaluations if is_difference else [evaluations[place]]

    digit_gallery(
        digits.images[shown],
        [_card(described, int(position)) for position in shown],
        palette(),
        key="evaluate_gallery",
        label=f"{selection.title}. Each opens in Feature maps.",
        on_open=lambda number: digits.look_inside(int(shown[number])),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if pages > 1:
            st.pagination(pages, key=page_key, max_visible_pages=5, width="stretch")
        if selection.kind == "errors":
            segmented_choice(
                "Order of the errors",
                ORDERS,
                "loss",
                key="evaluate_order",
                label_visibility="collapsed",
            )
    texts.caption(
        "Under each digit: what it was, and what each network answered with which probability. "
        "The worst come first. Click one to see it in Feature maps."
        if is_difference
        else "Under each digit: what it was, what it was read as, and with which probability. "
        "Click one to see it in Feature maps. The loss is largest where the right digit got the "
        "least probability."
    )


def _card(described: Sequence[Evaluation], position: int) -> Card:
    label = int(described[0].labels[position])
    answers = [int(one.answers[position]) for one in described]
    sure = [float(one.confidences[position]) for one in described]
    number = f"Test digit {position}, true {label}"
    if len(described) == 1:
        loss = described[0].losses[position]
        sentence = f"{number}, read as {answers[0]} with {sure[0]:.2%}, loss {loss:.3f}"
        return Card((f"{label} as {answers[0]}", _percent(sure[0], 1)), sentence)
    each = list(zip(LETTERS, answers, sure, strict=True))
    return Card(
        (
            f"true {label}",
            *(f"{name}: {answer}, {_percent(share)}" for name, answer, share in each),
        ),
        ", ".join(
            [number, *(f"{name} reads {answer} with {share:.2%}" for name, answer, share in each)]
        ),
    )


def _percent(share: float, decimals: int = 0) -> str:
    """A probability in percent; one that only rounding makes 100% is not called so."""
    largest = 1 - 0.1 ** (2 + decimals)
    rounded = f"{share:.{decimals}%}"
    return f"> {largest:.{decimals}%}" if float(rounded[:-1]) >= 100 > 100 * share else rounded
