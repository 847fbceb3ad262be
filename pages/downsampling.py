"""The textbook network with and without its poolings: shapes, parameters, receptive fields."""

import streamlit as st

from cnn.lessons.downsampling.designs import Downsampling
from pages.parts.design.design_editor import choose_design
from pages.parts.design.train_tabs import open_tab
from pages.parts.learn.downsampling.explorer import explorer
from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.lessons import lesson_named

NAME = "downsampling"
STRIDES_PAGE = lesson_named("strides").number
EXPLANATION = f"""
#### What pooling is for

- **Fewer numbers to the dense layer.** A 2 x 2 pooling halves rows and columns, rounded down, so
  at most a quarter of the cells remain. What is flattened, and with it the dense layer, shrinks;
  the convolutions in between have fewer places to stop at, and so fewer multiplications.
- **A wider view.** After it, neighbouring cells stand twice as far apart in the image, so the next
  3 x 3 window widens the view by twice as many pixels. Without it the last convolution decides on
  a small patch; only the dense layer sees the whole digit.
- Pooling is not the only way: strides do the same within a convolution (page {STRIDES_PAGE}).
"""


def open_on_train_page(design: Downsampling) -> None:
    """To the Train page with the design in its table."""
    if st.button(
        "Open your network on the Train page",
        icon=":material/model_training:",
        type="tertiary",
        help="The design can be undone there.",
    ):
        choose_design(design.hidden)
        open_tab("design")
        st.switch_page("pages/train.py")


lesson_page(NAME)
explorer(open_on_train_page)
st.markdown(EXPLANATION)
lesson_foot(NAME)
