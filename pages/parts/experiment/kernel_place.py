"""Which kernel is operated on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.network import Network
from cnn.network.layers import Layer
from pages.parts.experiment.number_of_part import number_of_part


@dataclass(frozen=True)
class KernelPlace:
    """One kernel of a convolution.

    Attributes:
        layer: the convolution.
        filter: number of the filter.
        input_map: number of its kernel.
    """

    layer: Layer
    filter: int
    input_map: int

    def kernel(self, network: Network) -> np.ndarray:
        """Its weights in a network that has it: (k, k) float32."""
        return network.weights[self.layer.name]["kernel"][:, :, self.input_map, self.filter]

    def bias(self, network: Network) -> float:
        """The filter's."""
        return float(network.weights[self.layer.name]["bias"][self.filter])


def choose_kernel(layer: Layer) -> KernelPlace:
    """Which filter of a convolution, and which of its kernels."""
    _, _, maps, filters = layer.weight_shapes["kernel"]
    with st.container(horizontal=True, gap="small"):
        number = number_of_part("Filter", filters, f"surgery_filter_{layer.name}")
        input_map = 0
        if maps > 1:
            input_map = number_of_part("Kernel for map", maps, f"surgery_map_{layer.name}")
    return KernelPlace(layer, number, input_map)
