"""Every term that the pages use, in alphabetical order, with its sentence and where it is shown."""

from itertools import groupby

import streamlit as st

from cnn.glossary import TERMS, matching
from pages.parts.lessons import lesson_link, lesson_named

READING_WIDTH = 720

with st.container(width=READING_WIDTH, key="glossary"):
    st.markdown(
        f"The {len(TERMS)} words of the field that the pages use. Wherever one is underlined with "
        "dots, point at it, tap it or press Enter on it, and its sentence appears."
    )
    sought = st.text_input(
        "Search the terms",
        key="glossary_search",
        max_chars=40,
        placeholder="kernel, for instance",
        icon=":material/search:",
        autocomplete="off",
    )
    found = matching(sought)
    if not found:
        st.info("No term or sentence contains that. Clear the search to see all terms.")
    for letter, terms in groupby(found, lambda term: term.word[0].upper()):
        st.header(letter, anchor=False)
        for term in terms:
            with st.container(gap=None, key=f"entry_{term.key}"):
                st.markdown(f"**{term.word}**  \n{term.sentence}")
                if term.lesson:
                    st.page_link(
                        f"pages/{term.lesson}.py",
                        label=lesson_link(lesson_named(term.lesson)),
                        icon=":material/arrow_forward:",
                        width="content",
                    )
