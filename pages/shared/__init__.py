"""Widgets and state that several pages share."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

# A fresh server that is asked for /train before it was ever asked for / takes the folder named
# pages for Streamlit's automatic menu, and would go on running the page alone, without app.py.
# Every page imports this package first.
# The attribute is not part of Streamlit's public interface.
if getattr(PagesManager, "uses_pages_directory", False):
    PagesManager.uses_pages_directory = False
    st.rerun()
