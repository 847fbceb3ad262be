"""Why the network answers as it does for the current digit, and which explanation to trust."""

import streamlit as st

from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.explain.parts import PARTS, choose_part
from pages.parts.explain.question import ask

texts = ExplainedTexts()
# No fragment: a click within one would wait until what takes long has ended.
with st.container(key="sections"):
    above = st.container()
    part = PARTS[choose_part()]
    with above:
        question = ask(texts, asks_why=part.asks_why)
    if question is not None:
        texts.caption(part.idea)
        part.show(question, texts)
