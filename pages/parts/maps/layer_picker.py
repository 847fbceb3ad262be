"""Choosing a layer, and the chain of output shapes with the chosen layer marked."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn.figures.palette import Palette
from cnn.network import Network
from cnn.network.layers import Layer

_STRIP_STYLE = (
    "display:flex;flex-wrap:wrap;gap:0.3rem 0.35rem;font-size:0.78rem;line-height:1.3;"
    "font-variant-numeric:tabular-nums"
)


def layer_picker(layers: Sequence[Layer], key: str) -> Layer:
    """Choose one of a network's layers; the choice stands in the page's address.

    Args:
        layers: at least one.
        key: of the widget, and of the address's parameter.

    Returns:
        The chosen layer; the first one where another network had a layer that this one has not.
    """
    names = [layer.name for layer in layers]
    name = st.segmented_control(
        "Layer",
        names,
        default=None if key in st.session_state else names[0],
        key=key,
        required=True,
        bind="query-params",
        label_visibility="collapsed",
    )
    return layers[names.index(name)] if name in names else layers[0]


def shape_strip(network: Network, chosen: Layer, palette: Palette) -> None:
    """Every layer's output shape and how it follows, the chosen layer marked."""
    steps = [_step("input", "28 x 28 x 1", "the image", False, palette)]
    for layer in network.architecture.layers:
        arithmetic = layer.size_arithmetic
        is_chosen = layer.name == chosen.name
        steps.append(_step(layer.name, layer.shape_text, arithmetic, is_chosen, palette))
    st.html(f'<div style="{_STRIP_STYLE}">{"".join(steps)}</div>')


def _step(name: str, shape: str, arithmetic: str, is_chosen: bool, palette: Palette) -> str:
    colour, line = (palette.accent, 2) if is_chosen else (palette.grid, 1)
    mark = ' aria-current="true"' if is_chosen else ""
    return (
        f'<div{mark} style="border:{line}px solid {colour};border-radius:0.35rem;'
        f'padding:0.15rem 0.45rem"><b>{name}</b> {shape}'
        f'<br><span style="color:{palette.muted}">{arithmetic}</span></div>'
    )
