"""What the parts of a layer are called."""

from __future__ import annotations

from cnn.network.layers import Layer


def part_noun(layer: Layer) -> str:
    """One of a layer's parts: map or unit; of softmax, digit."""
    if layer.name == "softmax":
        return "digit"
    return "map" if layer.is_spatial else layer.spec.number_name


def parts_words(layer: Layer) -> str:
    """How many parts a layer has: 32 maps."""
    count = layer.output_shape[-1]
    return f"1 {part_noun(layer)}" if count == 1 else f"{count} {part_noun(layer)}s"
