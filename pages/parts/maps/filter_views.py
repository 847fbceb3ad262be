"""The filters of a convolution: all of a first layer's, or one of a deeper layer's."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.cells.firing import firing_share, kernel_norms
from cnn.figures.mosaic import grid_for
from cnn.figures.number_grid import FeatureMap, NumberGrid, kernel_card, printed
from cnn.network import Network
from cnn.network.layers import Layer
from pages.parts.components.map_view import Pick, map_view
from pages.parts.maps.cell_choice import choose_channel, chosen_place, number_choice
from pages.parts.maps.firing_statistics import shares_over_digits
from pages.parts.session.theme import palette

FIRST_KERNELS = 16


def all_filters(network: Network, layer: Layer, output: np.ndarray) -> None:
    """Every filter of a layer with a single input channel, with its feature map."""
    arrays = network.weights[layer.name]
    kernel, bias = arrays["kernel"], arrays["bias"]
    limit = float(np.abs(kernel).max())
    here = firing_share(output[None])
    over_digits, digits = shares_over_digits(network)
    colours, strongest = palette(), float(output.max())
    st.caption(
        f"Left the kernel, right its feature map for your digit ({output.shape[0]} x "
        f"{output.shape[1]}, after ReLU). Blue weights are positive, orange negative; the scale "
        f"runs from {-limit:.2f} to {limit:.2f} for all. Fires: share of cells above 0, for your "
        f"digit and over {digits}."
    )
    with st.container(horizontal=True, gap="small"):
        for number in range(kernel.shape[-1]):
            values = kernel[:, :, 0, number]
            norm = float(kernel_norms(kernel)[0, number])
            svg = kernel_card(
                NumberGrid(values, limit),
                f"Filter {number}",
                (
                    f"bias {printed(bias[number], 3)}, norm {norm:.2f}",
                    f"fires {here[number]:.0%} here, {over_digits[layer.name][number]:.0%} overall",
                ),
                colours,
                FeatureMap(output[..., [number]], strongest),
            )
            st.image(svg, alt=f"{layer.name}, filter {number}: {_in_words(values)}")


def one_filter(network: Network, layer: Layer, output: np.ndarray) -> None:
    """One filter of a deeper layer: its map, its numbers, its kernels, strongest first."""
    colours = palette()
    arrays = network.weights[layer.name]
    kernel, bias = arrays["kernel"], arrays["bias"]
    row, column, number = chosen_place(layer, output)
    chosen = kernel[..., number]
    norms = kernel_norms(chosen)
    over_digits, digits = shares_over_digits(network)
    size = output.shape[0]
    mosaic_side, map_side, words_side = st.columns((4, 4, 4), gap="medium")
    with mosaic_side:
        st.markdown(f"**The {output.shape[-1]} feature maps of {layer.name}**")
        map_view(
            output,
            grid_for(output.shape[-1], size),
            colours,
            key="filter_mosaic",
            alt=f"Mosaic of the {output.shape[-1]} feature maps of {layer.name}; filter {number} "
            "is chosen. Arrow keys choose another.",
            picks="channel",
            chosen=Pick(number, row, column),
            on_pick=lambda pick: choose_channel(layer, pick.channel),
        )
    with map_side:
        st.markdown(f"**Filter {number}** makes this map, {size} x {size}")
        map_view(
            output[..., [number]],
            grid_for(1, size),
            colours,
            key="filter_map",
            alt=f"Feature map of filter {number} of {layer.name} for your digit.",
            strongest=float(output.max()),
            channel=number,
        )
    with words_side:
        number_choice(
            "Filter",
            number,
            output.shape[-1],
            lambda chosen: choose_channel(layer, chosen),
            "filter_number",
        )
        here = firing_share(output[None])[number]
        st.markdown(
            f"- Bias **{bias[number]:.4f}**\n"
            f"- Norm of all {chosen.size} weights **{np.sqrt(np.square(norms).sum()):.4f}**\n"
            f"- Fires in **{here:.0%}** of its {size * size} cells for your digit, in "
            f"**{over_digits[layer.name][number]:.0%}** over {digits}"
        )
    before = network.architecture.previous(layer.name)
    _kernels(layer, before.name if before else "input", number, chosen, norms)


def _kernels(layer: Layer, giver: str, number: int, chosen: np.ndarray, norms: np.ndarray) -> None:
    """A filter's kernels, the strongest first, as many as are asked for."""
    limit = float(np.abs(chosen).max())
    order = np.argsort(-norms, kind="stable")
    st.markdown(f"**Kernels of filter {number}, strongest first**")
    st.caption(
        f"One per channel of {giver}, ordered by norm, the root of the summed squares. Blue "
        f"is positive, orange negative; the scale runs from {-limit:.2f} to {limit:.2f}."
    )
    if len(order) > FIRST_KERNELS and not st.toggle(
        f"All {len(order)} kernels", key="all_kernels", persist_state="session"
    ):
        order = order[:FIRST_KERNELS]
    with st.container(horizontal=True, gap="small"):
        for channel in order:
            values = chosen[..., channel]
            svg = kernel_card(
                NumberGrid(values, limit),
                f"Channel {channel}",
                (f"norm {norms[channel]:.3f}",),
                palette(),
            )
            alt = f"{layer.name}, filter {number}, channel {channel}: {_in_words(values)}"
            st.image(svg, alt=alt)


def _in_words(values: np.ndarray) -> str:
    """A kernel's numbers by rows, for those who do not see the picture."""
    return "; ".join(" ".join(f"{value:.2f}" for value in row) for row in values)
