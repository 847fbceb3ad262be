"""Why the largest is kept, how a change is measured, and what was found."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from cnn.glossary import term
from cnn.lessons.max_pooling.pooling import (
    DIRECTIONS,
    MARGIN,
    Finding,
    Measure,
    Method,
    Pooled,
    finding,
    strongest_find,
)
from cnn.lessons.max_pooling.pooling_questions import Hidden
from cnn.network.layers import Layer
from pages.parts.learn.max_pooling.other_digits import NETWORK, OtherDigits
from pages.parts.session.networks import pretrained_network

_VALUES: Mapping[Method, str] = {
    "max": "max {value:.3f}",
    "average": "average {value:.3f}",
    "stride": "every second cell {value:.3f}",
}
_RELATIVE: Mapping[tuple[Method, ...], str] = {
    ("max",): "Max pooling changes least.",
    ("average",): "The average changes least.",
    ("stride",): "Every second cell changes least.",
    ("max", "average"): "Max and average change about equally little.",
    ("max", "stride"): "Max and every second cell change about equally little.",
    ("average", "stride"): "The average and every second cell change about equally little.",
    ("max", "average", "stride"): "All three change about equally much.",
}
_COSINE: Mapping[tuple[Method, ...], str] = {
    ("max",): "By this measure max pooling changes least.",
    ("average",): "By this measure the average changes least.",
    ("stride",): "By this measure every second cell changes least.",
    ("max", "average"): "By this measure max and average are about the same.",
    ("max", "stride"): "By this measure max and every second cell are about the same.",
    ("average", "stride"): "By this measure the average and every second cell are about the same.",
    ("max", "average", "stride"): "By this measure all three are about the same.",
}


def explanation(digit: Pooled, channel: int, others: OtherDigits, hidden: Hidden) -> None:
    """The explanation below the figure; what was found only where that is not asked for.

    Args:
        channel: of the map that is shown.
        hidden: what the question asks for.
    """
    pooling, following = _layers_after(digit.layer)
    st.markdown(
        "## Why keep the largest?\n\n"
        f"- **It keeps *that* something was found.** {_kept_sentence(digit, channel, hidden)}\n"
        f"- **Less is left to compute.** {_work_sentence(pooling, following)}\n"
        f"- **The layers after it see more.** {_sight_sentence(pooling, following)}\n"
    )
    st.markdown(
        f"The maps above are those of {digit.layer}; {pooling.name} halves them to "
        f"`{pooling.size_arithmetic}` rows and columns.{_unread_sentence(pooling)} A "
        f"{term('convolution')} learns its {term('weight', 'weights')}; a pooling has "
        f"{pooling.parameters} {term('parameter', 'parameters')}. Whether the largest cell is "
        "kept, the average or every second one is decided beforehand."
    )
    st.markdown(
        "## What a move changes\n\n"
        "Move the digit by one pixel and the network computes its maps anew. Each result is then "
        "compared with the one before, cell by cell: by how much a cell changes on average, "
        "divided by how large it is on average. So 0 is no change. The "
        f"{term('cosine', 'cosine')} compares the two results as "
        f"{term('vector', 'vectors')}: 1 is the same direction. In the pictures of the change, "
        "blue cells (+) grew and orange cells with a dash (\u2212) shrank."
    )
    if hidden.direction is None:
        st.markdown(_finding(digit, others))


def _layers_after(name: str) -> tuple[Layer, Layer]:
    """The pooling after a convolution, and the layer after that."""
    layers = pretrained_network(NETWORK).architecture.layers
    place = next(index for index, layer in enumerate(layers) if layer.name == name)
    return layers[place + 1], layers[place + 2]


def _kept_sentence(digit: Pooled, channel: int, hidden: Hidden) -> str:
    """What becomes of the shown map's strongest cell, unless that is asked for."""
    general = (
        f"A cell is large where the {term('filter')} finds its pattern. The maximum "
        "keeps the best find of every four cells; the average thins it out with three cells that "
        "found less."
    )
    find = strongest_find(digit.maps[0, ..., channel])
    is_asked = hidden.cell is not None and hidden.cell[1:] == find.place
    if is_asked or not find.kept["max"]:
        return general
    kept = find.kept
    return (
        f"{general} In this map the strongest cell is {kept['max']:.3f}: max pooling keeps it, the "
        f"average leaves {kept['average']:.3f}, and every second cell leaves {kept['stride']:.3f}, "
        "which is what stands at the upper left."
    )


def _work_sentence(pooling: Layer, following: Layer) -> str:
    before, after = pooling.input_shape, pooling.output_shape
    whole = following.spec.multiply_adds(before)
    return (
        f"Of the {before[0]} x {before[1]} cells, {after[0]} x {after[1]} remain. The next layer, "
        f"{following.name}, takes {following.multiply_adds:,} multiplications; on the whole maps "
        f"it would take {whole:,}."
    )


def _sight_sentence(pooling: Layer, following: Layer) -> str:
    field = pooling.receptive_field
    unpooled = pretrained_network(NETWORK).architecture.layer(pooling.name.replace("pool", "conv"))
    wider = following.receptive_field.size
    narrower = following.spec.receptive_field(unpooled.output_shape, unpooled.receptive_field).size
    return (
        f"Neighbouring cells of {pooling.name} stand {field.stride} pixels apart in the digit. So "
        f"one cell of {following.name} sees {wider} x {wider} pixels, its "
        f"{term('receptive_field')}; without the {term('pooling')} it would see {narrower} x "
        f"{narrower}."
    )


def _unread_sentence(layer: Layer) -> str:
    """What a 2 x 2 window leaves out of maps with an odd number of rows: the last one."""
    if not layer.unread_rows:
        return ""
    (row,) = layer.unread_rows
    return (
        f" No window reads row and column {row} of the {layer.input_shape[0]} (shaded in the "
        "picture)."
    )


def _finding(digit: Pooled, others: OtherDigits) -> str:
    """Which result changes least, as found, over other digits and the four directions."""
    relative, cosine = (finding(others.changes, measure) for measure in _MEASURES)
    before = np.mean([others.changes[None, direction].relative for direction in DIRECTIONS])
    numbers = (
        f"Change: {_listed(relative)}; the maps themselves {before:.3f}. "
        f"{_RELATIVE[relative.least]} Cosine: {_listed(cosine)}. {_COSINE[cosine.least]} "
        f"Differences of up to {MARGIN:g} are called about the same. Nothing stays exactly as it "
        "was."
    )
    if others.source == "mnist":
        return (
            f"**What was found** for {digit.layer} in {others.count} of {term('mnist')}'s "
            f"{term('test_digits')}, on average over the four directions. {numbers}"
        )
    return (
        f"**What was found** for {digit.layer} in {others.count} example digits, on average over "
        f"the four directions. {numbers}"
    )


_MEASURES: tuple[Measure, ...] = ("relative", "cosine")


def _listed(found: Finding) -> str:
    """The methods with their means, in the order of METHODS."""
    return ", ".join(_VALUES[method].format(value=value) for method, value in found.means.items())
