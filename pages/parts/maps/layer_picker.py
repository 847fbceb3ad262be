"""Choosing a layer: the chain of a network's layers, each with what it gives, is the choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from cnn.network.layers import Layer
from pages.parts.components.addressed_choice import addressed_choice

# Names stand above what is said of them; both are read as the button's name.
_TWO_LINES = """
<style>
[class*="st-key-{key}_widget"] button {{ height: auto; padding-block: 0.25rem; }}
[class*="st-key-{key}_widget"] button p {{ line-height: 1.3; text-align: left; }}
[class*="st-key-{key}_widget"] button strong {{ display: block; }}
[class*="st-key-{key}_widget"] button span {{ font-variant-numeric: tabular-nums; }}
</style>
"""


def layer_picker(
    layers: Sequence[Layer],
    key: str,
    about: Callable[[Layer], str],
    *,
    first: Layer | None = None,
) -> Layer:
    """Choose one of a network's layers; the choice stands in the page's address.

    Args:
        layers: at least one.
        key: of the address's parameter, and under which the session state has the choice.
        about: what stands under a layer's name, such as its shape.
        first: chosen until the visitor chooses; None for the first of them.

    Returns:
        The chosen layer; `first` where another network had a layer that this one has not.
    """
    titles = {layer.name: f"**{layer.name}** :small[{about(layer)}]" for layer in layers}
    st.html(_TWO_LINES.format(key=key))
    name = addressed_choice("Layer", titles, key=key, first=first.name if first else None)
    return next(layer for layer in layers if layer.name == name)
