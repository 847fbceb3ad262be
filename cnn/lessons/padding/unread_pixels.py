"""The pixels that can never matter: found layer by layer backwards, and tried on a network."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from cnn.errors import PixelError
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.layers import Layer
from cnn.network.overflow import has_overflowed
from cnn.network.shapes import IMAGE_SIZE

# Far beyond ink, which is 0 to 1, and far from where float32 overflows in most networks.
MAX_VALUE = 1e6


@dataclass(frozen=True)
class StepBack:
    """From the rows of a layer's output that matter to the rows of its input that do.

    All that is said of rows holds for columns.

    Attributes:
        layer: the layer.
        giver: the layer whose output its input is; None for the first, which reads the image.
        matter: rows of its output that reach the network's answer, in order.
        read: rows of its input that those are made from, in order.
    """

    layer: Layer
    giver: str | None
    matter: tuple[int, ...]
    read: tuple[int, ...]

    @property
    def left_out(self) -> tuple[int, ...]:
        """Rows of its input that do not reach the network's answer."""
        return tuple(row for row in range(self.layer.input_shape[0]) if row not in set(self.read))


@dataclass(frozen=True)
class Trial:
    """A digit with some of its pixels changed, and what the network made of it.

    Attributes:
        image: (28, 28) float32.
        probabilities: (10,) float32.
        difference: the largest change of a probability, from the digit as it was.
        identical: whether all ten are the same to the last bit.
        is_changed: whether any pixel is another than it was.
    """

    image: np.ndarray
    probabilities: np.ndarray
    difference: float
    identical: bool
    is_changed: bool


def steps_back(architecture: Architecture) -> tuple[StepBack, ...]:
    """From the last feature maps to the image: what matters, layer by layer.

    One step for each layer that gives maps, the last layer first; the last step's `left_out` are
    the pixels that can never matter. The layer after the maps (flatten and a dense layer) reads
    every one of their cells.
    """
    steps: list[StepBack] = []
    spatial = architecture.spatial_layers
    matter = tuple(range(spatial[-1].output_shape[0])) if spatial else ()
    for layer in reversed(spatial):
        before = architecture.previous(layer.name)
        read = tuple(sorted({row for cell in matter for row in layer.rows_read(cell)}))
        steps.append(StepBack(layer, before.name if before else None, matter, read))
        matter = read
    return tuple(steps)


def with_rows_set(image: np.ndarray, rows: Collection[int], value: float) -> np.ndarray:
    """A digit with whole rows, and the columns of the same numbers, set to one value.

    Args:
        image: (28, 28) floats.
        rows: from 0 to 27.
        value: for those pixels, -1,000,000 to 1,000,000; ink is 0 to 1.

    Returns:
        (28, 28) float32, a copy.

    Raises:
        PixelError: the value is out of that range.
    """
    if not math.isfinite(value) or abs(value) > MAX_VALUE:
        raise PixelError(
            f"A pixel here may be anything from {-MAX_VALUE:,.0f} to {MAX_VALUE:,.0f}; ink is 0 "
            "to 1. Type such a number."
        )
    if not all(0 <= row < IMAGE_SIZE for row in rows):
        raise ValueError(f"no rows of the image: {rows}")
    changed = image.astype(np.float32)
    changed[list(rows), :] = value
    changed[:, list(rows)] = value
    return changed


def try_rows(network: Network, image: np.ndarray, rows: Collection[int], value: float) -> Trial:
    """Set rows, and the columns of the same numbers, of a digit and let a network read it.

    Raises:
        PixelError: see `with_rows_set`; or the network's sums overflow with that value.
    """
    changed = with_rows_set(image, rows, value)
    # One image at a time: a batch of another size may be summed in another order.
    before, after = (network.predict(one[None])[0] for one in (image, changed))
    if has_overflowed(after):
        raise PixelError(
            "With so large a value the sums of this network overflow. Type one nearer to 0."
        )
    return Trial(
        image=changed,
        probabilities=after,
        difference=float(np.abs(after - before).max()),
        identical=after.tobytes() == before.tobytes(),
        is_changed=bool((changed != image).any()),
    )


def rows_text(rows: Collection[int]) -> str:
    """Rows, in order, as a list: "0 to 9", "26 and 27", "1, 3 and 5", "26", or "none"."""
    rows = tuple(rows)
    if not rows:
        return "none"
    if len(rows) > 2 and rows == tuple(range(rows[0], rows[-1] + 1)):
        return f"{rows[0]} to {rows[-1]}"
    *most, last = map(str, rows)
    return f"{', '.join(most)} and {last}" if most else last
