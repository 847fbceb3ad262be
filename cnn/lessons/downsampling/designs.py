"""The textbook network with its poolings taken out, or others put in: what follows from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, assert_never

from cnn.glossary import term
from cnn.lessons.field_growth import field_growth
from cnn.lessons.question import Choice, Question
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.flatten import Flatten
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from cnn.network.layer_shapes import placed_layers
from cnn.network.layers import Layer
from cnn.network.shapes import IMAGE_SIZE, shape_text

WINDOWS = (2, 3)
Kind = Literal["max", "average"]
KINDS: tuple[Kind, ...] = ("max", "average")
# How many times the textbook's weights, then as numbers: of one design each.
Asked = Literal["times", "field", "parameters", "shape", "multiplications"]
_FILTERS, _UNITS = (32, 64, 64), 64


@dataclass(frozen=True)
class Downsampling:
    """Which poolings stand between the textbook network's convolutions.

    Attributes:
        window: rows and columns of each one's window, one of WINDOWS.
        kind: what it takes of each window.
    """

    after_conv1: bool
    after_conv2: bool
    window: int = 2
    kind: Kind = "max"

    @property
    def hidden(self) -> tuple[LayerSpec, ...]:
        """The hidden layers of the design."""
        pooling = (MaxPool2D if self.kind == "max" else AveragePool2D)(self.window)
        specs: list[LayerSpec] = []
        for filters, follows in zip(
            _FILTERS, (self.after_conv1, self.after_conv2, False), strict=True
        ):
            specs.append(Conv2D(filters))
            if follows:
                specs.append(pooling)
        return (*specs, Dense(_UNITS))

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers as far as they fit."""
        return placed_layers(self.hidden)[0]

    @property
    def problem(self) -> str | None:
        """Why the layers do not all fit; None where they do."""
        return placed_layers(self.hidden)[1]

    @property
    def last_maps(self) -> Layer:
        """The last layer that gives maps."""
        return [layer for layer in self.layers if layer.is_spatial][-1]

    @property
    def title(self) -> str:
        """The poolings in words."""
        title = _TITLES[self.kind][self.after_conv1, self.after_conv2]
        return title.format(window=self.window)


_TITLES: Mapping[Kind, Mapping[tuple[bool, bool], str]] = {
    "max": {
        (False, False): "Without pooling",
        (True, False): "With max pooling {window} x {window} after conv1",
        (False, True): "With max pooling {window} x {window} after conv2",
        (True, True): "With max pooling {window} x {window} after conv1 and conv2",
    },
    "average": {
        (False, False): "Without pooling",
        (True, False): "With average pooling {window} x {window} after conv1",
        (False, True): "With average pooling {window} x {window} after conv2",
        (True, True): "With average pooling {window} x {window} after conv1 and conv2",
    },
}
TEXTBOOK = Downsampling(after_conv1=True, after_conv2=True)
UNPOOLED = Downsampling(after_conv1=False, after_conv2=False)


def fields(layer: Layer) -> tuple[tuple[int, int], ...]:
    """First and one-past-last row (columns alike) of the image that each row of cells sees."""
    return tuple(layer.receptive_field.window(cell) for cell in range(layer.output_shape[0]))


def cells_under(layer: Layer) -> tuple[int, ...]:
    """For each of the image's 28 rows (columns alike) the cell whose field's middle is nearest.

    Of two that are equally near, the first.
    """
    middles = [(first + end - 1) / 2 for first, end in fields(layer)]
    return tuple(
        min(range(len(middles)), key=lambda cell: abs(middles[cell] - row))
        for row in range(IMAGE_SIZE)
    )


def unread_text(design: Downsampling) -> str:
    """Which of the image's rows and columns no cell of the last maps sees; empty where none."""
    seen = {row for first, end in fields(design.last_maps) for row in range(first, end)}
    rows = [row for row in range(IMAGE_SIZE) if row not in seen]
    match len(rows):
        case 0:
            return ""
        case 1:
            return f"Rows and columns {rows[0]} of the digit are seen by no cell."
        case 2:
            return f"Rows and columns {rows[0]} and {rows[1]} of the digit are seen by no cell."
    return f"Rows and columns {rows[0]} to {rows[-1]} of the digit are seen by no cell."


@dataclass(frozen=True)
class DesignQuestion:
    """A question about one design, which stays the same whatever else is looked at.

    Attributes:
        number: of the question, from 0.
        design: what it is about.
        asked: what of it is asked for.
    """

    number: int
    design: Downsampling
    asked: Asked

    @property
    def question(self) -> Question:
        """The question, with the working layer by layer."""
        return question_about(self.design, self.asked)

    def hides(self, other: Downsampling) -> Asked | None:
        """What of a design would tell the answer; None for nothing.

        Two designs that differ in what their poolings take have the same numbers.
        """
        is_alike = [layer.output_shape for layer in other.layers] == [
            layer.output_shape for layer in self.design.layers
        ]
        return self.asked if is_alike else None


def design_question(number: int) -> DesignQuestion:
    """The page's questions by turns, the easiest first."""
    design, asked = _QUESTIONS[number % len(_QUESTIONS)]
    return DesignQuestion(number, design, asked)


_QUESTIONS: tuple[tuple[Downsampling, Asked], ...] = (
    (UNPOOLED, "times"),
    (Downsampling(after_conv1=True, after_conv2=False), "field"),
    (Downsampling(after_conv1=False, after_conv2=True), "parameters"),
    (Downsampling(after_conv1=True, after_conv2=False, window=3), "shape"),
    (Downsampling(after_conv1=False, after_conv2=True, window=3), "multiplications"),
)


def question_about(design: Downsampling, asked: Asked) -> Question:
    """A question about a design, with the working layer by layer."""
    layer = design.last_maps
    match asked:
        case "times":
            return _times_question(design)
        case "parameters":
            return _parameters_question(design)
        case "multiplications":
            return _multiplications_question(design)
        case "field":
            return Question(
                text=f"{design.title}, one cell of {layer.name} sees a square of the digit. How "
                "many pixels wide is that square?",
                answer=layer.receptive_field.size,
                working=field_working(design),
                tolerance=0.0,
                fingerprint=design.title,
            )
        case "shape":
            return Question(
                text=f"{design.title}, what shape does the output of {layer.name} have?",
                answer=layer.output_shape,
                working=shape_working(design),
                fingerprint=design.title,
            )
        case _:
            assert_never(asked)


def field_working(design: Downsampling) -> str:
    """How the receptive field grows from layer to layer, as Markdown."""
    return (
        "Each window adds its width less one, times how many pixels apart the cells are that it "
        f"reads:\n{field_growth(design.layers)}"
    )


def shape_working(design: Downsampling) -> str:
    """How the maps' shapes follow from each other, as Markdown."""
    return "\n".join(
        f"- {layer.name}: {layer.size_arithmetic}, so **{layer.shape_text}**"
        for layer in design.layers
        if layer.is_spatial
    )


def _times_question(design: Downsampling) -> Question:
    """How many times as many parameters has the dense layer as the textbook's?"""
    (our_flatten, ours), (flatten, dense) = map(_flatten_and_dense, (TEXTBOOK, design))
    our_numbers, numbers = our_flatten.output_shape[0], flatten.output_shape[0]
    times = round(dense.parameters / ours.parameters)
    return Question(
        text=f"The {term('flatten')} layer passes {our_numbers:,} numbers to the dense layer with "
        f"pooling, and {numbers:,} without. The dense layer has a {term('weight')} for each of "
        f"them in every {term('unit')}. About how many times as many "
        f"{term('parameter', 'parameters')} does it have without pooling?",
        answer="times",
        working=f"{numbers:,} / {our_numbers:,} = {numbers / our_numbers:.1f}. With the biases: "
        f"{dense.parameters:,} parameters without pooling, {ours.parameters:,} with it, "
        f"**{dense.parameters / ours.parameters:.1f} times** as many.",
        choices=(
            Choice("alike", "about as many"),
            Choice("few_times", f"about {max(round(times / 10), 2)} times as many"),
            Choice("times", f"about {times} times as many"),
        ),
        fingerprint=design.title,
    )


def _parameters_question(design: Downsampling) -> Question:
    flatten, dense = _flatten_and_dense(design)
    flattened = flatten.output_shape[0]
    return Question(
        text=f"{design.title}, how many parameters does the dense layer have, weights and biases "
        "together?",
        answer=dense.parameters,
        working=f"flatten passes on {shape_text(flatten.input_shape)} = {flattened:,} numbers. "
        f"Each has a weight in each of {_UNITS} units, and each unit has a bias: {flattened:,} x "
        f"{_UNITS} + {_UNITS} = **{dense.parameters:,}**.",
        tolerance=_one_percent(dense.parameters),
        fingerprint=design.title,
    )


def _multiplications_question(design: Downsampling) -> Question:
    layer = design.last_maps
    cells, inputs = math.prod(layer.output_shape), layer.input_shape[2]
    per_cell = layer.multiply_adds // cells
    size = math.isqrt(per_cell // inputs)
    return Question(
        text=f"{design.title}, how many multiplications does {layer.name} take for one digit? Each "
        f"of its cells takes {size} x {size} for each of {inputs} input maps.",
        answer=layer.multiply_adds,
        working=f"{layer.shape_text} = {cells:,} cells, each with {size} x {size} x {inputs} = "
        f"{per_cell} multiplications: {cells:,} x {per_cell} = **{layer.multiply_adds:,}**.",
        tolerance=_one_percent(layer.multiply_adds),
        fingerprint=design.title,
    )


def _flatten_and_dense(design: Downsampling) -> tuple[Layer, Layer]:
    layers = design.layers
    place = next(i for i, layer in enumerate(layers) if isinstance(layer.spec, Flatten))
    return layers[place], layers[place + 1]


def _one_percent(number: int) -> float:
    """The largest power of ten within a hundredth, at least 1."""
    return 10.0 ** math.floor(math.log10(max(number / 100, 1)))
