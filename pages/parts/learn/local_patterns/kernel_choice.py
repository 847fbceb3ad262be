"""Which kernel slides over the digit: a well-known one, a learned filter, or one that is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import streamlit as st

from cnn.errors import KernelError
from cnn.lessons.local_patterns.kernels import (
    SIZES,
    Preset,
    bias_from_text,
    kernel_from_texts,
    kernel_texts,
    preset_kernel,
    resized,
    unusable_cells,
    weight_text,
)
from cnn.network import Network
from cnn.network.kinds.conv2d import Conv2D
from pages.parts.learn.local_patterns.sliding_window import KernelCells, KernelProblem
from pages.parts.maps.cell_choice import number_choice

Kernel = Preset | Literal["learned", "own"]
LABELS: Mapping[Kernel, str] = {
    "identity": "Identity",
    "blur": "Blur",
    "sharpen": "Sharpen",
    "laplacian": "Edge (Laplacian)",
    "sobel_x": "Sobel x",
    "sobel_y": "Sobel y",
    "learned": "Learned filter",
    "own": "Your own",
}
FIRST_KERNEL: Preset = "sobel_x"
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


@dataclass(frozen=True)
class _LearnedFilters:
    """The filters of a network's first layer.

    Attributes:
        layer: its name.
        kernels: (k, k, filters) float32.
        biases: (filters,) float32.
    """

    layer: str
    kernels: np.ndarray
    biases: np.ndarray

    @property
    def size(self) -> int:
        """Rows and columns of each kernel."""
        return len(self.kernels)

    @property
    def overflow(self) -> bool:
        """Whether their sums over an image, whose ink is at most 1, may overflow float32."""
        largest = np.abs(self.kernels).sum(axis=(0, 1), dtype=np.float64) + np.abs(self.biases)
        return bool((largest > np.finfo(np.float32).max).any())


def kernel_choice(network: Network) -> ChosenKernel:
    """The controls, and the kernel that they and the typed cells make: the last that can be read.

    The filters of the network's first convolution can be chosen as well.
    """
    filters = _learned_filters(network)
    problem = None
    if filters is None:
        problem = (
            "The chosen network does not begin with filters of 3 x 3 or 5 x 5, so none of them can "
            "slide here."
        )
    elif filters.overflow:
        filters = None
        problem = "The weights of the chosen network's first filters are too large to slide here."
    names: list[Kernel] = [name for name in LABELS if filters or name != "learned"]
    if st.session_state.get(KERNEL_KEY) not in (None, *names):
        st.session_state[KERNEL_KEY] = FIRST_KERNEL
    if filters and st.session_state.get(KERNEL_KEY) == "learned":
        # The network may be another than when the filter was chosen.
        st.session_state[SIZE_KEY] = filters.size
    learned_size = filters.size if filters else None
    size = st.segmented_control(
        "Window",
        SIZES,
        format_func=lambda size: f"{size} x {size}",
        default=None if SIZE_KEY in st.session_state else SIZES[0],
        required=True,
        key=SIZE_KEY,
        persist_state="session",
        on_change=_fit_to_size,
        args=(learned_size,),
    )
    name = st.selectbox(
        "Kernel",
        names,
        index=0 if KERNEL_KEY in st.session_state else names.index(FIRST_KERNEL),
        format_func=LABELS.__getitem__,
        key=KERNEL_KEY,
        persist_state="session",
        on_change=_take_kernel,
        args=(learned_size,),
    )
    if problem:
        st.caption(problem)
    chosen = _kernel_named(name, size or SIZES[0], filters)
    st.session_state[_SHOWN_KEY] = chosen
    return chosen


def take_typed(cells: KernelCells) -> None:
    """Make cells as the browser sent them the kernel, whether or not they can be read."""
    st.session_state[_TYPED_KEY] = cells
    st.session_state[KERNEL_KEY] = "own"


def _learned_filters(network: Network) -> _LearnedFilters | None:
    """The network's first layer, where it is a convolution of a size that slides here."""
    layer = network.architecture.layers[0]
    if not isinstance(layer.spec, Conv2D) or layer.spec.kernel_size not in SIZES:
        return None
    arrays = network.weights[layer.name]
    return _LearnedFilters(layer.name, arrays["kernel"][:, :, 0], arrays["bias"])


def _kernel_named(name: Kernel, size: int, filters: _LearnedFilters | None) -> ChosenKernel:
    if name == "own":
        return _own(size)
    if name == "learned":
        if filters is None:
            raise ValueError("learned filters are offered only where there are some")
        return _learned(filters)
    kernel = preset_kernel(name, size)
    return ChosenKernel(kernel, 0.0, _cells(kernel, 0.0))


def _learned(filters: _LearnedFilters) -> ChosenKernel:
    count = filters.kernels.shape[-1]
    # Another network may have had more filters.
    number = min(st.session_state.get(FILTER_KEY, 0), count - 1)
    choose = partial(st.session_state.__setitem__, FILTER_KEY)
    number_choice(f"Filter of {filters.layer}", number, count, choose, FILTER_KEY)
    kernel, bias = filters.kernels[:, :, number], float(filters.biases[number])
    return ChosenKernel(kernel, bias, _cells(kernel, bias))


def _own(size: int) -> ChosenKernel:
    before: ChosenKernel = st.session_state[_SHOWN_KEY]
    cells: KernelCells = st.session_state[_TYPED_KEY]
    try:
        kernel = kernel_from_texts(cells.texts)
        bias = bias_from_text(cells.bias)
    except KernelError as error:
        problem = KernelProblem(
            f"{error} The last kernel that could be read stays in force.",
            unusable_cells(cells.texts, cells.bias),
        )
        return ChosenKernel(resized(before.kernel, size), before.bias, cells, problem)
    return ChosenKernel(kernel, bias, cells)


def _fit_to_size(learned_size: int | None) -> None:
    """Another size: a typed kernel is cut or padded; learned filters have only theirs."""
    size: int = st.session_state[SIZE_KEY]
    name: Kernel | None = st.session_state.get(KERNEL_KEY)
    if name == "learned" and learned_size not in (None, size):
        st.session_state[KERNEL_KEY] = FIRST_KERNEL
    if name == "own":
        _keep_as_typed(size)


def _take_kernel(learned_size: int | None) -> None:
    """Another kernel: learned filters bring their size; one's own begins with what is shown."""
    name: Kernel = st.session_state[KERNEL_KEY]
    if name == "learned" and learned_size:
        st.session_state[SIZE_KEY] = learned_size
    if name == "own":
        _keep_as_typed(st.session_state[SIZE_KEY])


def _keep_as_typed(size: int) -> None:
    shown: ChosenKernel = st.session_state[_SHOWN_KEY]
    st.session_state[_TYPED_KEY] = _cells(resized(shown.kernel, size), shown.bias)


def _cells(kernel: np.ndarray, bias: float) -> KernelCells:
    return KernelCells(kernel_texts(kernel), weight_text(bias))
