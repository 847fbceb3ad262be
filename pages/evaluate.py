"""Test the chosen network on digits that it never learned from, alone or beside a second one."""

import streamlit as st

from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.evaluate.choices import (
    choose_second,
    choose_set,
    claims,
    first_sentence,
    read_all_button,
    set_sentence,
)
from pages.parts.evaluate.confused_digits import matrix_and_digits
from pages.parts.evaluate.live_metrics import evaluate_networks
from pages.parts.evaluate.recall_and_reliability import per_digit, reliability
from pages.parts.evaluate.verdict import verdict
from pages.parts.session.networks import current_choice

texts = ExplainedTexts()
with st.container(key="sections"):
    network_side, set_side = st.columns(2, gap="medium")
    with network_side:
        st.header("1 Network", anchor=False)
        first = current_choice()
        texts.caption(first_sentence(first))
        second = choose_second(first)
    with set_side:
        st.header("2 Test digits", anchor=False)
        set_place = st.empty()
        set_key = choose_set()
        with set_place:
            texts.caption(set_sentence(set_key))
    choices = [first, second] if second else [first]

    st.header("3 Result", anchor=False)
    evaluations = evaluate_networks(choices, set_key)
    if second:
        texts.markdown(verdict(*evaluations))
    claims(choices, texts)
    read_all_button(choices, set_key, evaluations[0].total)

    st.header("4 Mistakes", anchor=False)
    matrix_and_digits(evaluations, set_key, texts, texts.explained)

    st.header("5 Digit by digit", anchor=False)
    per_digit(evaluations, texts)

    st.header("6 When it is 90% sure, is it right 90% of the time?", anchor=False)
    reliability(evaluations, choices, texts)
