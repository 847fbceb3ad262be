"""Surgery: a trained network's filters edited by hand.

An edit says all that there is to do, so the same edits of the same network give the same again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from typing import assert_never

import numpy as np

from cnn.errors import KernelError
from cnn.experiment.blur import blurred
from cnn.network import Network
from cnn.network.weight_edit import MAX_WEIGHT, WeightEdit


def edited(network: Network, edits: Iterable[WeightEdit]) -> Network:
    """The network after some edits, each kept in its record.

    Its statistics of digits are gone: they were of other weights.

    Raises:
        KernelError: a number is not finite, or not from -100 to 100; or the edit is not one of
            this network: there is no such convolution, filter or kernel, or another size of it.
        NetworkFileError: the record is full.
    """
    return reduce(_after, edits, network)


def _after(network: Network, edit: WeightEdit) -> Network:
    _check(network, edit)
    arrays = network.weights[edit.layer]
    kernel, bias = arrays["kernel"].copy(), arrays["bias"].copy()
    _change(kernel, bias, edit)
    weights = {**network.weights, edit.layer: {**arrays, "kernel": kernel, "bias": bias}}
    return replace(
        network, weights=weights, provenance=network.provenance.edited(edit), statistics=None
    )


def _change(kernel: np.ndarray, bias: np.ndarray, edit: WeightEdit) -> None:
    """Change a layer's arrays where they are: (k, k, maps, filters) and (filters,)."""
    if edit.kind == "mean":
        kernel[...] = kernel.mean(axis=-1, keepdims=True)
        bias[...] = bias.mean()
        return
    maps = slice(None) if edit.input_map is None else slice(edit.input_map, edit.input_map + 1)
    has_bias = edit.input_map is None
    chosen = kernel[:, :, maps, edit.filter]
    match edit.kind:
        case "numbers":
            *cells, typed_bias = edit.numbers
            chosen[..., 0] = np.reshape(cells, kernel.shape[:2])
            bias[edit.filter] = typed_bias
        case "zero":
            chosen[...] = 0
            if has_bias:
                bias[edit.filter] = 0
        case "negate":
            # Added to zero, a negated zero has no sign.
            chosen[...] = 0 - chosen
            if has_bias:
                bias[edit.filter] = 0 - bias[edit.filter]
        case "turn":
            chosen[...] = np.rot90(chosen, -1).copy()
        case "blur":
            chosen[...] = blurred(chosen, "edge")
        case "swap":
            other = kernel[:, :, maps, edit.other]
            chosen[...], other[...] = other.copy(), chosen.copy()
            if has_bias:
                bias[edit.filter], bias[edit.other] = bias[edit.other], bias[edit.filter]
        case _:
            assert_never(edit.kind)


def _check(network: Network, edit: WeightEdit) -> None:
    layer = next((one for one in network.architecture.conv_layers if one.name == edit.layer), None)
    if layer is None:
        raise KernelError(f"This network has no {edit.layer}, so there is nothing to edit in it.")
    size, _, maps, filters = layer.weight_shapes["kernel"]
    needed = [] if edit.kind == "mean" else [edit.filter]
    needed += [edit.other] if edit.kind == "swap" else []
    if any(number is None or not 0 <= number < filters for number in needed):
        raise KernelError(f"{edit.layer} has filters 0 to {filters - 1} only.")
    if edit.input_map is not None and not 0 <= edit.input_map < maps:
        raise KernelError(f"The filters of {edit.layer} have kernels 0 to {maps - 1} only.")
    if edit.kind == "numbers":
        _check_numbers(edit, size)


def _check_numbers(edit: WeightEdit, size: int) -> None:
    if edit.input_map is None or len(edit.numbers) != size**2 + 1:
        raise KernelError(
            f"A kernel of {edit.layer} has {size} x {size} numbers, and its filter a bias."
        )
    if not all(abs(number) <= MAX_WEIGHT for number in edit.numbers):
        raise KernelError(
            f"Weights that are typed go from -{MAX_WEIGHT:g} to {MAX_WEIGHT:g} here; one of these "
            "is larger, or no number."
        )
