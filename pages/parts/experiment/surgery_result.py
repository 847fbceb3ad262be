"""A network before and after surgery: the answers, the kernel, the map, the confusions."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.figures.colour_bar import ADDS, TAKES_AWAY, colour_bar
from cnn.figures.mosaic import grid_for
from cnn.network import Network
from cnn.network.overflow import has_overflowed
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.map_view import map_view
from pages.parts.experiment.answers import Side, before_and_after, change_sentence
from pages.parts.experiment.confusion_change import confusion_change
from pages.parts.experiment.judging import judging_digits, judging_note
from pages.parts.experiment.kernel_place import KernelPlace
from pages.parts.experiment.kernel_table import kernel_table
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

Both = tuple[Network, Network]

TITLES = ("Before", "After")
# In pixels: two stand side by side on a phone.
PICTURE_WIDTH = 168


def surgery_result(networks: Both, place: KernelPlace, texts: ExplainedTexts) -> None:
    """Before and after, side by side.

    Args:
        networks: the chosen one and the edited one, which are the same while nothing is edited.
        place: the kernel that is looked at.
        texts: writes the words.
    """
    before, after = networks
    image, digits = current_digit().image, judging_digits(before)
    sides = before_and_after(list(zip(TITLES, networks, strict=True)), image, digits)
    if before is after and sides[0].answer is not None:
        texts.markdown("Nothing is edited yet: both sides are the same network.")
    else:
        texts.markdown(change_sentence(*sides))
    _maps(networks, image, place, texts)
    _kernels(networks, place, texts)
    if before is not after:
        _confusions(sides, texts)
    texts.caption(judging_note(digits))


def _kernels(networks: Both, place: KernelPlace, texts: ExplainedTexts) -> None:
    kernels = [place.kernel(network) for network in networks]
    limit = float(max(np.abs(kernel).max() for kernel in kernels))
    texts.markdown(f"**Kernel {place.input_map} of filter {place.filter}**, before and after")
    with st.container(horizontal=True, gap="medium"):
        for title, kernel, network in zip(TITLES, kernels, networks, strict=True):
            with st.container(width="content", gap="xxsmall"):
                st.html(kernel_table(kernel, title, limit, palette()))
                texts.caption(f"Bias {place.bias(network):.4f}")
    ends = (TAKES_AWAY, ADDS)
    st.html(colour_bar(palette(), limit, "both kernels", signed=True, ends=ends, width="14rem"))


def _maps(networks: Both, image: np.ndarray, place: KernelPlace, texts: ExplainedTexts) -> None:
    layer, number = place.layer, place.filter
    maps = [one.forward(image[np.newaxis])[layer.name][0, ..., number] for one in networks]
    finite = [one for one in maps if not has_overflowed(one)]
    strongest = max((float(one.max()) for one in finite), default=0.0)
    texts.markdown(f"**Map {number}** for your digit, before and after")
    with st.container(horizontal=True, gap="small"):
        for title, cells in zip(TITLES, maps, strict=True):
            with st.container(width=PICTURE_WIDTH, gap="xxsmall"):
                texts.caption(title)
                if has_overflowed(cells):
                    texts.caption("It cannot be shown: its sums overflow.")
                    continue
                map_view(
                    cells[..., np.newaxis],
                    grid_for(1, len(cells)),
                    palette(),
                    key=f"surgery_map_view_{title}",
                    alt=f"The map of filter {number} of {layer.name} for your digit, "
                    f"{title.lower()}.",
                    strongest=strongest,
                )
                if not cells.any():
                    texts.caption("It is 0 everywhere.")
    st.html(colour_bar(palette(), strongest, f"map {number}", width="14rem"))


def _confusions(sides: list[Side], texts: ExplainedTexts) -> None:
    before, after = (one.evaluation for one in sides)
    if before.undefined or after.undefined:
        return
    if np.array_equal(before.answers, after.answers):
        texts.markdown(
            "**The confusion matrix** is as before: each of these digits gets the same answer."
        )
        return
    texts.markdown("**The confusion matrix's change**, in digits")
    st.html(confusion_change(before.confusion, after.confusion, palette()))
