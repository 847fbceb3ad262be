"""Judge the chosen network on digits it never learnt from, alone or beside a second one."""

import streamlit as st

from cnn.errors import VisitorError
from cnn.evaluation.evaluation import Evaluation
from pages.parts.evaluate.confused_digits import LETTERS, difference_sentence, matrix_and_digits
from pages.parts.evaluate.evaluation_numbers import evaluation_numbers
from pages.parts.evaluate.reading_in_turns import evaluation_of, first_count, seconds_for
from pages.parts.evaluate.recall_and_reliability import per_digit, reliability
from pages.parts.session.digit_sets import DIGIT_SETS, available_sets
from pages.parts.session.networks import current_network, network_name, network_named, network_names
from pages.parts.session.theme import palette
from pages.parts.words import duration

set_side, other_side = st.columns([3, 2], gap="medium")
with set_side:
    sets = available_sets()
    if st.session_state.get("evaluate_set") not in sets:
        st.session_state.pop("evaluate_set", None)
    set_key = st.segmented_control(
        "Judged by",
        sets,
        format_func=lambda key: DIGIT_SETS[key].title,
        default=None if "evaluate_set" in st.session_state else sets[0],
        required=True,
        key="evaluate_set",
        persist_state="session",
        help="MNIST's test digits, or digits generated here. No training here learns from either."
        if "mnist" in sets
        else "MNIST is not on this machine: the digits are generated here.",
    )
with other_side:
    others = [name for name in network_names() if name != network_name()]
    if st.session_state.get("evaluate_other") not in others:
        st.session_state.pop("evaluate_other", None)
    other = st.selectbox(
        "Compare with",
        others,
        index=None,
        placeholder="no second network",
        key="evaluate_other",
        persist_state="session",
        on_change=lambda: st.session_state.pop("evaluate_kind", None),
    )

names = [network_name(), other] if other else [network_name()]
networks = [current_network(), network_named(other)] if other else [current_network()]
wanted = ("evaluate_all", set_key, *names)
numbers_place = st.empty()
evaluations: list[Evaluation] = []


def show_numbers(reading: Evaluation | None = None) -> None:
    """The numbers of what has been read, and of a reading that is still going on."""
    with numbers_place:
        evaluation_numbers([*evaluations, *([reading] if reading else [])], names, palette())


try:
    count = first_count(networks, set_key, wanted in st.session_state.get("evaluate_all", ()))
    for place, network in enumerate(networks):
        called = f"Network {LETTERS[place]}" if other else "Reading"
        evaluations.append(evaluation_of(network, set_key, count, called, show_numbers))
except VisitorError as error:
    st.error(f"{error} Choose the synthetic digits meanwhile.", icon=":material/error:")
    st.stop()
for place, evaluation in enumerate(evaluations):
    if evaluation.undefined:
        numbers_place.empty()
        st.error(
            f"{f'Network {LETTERS[place]}' if other else 'This network'} gives no probabilities "
            f"for {evaluation.undefined:,} of these digits: its weights are so large that its "
            "sums overflow. Choose another one.",
            icon=":material/error:",
        )
        st.stop()
show_numbers()
if other:
    st.markdown(difference_sentence(*evaluations))
total = len(DIGIT_SETS[set_key].load()[1])
if count < total:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"Read so far: the first {count:,} of {total:,} digits, as this network is large."
        )
        st.button(
            f"Read all {total:,}, about "
            + duration(sum(seconds_for(network, set_key) for network in networks)),
            key="evaluate_read_all",
            on_click=lambda: st.session_state.setdefault("evaluate_all", set()).add(wanted),
        )
if "mnist" not in sets:
    st.caption(f"MNIST is not on this machine: judged by {DIGIT_SETS[set_key].words}.")
matrix_and_digits(evaluations, set_key)
per_digit(evaluations)
reliability(evaluations, [network.provenance.recipe for network in networks])
