"""Every layer's output for the current digit, down to the single multiplication."""

from typing import get_args

import streamlit as st

from cnn.network.overflow import layers_before_overflow
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.kept_settings import regain_setting
from pages.parts.components.live_engine import live_engine
from pages.parts.components.overflow import layer_overflow_warning
from pages.parts.maps.cell_choice import choose_place, chosen_cell
from pages.parts.maps.layer_figure import CellOfLayer, Scale, layer_figure
from pages.parts.maps.layer_picker import layer_picker
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import current_network
from pages.parts.session.theme import palette
from pages.parts.visit.kept_visit import keep_visit


def keep(cell: CellOfLayer) -> None:
    """Remember a cell for the visit."""
    choose_place(cell.layer, cell.place)


def keep_scale(scale: Scale) -> None:
    """Remember how maps are coloured."""
    st.session_state["map_scale"] = scale


def go_to(cell: CellOfLayer) -> None:
    """Show a cell of another layer."""
    keep(cell)
    st.session_state["layer"] = cell.layer.name


@st.fragment
def explorer() -> None:
    """Another layer is shown by the server; its maps and their cells by the browser."""
    image, network = current_digit().image, current_network()
    texts = ExplainedTexts()
    texts.caption(
        "Point at any cell of a feature map: below stands at once where its number comes from. "
        "A click keeps it. Everything is counted from 0."
    )
    layer = layer_picker(network.architecture.layers, "layer", lambda layer: layer.shape_text)
    if layer.name not in layers_before_overflow(network.forward_with_sums(image[None]).sums):
        layer_overflow_warning(layer.name)
        return
    texts.markdown(layer.output_sentence)
    regain_setting("map_scale", get_args(Scale))
    asked = layer_figure(
        layer,
        network.architecture,
        image,
        palette(),
        chosen=chosen_cell(layer),
        scale=st.session_state.get("map_scale", "layer"),
        on_keep=keep,
        on_scale=keep_scale,
        on_follow=go_to,
    )
    keep_visit("fragment")
    if asked:
        keep(asked)
        st.session_state["convolution"] = asked.layer.name
        st.switch_page("pages/filters.py")


with st.container(key="sections"):
    explorer()
live_engine(current_network())
