"""Two networks trained on few digits and on many: accuracy over the number of examples."""

import streamlit as st

from cnn.errors import NetworkFileError
from cnn.lessons.trained_results import lab_results
from pages.parts.learn.fewer_examples.explorer import explorer
from pages.parts.learn.fewer_examples.how_it_was_made import how_it_was_made, what_is_compared
from pages.parts.learn.frame import lesson_foot, lesson_page

NAME = "fewer_examples"

lesson_page(NAME, network="compared")
try:
    runs = lab_results("sizes").runs
except NetworkFileError as error:
    st.warning(f"{error} `python -m cnn.training.lab sizes` makes it.")
else:
    what_is_compared()
    explorer(runs)
    how_it_was_made()
lesson_foot(NAME)
