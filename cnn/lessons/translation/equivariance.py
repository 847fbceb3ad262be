"""Whether moving a digit and then computing a layer is the same as computing, then moving."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.lessons.shifted_digit import shifted
from cnn.network import Network

# Differences of float32 sums are below this share of a layer's strongest cell.
ROUNDING = 1e-5


@dataclass(frozen=True)
class LayerError:
    """How far a layer is from equivariant for one digit and one shift.

    Attributes:
        layer: its name.
        stride: pixels from one of its cells to the next; None where cells have no place in the
            image any more (dense layers), which are compared as they are.
        cells: rows and columns by which its maps were moved; None as `stride`.
        is_whole: whether the shift is a whole number of cells; True where there are no places.
        compared: rows and columns of cells that both have; () where there are no places.
        largest: the largest absolute difference, in units of the layer's strongest cell; 0 where
            all cells are 0.
        relative: sum of the absolute differences divided by the sum of the cells (as they are
            before the move); 0 where all cells are 0.
    """

    layer: str
    stride: int | None
    cells: tuple[int, int] | None
    is_whole: bool
    compared: tuple[int, ...]
    largest: float
    relative: float

    @property
    def is_exact(self) -> bool:
        """Whether the maps move along with the digit, but for float32 rounding."""
        return self.stride is not None and self.largest <= ROUNDING


@dataclass(frozen=True)
class MovedMap:
    """One map of a layer for a moved digit, beside the map that was moved along.

    Attributes:
        error: of the whole layer.
        map: its number: the one with the largest value for the digit as it is.
        along: (side, side) float32, the map of the digit as it is, moved by whole cells; 0 where
            nothing is known.
        found: (side, side) float32, the map of the moved digit; 0 where `along` knows nothing.
    """

    error: LayerError
    map: int
    along: np.ndarray
    found: np.ndarray


def layer_errors(
    network: Network, image: np.ndarray, down: int, right: int
) -> tuple[LayerError, ...]:
    """Compare, layer by layer, layer(shift(digit)) with shift(layer(digit)).

    A shift of d pixels is d / stride cells of a layer. Where that is no whole number, the nearest
    whole ones are tried, and the one that fits best is taken. Compared are the cells that both
    have; what moves in or out at a border is left out.

    Args:
        network: any; its layers must use no padding, which would let the border in.
        image: (28, 28) in [0, 1].
        down: rows by which the digit moves, -8 to 8.
        right: columns.

    Returns:
        One error per layer, in order, without those that only rearrange or do nothing.
    """
    moved = network.forward(np.stack([image, shifted(image, down, right)]))
    errors = []
    for layer in network.architecture.layers:
        before, after = moved[layer.name].astype(np.float64)
        if layer.name == "flatten":
            continue
        if layer.is_spatial:
            stride = layer.receptive_field.stride
            errors.append(_of_maps(layer.name, stride, (before, after), (down, right)))
        else:
            errors.append(LayerError(layer.name, None, None, True, (), *_error(before, after)))
    return tuple(errors)


def moved_maps(network: Network, image: np.ndarray, down: int, right: int) -> tuple[MovedMap, ...]:
    """One map of each layer that has maps; arguments as of `layer_errors`."""
    outputs = network.forward(np.stack([image, shifted(image, down, right)]))
    maps = []
    for error in layer_errors(network, image, down, right):
        if error.cells is None:
            continue
        before, after = outputs[error.layer]
        number = int(before.max(axis=(0, 1)).argmax())
        along, found = np.zeros((2, *before.shape[:2]), np.float32)
        there = _cells_that_both_have(before.shape[:2], *error.cells)
        along[there], found[there] = _both(before[..., number], after[..., number], *error.cells)
        maps.append(MovedMap(error, number, along, found))
    return tuple(maps)


def _cells_that_both_have(shape: tuple[int, ...], down: int, right: int) -> tuple[slice, slice]:
    """Where the moved maps lie on the others, as rows and columns of the others."""
    height, width = shape
    return (
        slice(max(down, 0), max(height + min(down, 0), 0)),
        slice(max(right, 0), max(width + min(right, 0), 0)),
    )


def _of_maps(
    name: str, stride: int, maps: tuple[np.ndarray, np.ndarray], shift: tuple[int, int]
) -> LayerError:
    rows, columns = (_nearest(pixels, stride) for pixels in shift)
    found = []
    for cells in ((row, column) for row in rows for column in columns):
        before, after = _both(*maps, *cells)
        if before.size:
            strongest = float(np.abs(maps[0]).max())
            found.append((_error(before, after, strongest), cells, before.shape[:2]))
    (largest, relative), cells, compared = min(found, key=lambda one: one[0][1])
    is_whole = all(pixels % stride == 0 for pixels in shift)
    return LayerError(name, stride, cells, is_whole, compared, largest, relative)


def _nearest(pixels: int, stride: int) -> tuple[int, ...]:
    """The whole numbers of cells on either side of a shift; one where it is whole itself."""
    return tuple(sorted({pixels // stride, -(-pixels // stride)}))


def _both(
    before: np.ndarray, after: np.ndarray, down: int, right: int
) -> tuple[np.ndarray, np.ndarray]:
    """The cells of two stacks of maps that lie on each other once the first is moved."""
    height, width = before.shape[:2]
    moved = before[
        max(-down, 0) : max(height - max(down, 0), 0),
        max(-right, 0) : max(width - max(right, 0), 0),
    ]
    return moved, after[_cells_that_both_have((height, width), down, right)]


def _error(
    before: np.ndarray, after: np.ndarray, strongest: float | None = None
) -> tuple[float, float]:
    difference = np.abs(after - before)
    top = float(np.abs(before).max()) if strongest is None else strongest
    total = float(np.abs(before).sum())
    return (
        float(difference.max()) / top if top else float(difference.max()),
        float(difference.sum()) / total if total else float(difference.sum()),
    )
