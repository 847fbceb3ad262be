"""What a stride leaves out, and a network with strides beside one with pooling."""

import streamlit as st

from cnn.errors import NetworkFileError
from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.strides.beside_pooled import beside_pooled
from pages.parts.learn.strides.explorer import explorer
from pages.parts.learn.strides.strided_network import strided_network

NAME = "strides"
WHY_SELDOM = """
#### Why networks that classify seldom do it, and which do

- **What a stride skips is chosen by place, not by content.** With stride 2 three of four places
  are never looked at. Max pooling looks at all of them and keeps the strongest answer, so a
  pattern is found even where it falls between the places that a stride would visit.
- **But it is cheaper.** What is skipped is not computed: about a quarter of that layer's
  multiplications are left. Pooling computes every place, and then drops three numbers of four.
- **"Seldom" holds for networks such as the textbook's and VGG (2014), which halve by max pooling
  only.** Many later ones do use strides to classify: a ResNet (2015) begins with a strided 7 x 7
  convolution and one max pooling, and halves by strided convolutions from then on; Springenberg
  and others (2014) replaced max pooling by strided convolutions without loss of accuracy. There
  the network learns what to make of the places it visits.
"""

lesson_page(NAME)
try:
    network = strided_network()
except NetworkFileError as error:
    st.warning(str(error))
else:
    explorer(network)
    st.markdown(WHY_SELDOM)
    beside_pooled(network)
lesson_foot(NAME)
