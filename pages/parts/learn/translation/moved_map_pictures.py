"""Maps that were moved along beside those of the moved digit, and their differences, as HTML."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn.figures.encoding import png_url
from cnn.figures.mosaic import grid_for, mosaic_png
from cnn.figures.palette import Palette
from cnn.lessons.translation.equivariance import MovedMap


def moved_map_pictures(maps: Sequence[MovedMap], asked: str | None, palette: Palette) -> str:
    """A row of three pictures for each layer, all on the map's own scale from 0.

    Args:
        asked: the layer that is asked about, whose pictures are left out.
    """
    figures = "".join(_row(one, palette) for one in maps if one.error.layer != asked)
    return f'<div class="moved_maps">{figures}</div>'


def _row(one: MovedMap, palette: Palette) -> str:
    three = np.stack([one.along, one.found, np.abs(one.found - one.along)], axis=-1)
    top = float(max(one.along.max(), one.found.max()))
    png = mosaic_png(three, grid_for(3, len(one.along), 3), palette, strongest=top)
    layer, number = one.error.layer, one.map
    verdict = (
        "moved along exactly" if one.error.is_exact else f"off by {one.error.relative:.0%} in all"
    )
    return (
        f"<figure><figcaption><b>{layer}</b>, map {number}, 0 to {top:.2f}: {verdict}"
        f'</figcaption><img src="{png_url(png)}" alt="{layer}, map {number}: moved along, of the '
        f'moved digit, and the difference: {verdict}"></figure>'
    )
