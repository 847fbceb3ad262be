"""Small pictures of whole layers: an overview of a network, and single images beside words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.figures.encoding import png_url
from cnn.figures.mosaic import Grid, grid_for, mosaic_png
from cnn.figures.palette import Palette
from cnn.network import Network
from cnn.network.layer_shapes import CLASSES
from cnn.network.layers import Layer
from cnn.network.overflow import layers_before_overflow

# About how wide a mosaic is shown, in CSS pixels; each cell gets a whole number of them.
MOSAIC_WIDTH = 200
INPUT_WIDTH = 112
WEIGHTS_WIDTH = 217
MAPS_IN_A_ROW = 8
UNITS_IN_A_ROW = 32
# So few kernels stand in a square.
MAX_SQUARE = 16


def network_overview(
    network: Network, image: np.ndarray, activations: dict[str, np.ndarray], palette: Palette
) -> None:
    """Show every layer's output for one (28, 28) image as a mosaic, with its name and shape.

    Flatten and dropout are left out: their numbers are those of the layer before. So are layers
    from where sums overflow. Activations are what `network.forward` gave for this one image.
    """
    st.html(network_overview_html(network, image, activations, palette))


def network_overview_html(
    network: Network, image: np.ndarray, activations: dict[str, np.ndarray], palette: Palette
) -> str:
    """What `network_overview` shows, as HTML of our own."""
    figures = [image_figure(image, "<b>input</b><br>28 x 28 x 1", "Input", INPUT_WIDTH, palette)]
    finite = layers_before_overflow(activations)
    for layer in network.architecture.layers:
        if layer.name in finite and not layer.spec.passes_on:
            figures.append(_html(_layer_picture(layer, activations[layer.name][0]), palette))
    return f'<div class="pictures">{"".join(figures)}</div>'


def image_figure(image: np.ndarray, title: str, alt: str, width: int, palette: Palette) -> str:
    """A (28, 28) image of floats in [0, 1] as a figure element, about so many CSS pixels wide.

    Title and alternative text are HTML of our own, never a visitor's words.
    """
    picture = _Picture(image[..., np.newaxis], grid_for(1, len(image)), title, alt, width)
    return _html(picture, palette)


def weights_figure(
    weights: np.ndarray, title: str, alt: str, limit: float, palette: Palette
) -> str:
    """(h, w, count) kernels side by side as a figure element, on the diverging scale.

    The scale runs from -limit to limit. Title and alternative text are HTML of our own, never a
    visitor's words.
    """
    count = weights.shape[-1]
    columns = MAPS_IN_A_ROW if count > MAX_SQUARE else None
    grid = grid_for(count, len(weights), columns)
    picture = _Picture(weights, grid, title, alt, WEIGHTS_WIDTH, strongest=limit, signed=True)
    return _html(picture, palette)


@dataclass(frozen=True)
class _Picture:
    """A mosaic with the words around it; title and alt text are HTML of our own."""

    maps: np.ndarray
    grid: Grid
    title: str
    alt: str
    width: int
    ticks: range = range(0)
    strongest: float | None = None
    signed: bool = False


def _layer_picture(layer: Layer, values: np.ndarray) -> _Picture:
    title = f'<b>{layer.name}</b><br><span class="shape">{layer.shape_text}</span>'
    alt = f"Output of {layer.name}, {layer.shape_text}"
    if layer.is_spatial:
        grid = grid_for(values.shape[-1], values.shape[0], MAPS_IN_A_ROW)
        return _Picture(values, grid, title, alt, MOSAIC_WIDTH, signed=bool(values.min() < 0))
    units = values[np.newaxis, np.newaxis]
    grid = grid_for(len(values), 1, UNITS_IN_A_ROW, gap=0)
    ticks = range(len(values)) if len(values) <= CLASSES else range(0)
    # Probabilities against certainty, so that ten equal ones look faint.
    strongest = 1.0 if layer.name == "softmax" else None
    signed = bool(values.min() < 0)
    return _Picture(units, grid, title, alt, MOSAIC_WIDTH, ticks, strongest, signed)


def _html(picture: _Picture, palette: Palette) -> str:
    rows, columns = picture.grid.shape
    scale = max(round(picture.width / columns), 1)
    png = mosaic_png(picture.maps, picture.grid, palette, picture.strongest, picture.signed)
    labels = "".join(f"<span>{tick}</span>" for tick in picture.ticks)
    return (
        f"<figure><figcaption>{picture.title}</figcaption>"
        f'<img src="{png_url(png)}" width="{columns * scale}" '
        f'height="{rows * scale}" alt="{picture.alt}">'
        f'<div class="ticks">{labels}</div></figure>'
    )
