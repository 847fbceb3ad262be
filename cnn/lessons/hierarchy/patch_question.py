"""Which layer does a patch belong to?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnn.lessons.hierarchy.receptive_fields import pattern_layers
from cnn.lessons.hierarchy.strongest_patches import StrongestPatches
from cnn.lessons.hierarchy.telling_filters import patches_of, telling_filters
from cnn.lessons.question import Choice, Question
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.layers import Layer

# Layers side by side, filters of each, and patches of each filter.
LAYERS, FILTERS, PATCHES = 3, 4, 3
# Filters of each layer that are not shown and may be asked about.
_ASKED = 4


@dataclass(frozen=True)
class ShownLayer:
    """A layer's side of the picture.

    Attributes:
        patches: of the layer.
        filters: whose patches are shown, a row for each.
        unseen: filters that are not shown, the most telling first.
    """

    patches: StrongestPatches
    filters: tuple[int, ...]
    unseen: tuple[int, ...]


@dataclass(frozen=True)
class AskedPatch:
    """The patch whose layer is asked for.

    Attributes:
        patches: of its layer.
        filter: whose patch it is.
        rank: 0 for the filter's strongest.
    """

    patches: StrongestPatches
    filter: int
    rank: int

    def picture(self, images: np.ndarray) -> np.ndarray:
        """The patch, (size, size) float32 in [0, 1]; `images` are those of the test set."""
        return patches_of(self.patches, self.filter, images, self.rank + 1)[self.rank]


def layers_side_by_side(architecture: Architecture) -> tuple[Layer, ...]:
    """The first, the middle and the last convolution; of few, the poolings count, too."""
    layers = pattern_layers(architecture)
    convolutions = tuple(layer for layer in layers if isinstance(layer.spec, Conv2D))
    chosen = convolutions if len(convolutions) >= LAYERS else layers
    places = sorted({0, len(chosen) // 2, len(chosen) - 1}) if chosen else []
    return tuple(chosen[place] for place in places)


def shown_layer(patches: StrongestPatches, images: np.ndarray) -> ShownLayer:
    """The filters of a layer to show, and those to ask about."""
    telling = telling_filters(patches, images, FILTERS + _ASKED)
    return ShownLayer(patches, telling[:FILTERS], telling[FILTERS:])


def asked_patch(shown: Sequence[ShownLayer], number: int) -> AskedPatch | None:
    """A patch that is not on view, of one of the layers that are; None where fewer than two are.

    With the number the layer changes, and then the filter: to ones that are less plain.
    """
    if len(shown) < 2:
        return None
    turn, place = divmod(number, len(shown))
    layer = shown[np.random.default_rng(turn).permutation(len(shown))[place]]
    if layer.unseen:
        return AskedPatch(layer.patches, layer.unseen[turn % len(layer.unseen)], 0)
    # All filters are shown: the weakest patch kept of one of them.
    chosen = layer.filters[turn % len(layer.filters)]
    return AskedPatch(layer.patches, chosen, int(layer.patches.counts[chosen]) - 1)


def patch_question(asked: AskedPatch, shown: Sequence[ShownLayer], labels: np.ndarray) -> Question:
    """Which of the layers on view does the patch belong to?

    Args:
        labels: (digits of the set,) true digits.
    """
    layer = asked.patches.layer
    size = layer.receptive_field.size
    digit = int(labels[asked.patches.digits[asked.rank, asked.filter]])
    sizes = "\n".join(
        f"- a cell of {one.patches.layer.name} sees {_square(one.patches.layer)} pixels"
        for one in shown
    )
    return Question(
        text="Here is one more patch. It makes a filter fire that is not among those on view. "
        "Which layer does that filter belong to?",
        answer=layer.name,
        working=f"The patch is {size} x {size} pixels; it is cut from the digit {digit} and is "
        f"one of the strongest of filter {asked.filter} of {layer.name}.\n{sizes}",
        choices=tuple(Choice(one.patches.layer.name, one.patches.layer.name) for one in shown),
        fingerprint=f"{layer.name} {asked.filter} {asked.patches.digits[:, asked.filter].tolist()}",
    )


def _square(layer: Layer) -> str:
    size = layer.receptive_field.size
    return f"{size} x {size}"
