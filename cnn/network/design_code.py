"""A design as a short word for a page's address, such as c32-m2-c64-m2-c64-d64, and back.

Layers are joined by hyphens: cN a convolution of N filters, with kN its kernel size (left out: 3),
sN its stride (left out: 1) and p for same padding; mN and aN max and average pooling in windows of
N x N; oN a dropout of N percent; dN a dense layer of N units.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cnn.errors import ArchitectureError
from cnn.network.architecture import MAX_HIDDEN
from cnn.network.layer_shapes import setting_problem
from cnn.network.layers import AveragePool2D, Conv2D, Dense, Dropout, HiddenSpec, MaxPool2D

MAX_CODE = 200
_DEFAULT_KERNEL, _DEFAULT_STRIDE = 3, 1

# [0-9], not \d: other scripts' digits are no digits here. No number within the limits is longer.
_CONVOLUTION = re.compile(r"c([0-9]{1,3})(?:k([0-9]))?(?:s([0-9]))?(p?)")
_OTHER = re.compile(r"([maod])([0-9]{1,3})")


def design_code(hidden: Sequence[HiddenSpec]) -> str:
    """A design as a word of lower-case letters, digits and hyphens.

    Args:
        hidden: the hidden layers, each within its own limits; none gives the empty word.

    Returns:
        The word, which `hidden_from_code` reads back.
    """
    return "-".join(map(_layer_code, hidden))


def hidden_from_code(code: str) -> tuple[HiddenSpec, ...]:
    """Read what `design_code` gave, trusting nothing.

    Args:
        code: from anyone.

    Returns:
        The hidden layers, each within its own limits, poolings of 2 or 3. Whether they fit
        together is for `layer_shapes.placed_layers` to say, so that a design that cannot work
        can be shown and mended.

    Raises:
        ArchitectureError: it is no such word, or a setting is past its limit.
    """
    if not code:
        return ()
    blocks = code[: MAX_CODE + 1].split("-")
    if len(code) > MAX_CODE or len(blocks) > MAX_HIDDEN:
        raise ArchitectureError(
            f"The design in the address is too long: at most {MAX_HIDDEN} layers are allowed."
        )
    return tuple(_layer(number, block) for number, block in enumerate(blocks, start=1))


def _layer_code(spec: HiddenSpec) -> str:
    match spec:
        case Conv2D(filters, kernel_size, stride, padding):
            kernel = f"k{kernel_size}" if kernel_size != _DEFAULT_KERNEL else ""
            step = f"s{stride}" if stride != _DEFAULT_STRIDE else ""
            return f"c{filters}{kernel}{step}{'p' if padding == 'same' else ''}"
        case MaxPool2D(pool_size):
            return f"m{pool_size}"
        case AveragePool2D(pool_size):
            return f"a{pool_size}"
        case Dropout(rate):
            return f"o{round(100 * rate)}"
        case Dense(units):
            return f"d{units}"


def _layer(number: int, block: str) -> HiddenSpec:
    spec = _spec(block)
    # The block itself is not repeated: it may be anything that somebody put into a link.
    if spec is None:
        raise ArchitectureError(
            f"Layer {number} of the design in the address cannot be read. A design looks like "
            "c32-m2-c64-m2-c64-d64."
        )
    problem = setting_problem(spec)
    if isinstance(spec, MaxPool2D | AveragePool2D) and spec.pool_size == 1:
        problem = "the pooling window must be 2 or 3"
    if problem:
        raise ArchitectureError(f"Layer {number} of the design in the address: {problem}.")
    return spec


def _spec(block: str) -> HiddenSpec | None:
    convolution = _CONVOLUTION.fullmatch(block)
    if convolution:
        filters, kernel_size, stride, same = convolution.groups()
        return Conv2D(
            int(filters),
            int(kernel_size or _DEFAULT_KERNEL),
            int(stride or _DEFAULT_STRIDE),
            "same" if same else "valid",
        )
    other = _OTHER.fullmatch(block)
    if not other:
        return None
    number = int(other[2])
    match other[1]:
        case "m":
            return MaxPool2D(number)
        case "a":
            return AveragePool2D(number)
        case "o":
            return Dropout(number / 100)
        case _:
            return Dense(number)
