"""The league table of a layer: each part silenced alone, ranked by what it costs."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import streamlit as st

from cnn.experiment.charts import league_figure
from cnn.experiment.league import FilterCost, League, LeagueSearch
from cnn.figures.plotly_config import NO_TOOLBAR
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.layers import Layer
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.experiment.judging import MOST_DIGITS
from pages.parts.experiment.nouns import part_noun
from pages.parts.experiment.patience import AT_ONCE_SECONDS, MOST_SECONDS
from pages.parts.experiment.silenced_parts import toggle
from pages.parts.long_work import Progress, is_wanted, one_turn, progress_bar, start_button
from pages.parts.session.evaluation_sets import EVALUATION_SETS
from pages.parts.session.labelled_digits import LabelledDigits, usual_digits
from pages.parts.session.theme import palette

KEY = "league"
ROWS_SHOWN = 8
DIGITS_NAMED = 3


def league_table(token: str, network: Network, layer: Layer, texts: ExplainedTexts) -> None:
    """The table, or the button that makes it.

    Args:
        token: of the network.
        network: the chosen one.
        layer: one of `silenceable_layers`.
        texts: writes the words.
    """
    noun = part_noun(layer)
    st.header(f"The league table of {layer.name}", anchor=False)
    texts.caption(
        f"Each {noun} is silenced alone, and all test digits are read again. Only what lies behind "
        f"it is computed anew: the {noun}'s own share is taken off the next layer's sums."
    )
    digits = usual_digits()
    search = _shared_league(network, layer.name, digits.set_key)
    about = (token, layer.name)
    if search.read < search.total:
        is_soon_done = search.read == 0 and search.seconds_left < AT_ONCE_SECONDS
        if is_wanted(KEY, about, unasked=is_soon_done):
            with progress_bar(KEY, about) as progress:
                _search(search, network, noun, progress)
        if search.read < search.total:
            label = "Go on" if search.read else "Make the table"
            start_button(label, KEY, about, search.seconds_left, stands_still=MOST_SECONDS)
    if search.read:
        _result(token, layer, search.result(), digits, texts)


def _search(search: LeagueSearch, network: Network, noun: str, progress: Progress) -> None:
    end = time.monotonic() + MOST_SECONDS
    while search.read < search.total and time.monotonic() < end:
        one_turn(lambda: search.continue_with(network))
        progress.show(
            search.read / search.total,
            f"{search.read:,} of {search.total:,} digits read without each {noun}",
        )


def _result(
    token: str, layer: Layer, league: League, digits: LabelledDigits, texts: ExplainedTexts
) -> None:
    noun = part_noun(layer)
    if league.undefined:
        texts.info(
            f"This network gives no answer for {league.undefined:,} of these digits, since its "
            "sums overflow: no part of it can be ranked."
        )
        return
    ranked = league.costs
    texts.markdown(league_sentence(league, layer.name, noun))
    _bars(token, layer, ranked)
    shown = (
        ranked
        if st.toggle(f"Show all {len(ranked)} rows", key="league_all", persist_state="session")
        else ranked[:ROWS_SHOWN]
    )
    rows = [
        f"| {place} | {cost.number} | {cost.lost:+,} | "
        f"{(league.right - cost.lost) / league.total:.1%} | {cost.loss_rise:+.4f} | "
        f"{suffering(cost)} |".replace("+0 |", "0 |")
        for place, cost in enumerate(shown, 1)
    ]
    head = f"| rank | {noun} | digits lost | accuracy without it | loss rises by | suffers most |"
    with st.container(key="tight_table_league"):
        texts.markdown("\n".join([head, "| ---: | ---: | ---: | ---: | ---: | :--- |", *rows]))
    texts.caption(
        f"Judged by {digits.first_in_words(league.total)}; with all its parts the "
        f"network reads {league.right:,} of them right. One digit more or less is "
        f"{1 / league.total:.1%}."
    )


def _bars(token: str, layer: Layer, ranked: Sequence[FilterCost]) -> None:
    noun, key = part_noun(layer), f"league_bars_{layer.name}"

    def take_click() -> None:
        positions = st.session_state[key]["selection"]["point_indices"]
        if positions and 0 <= positions[0] < len(ranked):
            toggle(token, layer.name, ranked[positions[0]].number)

    title = f"{noun} of {layer.name}, the most costly first; click one to silence it"
    st.plotly_chart(
        league_figure(ranked, noun, title, palette()),
        key=key,
        theme=None,
        on_select=take_click,
        selection_mode="points",
        config=NO_TOOLBAR,
        alt=f"Bar chart of the digits that each {noun} of {layer.name} costs, largest first.",
    )


def league_sentence(league: League, layer_name: str, noun: str) -> str:
    """What the table says, in short: Markdown."""
    costly = [cost for cost in league.costs if cost.lost > 0]
    free = len(league.costs) - len(costly)
    if not costly:
        return (
            f"**No {noun} of {layer_name} is missed alone**: without any one of them the network "
            "reads as many of these digits right, or more."
        )
    worst = costly[0]
    ties = sum(cost.lost == worst.lost for cost in costly)
    first = (
        f"**{noun.capitalize()} {worst.number} costs most**: without it, "
        f"{worst.lost:,} fewer of the digits are read right."
        if ties == 1
        else f"**{ties} {noun}s cost most**: {_digits(worst.lost)} each."
    )
    return f"{first} {free:,} of {len(league.costs):,} can each go alone without costing a digit."


def suffering(cost: FilterCost) -> str:
    """The digits that lose most, within a table, each with how many it loses."""
    order = np.argsort(-cost.lost_by_digit, kind="stable")[:DIGITS_NAMED]
    found = [(int(digit), int(cost.lost_by_digit[digit])) for digit in order]
    named = [f"{digit} (\u2212{lost})" for digit, lost in found if lost > 0]
    return ", ".join(named) or "none"


def _digits(count: int) -> str:
    return "1 digit" if count == 1 else f"{count:,} digits"


@st.cache_resource(max_entries=48, show_spinner=False, hash_funcs={Network: fingerprint})
def _shared_league(network: Network, layer_name: str, set_key: str) -> LeagueSearch:
    """A layer's table as far as it has come: begun by one visitor, of use to all.

    The network is known by its content, not by its name.
    """
    images, labels = EVALUATION_SETS[set_key].load()
    return LeagueSearch(network, layer_name, images[:MOST_DIGITS], labels[:MOST_DIGITS])
