"""Which kernel slides over the digit: a well-known one, a learned filter, or one that is typed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.errors import KernelError
from cnn.lessons.local_patterns.kernels import (
    PRESETS,
    SIZES,
    kernel_from_texts,
    kernel_texts,
    preset_kernel,
    resized,
    unusable_cells,
    weight_from_text,
    weight_text,
)
from cnn.network import Network
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.layers import Layer
from pages.parts.learn.local_patterns.sliding_window import KernelCells, KernelProblem

LEARNED, OWN = "Learned filter", "Your own"
FIRST_KERNEL = "Sobel x"
SIZE_KEY, KERNEL_KEY, FILTER_KEY = "window_size", "window_kernel", "window_filter"
_TYPED_KEY, _SHOWN_KEY = "window_typed", "window_shown"


@dataclass(frozen=True)
class ChosenKernel:
    """The kernel in force.

    Attributes:
        kernel: (k, k) floats.
        bias: added to each sum.
        cells: what stands in its cells.
        problem: why the cells are not what is in force; None where they are.
    """

    kernel: np.ndarray
    bias: float
    cells: KernelCells
    problem: KernelProblem | None = None


def kernel_choice(network: Network) -> ChosenKernel:
    """The controls, and the kernel that they and the typed cells make.

    Args:
        network: whose first convolution's filters can be chosen.

    Returns:
        The kernel in force: the last one that could be read.
    """
    layer = _learned_layer(network)
    names = [*PRESETS, *([LEARNED] if layer else []), OWN]
    if st.session_state.get(KERNEL_KEY) not in (None, *names):
        st.session_state[KERNEL_KEY] = FIRST_KERNEL
    if layer and st.session_state.get(KERNEL_KEY) == LEARNED:
        # The network may be another than when the filter was chosen.
        st.session_state[SIZE_KEY] = layer.spec.kernel_size
    size = st.segmented_control(
        "Window",
        SIZES,
        format_func=lambda size: f"{size} x {size}",
        default=None if SIZE_KEY in st.session_state else SIZES[0],
        required=True,
        key=SIZE_KEY,
        persist_state="session",
        on_change=_fit_to_size,
        args=(layer,),
    )
    name = st.selectbox(
        "Kernel",
        names,
        index=0 if KERNEL_KEY in st.session_state else names.index(FIRST_KERNEL),
        key=KERNEL_KEY,
        persist_state="session",
        on_change=_take_name,
        args=(layer,),
    )
    if not layer:
        st.caption("The chosen network begins with no 3 x 3 or 5 x 5 filters to slide here.")
    if layer and name == LEARNED:
        chosen = _learned(network, layer)
    elif name == OWN:
        chosen = _own(size)
    else:
        kernel = preset_kernel(name, size)
        chosen = ChosenKernel(kernel, 0.0, _cells(kernel, 0.0))
    st.session_state[_SHOWN_KEY] = chosen
    return chosen


def take_typed(cells: KernelCells) -> None:
    """Make typed cells the kernel, whether or not they can be read.

    Args:
        cells: as the browser sent them.
    """
    st.session_state[_TYPED_KEY] = cells
    st.session_state[KERNEL_KEY] = OWN


def _learned_layer(network: Network) -> Layer | None:
    """The network's first layer, where it is a convolution of a size that slides here."""
    layer = network.architecture.layers[0]
    is_here = isinstance(layer.spec, Conv2D) and layer.spec.kernel_size in SIZES
    return layer if is_here else None


def _learned(network: Network, layer: Layer) -> ChosenKernel:
    arrays = network.weights[layer.name]
    kernels, biases = arrays["kernel"], arrays["bias"]
    last = kernels.shape[-1] - 1
    # Another network may have had more filters.
    st.session_state[FILTER_KEY] = min(st.session_state.get(FILTER_KEY) or 0, last)
    number = st.number_input(
        f"Filter of {layer.name}, 0 to {last}",
        0,
        max(last, 1),
        step=1,
        key=FILTER_KEY,
        persist_state="session",
    )
    kernel, bias = kernels[:, :, 0, min(number, last)], float(biases[min(number, last)])
    return ChosenKernel(kernel, bias, _cells(kernel, bias))


def _own(size: int) -> ChosenKernel:
    before: ChosenKernel = st.session_state[_SHOWN_KEY]
    cells: KernelCells = st.session_state[_TYPED_KEY]
    try:
        kernel = kernel_from_texts(cells.texts)
        bias = weight_from_text(cells.bias, "bias")
    except KernelError as error:
        problem = KernelProblem(
            f"{error} The last kernel that could be read stays in force.",
            unusable_cells(cells.texts, cells.bias),
        )
        return ChosenKernel(resized(before.kernel, size), before.bias, cells, problem)
    return ChosenKernel(kernel, bias, cells)


def _fit_to_size(layer: Layer | None) -> None:
    """Another size: a typed kernel is cut or padded; learned filters have only theirs."""
    size = st.session_state[SIZE_KEY]
    name = st.session_state.get(KERNEL_KEY)
    if name == LEARNED and layer and layer.spec.kernel_size != size:
        st.session_state[KERNEL_KEY] = FIRST_KERNEL
    if name == OWN:
        _keep_as_typed(size)


def _take_name(layer: Layer | None) -> None:
    """Another kernel: learned filters bring their size; one's own begins with what is shown."""
    name = st.session_state[KERNEL_KEY]
    if name == LEARNED and layer:
        st.session_state[SIZE_KEY] = layer.spec.kernel_size
    if name == OWN:
        _keep_as_typed(st.session_state[SIZE_KEY])


def _keep_as_typed(size: int) -> None:
    shown: ChosenKernel = st.session_state[_SHOWN_KEY]
    st.session_state[_TYPED_KEY] = _cells(resized(shown.kernel, size), shown.bias)


def _cells(kernel: np.ndarray, bias: float) -> KernelCells:
    return KernelCells(kernel_texts(kernel), weight_text(bias))
