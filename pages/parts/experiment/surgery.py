"""Surgery: edit the kernels of the chosen network, and see what it does then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import streamlit as st

from cnn.errors import KernelError, VisitorError
from cnn.experiment.surgery import edited
from cnn.lessons.local_patterns.kernels import bias_from_text, weight_from_text, weight_text
from cnn.network import Network
from cnn.network.weight_edit import WeightEdit
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.experiment.edits import edit_words, edits_of, set_edits, undo_edit
from pages.parts.experiment.kernel_place import KernelPlace, choose_kernel
from pages.parts.experiment.number_of_part import number_of_part
from pages.parts.experiment.surgery_result import surgery_result
from pages.parts.maps.layer_picker import layer_picker
from pages.parts.session.networks import NetworkChoice, current_choice, keep_network

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
# Of a cell to type in, by the kernel's size, in pixels: a weight such as -0.1234 can be read in it.
CELL_WIDTHS = {1: 110, 2: 96, 3: 92, 4: 78, 5: 66, 6: 58, 7: 56}
# A row stays a row: where the page is narrow, its cells give way.
_CELLS = """
<style>
.st-key-kernel_cells { padding: 2px; }
.st-key-kernel_cells [data-testid="stHorizontalBlock"] { flex-wrap: nowrap; gap: 0.25rem; }
.st-key-kernel_cells [data-testid="stHorizontalBlock"] > * { flex: 0 1 auto; min-width: 0; }
.st-key-kernel_cells input { padding: 0.5rem 0.25rem; font-size: 0.85rem; }
@media (max-width: 640px) {
  .st-key-kernel_cells input { padding: 0.5rem 0.1rem; font-size: 0.75rem; text-align: center; }
}
</style>
"""


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
        place = choose_kernel(layer)
        if problem:
            st.error(problem, icon=":material/error:")
        _typed_kernel(choice.token, network, place, texts)
        _operations(choice.token, place)
        st.button(
            "Undo the last edit", on_click=undo_edit, args=(choice.token,), disabled=not edits
        )
    with result_side:
        surgery_result((choice.network, network), place, texts)
    _record(choice, network, edits, texts)


def _typed_kernel(token: str, network: Network, place: KernelPlace, texts: ExplainedTexts) -> None:
    """The kernel's numbers and the bias, to be typed over."""
    layer, number, input_map = place.layer, place.filter, place.input_map
    kernel, bias = place.kernel(network), place.bias(network)
    size = len(kernel)
    # A cell is another one where its number is another, so that it shows what is in force.
    stem = f"surgery_{layer.name}_{number}_{input_map}_{len(edits_of(token))}"
    with st.form(f"{stem}_form", border=False, enter_to_submit=True):
        texts.markdown(f"**The {size * size} numbers** of this kernel, and the filter's bias")
        st.html(_CELLS)
        with st.container(gap="xsmall", key="kernel_cells"):
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
