"""What one cell of each layer sees: of the image, and of the layers before it."""

from __future__ import annotations

from dataclasses import dataclass

from cnn.glossary import term
from cnn.lessons.field_growth import field_growth
from cnn.lessons.question import Question
from cnn.network.architecture import Architecture
from cnn.network.layers import Layer
from cnn.network.shapes import IMAGE_SIZE

Span = tuple[int, int]


@dataclass(frozen=True)
class Seen:
    """What each row (equally column) of a layer's cells depends on.

    Attributes:
        layer: whose cells they are.
        image: for each row of cells, first and one-past-last row of the image, cut to it.
        before: {earlier layer: for each row of cells, first and one-past-last row of that layer's
            maps}, the layer right before last.
    """

    layer: Layer
    image: tuple[Span, ...]
    before: dict[str, tuple[Span, ...]]


def pattern_layers(architecture: Architecture) -> tuple[Layer, ...]:
    """The layers with feature maps of their own, convolutions and poolings, in order."""
    return tuple(layer for layer in architecture.layers if layer.spec.window is not None)


def seen_by_cells(architecture: Architecture) -> tuple[Seen, ...]:
    """What the cells of each of `pattern_layers` depend on."""
    # Layers without a window, such as dropout, stand between two layers without moving anything.
    layers = pattern_layers(architecture)
    return tuple(_seen(layers[: number + 1]) for number in range(len(layers)))


def _seen(layers: tuple[Layer, ...]) -> Seen:
    *earlier, layer = layers
    cells = range(layer.output_shape[0])
    spans: tuple[Span, ...] = tuple((cell, cell + 1) for cell in cells)
    before: dict[str, tuple[Span, ...]] = {}
    for giver, reader in zip(reversed(earlier), reversed(layers), strict=False):
        spans = tuple(_rows_read(reader, span) for span in spans)
        before[giver.name] = spans
    image = tuple(layer.receptive_field.window(cell) for cell in cells)
    return Seen(layer, image, dict(reversed(before.items())))


def _rows_read(layer: Layer, span: Span) -> Span:
    first, last = layer.rows_read(span[0]), layer.rows_read(span[1] - 1)
    return first.start, max(last.stop, first.start)


def asked_layer(architecture: Architecture, number: int) -> Layer:
    """The layer to ask about: the middle one first, then the others by turns.

    The architecture has at least one of `pattern_layers`.
    """
    layers = pattern_layers(architecture)
    return layers[(len(layers) // 2 + number) % len(layers)]


def field_question(architecture: Architecture, layer: Layer) -> Question:
    """How many pixels wide is what one cell of one of the `pattern_layers` sees?"""
    size = layer.receptive_field.size
    working = (
        f"{growth(architecture, layer)}\n\nEach layer adds ({term('window')} - 1) x the pixels "
        "from one cell of its input to the next."
    )
    if size > IMAGE_SIZE:
        working += (
            f" It is wider than the image, so every cell also sees zeros of {term('padding')}."
        )
    return Question(
        text=f"How many pixels wide is the square of the digit that one cell of {layer.name} sees?",
        answer=float(size),
        working=working,
        tolerance=0.0,
        fingerprint=str(architecture),
    )


def growth(architecture: Architecture, last: Layer) -> str:
    """How the receptive field grows up to one of the `pattern_layers`, as Markdown."""
    layers = pattern_layers(architecture)
    return field_growth(layers[: layers.index(last) + 1])
