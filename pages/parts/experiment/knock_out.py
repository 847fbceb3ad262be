"""Knock-out: silence filters, maps or units, and see at once what becomes of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from cnn.evaluation.charts import in_words, share_figure
from cnn.evaluation.evaluation import Evaluation, recall
from cnn.experiment.silencing import silenceable_layers, silenced
from cnn.figures.colour_bar import colour_bar
from cnn.figures.plotly_config import NO_TOOLBAR
from cnn.network.layers import Layer
from cnn.network.overflow import layers_before_overflow
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.overflow import layer_overflow_warning
from pages.parts.experiment.answers import before_and_after, change_sentence
from pages.parts.experiment.judging import judging_digits, judging_note
from pages.parts.experiment.league_table import league_table
from pages.parts.experiment.nouns import part_noun, parts_words
from pages.parts.experiment.part_toggles import part_toggles
from pages.parts.experiment.removal_curve import removal_curve
from pages.parts.experiment.silenced_parts import (
    Parts,
    bring_all_back,
    can_undo,
    silence,
    silenced_parts,
    switch,
    undo,
)
from pages.parts.maps.layer_picker import layer_picker
from pages.parts.session.digit import current_digit
from pages.parts.session.labelled_digits import LabelledDigits
from pages.parts.session.networks import current_choice
from pages.parts.session.theme import palette

NOTHING_TO_SILENCE = (
    "This network has no filters and no hidden units: its only layer is softmax, whose ten units "
    "are the answer itself. Choose another network in the sidebar to knock something out."
)


def knock_out(texts: ExplainedTexts) -> None:
    """The parts of a layer to silence, with the result beside them; then the whole layer ranked."""
    choice = current_choice()
    network = choice.network
    layers = silenceable_layers(network.architecture)
    if not layers:
        texts.info(NOTHING_TO_SILENCE)
        return
    layer = layer_picker(layers, "knock_layer", parts_words)
    image, digits = current_digit().image, judging_digits(network)
    parts = silenced_parts(choice.token, network.architecture)
    changed = silenced(network, parts)
    activations = changed.forward(image[np.newaxis])
    if layer.name not in layers_before_overflow(activations):
        layer_overflow_warning(layer.name)
        return
    parts_side, result_side = st.columns((11, 10), gap="medium")
    with parts_side:
        _parts(choice.token, layer, activations[layer.name][0], parts, texts)
    with result_side:
        titles = ("Whole network", _silenced_title(parts))
        sides = before_and_after(list(zip(titles, (network, changed), strict=True)), image, digits)
        if parts:
            texts.markdown(change_sentence(*sides))
        else:
            texts.markdown(
                "Nothing is silenced yet. Click a part, and you see here what the network does "
                "without it."
            )
        evaluations = [one.evaluation for one in (sides if parts else sides[:1])]
        if not any(one.undefined for one in evaluations):
            _per_digit(evaluations, digits, texts)
    undefined = sides[0].evaluation.undefined
    if undefined:
        texts.info(
            f"This network gives no answer for {undefined:,} test digits, since its sums "
            "overflow: its parts cannot be ranked."
        )
        return
    league_table(choice.token, network, layer, parts.get(layer.name, ()), texts)
    removal_curve(choice.token, network, layer, texts)


def _parts(
    token: str, layer: Layer, output: np.ndarray, parts: Parts, texts: ExplainedTexts
) -> None:
    noun, count = part_noun(layer), output.shape[-1]
    here = parts.get(layer.name, ())
    texts.markdown(
        f"**Click a {noun} of {layer.name} to silence it**: it then gives 0, whatever the network "
        "is shown. Click again to bring it back."
    )
    part_toggles(
        output,
        here,
        palette(),
        key=f"parts_{layer.name}",
        label=f"The {count} {noun}s of {layer.name} for your digit. A pressed one is silenced. "
        "Arrow keys move, Enter silences or brings back.",
        noun=noun,
        owner=token,
        on_switch=partial(switch, token, layer.name),
    )
    largest = float(np.abs(output).max())
    is_signed = bool(output.min() < 0)
    st.html(
        colour_bar(
            palette(), largest, f"the {noun}s of {layer.name}", signed=is_signed, width="220px"
        )
    )
    if not largest:
        texts.caption(f"Every {noun} of {layer.name} is 0 for your digit, silenced or not.")
    with st.container(horizontal=True, gap="small"):
        st.button("Undo", on_click=undo, args=(token,), disabled=not can_undo(token))
        st.button("Bring all back", on_click=bring_all_back, args=(token,), disabled=not parts)
        st.button(
            f"Silence all of {layer.name}",
            on_click=silence,
            args=(token, layer.name, range(count)),
            disabled=len(here) == count,
        )
    if parts:
        texts.caption(
            f"Silenced now: {_listed(parts)}. The pictures above show what the network without "
            "them makes of your digit."
        )


def _silenced_title(parts: Parts) -> str:
    count = sum(map(len, parts.values()))
    if not count:
        return "With nothing silenced"
    return "With 1 part silenced" if count == 1 else f"With {count} parts silenced"


def _listed(parts: Parts) -> str:
    return "; ".join(f"{name}: {', '.join(map(str, numbers))}" for name, numbers in parts.items())


def _per_digit(
    evaluations: Sequence[Evaluation], digits: LabelledDigits, texts: ExplainedTexts
) -> None:
    """Recall of each digit with all parts, and beside it with some silenced."""
    shares = [recall(one.confusion) for one in evaluations]
    titles = ("Whole network", "With parts silenced")
    words = [f"{title}: {in_words(one)}." for title, one in zip(titles, shares, strict=False)]
    texts.markdown("**Of each digit, how many are read right**, in percent")
    st.plotly_chart(
        share_figure(shares, "recall", palette()),
        theme=None,
        config=NO_TOOLBAR,
        key="knock_recall",
        alt=f"Recall per digit. {' '.join(words)}",
    )
    whose = (
        "Blue circles are the whole network, orange diamonds the one with parts silenced; the"
        if len(shares) > 1
        else "The"
    )
    texts.caption(f"{whose} upright lines are Wilson's 95% intervals. {judging_note(digits)}")
