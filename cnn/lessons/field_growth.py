"""How the receptive field grows from layer to layer, with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from cnn.network.layers import Layer, ReceptiveField


def field_growth(layers: Sequence[Layer]) -> str:
    """A line of Markdown for each layer, from the image on: 3 + (2 - 1) x 1 = 4.

    Each window adds its width less one, times the pixels between neighbouring cells that it reads.
    """
    lines, before = [], ReceptiveField()
    for layer in layers:
        field = layer.receptive_field
        window = (field.size - before.size) // before.stride + 1
        lines.append(
            f"- {layer.name}: {before.size} + ({window} - 1) x {before.stride} = **{field.size}**"
        )
        before = field
    return "\n".join(lines)
