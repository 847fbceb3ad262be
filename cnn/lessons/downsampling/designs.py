"""The textbook network with its poolings taken out, or others put in: what follows from it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cnn.errors import NetworkFileError
from cnn.lessons.question import Question
from cnn.lessons.strides.contenders import Contender
from cnn.lessons.trained_results import LabRun, lab_results
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
Asked = Literal["parameters", "field", "shape"]
_FILTERS, _UNITS = (32, 64, 64), 64


@dataclass(frozen=True)
class Downsampling:
    """Which poolings stand between the textbook network's convolutions.

    Attributes:
        after_conv1: whether one stands after the first convolution.
        after_conv2: whether one stands after the second.
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
        """The poolings in words, to begin a sentence with."""
        places = [
            name
            for name, is_there in (("conv1", self.after_conv1), ("conv2", self.after_conv2))
            if is_there
        ]
        if not places:
            return "Without pooling"
        kind = f"{self.kind.capitalize()} pooling {self.window} x {self.window}"
        return f"{kind} after {' and '.join(places)}"


TEXTBOOK = Downsampling(after_conv1=True, after_conv2=True)
UNPOOLED = Downsampling(after_conv1=False, after_conv2=False)


def fields(layer: Layer) -> tuple[tuple[int, int], ...]:
    """What each cell of a map sees of the image.

    Args:
        layer: one that gives maps.

    Returns:
        First and one-past-last row, equally column, of each row of cells.
    """
    return tuple(layer.receptive_field.window(cell) for cell in range(layer.output_shape[0]))


def cells_under(layer: Layer) -> tuple[int, ...]:
    """For each row of the image, equally column, the cell whose field's middle is nearest.

    Args:
        layer: one that gives maps.

    Returns:
        28 rows of cells; of two that are equally near, the first.
    """
    middles = [(first + end - 1) / 2 for first, end in fields(layer)]
    return tuple(
        min(range(len(middles)), key=lambda cell: abs(middles[cell] - row))
        for row in range(IMAGE_SIZE)
    )


def unread_text(design: Downsampling) -> str:
    """Which of the image's rows and columns no cell of the last maps sees; empty where none.

    Args:
        design: the poolings.

    Returns:
        A sentence.
    """
    seen = {row for first, end in fields(design.last_maps) for row in range(first, end)}
    rows = [row for row in range(IMAGE_SIZE) if row not in seen]
    if not rows:
        return ""
    between = "and" if len(rows) == 2 else "to"
    which = f"{rows[0]} {between} {rows[-1]}" if len(rows) > 1 else str(rows[0])
    return f"Rows and columns {which} of the digit are seen by no cell."


def asked_for(design: Downsampling, number: int) -> Asked:
    """What the page's question is about.

    Args:
        design: the poolings.
        number: of the question, from 0.

    Returns:
        Parameters of the dense layer, receptive field and shape by turns; where the design does
        not fit, the field: why it does not fit tells the shape.
    """
    if design.problem:
        return "field"
    turn: tuple[Asked, ...] = ("parameters", "field", "shape")
    return turn[number % len(turn)]


def question_about(design: Downsampling, asked: Asked) -> Question:
    """A question about a design.

    Args:
        design: the poolings.
        asked: what about it.

    Returns:
        The question, with the working layer by layer.
    """
    layer = design.last_maps
    text, answer, working, tolerance = f"{design.title}: ", 0, "", 0.0
    match asked:
        case "parameters":
            flatten, dense = _flatten_and_dense(design)
            answer, tolerance = dense.parameters, _one_percent(dense.parameters)
            text += (
                "how many parameters does the dense layer have, weights and biases? To within "
                f"{tolerance:,.0f} will do."
            )
            working = (
                f"flatten: {shape_text(flatten.input_shape)} = {flatten.output_shape[0]:,} "
                f"numbers, each with a weight to each of {_UNITS} units, and a bias for each unit: "
                f"{flatten.output_shape[0]:,} x {_UNITS} + {_UNITS} = **{answer:,}**."
            )
        case "field":
            answer = layer.receptive_field.size
            text += (
                f"one cell of {layer.name} sees a square of the digit. How many pixels wide is it?"
            )
            working = field_working(design)
        case "shape":
            shape = layer.output_shape
            text += f"what shape does the output of {layer.name} have?"
            return Question(text, shape, shape_working(design), fingerprint=design.title)
    return Question(text, answer, working, tolerance=tolerance, fingerprint=design.title)


def field_working(design: Downsampling) -> str:
    """How the receptive field grows from layer to layer, with its numbers.

    Args:
        design: the poolings.

    Returns:
        Markdown: a line for each layer that gives maps.
    """
    lines, size, stride = [], 1, 1
    for layer in design.layers:
        window = layer.spec.window
        if window is None:
            break
        wider = layer.receptive_field.size
        lines.append(f"- {layer.name}: {size} + ({window.size} - 1) x {stride} = **{wider}**")
        size, stride = wider, stride * window.stride
    return (
        "Each window adds its width less one, times the pixels between neighbouring cells that it "
        "reads:\n" + "\n".join(lines)
    )


def shape_working(design: Downsampling) -> str:
    """How the maps' shapes follow from each other, with their numbers.

    Args:
        design: the poolings.

    Returns:
        Markdown: a line for each layer that gives maps.
    """
    return "\n".join(
        f"- {layer.name}: {layer.size_arithmetic}, so **{layer.shape_text}**"
        for layer in design.layers
        if layer.is_spatial
    )


def contenders() -> tuple[Contender, Contender]:
    """The textbook network and the one without pooling, trained alike.

    Returns:
        The textbook network, then the unpooled one: as many seeds of each as have been run.

    Raises:
        NetworkFileError: results are missing, incomplete or damaged.
    """
    unpooled = lab_results("unpooled").of("unpooled")
    comparison = lab_results("comparison")
    recipes = {run.recipe for run in unpooled}
    speeds = {speed.network: speed for speed in comparison.speeds}
    candidates = (*comparison.of("textbook"), *_textbook_of_sizes())
    pooled = {run.recipe: run for run in candidates if run.recipe in recipes and not run.max_shift}
    if not (unpooled and pooled and {"textbook", "unpooled"} <= set(speeds)):
        raise NetworkFileError("The lab's results for the unpooled network are not complete.")
    in_order = tuple(pooled[run.recipe] for run in unpooled if run.recipe in pooled)
    return (
        Contender("textbook", in_order, speeds["textbook"]),
        Contender("unpooled", unpooled, speeds["unpooled"]),
    )


def _textbook_of_sizes() -> tuple[LabRun, ...]:
    """More seeds of the textbook network, where they have been run."""
    try:
        return lab_results("sizes").of("textbook")
    except NetworkFileError:
        return ()


def _flatten_and_dense(design: Downsampling) -> tuple[Layer, Layer]:
    layers = design.layers
    place = next(i for i, layer in enumerate(layers) if isinstance(layer.spec, Flatten))
    return layers[place], layers[place + 1]


def _one_percent(number: int) -> float:
    """The largest power of ten within a hundredth, at least 1."""
    return 10.0 ** math.floor(math.log10(max(number / 100, 1)))
