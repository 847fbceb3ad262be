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
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.map_view import map_view
from pages.parts.explain.question import Question
from pages.parts.maps.cell_choice import choose_place, number_choice
from pages.parts.session.theme import palette

# Beyond so many bars the weakest votes stand together.
MOST_BARS = 40
# All maps together are so many times as wide as high, or a little wider.
WIDER_THAN_HIGH = 1.8
# In CSS pixels.
MAP_WIDTH, NUMBER_WIDTH = 240, 170
_VOTER, _MAP = "explain_voter", "explain_voter_map"
_VOTER_NAMES = {"unit": "unit", "map": "map", "cells": "map"}


def which_parts(question: Question, texts: ExplainedTexts) -> None:
    """The waterfall; of the chosen voter, the maps behind it; of the chosen map, its places."""
    found = votes(question.network, question.passed, question.digit, question.against)
    texts.markdown(_whole(found, question))
    voter = _chosen(_VOTER, question, found.strongest_first, len(found.products))
    _waterfall(found, question, voter)
    texts.markdown(_vote_sentence(found, voter, question))
    with st.container(width=NUMBER_WIDTH):
        number_choice(
            _VOTER_NAMES[found.voter].capitalize(),
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


def _what(question: Question) -> str:
    if question.against is None:
        return f"The logit of {question.digit}"
    return f"The logit of {question.digit} less that of {question.against}"


def _giver(found: Votes) -> str:
    return found.layer.name if found.layer else "the image"


def _whole(found: Votes, question: Question) -> str:
    count, voting = len(found.products), len(found.products) - found.silent
    added = float(found.products[found.products > 0].sum())
    taken = -float(found.products[found.products < 0].sum())
    whole = f"**{_what(question)} is {found.logit:.4f}.**"
    sums = (
        f"Together they add {added:.4f} and take away {taken:.4f}. The bias brings "
        f"{found.bias:+.4f}: that makes {found.total:.4f}."
    )
    if found.voter == "unit":
        return f"{whole} Of the {count} units of {_giver(found)}, {voting} vote. {sums}"
    if found.voter == "map":
        return f"{whole} Of the {count} maps' means in {_giver(found)}, {voting} vote. {sums}"
    if found.layer:
        return f"{whole} Of the {count} maps of {_giver(found)}, {voting} vote. {sums}"
    return (
        f"{whole} The pixels themselves vote, each with a weight of its own. Together they bring "
        f"{added - taken:+.4f}, and the bias {found.bias:+.4f}: that makes {found.total:.4f}."
    )


def _bars(found: Votes) -> tuple[list[int], list[int]]:
    """The voters with a bar of their own, from the most for to the most against; the others."""
    order = found.strongest_first
    own, others = order[:MOST_BARS], order[MOST_BARS:]
    return sorted(own, key=lambda number: -found.products[number]), others


def _waterfall(found: Votes, question: Question, voter: int) -> None:
    own, others = _bars(found)
    noun = _VOTER_NAMES[found.voter]
    steps = [
        Step(
            f"{noun} {number}",
            float(found.products[number]),
            f"{noun} {number}: {found.products[number]:+.4f}",
        )
        for number in own
    ]
    if others:
        rest = float(found.products[others].sum())
        steps.append(
            Step(f"{len(others)} others", rest, f"{len(others)} weaker votes: {rest:+.4f}")
        )
    steps.append(Step("bias", found.bias, f"bias: {found.bias:+.4f}"))
    key = "explain_waterfall"

    def take_click() -> None:
        positions = st.session_state[key]["selection"]["point_indices"]
        if positions and 0 <= positions[0] < len(own):
            _choose(_VOTER, question, own[positions[0]])

    strongest = ", ".join(
        f"{noun} {number} {found.products[number]:+.2f}" for number in found.strongest_first[:5]
    )
    st.plotly_chart(
        waterfall(
            steps,
            found.total,
            "logit" if question.against is None else "difference",
            palette(),
            chosen=own.index(voter) if voter in own else None,
            what="logit",
        ),
        key=key,
        theme=None,
        on_select=take_click,
        selection_mode="points",
        config=NO_TOOLBAR,
        alt=f"Waterfall of the votes. {_what(question)} is {found.total:.2f}; the strongest votes "
        f"are {strongest}.",
    )


def _vote_sentence(found: Votes, voter: int, question: Question) -> str:
    noun, vote = _VOTER_NAMES[found.voter], float(found.products[voter])
    if found.weights is None or found.values is None:
        return (
            f"**{noun.capitalize()} {voter}** brings {vote:+.4f}: each of its cells times its own "
            "weight, added up."
        )
    return (
        f"**{noun.capitalize()} {voter}** gives {found.values[voter]:.4f}. Its weight is "
        f"{found.weights[voter]:.4f}, so its vote is {found.values[voter]:.4f} x "
        f"{found.weights[voter]:.4f} = **{vote:+.4f}**: it speaks "
        f"{question.speaks_for if vote >= 0 else question.speaks_against}."
    )


def _behind(
    below: Behind, found: Votes, voter: int, question: Question, texts: ExplainedTexts
) -> None:
    name = below.layer.name if below.layer else "the image"
    height, _, count = below.places.shape
    noun = _VOTER_NAMES[found.voter]
    texts.markdown(f"**What is behind {noun} {voter}: the places of {name}**")
    texts.markdown(_behind_sentence(below, found, voter, name))
    number = (
        voter if found.voter == "cells" else _chosen(_MAP, question, below.strongest_first, count)
    )
    colours = palette()
    limit = float(np.abs(below.places).max())
    all_side, map_side, seen_side = st.columns((100, 56, 56), gap="medium")
    with all_side, st.container(width="stretch" if count > 1 else MAP_WIDTH, gap="xxsmall"):
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
        texts.markdown(f"**Map {number} brings {brought:+.4f}**")
        map_view(
            below.places[..., [number]],
            grid_for(1, height),
            colours,
            key="explain_behind_one",
            alt=f"What each of the {height} x {height} places of map {number} brings.",
            strongest=limit,
            signed=True,
        )
    with seen_side, st.container(width=MAP_WIDTH, gap="xxsmall"):
        _seen(below, number, question, texts)


def _behind_sentence(below: Behind, found: Votes, voter: int, name: str) -> str:
    if found.voter == "cells":
        return (
            f"Each cell of {name} times the weight that leads to the digit. Click a map to look at "
            "its vote."
        )
    brought = float(below.places.sum())
    after = ""
    if found.voter == "unit" and below.total < 0 and found.values is not None:
        after = " ReLU makes that 0, so the unit is silent." if found.values[voter] == 0 else ""
    if found.voter == "map":
        return f"Its mean, {below.total:.4f}, is the cells' share, added up."
    return (
        f"The cells of {name} bring {brought:.4f}, and the biases on the way {below.biases:+.4f}: "
        f"together the unit's sum, {below.total:.4f}.{after} Each cell counts with the gradient "
        "from it to the unit, so for this digit the sum is exact."
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
        choose_place(layer, (number,))
        st.session_state["layer"] = layer.name
        st.switch_page("pages/feature_maps.py")

    if st.button("Open in Feature maps", icon=":material/grid_on:", key="explain_open_map"):
        open_map()
