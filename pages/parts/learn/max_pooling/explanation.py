"""What pooling does, how a change is measured, and what was found."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from cnn.lessons.max_pooling.pooling import DIRECTIONS, Method, Pooled, least_by
from cnn.network.layers import Layer
from pages.parts.learn.max_pooling.other_digits import NETWORK, OtherDigits
from pages.parts.session.networks import pretrained_network

_VALUES: Mapping[Method, str] = {
    "max": "max {value:.3f}",
    "average": "average {value:.3f}",
    "stride": "every second cell {value:.3f}",
}
_LEAST_BY_BOTH: Mapping[Method, str] = {
    "max": "Max changes least by both measures.",
    "average": "Average changes least by both measures.",
    "stride": "Every second cell changes least by both measures.",
}
_LEAST_RELATIVE: Mapping[Method, str] = {
    "max": "Relative to the mean, max changes least.",
    "average": "Relative to the mean, average changes least.",
    "stride": "Relative to the mean, every second cell changes least.",
}
_LEAST_BY_COSINE: Mapping[Method, str] = {
    "max": "By the cosine, max changes least.",
    "average": "By the cosine, average changes least.",
    "stride": "By the cosine, every second cell changes least.",
}


def explanation(digit: Pooled, others: OtherDigits, may_tell: bool) -> None:
    """The explanation below the figure; what was found only where that is not asked for."""
    layer = pretrained_network(NETWORK).architecture.layer(digit.layer.replace("conv", "pool"))
    st.markdown(
        f"The maps are those of {digit.layer} of the textbook network; {layer.name} takes the "
        f"maximum of each 2 x 2 window of them, with stride 2: {layer.size_arithmetic} rows and "
        "columns. A convolution's window has weights that are learned; the maximum is hard-coded, "
        f"and so are the average and the second cell: {layer.parameters} parameters."
        f"{_unread_sentence(layer)}"
    )
    st.markdown(
        "**How a change is measured.** The digit moves by one pixel, the network computes its maps "
        "anew, and each result is compared with the one before, cell by cell: the mean absolute "
        "change divided by the mean of the cells as the digit stands. 0 is no change. The cosine "
        "compares the two results as vectors; 1 is the same direction. In the pictures, blue cells "
        "grew and orange cells shrank."
    )
    if may_tell:
        st.markdown(_finding(digit, others))


def _unread_sentence(layer: Layer) -> str:
    """What a 2 x 2 window leaves out of maps with an odd number of rows: the last one."""
    if not layer.unread_rows:
        return ""
    (row,) = layer.unread_rows
    return (
        f" Of this map row and column {row} of {layer.input_shape[0]} are read by no window "
        "(shaded)."
    )


def _finding(digit: Pooled, others: OtherDigits) -> str:
    """Which result changes least, as found, over other digits and the four directions."""
    relative, cosine = least_by(others.changes, "relative"), least_by(others.changes, "cosine")
    before = np.mean([others.changes[None, direction].relative for direction in DIRECTIONS])
    first, other = relative[0][0], cosine[0][0]
    verdict = (
        _LEAST_BY_BOTH[first]
        if first == other
        else f"{_LEAST_RELATIVE[first]} {_LEAST_BY_COSINE[other]}"
    )
    numbers = (
        f"Change relative to the mean: {_listed(relative)}; the maps themselves {before:.3f}. "
        f"Cosine: {_listed(cosine)}. {verdict} None of the three stays as it is."
    )
    if others.source == "mnist":
        return (
            f"**What is found** for {digit.layer} in {others.count} MNIST digits, mean of the four "
            f"directions. {numbers}"
        )
    return (
        f"**What is found** for {digit.layer} in {others.count} example digits, mean of the four "
        f"directions. {numbers}"
    )


def _listed(ranked: tuple[tuple[Method, float], ...]) -> str:
    return ", ".join(_VALUES[method].format(value=value) for method, value in ranked)
