"""WeightEdit: one change of a convolution's weights by hand, as a network's record keeps it."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from cnn.errors import NetworkFileError
from cnn.network.kinds.conv2d import MAX_FILTERS, MAX_KERNEL_SIZE
from cnn.number_checks import is_number, is_whole

EditKind = Literal["numbers", "zero", "negate", "turn", "blur", "swap", "mean"]

# The largest number that can be typed into a kernel or a bias: with 49 of them on a digit every
# result still prints.
MAX_WEIGHT = 100.0
_LAYER_NAME = re.compile(r"conv[0-9]{1,2}")


@dataclass(frozen=True)
class WeightEdit:
    """One change of a convolution's weights.

    Attributes:
        kind: what was done; of `mean`, all filters of the layer became their mean.
        layer: the convolution's name.
        filter: which filter was changed; None with `mean`.
        input_map: which of its kernels; None where all of them and the bias were.
        other: the filter that it was swapped with, with `swap`.
        numbers: with `numbers`, the kernel row by row and then the bias, each -100 to 100.
    """

    kind: EditKind
    layer: str
    filter: int | None = None
    input_map: int | None = None
    other: int | None = None
    numbers: tuple[float, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The edit as plain data, ready for `json.dumps`."""
        return {**vars(self), "numbers": list(self.numbers)}

    @classmethod
    def from_json(cls, data: object) -> WeightEdit:
        """Read what `to_json` gave, from anyone, trusting nothing.

        Raises:
            NetworkFileError: a field is missing, unknown, of the wrong type, or out of its range.
        """
        names = {item.name for item in fields(cls)}
        if not isinstance(data, dict) or set(data) != names or not _is_sensible(data):
            raise NetworkFileError("The network file's edits are malformed.")
        return cls(**{**data, "numbers": tuple(map(float, data["numbers"]))})


def _is_sensible(data: dict[str, Any]) -> bool:
    layer, numbers = data["layer"], data["numbers"]
    return (
        data["kind"] in get_args(EditKind)
        and isinstance(layer, str)
        and _LAYER_NAME.fullmatch(layer) is not None
        and all(_is_place(data[name]) for name in ("filter", "input_map", "other"))
        and isinstance(numbers, list)
        and len(numbers) <= MAX_KERNEL_SIZE**2 + 1
        and all(is_number(number, -MAX_WEIGHT, MAX_WEIGHT) for number in numbers)
    )


def _is_place(value: object) -> bool:
    return value is None or is_whole(value, 0, MAX_FILTERS - 1)
