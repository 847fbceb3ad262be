"""Judge the chosen network on digits it never learnt from, alone or beside a second one."""

import streamlit as st

from pages.parts.evaluate.choices import choose_second, choose_set, claims, read_all_button
from pages.parts.evaluate.confused_digits import difference_sentence, matrix_and_digits
from pages.parts.evaluate.live_metrics import evaluate_networks
from pages.parts.evaluate.recall_and_reliability import per_digit, reliability
from pages.parts.session.evaluation_sets import EVALUATION_SETS, available_sets
from pages.parts.session.networks import current_choice

set_side, second_side = st.columns([3, 2], gap="medium")
with set_side:
    set_key = choose_set()
with second_side:
    first = current_choice()
    second = choose_second(first)
choices = [first, second] if second else [first]

evaluations = evaluate_networks(choices, set_key)
if second:
    st.markdown(difference_sentence(*evaluations))
claims(choices)
read_all_button(choices, set_key, evaluations[0].total)
if "mnist" not in available_sets():
    st.caption(f"MNIST is not on this machine: judged by {EVALUATION_SETS[set_key].words}.")
matrix_and_digits(evaluations, set_key)
per_digit(evaluations)
reliability(evaluations, choices)
