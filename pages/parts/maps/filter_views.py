"""The filters of a convolution: all of a first layer's, or one of a deeper layer's."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.cells.firing import firing_share, kernel_norms
from cnn.figures.colour_bar import ADDS, TAKES_AWAY, colour_bar
from cnn.figures.mosaic import grid_for
from cnn.figures.number_grid import FeatureMap, NumberGrid, kernel_card, printed, readable_side
from cnn.network import Network
from cnn.network.layers import Layer
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.map_view import Pick, map_view
from pages.parts.maps.cell_choice import choose_channel, chosen_place, number_choice
from pages.parts.maps.firing_statistics import shares_over_digits
from pages.parts.session.theme import palette

FIRST_KERNELS = 16
NORM = "square the weights, add them up, take the root"
BAR_WIDTH = 220
KERNEL_DECIMALS, SMALLEST_SIDE = 2, 34


def filters_sentence(layer: Layer) -> str:
    """How many filters a convolution has and what each consists of: Markdown."""
    size, _, inputs, filters = layer.weight_shapes["kernel"]
    if inputs == 1:
        each = f"one kernel of {size} x {size} weights and a bias"
    else:
        each = f"{inputs} kernels of {size} x {size} weights, one per input map, and a bias"
    counted = "one filter" if filters == 1 else f"{filters} filters, counted from 0, each"
    return (
        f"**{layer.name}** has {counted} with {each}: {layer.parameter_arithmetic} learned numbers."
    )


def all_filters(network: Network, layer: Layer, output: np.ndarray, texts: ExplainedTexts) -> None:
    """Every filter of a layer with a single input map, with its feature map."""
    arrays = network.weights[layer.name]
    kernel, bias = arrays["kernel"], arrays["bias"]
    limit, strongest, colours = float(np.abs(kernel).max()), float(output.max()), palette()
    here = firing_share(output[None])
    over_digits, digits = shares_over_digits(network)
    overall = over_digits[layer.name]
    texts.caption(
        "On the left of each filter is its kernel: ink under blue (+) adds to the sum, ink under "
        "orange (\u2212) takes away from it. On the right is the feature map that it makes of your "
        f"digit: {output.shape[0]} x {output.shape[1]} cells, after ReLU. A cell fires where it is "
        "above 0; below stands how many of the cells fire for your digit (here) and for "
        f"{digits} (overall)."
    )
    _two_bars(limit, strongest)
    side = max(readable_side(kernel, KERNEL_DECIMALS), SMALLEST_SIDE)
    with st.container(horizontal=True, gap="small"):
        for number in range(kernel.shape[-1]):
            values = kernel[:, :, 0, number]
            norm = float(kernel_norms(kernel)[0, number])
            svg = kernel_card(
                NumberGrid(values, limit, decimals=KERNEL_DECIMALS, cell=side),
                f"Filter {number}",
                (
                    f"bias {printed(bias[number], 3)}, norm {norm:.2f}",
                    f"fires: {here[number]:.0%} here, {overall[number]:.0%} overall",
                ),
                colours,
                FeatureMap(output[..., [number]], strongest),
            )
            st.image(svg, alt=f"{layer.name}, filter {number}: {_in_words(values)}")
    texts.caption(f"The norm says how large a kernel is: {NORM}.")


def one_filter(network: Network, layer: Layer, output: np.ndarray, texts: ExplainedTexts) -> None:
    """One filter of a deeper layer: its map, its numbers, its kernels, strongest first."""
    colours = palette()
    arrays = network.weights[layer.name]
    kernel, bias = arrays["kernel"], arrays["bias"]
    row, column, number = chosen_place(layer, output)
    chosen = kernel[..., number]
    norms = kernel_norms(chosen)
    over_digits, digits = shares_over_digits(network)
    size, count, strongest = output.shape[0], output.shape[-1], float(output.max())
    all_side, map_side, words_side = st.columns((4, 4, 4), gap="medium")
    with all_side:
        texts.markdown(f"**The {count} feature maps**: choose one" if count > 1 else "**Its map**")
        map_view(
            output,
            grid_for(count, size),
            colours,
            key="filter_mosaic",
            alt=f"The {count} feature maps of {layer.name}; that of filter {number} is chosen. "
            "Arrow keys choose another.",
            picks="channel",
            chosen=Pick(number, row, column),
            on_pick=lambda pick: choose_channel(layer, pick.channel),
        )
    with map_side:
        texts.markdown(f"**Filter {number}** makes this map, {size} x {size}")
        map_view(
            output[..., [number]],
            grid_for(1, size),
            colours,
            key="filter_map",
            alt=f"Feature map of filter {number} of {layer.name} for your digit.",
            strongest=strongest,
            channel=number,
        )
    with words_side:
        number_choice(
            "Filter", number, count, lambda chosen: choose_channel(layer, chosen), "filter_number"
        )
        here = firing_share(output[None])[number]
        texts.markdown(
            f"- Bias **{printed(bias[number], 4)}**\n"
            f"- Norm of its {chosen.size} weights **{np.sqrt(np.square(norms).sum()):.4f}**\n"
            f"- Fires in **{here:.0%}** of its {size * size} cells for your digit, in "
            f"**{over_digits[layer.name][number]:.0%}** over {digits}"
        )
        st.html(
            colour_bar(colours, strongest, f"all cells of {layer.name}", width=f"{BAR_WIDTH}px")
        )
        texts.caption("The scale of all maps here, up to the layer's largest cell.")
    before = network.architecture.previous(layer.name)
    st.header(f"The kernels of filter {number}, strongest first", anchor=False)
    texts.caption(
        f"One for each map of {before.name if before else 'input'}, the one with the "
        f"largest norm first ({NORM}). Where a kernel is blue (+), what the map shows there adds "
        "to the sum; where it is orange (\u2212), it takes away."
    )
    _kernels(chosen, norms, f"{layer.name}, filter {number}")


def _kernels(chosen: np.ndarray, norms: np.ndarray, whose: str) -> None:
    """A filter's kernels, (k, k, c), the strongest first, as many as are asked for."""
    limit = float(np.abs(chosen).max())
    order = np.argsort(-norms, kind="stable")
    st.html(_weights_bar(limit))
    if len(order) > FIRST_KERNELS and not st.toggle(
        f"Show all {len(order)} kernels", key="all_kernels", persist_state="session"
    ):
        order = order[:FIRST_KERNELS]
    side = max(readable_side(chosen, KERNEL_DECIMALS), SMALLEST_SIDE)
    with st.container(horizontal=True, gap="small"):
        for channel in order:
            values = chosen[..., channel]
            svg = kernel_card(
                NumberGrid(values, limit, decimals=KERNEL_DECIMALS, cell=side),
                f"for map {channel}",
                (f"norm {norms[channel]:.3f}",),
                palette(),
            )
            st.image(svg, alt=f"{whose}, kernel for map {channel}: {_in_words(values)}")


def _two_bars(limit: float, strongest: float) -> None:
    maps = colour_bar(
        palette(), strongest, "the cells of all maps", title="Maps", width=f"{BAR_WIDTH}px"
    )
    side_by_side = "display:flex;flex-wrap:wrap;gap:0.3rem 2rem"
    st.html(f'<div style="{side_by_side}">{_weights_bar(limit)}{maps}</div>')


def _weights_bar(limit: float) -> str:
    return colour_bar(
        palette(),
        limit,
        "all weights",
        signed=True,
        ends=(TAKES_AWAY, ADDS),
        title="Kernels",
        width=f"{BAR_WIDTH}px",
    )


def _in_words(values: np.ndarray) -> str:
    """A kernel's numbers by rows, for those who do not see the picture."""
    return "; ".join(" ".join(f"{value:.2f}" for value in row) for row in values)
