"""The digit at 289 places, read by three networks at each; and what a shift does to each layer."""

import streamlit as st

from cnn.errors import NetworkFileError
from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.translation.explorer import explorer
from pages.parts.learn.translation.layer_by_layer import layer_by_layer
from pages.parts.learn.translation.shifted_digits import many_digits
from pages.parts.learn.translation.shifted_networks import shifted_networks
from pages.parts.session.networks import pretrained_network

NAME = "translation"

lesson_page(NAME)
try:
    shifted_networks()
except NetworkFileError as error:
    st.warning(str(error))
else:
    explorer()
    many_digits()
layer_by_layer(pretrained_network("textbook"))
lesson_foot(NAME)
