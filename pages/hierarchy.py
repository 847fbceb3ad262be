"""What a cell of each layer sees of the digit, and which patches excite each filter most."""

import streamlit as st

from cnn.lessons.hierarchy.strongest_patches import FIRST_DIGITS, KEPT
from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.hierarchy.explorer import explorer

NAME = "hierarchy"

lesson_page(NAME)
explorer()
st.markdown(
    f"A patch is what the one cell sees, no more, and its number is the cell's activation: the "
    f"{KEPT} strongest of {FIRST_DIGITS:,} digits or more for each filter. The first layers answer "
    "to edges and small strokes, which are in many digits. Deeper cells see enough for corners and "
    "curves, then for whole parts. But a part may belong to several digits, and a deep filter "
    "seldom answers to one nameable thing: it is a mixture, of which only the strongest is seen "
    "here. A pooling learns nothing; a max pooling has the strongest cells of the layer before, "
    "each seeing a little more."
)
lesson_foot(NAME)
