"""What a network gained of the visitor's hand, and what it forgot of everybody else's."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.errors import TrainingError
from cnn.network import Network
from cnn.network.fine_tuning import FineTuning
from cnn.runs.fine_tuning_files import FineTuningStart
from pages.parts.components.digit_gallery import Card, digit_gallery
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.experiment.answers import accuracy_change
from pages.parts.experiment.handwriting_words import (
    BothReadings,
    forgotten_words,
    gained_words,
    seen_words,
)
from pages.parts.experiment.judging import judged, judging_digits
from pages.parts.experiment.own_sheet import own_sheet
from pages.parts.runs.live_view import DROPPED, DROPPED_FOR_GOOD
from pages.parts.runs.session_runs import SessionRun
from pages.parts.session.digit import Digit, set_digit
from pages.parts.session.networks import choose_network, network_token
from pages.parts.session.theme import palette

# Of the test digits that were forgotten.
MOST_SHOWN = 20


def handwriting_result(run: SessionRun, texts: ExplainedTexts) -> None:
    """What came of a fine-tuning that has ended."""
    progress, network = run.progress, run.network
    if progress.state == "failed" and not run.gave_network:
        st.warning(progress.message or "The fine-tuning failed.", icon=":material/warning:")
        return
    st.header(f"What came of it: {run.name}", anchor=False)
    if progress.message:
        st.warning(progress.message, icon=":material/warning:")
    if network is None:
        st.info(DROPPED if run.can_be_used else DROPPED_FOR_GOOD, icon=":material/memory:")
        return
    found = network.provenance.fine_tuning
    if found is None:
        return
    if found.is_stopped_early:
        texts.caption(f"It had learned from {found.images:,} of {found.recipe.images:,} images.")
    start = _start(run)
    _use(run)
    _gained(found, _readings(run, start, network), texts)
    _forgotten(found, start, network, texts)


def _start(run: SessionRun) -> FineTuningStart | None:
    """What it began with; None where the files had to make room."""
    if run.job is None:
        return None
    try:
        return run.job.fine_tuning_start()
    except TrainingError:
        return None


def _use(run: SessionRun) -> None:
    if network_token() == run.token:
        st.success(
            f"**{run.name}** is the network that reads your digits now, on every page.",
            icon=":material/check:",
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Use this network",
            icon=":material/check:",
            key="use_handwriting",
            on_click=choose_network,
            args=(run.token,),
        )
        st.caption(
            f"It is in the sidebar as **{run.name}**; the network that it came from is as it was."
        )


def _readings(
    run: SessionRun, start: FineTuningStart | None, network: Network
) -> tuple[BothReadings, BothReadings] | None:
    """Of the digits learned from and of those held out; kept for the run that is shown."""
    known, readings = st.session_state.get("handwriting_readings", (None, None))
    if known == run.token or start is None:
        return readings if known == run.token else None
    learned, held_out = start.digits.split(start.plan.seed)
    readings = (
        BothReadings.of(learned, start.network, network),
        BothReadings.of(held_out, start.network, network),
    )
    st.session_state["handwriting_readings"] = (run.token, readings)
    return readings


def _gained(
    found: FineTuning, readings: tuple[BothReadings, BothReadings] | None, texts: ExplainedTexts
) -> None:
    st.header("Gained: digits that it never learned from", anchor=False)
    if readings is None:
        texts.markdown(gained_words(found, None))
        texts.caption(
            "Which digits these are can no longer be shown: the run's files made room for newer "
            "ones."
        )
        return
    learned, held_out = readings
    texts.markdown(gained_words(found, held_out))
    if held_out.overflows:
        texts.caption("For some of them there is no answer: the network's sums overflow.")
        return
    if seen := seen_words(learned):
        texts.caption(seen)
    order = held_out.order
    digit_gallery(
        np.rint(255 * held_out.digits.images[order]).astype(np.uint8),
        [_card(held_out, int(place)) for place in order],
        palette(),
        key="handwriting_held_out",
        label="The held-out digits, read before and after. Each opens in Feature maps.",
        on_open=lambda chosen: _look_inside(held_out, int(order[chosen])),
    )
    texts.caption(
        "Under each digit is what the network read before → what it reads now; framed are those "
        "that it reads differently. Click one to see it in Feature maps."
    )


def _card(held_out: BothReadings, place: int) -> Card:
    before, after = int(held_out.before.answers[place]), int(held_out.after.answers[place])
    true = int(held_out.digits.labels[place])
    whose = "the example hand's" if held_out.digits.is_example[place] else "yours"
    if before == after:
        verdict = "right" if after == true else f"wrong: {true}"
    elif after == true:
        verdict = "gained"
    elif before == true:
        verdict = f"lost: {true}"
    else:
        verdict = f"wrong: {true}"
    return Card(
        (f"{before} → {after}", verdict),
        f"A {true}, {whose}: read as {before} before and as {after} now",
        is_chosen=before != after,
    )


def _look_inside(held_out: BothReadings, place: int) -> None:
    """Make one of them the current digit, with its strokes where they are known."""
    # The canvas's own module can only be loaded by a server that runs.
    from pages.parts.draw.canvas import load_strokes, mark_as_read

    image, label = held_out.digits.images[place], int(held_out.digits.labels[place])
    strokes = own_sheet().strokes_of(image)
    if strokes:
        load_strokes(strokes)
        mark_as_read()
    set_digit(Digit(image, "drawn", label, strokes=strokes))
    st.switch_page("pages/feature_maps.py")


def _forgotten(
    found: FineTuning, start: FineTuningStart | None, network: Network, texts: ExplainedTexts
) -> None:
    st.header("Forgotten: everybody else's digits", anchor=False)
    texts.markdown(forgotten_words(found))
    if start is None:
        return
    digits = judging_digits(network)
    before = judged(start.network, digits, "Before")
    after = judged(network, digits, "After")
    if before.undefined or after.undefined:
        texts.caption("Which ones cannot be told: the network's sums overflow on some.")
        return
    is_lost = before.is_right & ~after.is_right
    lost = after.by_loss(is_lost)[:MOST_SHOWN]
    texts.markdown(
        f"To show which ones, both networks have read {digits.first_in_words(len(digits.labels))}. "
        + accuracy_change(before, after)
    )
    if not len(lost):
        return
    digit_gallery(
        digits.images[lost],
        [
            Card(
                (f"{before.answers[place]} → {after.answers[place]}", f"test {place}"),
                f"Test digit {place}, a {digits.labels[place]}: now read as {after.answers[place]}",
            )
            for place in lost
        ],
        palette(),
        key="handwriting_forgotten",
        label="Test digits that it could read before and misreads now. Each opens in Feature maps.",
        on_open=lambda chosen: digits.look_inside(int(lost[chosen])),
    )
    texts.caption(
        "These it could read before and misreads now, the largest loss first"
        + (
            f"; {len(lost)} of {int(is_lost.sum())} are shown."
            if is_lost.sum() > len(lost)
            else "."
        )
    )
