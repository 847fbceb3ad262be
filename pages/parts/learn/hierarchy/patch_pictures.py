"""Patches as small pictures, all equally large, as HTML of our own numbers and words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, assert_never

import numpy as np

from cnn.figures.encoding import png_url
from cnn.figures.mosaic import grid_for, mosaic_png
from cnn.figures.palette import Palette
from cnn.lessons.hierarchy.patch_question import PATCHES, ShownLayer
from cnn.lessons.hierarchy.telling_filters import patches_of

# What is asked of a patch.
Sought = Literal["layer", "filter"]


def layer_pictures(shown: Sequence[ShownLayer], images: np.ndarray, palette: Palette) -> str:
    """The layers side by side, a row of patches for each filter.

    Args:
        images: (digits, 28, 28) uint8 of the test set.
    """
    figures = "".join(_layer(one, images, palette) for one in shown)
    return f'<div class="patch_layers">{figures}</div>'


def asked_picture(patch: np.ndarray, sought: Sought, palette: Palette) -> str:
    """The patch that is asked about, (size, size) in [0, 1]."""
    match sought:
        case "layer":
            alternative, caption = "A patch. Its layer is asked for.", "Which layer?"
        case "filter":
            alternative, caption = "A patch. Its filter is asked for.", "Which filter?"
        case _:
            assert_never(sought)
    return (
        '<figure class="asked_patch">'
        f'<img src="{_picture(patch, palette)}" alt="{alternative}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _layer(one: ShownLayer, images: np.ndarray, palette: Palette) -> str:
    layer = one.patches.layer
    size = layer.receptive_field.size
    rows = "".join(_row(one, number, images, palette) for number in one.filters)
    numbers = ", ".join(map(str, one.filters))
    return (
        f"<figure><figcaption><b>{layer.name}</b> {size} x {size} pixels each</figcaption>"
        f'<div class="patch_rows" role="img" aria-label="The strongest patches of {layer.name}, '
        f'{size} x {size} pixels each, a row for each of the filters {numbers}">{rows}</div>'
        "</figure>"
    )


def _row(one: ShownLayer, number: int, images: np.ndarray, palette: Palette) -> str:
    patches = patches_of(one.patches, number, images, PATCHES)
    pictures = "".join(f'<img src="{_picture(patch, palette)}" alt="">' for patch in patches)
    return f'<div class="patch_row"><span>{number}</span>{pictures}</div>'


def _picture(patch: np.ndarray, palette: Palette) -> str:
    return png_url(mosaic_png(patch[..., None], grid_for(1, len(patch)), palette, strongest=1.0))
