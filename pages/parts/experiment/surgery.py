"""Surgery: edit the kernels of the chosen network, and see what it does then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st

from cnn.errors import KernelError, VisitorError
from cnn.experiment.surgery import edited
from cnn.figures.colour_bar import ADDS, TAKES_AWAY, colour_bar
from cnn.figures.mosaic import grid_for
from cnn.lessons.local_patterns.kernels import bias_from_text, weight_from_text, weight_text
from cnn.network import Network
from cnn.network.layers import Layer
from cnn.network.overflow import has_overflowed
from cnn.network.weight_edit import WeightEdit
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.map_view import map_view
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.experiment.answers import before_and_after, change_sentence, side
from pages.parts.experiment.confusion_change import confusion_change
from pages.parts.experiment.edits import edit_words, edits_of, set_edits, undo_edit
from pages.parts.experiment.judging import judged, judging_digits, judging_note
from pages.parts.experiment.kernel_table import kernel_table
from pages.parts.experiment.number_of_part import number_of_part
from pages.parts.maps.layer_picker import layer_picker
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import NetworkChoice, current_choice, keep_network
from pages.parts.session.theme import palette

Scope = Literal["kernel", "filter"]
Operation = Literal["zero", "negate", "turn", "blur"]

NO_KERNELS = (
    "This network has no convolution, so it has no kernels to operate on. Choose another network "
    "in the sidebar."
)
OPERATIONS: Mapping[Operation, str] = {
    "zero": "Zero",
    "negate": "Negate",
    "turn": "Turn clockwise",
    "blur": "Blur",
}
# Of a cell to type in, by the kernel's size, in pixels: seven side by side fit on a phone.
CELL_WIDTHS = {1: 110, 2: 96, 3: 92, 4: 78, 5: 66, 6: 56, 7: 50}
MAP_WIDTH = 190


@dataclass(frozen=True)
class KernelPlace:
    """Which kernel is operated on.

    Attributes:
        layer: a convolution.
        filter: number of the filter.
        input_map: number of its kernel.
    """

    layer: Layer
    filter: int
    input_map: int


def surgery(texts: ExplainedTexts) -> None:
    """One kernel with its numbers and what can be done to it, and the network before and after."""
    choice = current_choice()
    layers = choice.network.architecture.conv_layers
    if not layers:
        texts.info(NO_KERNELS)
        return
    layer = layer_picker(layers, "surgery_layer", lambda one: f"{one.output_shape[-1]} filters")
    edits = edits_of(choice.token)
    try:
        network = edited(choice.network, edits)
    except KernelError:
        # The network has become another one under the same name: a later moment of its run.
        edits, network = (), choice.network
        set_edits(choice.token, edits)
    problem = st.session_state.pop("surgery_problem", None)
    edit_side, result_side = st.columns((10, 11), gap="medium")
    with edit_side:
        place = _place(layer)
        if problem:
            st.error(problem, icon=":material/error:")
        _typed_kernel(choice.token, network, place, texts)
        _operations(choice.token, place)
        st.button(
            "Undo the last edit", on_click=undo_edit, args=(choice.token,), disabled=not edits
        )
    with result_side:
        _result(choice, network, place, texts)
    _grids((choice.network, network), place, texts)
    _record(choice, network, edits, texts)


def _place(layer: Layer) -> KernelPlace:
    """Which filter, and which of its kernels."""
    _, _, maps, filters = layer.weight_shapes["kernel"]
    with st.container(horizontal=True, gap="small"):
        number = number_of_part("Filter", filters, f"surgery_filter_{layer.name}")
        input_map = 0
        if maps > 1:
            input_map = number_of_part("Kernel for map", maps, f"surgery_map_{layer.name}")
    return KernelPlace(layer, number, input_map)


def _typed_kernel(token: str, network: Network, place: KernelPlace, texts: ExplainedTexts) -> None:
    """The kernel's numbers and the bias, to be typed over."""
    layer, number, input_map = place.layer, place.filter, place.input_map
    arrays = network.weights[layer.name]
    kernel, bias = arrays["kernel"][:, :, input_map, number], float(arrays["bias"][number])
    size = len(kernel)
    # A cell is another one where its number is another, so that it shows what is in force.
    stem = f"surgery_{layer.name}_{number}_{input_map}_{len(edits_of(token))}"
    with st.form(f"{stem}_form", border=False, enter_to_submit=True):
        texts.markdown(f"**The {size * size} numbers** of this kernel, and the filter's bias")
        with st.container(gap="xsmall"):
            for row in range(size):
                with st.container(horizontal=True, gap="xsmall"):
                    for column in range(size):
                        st.text_input(
                            f"Row {row}, column {column}",
                            weight_text(kernel[row, column]),
                            key=f"{stem}_{row}_{column}",
                            label_visibility="collapsed",
                            width=CELL_WIDTHS[size],
                        )
            st.text_input("Bias", weight_text(bias), key=f"{stem}_bias", width=CELL_WIDTHS[3])
        st.form_submit_button(
            "Put these numbers in",
            on_click=_take_numbers,
            args=(token, stem, kernel, bias, WeightEdit("numbers", layer.name, number, input_map)),
        )


def _take_numbers(
    token: str, stem: str, kernel: np.ndarray, bias: float, place: WeightEdit
) -> None:
    """Read what was typed; what cannot be read is told of, and nothing changes."""
    try:
        cells = [
            _typed(weight_from_text(st.session_state[f"{stem}_{row}_{column}"], row, column), old)
            for (row, column), old in np.ndenumerate(kernel)
        ]
        typed_bias = _typed(bias_from_text(st.session_state[f"{stem}_bias"]), bias)
    except KernelError as error:
        st.session_state["surgery_problem"] = f"{error} Nothing was changed."
        return
    numbers = (*cells, typed_bias)
    if numbers == (*map(float, kernel.ravel()), bias):
        return
    _add(token, WeightEdit("numbers", place.layer, place.filter, place.input_map, None, numbers))


def _typed(value: float, old: float) -> float:
    """What was typed; the old number in full where it still stands there as it was shown."""
    return float(old) if weight_text(value) == weight_text(old) else value


def _operations(token: str, place: KernelPlace) -> None:
    """What can be done at a click."""
    layer, number, input_map = place.layer, place.filter, place.input_map
    _, _, maps, filters = layer.weight_shapes["kernel"]
    scope: Scope = "filter"
    if maps > 1:
        scope = segmented_choice(
            "What is changed",
            {"kernel": "This kernel", "filter": f"All {maps} kernels and the bias"},
            "filter",
            key="surgery_scope",
        )
    chosen = input_map if scope == "kernel" else None
    with st.container(horizontal=True, gap="small"):
        for kind, title in OPERATIONS.items():
            edit = WeightEdit(kind, layer.name, number, chosen)
            st.button(title, key=f"surgery_{kind}", on_click=_add, args=(token, edit))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if filters > 1:
            other = number_of_part("Other filter", filters, f"other_{layer.name}")
            st.button(
                "Swap the two",
                disabled=other == number,
                on_click=_add,
                args=(token, WeightEdit("swap", layer.name, number, chosen, other)),
            )
        st.button(
            f"Set all of {layer.name} to their mean",
            on_click=_add,
            args=(token, WeightEdit("mean", layer.name)),
        )


def _add(token: str, edit: WeightEdit) -> None:
    """One edit more, where the network can take it."""
    edits = (*edits_of(token), edit)
    choice = current_choice()
    if choice.token != token:
        return
    try:
        edited(choice.network, edits)
    except VisitorError as error:
        st.session_state["surgery_problem"] = str(error)
        return
    set_edits(token, edits)


def _result(
    choice: NetworkChoice, network: Network, place: KernelPlace, texts: ExplainedTexts
) -> None:
    """Before and after: the answer, the accuracy, the filter's map."""
    layer, number = place.layer, place.filter
    image, digits = current_digit().image, judging_digits(choice.network)
    sides = (
        side("Before", choice.network, image, judged(choice.network, digits, "Before")),
        side("After", network, image, judged(network, digits, "After")),
    )
    before_and_after(sides)
    if network is choice.network and sides[0].answer is not None:
        texts.markdown("Nothing is edited yet: both sides are the same network.")
    else:
        texts.markdown(change_sentence(*sides))
    maps = [
        one.forward(image[np.newaxis])[layer.name][0, ..., number]
        for one in (choice.network, network)
    ]
    finite = [one for one in maps if not has_overflowed(one)]
    strongest = max((float(one.max()) for one in finite), default=0.0)
    for column, (title, cells) in zip(
        st.columns(2, gap="small"), zip(("before", "after"), maps, strict=True), strict=True
    ):
        with column, st.container(width=MAP_WIDTH, gap="xxsmall"):
            texts.markdown(f"**Map {number}** {title}")
            if has_overflowed(cells):
                texts.caption("It cannot be shown: its sums overflow.")
                continue
            map_view(
                cells[..., np.newaxis],
                grid_for(1, len(cells)),
                palette(),
                key=f"surgery_map_view_{title}",
                alt=f"The map of filter {number} of {layer.name} for your digit, {title}.",
                strongest=strongest,
            )
            st.html(colour_bar(palette(), strongest, f"map {number}"))
    texts.caption(judging_note(digits))
    if network is not choice.network and not sides[1].evaluation.undefined:
        texts.markdown("**The confusion matrix's change**, in digits")
        before, after = (one.evaluation.confusion for one in sides)
        st.html(confusion_change(before, after, palette()))


def _grids(networks: tuple[Network, Network], place: KernelPlace, texts: ExplainedTexts) -> None:
    """The kernel as a picture, before and after."""
    layer, number, input_map = place.layer, place.filter, place.input_map
    st.header(f"Kernel {input_map} of filter {number}, before and after", anchor=False)
    kernels = [one.weights[layer.name]["kernel"][:, :, input_map, number] for one in networks]
    limit = float(max(np.abs(kernel).max() for kernel in kernels))
    with st.container(horizontal=True, gap="medium"):
        for title, kernel, one in zip(("Before", "After"), kernels, networks, strict=True):
            bias = float(one.weights[layer.name]["bias"][number])
            with st.container(width="content", gap="xxsmall"):
                st.html(kernel_table(kernel, title, limit, palette()))
                texts.caption(f"Bias {bias:.4f}.")
    st.html(
        colour_bar(
            palette(),
            limit,
            "both kernels",
            signed=True,
            ends=(TAKES_AWAY, ADDS),
            width="14rem",
        )
    )


def _record(
    choice: NetworkChoice, network: Network, edits: tuple[WeightEdit, ...], texts: ExplainedTexts
) -> None:
    """What was done, undoing it, keeping it."""
    st.header("The edited network", anchor=False)
    if not edits:
        texts.caption(
            "Once you have edited something, you can undo it here, keep the edited network in the "
            "sidebar beside the one that it came from, and download it."
        )
        return
    texts.markdown("\n".join(f"{place}. {edit_words(one)}" for place, one in enumerate(edits, 1)))
    name = f"{choice.name}, edited"
    with st.container(horizontal=True, gap="small"):
        st.button("Undo all", on_click=set_edits, args=(choice.token, ()))
        if st.button("Keep it in the sidebar", type="primary"):
            keep_network(name, network, is_uploaded=choice.is_uploaded)
            st.session_state["surgery_kept"] = True
            st.rerun()
        st.download_button(
            "Download .safetensors",
            network.to_bytes,
            f"{name}.safetensors",
            "application/octet-stream",
            on_click="ignore",
        )
    if st.session_state.pop("surgery_kept", False):
        st.success(
            "Kept: choose it under Network in the sidebar, where its name ends in *edited*. Its "
            "file says what was edited.",
            icon=":material/check:",
        )
    texts.caption(
        "The accuracy in the file's record is gone, since it was of other weights, and so are the "
        "statistics that tell how strange a drawing is."
    )
