"""The league table of a layer: each part silenced alone, ranked by what it costs."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from functools import partial

import numpy as np
import streamlit as st

from cnn.experiment.league import FilterCost, League, LeagueSearch
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.layers import Layer
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.experiment.judging import MOST_DIGITS
from pages.parts.experiment.league_bars import MINUS, league_bars, written_loss
from pages.parts.experiment.nouns import part_noun
from pages.parts.experiment.patience import AT_ONCE_SECONDS, MOST_SECONDS
from pages.parts.experiment.silenced_parts import switch
from pages.parts.long_work import Progress, is_wanted, one_turn, progress_bar, start_button
from pages.parts.session.evaluation_sets import EVALUATION_SETS
from pages.parts.session.labelled_digits import LabelledDigits, usual_digits
from pages.parts.session.theme import palette

KEY = "league"
ROWS_SHOWN = 8
# Of the loss, in four decimals; less is written as 0.
SMALLEST_RISE = 0.00005
DIGITS_NAMED = 3


def league_table(
    token: str,
    network: Network,
    layer: Layer,
    silenced: Collection[int],
    texts: ExplainedTexts,
) -> None:
    """The table, or the button that makes it.

    Args:
        token: of the network.
        network: the chosen one.
        layer: one of `silenceable_layers`.
        silenced: which of its parts are silenced now.
        texts: writes the words.
    """
    noun = part_noun(layer)
    st.header(f"The league table of {layer.name}", anchor=False)
    digits = usual_digits()
    texts.caption(
        f"Each {noun} is silenced alone, and {MOST_DIGITS:,} test digits are read again. Only what "
        f"lies behind it is computed anew: the {noun}'s own share is taken off the next layer's "
        "sums. What you have silenced above plays no part here."
    )
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
        league = search.result()
        if league.undefined:
            texts.info(
                f"This network gives no answer for {league.undefined:,} of these digits, since its "
                "sums overflow: no part of it can be ranked."
            )
            return
        texts.markdown(league_sentence(league, layer.name, noun))
        _bars(token, layer, league.costs, silenced, texts)
        _table(noun, league, digits, texts)


def _search(search: LeagueSearch, network: Network, noun: str, progress: Progress) -> None:
    end = time.monotonic() + MOST_SECONDS
    while search.read < search.total and time.monotonic() < end:
        one_turn(lambda: search.continue_with(network))
        progress.show(
            search.read / search.total,
            f"{search.read:,} of {search.total:,} digits read without each {noun}",
        )


def _bars(
    token: str,
    layer: Layer,
    ranked: Sequence[FilterCost],
    silenced: Collection[int],
    texts: ExplainedTexts,
) -> None:
    noun = part_noun(layer)
    league_bars(
        ranked,
        silenced,
        palette(),
        key=f"league_bars_{layer.name}",
        label=f"What each {noun} of {layer.name} costs, the most costly first. A pressed one is "
        "silenced. Arrow keys move, Enter silences or brings back.",
        noun=noun,
        owner=token,
        on_switch=partial(switch, token, layer.name),
    )
    texts.caption(
        f"A bar for each {noun}, its number below it: how many digits fewer are read right "
        f"without it. Orange with {MINUS}: more are read right. Click a bar to silence its {noun}, "
        "and again to bring it back."
    )


def _table(noun: str, league: League, digits: LabelledDigits, texts: ExplainedTexts) -> None:
    ranked = league.costs
    shown = (
        ranked
        if st.toggle(f"Show all {len(ranked)} rows", key="league_all", persist_state="session")
        else ranked[:ROWS_SHOWN]
    )
    rows = [_row(place, cost, league) for place, cost in enumerate(shown, 1)]
    head = f"| rank | {noun} | digits lost | accuracy without it | loss rises by | suffers most |"
    with st.container(key="tight_table_league"):
        texts.markdown("\n".join([head, "| ---: | ---: | ---: | ---: | ---: | :--- |", *rows]))
    texts.caption(
        f"Judged by {digits.first_in_words(league.total)}; with all its parts the "
        f"network reads {league.right:,} of them right. One digit more or less is "
        f"{1 / league.total:.1%}. Where as many are lost, the {noun} whose absence raises the loss "
        f"more comes first. {chance_sentence(ranked, noun)}"
    )


def _row(place: int, cost: FilterCost, league: League) -> str:
    """One part of the table, in Markdown."""
    rise = (
        "0.0000"
        if abs(cost.loss_rise) < SMALLEST_RISE
        else f"{cost.loss_rise:+.4f}".replace("-", MINUS)
    )
    return (
        f"| {place} | {cost.number} | {written_loss(cost)} | "
        f"{(league.right - cost.lost) / league.total:.1%} | {rise} | {suffering(cost)} |"
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


def chance_sentence(costs: Sequence[FilterCost], noun: str) -> str:
    """Which of the differences are more than chance explains: Markdown."""
    starred = sum(cost.is_more_than_chance for cost in costs)
    if not starred:
        return (
            f"No {noun} makes more of a difference than chance explains (McNemar's exact test, "
            "p < 0.05): other digits may well rank them otherwise."
        )
    return (
        "A star: chance does not explain this (McNemar's exact test, p < 0.05). Of "
        f"{noun}s that make no difference at all, at most about one in 20 would get a star by luck."
    )


def suffering(cost: FilterCost) -> str:
    """The digits that lose most, within a table, each with how many it loses."""
    order = np.argsort(-cost.lost_by_digit, kind="stable")[:DIGITS_NAMED]
    found = [(int(digit), int(cost.lost_by_digit[digit])) for digit in order]
    named = [f"{digit}\u00a0({MINUS}{lost})" for digit, lost in found if lost > 0]
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
