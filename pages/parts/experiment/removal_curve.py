"""Which parts of a layer can all go together: removed one by one, shown as a curve."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass

import streamlit as st

from cnn.experiment.charts import removal_figure
from cnn.experiment.greedy_removal import (
    Removals,
    digits_for,
    greedy_removals,
    removal_seconds,
)
from cnn.experiment.silencing import silenced
from cnn.figures.plotly_config import NO_TOOLBAR
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.layers import Layer
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.experiment.answers import accuracy_change
from pages.parts.experiment.judging import MOST_DIGITS, judged_by_next
from pages.parts.experiment.nouns import part_noun
from pages.parts.experiment.patience import MOST_SECONDS
from pages.parts.experiment.silenced_parts import silence
from pages.parts.long_work import (
    Progress,
    in_turns,
    is_wanted,
    much_memory,
    progress_bar,
    start_button,
)
from pages.parts.session.labelled_digits import LabelledDigits, usual_digits
from pages.parts.session.theme import palette
from pages.parts.words import duration

KEY = "removal"
# Slow layers are judged by fewer digits, but not by fewer than these.
FEWEST_DIGITS = 100


@dataclass
class FoundSoFar:
    """A layer's curve as far as it has come: begun by one visitor, of use to all."""

    removals: Removals | None = None


@st.cache_resource(max_entries=48, show_spinner=False, hash_funcs={Network: fingerprint})
def shared_removals(network: Network, layer_name: str, set_key: str) -> FoundSoFar:
    """Where a layer's curve is kept; the network is known by its content, not by its name."""
    return FoundSoFar()


def removal_curve(token: str, network: Network, layer: Layer, texts: ExplainedTexts) -> None:
    """The curve, or the button that makes it.

    Args:
        token: of the network.
        network: the chosen one.
        layer: one of `silenceable_layers`.
        texts: writes the words.
    """
    noun = part_noun(layer)
    st.header(f"How many {noun}s of {layer.name} can go together?", anchor=False)
    texts.caption(
        f"One {noun} after another is silenced for good, each time the one that is missed least. "
        "This is a greedy search: it never takes a step back, so another choice might do even "
        "better."
    )
    digits = usual_digits()
    quick = int(MOST_SECONDS / removal_seconds(network, layer.name, 1))
    wished = min(max(quick, FEWEST_DIGITS), MOST_DIGITS)
    count = digits_for(network, layer.name, wished)
    about = (token, layer.name)
    so_far = shared_removals(network, layer.name, digits.set_key)
    if is_wanted(KEY, about):
        with progress_bar(KEY, about) as progress, much_memory(progress, KEY):
            _go_on(so_far, network, layer, digits.first(count), progress)
        if so_far.removals is None:
            texts.info(
                f"In {duration(MOST_SECONDS)} not even the first {noun} was chosen: this layer is "
                "too large for this search. Try a layer further back in the network."
            )
    found = so_far.removals
    if found is None or not found.is_complete:
        seconds = removal_seconds(network, layer.name, count)
        label = "Go on" if found else "Remove one by one"
        if found:
            seconds *= 1 - _share_done(len(found.removed), found.filters)
        start_button(label, KEY, about, seconds, stands_still=MOST_SECONDS)
    if found is not None:
        _result(token, network, layer, found, texts)


def _go_on(
    kept: FoundSoFar, network: Network, layer: Layer, digits: LabelledDigits, progress: Progress
) -> None:
    """Remove more, until all have gone or it is time to stand still."""
    noun, end = part_noun(layer), time.monotonic() + MOST_SECONDS
    search = greedy_removals(network, layer.name, digits.images, digits.labels, kept.removals)
    # Closed, what the search holds is given back however it ends; a run that is broken off may else
    # leave it in a cycle, which Python would only clear away some time later.
    with closing(search):
        for found in in_turns(search):
            if found.share_done == 0:
                # Kept as it grows: who cancels, or comes back after a reload, finds it again.
                kept.removals = found
            gone = len(found.removed)
            progress.show(
                _share_done(gone + found.share_done, found.filters),
                f"{gone:,} of {found.filters:,} {noun}s gone",
            )
            if time.monotonic() > end:
                return


def _result(
    token: str, network: Network, layer: Layer, found: Removals, texts: ExplainedTexts
) -> None:
    noun, digits = part_noun(layer), usual_digits()
    texts.markdown(removal_sentence(found, noun))
    st.plotly_chart(
        removal_figure(found, f"{noun}s", palette()),
        theme=None,
        config=NO_TOOLBAR,
        key=f"removal_curve_{layer.name}",
        alt=f"Curve of the accuracy over the {noun}s removed. {removal_sentence(found, noun)}",
    )
    texts.caption(
        f"Judged by {digits.first_in_words(found.total)}. The dashed line is the "
        "accuracy with nothing removed, the band Wilson's 95% interval. The digits that judge are "
        "those that choose, so the curve is a little kind to itself."
    )
    if found.free:
        _check(network, layer, found, digits.first(found.total), texts)
        st.button(
            f"Silence these {found.free} above",
            on_click=silence,
            args=(token, layer.name, found.removed[: found.free]),
        )


def _check(
    network: Network,
    layer: Layer,
    found: Removals,
    digits: LabelledDigits,
    texts: ExplainedTexts,
) -> None:
    """What those that are free cost on digits that had no say in the choice."""
    without = silenced(network, {layer.name: found.removed[: found.free]})
    before = judged_by_next(network, digits, "Whole network")
    after = judged_by_next(without, digits, "Without them")
    if before is None or after is None:
        return
    noun = part_noun(layer)
    which = f"this {noun}" if found.free == 1 else f"these {found.free} {noun}s"
    texts.markdown(
        f"**Without {which}, on the next {after.total:,} test digits**, which had no say in the "
        f"choice: {after.right:,} are read right instead of {before.right:,}. "
        f"{accuracy_change(before, after)}"
    )


def removal_sentence(found: Removals, noun: str) -> str:
    """What the curve says, in words: Markdown."""
    if not found.free:
        first = f"**Not one {noun} can go** without a digit being lost."
    else:
        names = ", ".join(map(str, found.removed[: found.free]))
        called = f"1 {noun}" if found.free == 1 else f"{found.free} {noun}s"
        first = (
            f"**{called} of {found.filters} can go together** with no fewer digits read right: "
            f"{names}."
        )
    if found.is_complete:
        return first
    return f"{first} So far {len(found.removed)} of {found.filters} have been removed."


def _share_done(gone: float, filters: int) -> float:
    """Of the work: each removal tries one candidate fewer."""
    return 1 - ((filters - gone) / filters) ** 2
