"""What a network is: its layers, their output shapes, parameter counts and receptive fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cnn.errors import ArchitectureError
from cnn.network.kinds import KINDS
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.kinds.pooling import MaxPool2D
from cnn.network.layer_shapes import MAX_HIDDEN, placed_layers
from cnn.network.layers import Layer
from cnn.network.shapes import IMAGE_SIZE


@dataclass(frozen=True)
class Architecture:
    """A sequential network for 28 x 28 images: the hidden layers, then 10 softmax outputs.

    A Flatten layer stands before the first Dense layer where the maps are not a row by then.
    Building an Architecture checks that the layers fit together and keep to the limits.

    Args:
        hidden: layers that read maps, then dense layers; dropouts anywhere.

    Raises:
        ArchitectureError: a layer does not fit its input, the order is wrong, or a limit is passed.
    """

    hidden: tuple[LayerSpec, ...]

    def __post_init__(self) -> None:
        if self._placed[1]:
            raise ArchitectureError(self._placed[1])

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Every layer in order, from the first after the input to the softmax outputs."""
        return self._placed[0]

    @cached_property
    def _placed(self) -> tuple[tuple[Layer, ...], str | None]:
        return placed_layers(self.hidden)

    def layer(self, name: str) -> Layer:
        """The layer of a given name, such as conv1; a KeyError where there is none."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise KeyError(name)

    def previous(self, name: str) -> Layer | None:
        """The layer whose output the named layer reads; None where that is the input image."""
        names = [layer.name for layer in self.layers]
        position = names.index(name)
        return self.layers[position - 1] if position else None

    @property
    def spatial_layers(self) -> tuple[Layer, ...]:
        """The layers whose outputs are feature maps."""
        return tuple(layer for layer in self.layers if layer.is_spatial)

    @property
    def conv_layers(self) -> tuple[Layer, ...]:
        """The convolution layers."""
        return tuple(layer for layer in self.layers if isinstance(layer.spec, Conv2D))

    @property
    def parameters(self) -> int:
        """How many numbers the whole network's arrays hold."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        """Multiplications that one image costs in the whole network."""
        return sum(layer.multiply_adds for layer in self.layers)

    def to_json(self) -> list[dict[str, Any]]:
        """The hidden layers as plain data, ready for `json.dumps`."""
        return [{"type": spec.type_name, **vars(spec)} for spec in self.hidden]

    @classmethod
    def from_json(cls, data: object) -> Architecture:
        """Read what `to_json` gave, trusting nothing.

        Raises:
            ArchitectureError: the data do not describe a network within the limits.
        """
        if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
            raise ArchitectureError("The architecture is not a list of layers.")
        if len(data) > MAX_HIDDEN:
            raise ArchitectureError(f"The architecture lists {len(data)} layers: too many.")
        return cls(tuple(_spec_from_json(item) for item in data))


def textbook(
    filters: Sequence[int] = (32, 64, 64), dense_units: int = 64, kernel_size: int = 3
) -> Architecture:
    """The textbook network: 3 x 3 convolutions with 2 x 2 max pooling between, one dense layer.

    Args:
        filters: filters of each convolution, 1 to 128 each.
        dense_units: units of the dense layer, 1 to 512.
        kernel_size: rows and columns of every convolution's kernels, 1 to 7.

    Returns:
        The architecture; 93,322 parameters with the default sizes.

    Raises:
        ArchitectureError: the sizes do not fit 28 x 28 images or pass the limits.

    Source: F. Chollet, "Deep Learning with Python", chapter 5.1.
    """
    specs: list[LayerSpec] = []
    for number, count in enumerate(filters):
        if number:
            specs.append(MaxPool2D())
        specs.append(Conv2D(count, kernel_size))
    return Architecture((*specs, Dense(dense_units)))


def unread_pixels(architecture: Architecture) -> tuple[int, ...]:
    """Rows of the image, equally columns, that reach no output, in order.

    Those of the textbook network are 26 and 27.
    """
    spatial = architecture.spatial_layers
    size = spatial[-1].output_shape[0] if spatial else IMAGE_SIZE
    read = set(range(size))
    for layer in reversed(spatial):
        read = {row for cell in read for row in layer.rows_read(cell)}
    return tuple(row for row in range(IMAGE_SIZE) if row not in read)


_TYPES = {kind.type_name: kind for kind in KINDS}


def _spec_from_json(item: dict[str, Any]) -> LayerSpec:
    fields = dict(item)
    kind = fields.pop("type", None)
    if not isinstance(kind, str) or kind not in _TYPES:
        raise ArchitectureError(
            f"The architecture holds a layer of an unknown type; known are {', '.join(_TYPES)}."
        )
    try:
        return _TYPES[kind](**fields)
    except TypeError as error:
        raise ArchitectureError(f"A {kind} layer has missing or unknown settings.") from error
