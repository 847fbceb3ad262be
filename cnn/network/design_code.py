"""A design as a short word for a page's address, such as c32-m2-c64-m2-c64-d64, and back.

Layers are joined by hyphens. Each kind of layer says what its own piece looks like, in `code`:
cN a convolution of N filters, with kN its kernel size (left out: 3), sN its stride (left out: 1)
and p for same padding; dN a dense layer of N units.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from cnn.errors import ArchitectureError
from cnn.network.kinds import KINDS
from cnn.network.kinds.editing import CodePart
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.layer_shapes import MAX_HIDDEN

# Of letters and digits, and a hyphen behind each layer.
_LONGEST = max(sum(len(part.letter) + part.most_digits for part in kind.code) for kind in KINDS)
MAX_CODE = MAX_HIDDEN * (_LONGEST + 1)


def design_code(hidden: Sequence[LayerSpec]) -> str:
    """A design as a word of lower-case letters, digits and hyphens; without layers it is empty.

    Each layer must be within its own limits.
    """
    return "-".join(map(_layer_code, hidden))


def hidden_from_code(code: str) -> tuple[LayerSpec, ...]:
    """Read what `design_code` gave, trusting nothing.

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


def _layer_code(spec: LayerSpec) -> str:
    fields = spec.fields()
    return "".join(_part_code(part, fields) for part in spec.code)


def _part_code(part: CodePart, fields: dict[str, Any]) -> str:
    if part.field is None:
        return part.letter
    value = fields[part.field]
    if value == part.omitted:
        return ""
    return part.letter if part.implied else f"{part.letter}{value}"


def _layer(number: int, block: str) -> LayerSpec:
    spec = _spec(block)
    # The block itself is not repeated: it may be anything that somebody put into a link.
    if spec is None:
        raise ArchitectureError(
            f"Layer {number} of the design in the address cannot be read. A design looks like "
            "c32-m2-c64-m2-c64-d64."
        )
    problem = spec.setting_problem() or spec.not_offered()
    if problem:
        raise ArchitectureError(f"Layer {number} of the design in the address: {problem}.")
    return spec


def _spec(block: str) -> LayerSpec | None:
    for kind, pattern in _PATTERNS.items():
        found = pattern.fullmatch(block)
        if found:
            parts = zip(kind.code, found.groups(), strict=True)
            return kind.from_fields(
                **{part.field: _setting(part, text) for part, text in parts if part.field}
            )
    return None


def _setting(part: CodePart, text: str | None) -> int | str | None:
    """The setting that a part of a word stands for; the text is None where the part is left out."""
    if text is None:
        return part.omitted
    return part.implied or int(text.removeprefix(part.letter))


def _pattern(part: CodePart) -> str:
    # [0-9], not \d: other scripts' digits are no digits here. No number within limits is longer.
    number = f"[0-9]{{1,{part.most_digits}}}" if part.most_digits else ""
    return f"({part.letter}{number}){'' if part.omitted is None else '?'}"


_PATTERNS = {kind: re.compile("".join(map(_pattern, kind.code))) for kind in KINDS}
