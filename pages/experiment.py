"""Change the chosen network, or the current digit, and see what the answer hangs on."""

import streamlit as st

from pages.parts.experiment.choice import choose_experiment

with st.container(key="sections"):
    choose_experiment()
