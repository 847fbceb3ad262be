"""Small pictures of whole layers: an overview of a network, and single images beside words.

Under each layer stands what its colours mean, since each has a scale of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnn.figures.colour_bar import colour_bar
from cnn.figures.encoding import png_url
from cnn.figures.mosaic import Grid, grid_for, mosaic_png
from cnn.figures.palette import Palette
from cnn.figures.weight_tiles import GAP, tiles_size, weight_tiles_png
from cnn.network import Network
from cnn.network.layer_shapes import CLASSES
from cnn.network.layers import Layer
from cnn.network.overflow import layers_before_overflow
from cnn.network.shapes import shape_text

# About how wide a layer's maps are shown, in CSS pixels; each cell gets a whole number of them.
MAPS_WIDTH = 200
INPUT_WIDTH = 112
WEIGHTS_WIDTH = 217
MAPS_IN_A_ROW = 8
UNITS_IN_A_ROW = 32
# So few kernels stand in a square.
MAX_SQUARE = 16


def network_overview_html(
    network: Network, image: np.ndarray, activations: dict[str, np.ndarray], palette: Palette
) -> str:
    """Every layer's output for one (28, 28) image, its maps, name, shape and colour scale: HTML.

    Flatten and dropout are left out: their numbers are those of the layer before. So are layers
    from where sums overflow. Activations are what `network.forward` gave for this one image.
    """
    title = f'<b>input</b><br><span class="shape">{shape_text((*image.shape, 1))}</span>'
    given = _image_picture(image, title, "Input", INPUT_WIDTH, "the input's ink")
    figures = [_html(given, palette)]
    finite = layers_before_overflow(activations)
    for layer in network.architecture.layers:
        if layer.name in finite and not layer.spec.passes_on:
            figures.append(_html(_layer_picture(layer, activations[layer.name][0]), palette))
    return f'<div class="pictures">{"".join(figures)}</div>'


def image_figure(image: np.ndarray, title: str, alt: str, width: int, palette: Palette) -> str:
    """A (28, 28) image of floats in [0, 1] as a figure element, about so many CSS pixels wide.

    Title and alternative text are HTML of our own, never a visitor's words.
    """
    return _html(_image_picture(image, title, alt, width), palette)


def weights_figure(
    weights: np.ndarray, title: str, alt: str, limit: float, palette: Palette
) -> str:
    """(h, w, count) kernels side by side as a figure element, on the diverging scale.

    The scale runs from -limit to limit. Title and alternative text are HTML of our own, never a
    visitor's words.
    """
    height, width, count = weights.shape
    columns = min(MAPS_IN_A_ROW if count > MAX_SQUARE else math.ceil(math.sqrt(count)), count)
    room = WEIGHTS_WIDTH - (columns - 1) * GAP
    cell = max(round(room / (columns * width)), 1)
    png = weight_tiles_png(weights, columns, limit, palette, cell)
    wide, high = tiles_size((height, width, count), columns, cell)
    return (
        f"<figure><figcaption>{title}</figcaption>"
        f'<img src="{png_url(png)}" width="{wide}" height="{high}" alt="{alt}" '
        'style="border:none"></figure>'
    )


@dataclass(frozen=True)
class _Picture:
    """Maps with the words around them; title, alt text and `scale_of` are HTML of our own.

    `scale_of` says what the numbers are; without it no colour scale is shown.
    """

    maps: np.ndarray
    grid: Grid
    title: str
    alt: str
    width: int
    ticks: range = range(0)
    strongest: float = 1.0
    signed: bool = False
    scale_of: str = ""
    percent: bool = False


def _image_picture(
    image: np.ndarray, title: str, alt: str, width: int, scale_of: str = ""
) -> _Picture:
    maps, grid = image[..., np.newaxis], grid_for(1, len(image))
    return _Picture(maps, grid, title, alt, width, strongest=1.0, scale_of=scale_of)


def _layer_picture(layer: Layer, values: np.ndarray) -> _Picture:
    title = f'<b>{layer.name}</b><br><span class="shape">{layer.shape_text}</span>'
    alt = f"Output of {layer.name}, {layer.shape_text}"
    largest, signed = float(np.abs(values).max()), bool(values.min() < 0)
    if layer.is_spatial:
        grid = grid_for(values.shape[-1], values.shape[0], MAPS_IN_A_ROW)
        of = f"the cells of {layer.name}"
        return _Picture(values, grid, title, alt, MAPS_WIDTH, range(0), largest, signed, of)
    units = values[np.newaxis, np.newaxis]
    grid = grid_for(len(values), 1, UNITS_IN_A_ROW, gap=0)
    ticks = range(len(values)) if len(values) <= CLASSES else range(0)
    if layer.name == "softmax":
        # Probabilities against certainty, so that ten equal ones look faint.
        of = "probabilities"
        return _Picture(units, grid, title, alt, MAPS_WIDTH, ticks, 1.0, scale_of=of, percent=True)
    of = f"the units of {layer.name}"
    return _Picture(units, grid, title, alt, MAPS_WIDTH, ticks, largest, signed, of)


def _html(picture: _Picture, palette: Palette) -> str:
    rows, columns = picture.grid.shape
    scale = max(round(picture.width / columns), 1)
    png = mosaic_png(picture.maps, picture.grid, palette, picture.strongest, picture.signed)
    ticks = "".join(f"<span>{tick}</span>" for tick in picture.ticks)
    labels = f'<div class="ticks" style="width:{columns * scale}px">{ticks}</div>' if ticks else ""
    return (
        f"<figure><figcaption>{picture.title}</figcaption>"
        f'<img src="{png_url(png)}" width="{columns * scale}" '
        f'height="{rows * scale}" alt="{picture.alt}">'
        f"{labels}{_scale(picture, columns * scale, palette)}</figure>"
    )


def _scale(picture: _Picture, width: int, palette: Palette) -> str:
    if not picture.scale_of:
        return ""
    return colour_bar(
        palette,
        picture.strongest,
        picture.scale_of,
        signed=picture.signed,
        percent=picture.percent,
        width=f"{width}px",
    )
