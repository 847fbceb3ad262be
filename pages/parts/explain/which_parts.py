"""Which parts voted: a logit as a waterfall of its votes, and what is behind one of them."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from cnn.explain.charts.waterfall import Step, waterfall
from cnn.explain.votes import Behind, Votes, behind, votes
from cnn.figures.colour_bar import ADDS, TAKES_AWAY, colour_bar
from cnn.figures.mosaic import grid_for
from cnn.figures.plotly_config import NO_TOOLBAR
from cnn.figures.printed_number import readable
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.map_view import map_view
from pages.parts.components.selected_points import selected_place
from pages.parts.explain.question import Question
from pages.parts.explain.vote_words import (
    VOTER_NAMES,
    behind_sentence,
    logit_name,
    signed,
    vote_sentence,
    voter_name,
    whole_sentence,
)
from pages.parts.maps.cell_choice import choose_place, number_choice
from pages.parts.session.theme import palette

# Beyond so many bars the weakest votes stand together.
MOST_BARS = 40
# All maps together are so many times as wide as high, or a little wider.
WIDER_THAN_HIGH = 1.8
# In CSS pixels.
MAP_WIDTH, NUMBER_WIDTH, SEEN_WIDTH = 240, 170, 150
_VOTER, _MAP = "explain_voter", "explain_voter_map"


def which_parts(question: Question, texts: ExplainedTexts) -> None:
    """The waterfall; of the chosen voter, the maps behind it; of the chosen map, its places."""
    found = votes(question.network, question.passed, question.digit, question.against)
    texts.markdown(whole_sentence(found, question))
    voter = _chosen(_VOTER, question, found.strongest_first, len(found.products))
    _waterfall(found, question, voter)
    texts.markdown(vote_sentence(found, voter, question))
    if len(found.products) > 1:
        with st.container(width=NUMBER_WIDTH):
            number_choice(
                VOTER_NAMES[found.voter].capitalize(),
                voter,
                len(found.products),
                lambda number: _choose(_VOTER, question, number),
                "explain_voter_number",
            )
    below = behind(question.network, question.image, voter, question.digit, question.against)
    _behind(below, found, voter, question, texts)


def _chosen(key: str, question: Question, strongest_first: list[int], count: int) -> int:
    """What the visitor has chosen for this question, or the strongest."""
    who, chosen = st.session_state.get(key, (None, 0))
    if who == question.who and chosen < count:
        return chosen
    return strongest_first[0] if strongest_first else 0


def _choose(key: str, question: Question, number: int) -> None:
    st.session_state[key] = (question.who, number)
    if key == _VOTER:
        st.session_state.pop(_MAP, None)


def _bars(found: Votes) -> tuple[list[int], list[int]]:
    """The voters with a bar of their own, from the most for to the most against; the others."""
    order = found.strongest_first
    own, others = order[:MOST_BARS], order[MOST_BARS:]
    return sorted(own, key=lambda number: -found.products[number]), others


def _waterfall(found: Votes, question: Question, voter: int) -> None:
    own, others = _bars(found)
    steps = [
        Step(
            voter_name(found, number),
            float(found.products[number]),
            f"{voter_name(found, number)}: {signed(found.products[number])}",
        )
        for number in own
    ]
    if others:
        rest = float(found.products[others].sum())
        steps.append(
            Step(f"{len(others)} others", rest, f"{len(others)} weaker votes: {signed(rest)}")
        )
    steps.append(Step("bias", found.bias, f"bias: {signed(found.bias)}"))
    key = "explain_waterfall"

    def take_click() -> None:
        position = selected_place(key, len(own))
        if position is not None:
            _choose(_VOTER, question, own[position])

    strongest = ", ".join(
        f"{voter_name(found, number)} {readable(found.products[number], 2, signed=True)}"
        for number in found.strongest_first[:5]
    )
    st.plotly_chart(
        waterfall(
            steps,
            found.total,
            "logit" if question.against is None else "difference",
            palette(),
            chosen=own.index(voter) if voter in own else None,
            what="logit" if question.against is None else "difference of logits",
        ),
        key=key,
        theme=None,
        on_select=take_click,
        selection_mode="points",
        config=NO_TOOLBAR,
        alt=f"Waterfall of the votes. {logit_name(question)} is {readable(found.total, 2)}; the "
        f"strongest votes are {strongest or 'none'}.",
    )


def _behind(
    below: Behind, found: Votes, voter: int, question: Question, texts: ExplainedTexts
) -> None:
    name = below.layer.name if below.layer else "the image"
    height, _, count = below.places.shape
    if found.voter == "cells" and below.layer is None:
        texts.markdown("**Where the votes come from**")
    else:
        texts.markdown(f"**What is behind {voter_name(found, voter)}: the places of {name}**")
    texts.markdown(behind_sentence(below, found, voter, name))
    number = (
        voter if found.voter == "cells" else _chosen(_MAP, question, below.strongest_first, count)
    )
    colours = palette()
    limit = float(np.abs(below.places).max())
    all_side, map_side, seen_side = st.columns((100, 56, 56), gap="medium")
    with all_side, st.container(width="stretch" if count > 1 else MAP_WIDTH, gap="xxsmall"):
        if below.layer is None:
            texts.markdown("**What each pixel brings**")
        else:
            texts.markdown(f"**All {count} maps**" if count > 1 else "**The only map**")
        map_view(
            below.places,
            grid_for(count, height, math.ceil(math.sqrt(count * WIDER_THAN_HIGH))),
            colours,
            key="explain_behind_all",
            alt=f"What each place of {name} brings, {count} maps; map {number} is chosen. Arrow "
            "keys choose another.",
            strongest=limit,
            signed=True,
            chosen=number,
            on_choose=lambda one: _choose(
                _VOTER if found.voter == "cells" else _MAP, question, one
            ),
        )
        st.html(
            colour_bar(
                colours,
                limit,
                f"what the cells of {name} bring",
                signed=True,
                ends=(TAKES_AWAY, ADDS),
            )
        )
    with map_side, st.container(width=MAP_WIDTH, gap="xxsmall"):
        brought = float(below.maps[number])
        whose = "All pixels bring" if below.layer is None else f"Map {number} brings"
        texts.markdown(f"**{whose} {signed(brought)}**")
        map_view(
            below.places[..., [number]],
            grid_for(1, height),
            colours,
            key="explain_behind_one",
            alt=f"What each of the {height} x {height} places of map {number} brings.",
            strongest=limit,
            signed=True,
        )
        _strongest_place(below, number, question, texts)
    with seen_side, st.container(width=MAP_WIDTH, gap="xxsmall"):
        _seen(below, number, question, texts)


def _strongest_place(below: Behind, number: int, question: Question, texts: ExplainedTexts) -> None:
    """Which cell of a map brings most, and what it sees of the digit."""
    row, column = below.strongest_place(number)
    brought = float(below.places[row, column, number])
    if below.layer is None or not brought:
        return
    field = below.layer.receptive_field
    rows, columns = field.window(row), field.window(column)
    texts.markdown(
        f"Its strongest cell, in row {row}, column {column}, brings {signed(brought)}. Of the "
        f"digit it sees rows {rows[0]} to {rows[1] - 1}, columns {columns[0]} to {columns[1] - 1}:"
    )
    outlined = np.zeros(question.image.shape, bool)
    outlined[slice(*rows), slice(*columns)] = True
    with st.container(width=SEEN_WIDTH):
        map_view(
            question.image[..., np.newaxis],
            grid_for(1, len(question.image)),
            palette(),
            key="explain_behind_field",
            alt=f"The current digit; a line goes round what the cell sees: rows {rows[0]} to "
            f"{rows[1] - 1}, columns {columns[0]} to {columns[1] - 1}.",
            strongest=1.0,
            outlined=outlined,
        )


def _seen(below: Behind, number: int, question: Question, texts: ExplainedTexts) -> None:
    if below.layer is None:
        texts.markdown("**The digit itself**")
        map_view(
            question.image[..., np.newaxis],
            grid_for(1, len(question.image)),
            palette(),
            key="explain_behind_seen",
            alt="The current digit.",
            strongest=1.0,
        )
        return
    layer, colours = below.layer, palette()
    output = question.passed.activations[layer.name][0]
    one = output[..., [number]]
    largest = float(np.abs(output).max())
    texts.markdown(f"**Map {number} of {layer.name}**")
    map_view(
        one,
        grid_for(1, len(one)),
        colours,
        key="explain_behind_seen",
        alt=f"Feature map {number} of {layer.name}, up to {one.max():.4f}.",
        strongest=largest,
        signed=bool(output.min() < 0),
    )
    st.html(
        colour_bar(colours, largest, f"all cells of {layer.name}", signed=bool(output.min() < 0))
    )

    def open_map() -> None:
        choose_place(layer, (*below.strongest_place(number), number))
        st.session_state["layer"] = layer.name
        st.switch_page("pages/feature_maps.py")

    if st.button("Open in Feature maps", icon=":material/grid_on:", key="explain_open_map"):
        open_map()
