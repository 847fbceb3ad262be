"""The textbook network with and without its poolings: shapes, parameters, receptive fields."""

import streamlit as st

from cnn.glossary import term
from cnn.lessons.downsampling.designs import Downsampling
from pages.parts.design.design_editor import choose_design
from pages.parts.design.train_tabs import open_tab
from pages.parts.learn.downsampling.explorer import explorer
from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.lessons import lesson_named

NAME = "downsampling"
STRIDES_PAGE = lesson_named("strides").number
EXPLANATION = f"""
## What pooling is for

- **Fewer numbers reach the dense layer.** A 2 x 2 {term("window")} halves the rows and the columns,
  rounded down, so at most a quarter of the cells remain. Fewer numbers are
  flattened, so the dense layer shrinks with them. The {term("convolution", "convolutions")} in
  between have fewer places to stop at, and so fewer multiplications.
- **Every later cell sees more.** After a 2 x 2 pooling, neighbouring cells stand twice as far apart
  in the digit, so the next 3 x 3 window reaches twice as far. Without pooling the last convolution
  decides on a small {term("patch")}, and only the dense layer sees the whole digit.
- **There is another way.** A {term("stride")} does the same within a convolution (page
  {STRIDES_PAGE}).
"""


def open_on_train_page(design: Downsampling) -> None:
    """A button to the Train page, which then shows the design."""
    if st.button(
        "Open your network on the Train page",
        icon=":material/model_training:",
        type="tertiary",
        help="There it can be trained. Undo brings back the design that is there now.",
    ):
        choose_design(design.hidden)
        open_tab("design")
        st.switch_page("pages/train.py")


lesson_page(NAME, network="textbook")
explorer(open_on_train_page)
st.markdown(EXPLANATION)
lesson_foot(NAME)
