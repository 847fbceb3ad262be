"""What a stride leaves out, and a network with strides beside one with pooling."""

import streamlit as st

from cnn.errors import NetworkFileError
from cnn.glossary import term
from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.strides.beside_pooled import beside_pooled
from pages.parts.learn.strides.explorer import explorer
from pages.parts.learn.strides.strided_network import strided_network

NAME = "strides"
WHY_POOL = f"""
## Why pool, if a stride is cheaper?

- **A stride skips by place, not by content.** With stride 2, three of every four places are never
  looked at, whatever is there. Max pooling looks at all four and keeps the
  strongest find. So a pattern is found even where it falls between the places where a stride
  stops.
- **What a stride skips is never computed.** Only about a quarter of the layer's multiplications
  are left. {term("pooling", "Pooling")} computes every place, and then drops three numbers of every
  four.
- **Both are in use.** VGG (2014), like the textbook network, makes its maps smaller by max pooling
  alone. Many later networks use strides: a ResNet (2015) begins with a strided 7 x 7
  convolution and one max pooling, and uses strided convolutions from then on.
  Springenberg and others (2014) replaced every max pooling by a strided convolution and lost no
  {term("accuracy")}. Such a network learns what to make of the places where it stops.
"""

lesson_page(NAME, network="compared")
try:
    network = strided_network()
except NetworkFileError as error:
    st.warning(str(error))
else:
    explorer(network)
    st.markdown(WHY_POOL)
    beside_pooled(network)
lesson_foot(NAME)
