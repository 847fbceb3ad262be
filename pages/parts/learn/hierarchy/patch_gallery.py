"""The strongest patches of a layer's filters: one of each filter, and all of the chosen one.

The page's own small component: all filters of a layer are sent at once, so that going from one to
the next waits for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnn.figures.encoding import encoded
from cnn.figures.mosaic import grid_for
from cnn.figures.palette import Palette, colour_table
from cnn.lessons.hierarchy.strongest_patches import StrongestPatches
from pages.parts.components.inline_component import inline_component

_component = inline_component(__file__, "figure_numbers.js", "tile_canvas.js")


@dataclass(frozen=True)
class OwnDigit:
    """Where each filter of the layer answers most to the current digit.

    Attributes:
        image: (28, 28) in [0, 1].
        output: (h, w, filters) float32, the layer's output for it.
    """

    image: np.ndarray
    output: np.ndarray


def patch_gallery(
    patches: StrongestPatches,
    images: np.ndarray,
    labels: np.ndarray,
    own: OwnDigit,
    palette: Palette,
    *,
    sentences: Sequence[str],
    key: str,
    card: str,
    start: int,
) -> None:
    """Show the strongest patch of every filter, and the chosen filter's in their digits.

    Args:
        patches: of one layer.
        images: (digits, 28, 28) uint8 of the test set.
        labels: (digits,) its true digits.
        sentences: of each filter, our own words.
        key: of the component in the session state.
        card: said of a digit of the set, with {label} and {number} in their places.
        start: filter that is chosen first.
    """
    layer, field = patches.layer, patches.layer.receptive_field
    used, positions = np.unique(patches.digits, return_inverse=True)
    strongest = own.output.reshape(-1, own.output.shape[-1])
    cells = strongest.argmax(axis=0)
    rows, columns = np.divmod(cells, own.output.shape[1])
    data = {
        "layer": layer.name,
        "filters": patches.values.shape[1],
        "kept": len(patches.values),
        "across": grid_for(patches.values.shape[1], field.size).columns,
        "size": field.size,
        "side": images.shape[1],
        "pixels": encoded(images[used], "u1"),
        "digits": encoded(positions.reshape(patches.digits.shape), "<u2"),
        "names": used.tolist(),
        "labels": labels[used].astype(int).tolist(),
        "values": encoded(patches.values),
        "tops": encoded(_starts(patches.rows, patches), "<i2"),
        "lefts": encoded(_starts(patches.columns, patches), "<i2"),
        "own": encoded(np.rint(255 * own.image), "u1"),
        "ownValues": encoded(strongest.max(axis=0)),
        "ownTops": encoded(_starts(rows, patches), "<i2"),
        "ownLefts": encoded(_starts(columns, patches), "<i2"),
        "sentences": list(sentences),
        "card": card,
        "start": start,
        "heading": f"Strongest patch of each of the {patches.values.shape[1]} filters of "
        f"{layer.name}, {field.size} x {field.size} pixels",
        "alt": f"The strongest patch of each filter of {layer.name}. Arrow keys choose a filter.",
        "sequential": encoded(colour_table(palette.sequential), "u1"),
        "edge": palette.grid,
        "frame": palette.frame,
        "background": palette.background,
    }
    _component(data=data, key=key)


def _starts(cells: np.ndarray, patches: StrongestPatches) -> np.ndarray:
    """First row (or column) that cells see, negative where zeros come before the image."""
    field = patches.layer.receptive_field
    return field.start + cells * field.stride
