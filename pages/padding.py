"""Where a window can stand: padding, stride, the floor, and the pixels that can never matter."""

import streamlit as st

from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.padding.never_read import never_read
from pages.parts.learn.padding.playground import playground

NAME = "padding"

lesson_page(NAME)
playground()
st.caption(
    "The input is the digit shrunk to so many pixels, each the mean of those that fall into it; at "
    "28 it is the digit itself. Each output cell is the mean of its window: a kernel of equal "
    "weights. With a stride of 1, a 3 x 3 window needs one row and column of zeros on each side to "
    "keep the size, a 5 x 5 window two. Rows before 0 and after the last are zeros."
)
never_read()
lesson_foot(NAME)
