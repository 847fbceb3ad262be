"""A digit that is moved, and three networks that read it: in three steps."""

import streamlit as st

from cnn.errors import NetworkFileError
from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.translation.explorer import explorer
from pages.parts.learn.translation.shifted_networks import shifted_networks
from pages.parts.session.networks import pretrained_network

NAME = "translation"

lesson_page(NAME, network="compared")
try:
    shifted_networks()
except NetworkFileError as error:
    st.warning(str(error))
else:
    explorer(pretrained_network("textbook"))
lesson_foot(NAME)
