"""By how many pixels must a digit move for a layer's maps to move along exactly?"""

from __future__ import annotations

from collections.abc import Mapping

from cnn.lessons.question import Choice, Question
from cnn.lessons.translation.equivariance import LayerError

NONE_OF_THEM = "none"
# The layers that are asked about first, by name, where the network has them.
_FIRST = ("pool2", "pool1")


def asked_layer(errors: Mapping[int, tuple[LayerError, ...]], number: int) -> str | None:
    """The layer to ask about; None where no layer's cells are more than a pixel apart.

    Args:
        errors: of all layers, by how many pixels the digit moved.
        number: another asks about another layer.
    """
    first = next(iter(errors.values()))
    layers = [error.layer for error in first if error.stride is not None and error.stride > 1]
    if not layers:
        return None
    by_turns = sorted(layers, key=lambda name: _FIRST.index(name) if name in _FIRST else 2)
    return by_turns[number % len(by_turns)]


def moves_along_question(errors: Mapping[int, tuple[LayerError, ...]], layer: str) -> Question:
    """Which is the least shift by which a layer's maps move along exactly?

    Args:
        errors: of all layers, by how many pixels the digit moved, least first.
        layer: one with maps.
    """
    found = {pixels: _of(layer, each) for pixels, each in errors.items()}
    exact = [pixels for pixels, error in found.items() if error.is_exact]
    stride = next(iter(found.values())).stride
    lines = [
        f"- {pixels} px: exact" if error.is_exact else f"- {pixels} px: off by {error.relative:.0%}"
        for pixels, error in found.items()
    ]
    return Question(
        text=f"The numbers of {layer} are {stride} pixels apart. What is the smallest move after "
        "which its output has moved along exactly?",
        answer=str(exact[0]) if exact else NONE_OF_THEM,
        working="\n".join(lines)
        + f"\n\nA move of {stride} pixels is exactly one step of {layer}; a smaller one falls "
        "between two.",
        choices=(
            *(
                Choice(str(pixels), "1 pixel" if pixels == 1 else f"{pixels} pixels")
                for pixels in found
            ),
            Choice(NONE_OF_THEM, "none of these"),
        ),
        fingerprint=repr([(pixels, error.relative) for pixels, error in found.items()]),
    )


def _of(layer: str, errors: tuple[LayerError, ...]) -> LayerError:
    return next(error for error in errors if error.layer == layer)
