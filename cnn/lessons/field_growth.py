"""How the receptive field grows from layer to layer, with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from cnn.network.layers import Layer
from cnn.network.shapes import ReceptiveField


def field_growth(layers: Sequence[Layer]) -> str:
    """A line of Markdown for each layer with a window, from the image on: 3 + (2 - 1) x 1 = 4.

    Each window adds its width less one, times the pixels between neighbouring cells that it reads.
    """
    lines, before = [], ReceptiveField()
    for layer in layers:
        window, field = layer.spec.window, layer.receptive_field
        if window is None:
            continue
        lines.append(
            f"- {layer.name}: {before.size} + ({window.size} - 1) x {before.stride} = "
            f"**{field.size}**"
        )
        before = field
    return "\n".join(lines)
