"""The arithmetic of the layers on NumPy arrays: channels last, as in Keras.

Every function takes a batch. Sizes are named n (images), h, w (rows, columns), c (channels).
"""

from __future__ import annotations

import numpy as np

from cnn.network.shapes import Padding, same_padding

# Sums past what float32 can hold give infinity or NaN, which the callers look for and tell about.
_overflow_is_no_warning = np.errstate(over="ignore", invalid="ignore")


def pad_same(maps: np.ndarray, kernel_size: int, stride: int) -> np.ndarray:
    """Add the zero rows and columns of `same` padding.

    Args:
        maps: (n, h, w, c) floats.
        kernel_size: side of the kernel, at least 1.
        stride: cells between windows, at least 1.

    Returns:
        (n, h + added rows, w + added columns, c), zeros at the borders.
    """
    rows = same_padding(maps.shape[1], kernel_size, stride)
    columns = same_padding(maps.shape[2], kernel_size, stride)
    return np.pad(maps, ((0, 0), rows, columns, (0, 0)))


@_overflow_is_no_warning
def conv2d(
    maps: np.ndarray,
    kernel: np.ndarray,
    bias: np.ndarray,
    stride: int = 1,
    padding: Padding = "valid",
) -> np.ndarray:
    """Slide every filter over the maps: patch times kernel, summed, plus bias.

    As in every deep-learning library the kernel is not flipped: strictly, this is
    cross-correlation.

    Args:
        maps: (n, h, w, c) float32.
        kernel: (k, k, c, filters) float32.
        bias: (filters,) float32.
        stride: cells between windows, at least 1.
        padding: `valid` keeps to the map, `same` surrounds it with zeros.

    Returns:
        (n, h', w', filters) float32, before any activation.
    """
    size, _, channels, filters = kernel.shape
    if padding == "same":
        maps = pad_same(maps, size, stride)
    patches = _patches(maps, size, stride)
    summed = patches.reshape(-1, size * size * channels) @ kernel.reshape(-1, filters)
    summed += bias
    return summed.reshape(*patches.shape[:3], filters)


def _patches(maps: np.ndarray, size: int, stride: int) -> np.ndarray:
    """A view of each window, (n, h', w', k, k x c): its rows one below the other.

    Channels stand side by side, so a row of a window is one run of memory, which copies faster
    than its cells one by one. The view is checked against the array's own memory.
    """
    maps = np.ascontiguousarray(maps)
    count, height, width, channels = maps.shape
    rows, columns = (height - size) // stride + 1, (width - size) // stride + 1
    # Bytes from one to the next; an axis of one entry may state any stride, so they are counted.
    cell = channels * maps.itemsize
    row = width * cell
    return np.ndarray(
        (count, rows, columns, size, size * channels),
        maps.dtype,
        maps,
        strides=(height * row, row * stride, cell * stride, row, maps.itemsize),
    )


@_overflow_is_no_warning
def conv2d_gradient(
    gradient: np.ndarray,
    shape: tuple[int, ...],
    kernel: np.ndarray,
    stride: int = 1,
    padding: Padding = "valid",
) -> np.ndarray:
    """Where `conv2d` read a cell, the cell gets the gradient back, times the weight it met there.

    Args:
        gradient: (n, h', w', filters) float32, with respect to the output of `conv2d`.
        shape: (n, h, w, c) of the maps that it read.
        kernel: (k, k, c, filters) float32.
        stride: as in `conv2d`.
        padding: as in `conv2d`.

    Returns:
        (n, h, w, c) float32, with respect to the maps.
    """
    size, _, channels, filters = kernel.shape
    count, height, width, _ = shape
    above, below = same_padding(height, size, stride) if padding == "same" else (0, 0)
    before, after = same_padding(width, size, stride) if padding == "same" else (0, 0)
    padded = np.zeros((count, above + height + below, before + width + after, channels), np.float32)
    rows, columns = gradient.shape[1:3]
    shares = gradient.reshape(-1, filters) @ kernel.reshape(-1, filters).T
    shares = shares.reshape(count, rows, columns, size, size, channels)
    for row in range(size):
        for column in range(size):
            places = padded[:, row : row + rows * stride : stride]
            places[:, :, column : column + columns * stride : stride] += shares[..., row, column, :]
    return padded[:, above : above + height, before : before + width]


def max_pool2d(maps: np.ndarray, pool_size: int = 2) -> np.ndarray:
    """The maximum of each window; rows and columns that fill no window are dropped.

    Args:
        maps: (n, h, w, c) floats, h and w at least `pool_size`.
        pool_size: side of the window and its stride, at least 1.

    Returns:
        (n, h // pool_size, w // pool_size, c), the same dtype.
    """
    views = _window_places(maps, pool_size)
    pooled = views[0].copy()
    for view in views[1:]:
        np.maximum(pooled, view, out=pooled)
    return pooled


@_overflow_is_no_warning
def average_pool2d(maps: np.ndarray, pool_size: int = 2) -> np.ndarray:
    """The mean of each window; rows and columns that fill no window are dropped.

    Args:
        maps: (n, h, w, c) floats, h and w at least `pool_size`.
        pool_size: side of the window and its stride, at least 1.

    Returns:
        (n, h // pool_size, w // pool_size, c), the same dtype.
    """
    views = _window_places(maps, pool_size)
    pooled = views[0].copy()
    for view in views[1:]:
        pooled += view
    pooled /= len(views)
    return pooled


@_overflow_is_no_warning
def max_pool2d_gradient(gradient: np.ndarray, maps: np.ndarray, pool_size: int = 2) -> np.ndarray:
    """The gradient goes to each window's maximum, the first of several that are alike.

    Args:
        gradient: (n, h // pool_size, w // pool_size, c) float32, with respect to the maxima.
        maps: (n, h, w, c) float32, what `max_pool2d` read.
        pool_size: as in `max_pool2d`.

    Returns:
        (n, h, w, c) float32, with respect to the maps.
    """
    largest = max_pool2d(maps, pool_size)
    spread = np.zeros_like(maps)
    # What no cell of its window has taken yet.
    left = gradient.copy()
    for values, places in zip(
        _window_places(maps, pool_size), _window_places(spread, pool_size), strict=True
    ):
        taken = left * (values == largest)
        places[...] = taken
        left -= taken
    return spread


def average_pool2d_gradient(
    gradient: np.ndarray, shape: tuple[int, ...], pool_size: int = 2
) -> np.ndarray:
    """The gradient goes to all cells of a window alike.

    Args:
        gradient: (n, h // pool_size, w // pool_size, c) float32, with respect to the means.
        shape: (n, h, w, c) of the maps that `average_pool2d` read.
        pool_size: as in `average_pool2d`.

    Returns:
        (n, h, w, c) float32, with respect to the maps.
    """
    spread = np.zeros(shape, np.float32)
    for places in _window_places(spread, pool_size):
        places[...] = gradient / np.float32(pool_size**2)
    return spread


def _window_places(maps: np.ndarray, pool_size: int) -> list[np.ndarray]:
    """For each place in a window, a view of the cells at that place in all windows.

    Several times faster to combine than a maximum or a sum over axes.
    """
    rows = maps.shape[1] // pool_size * pool_size
    columns = maps.shape[2] // pool_size * pool_size
    return [
        maps[:, row:rows:pool_size, column:columns:pool_size]
        for row in range(pool_size)
        for column in range(pool_size)
    ]


@_overflow_is_no_warning
def dense(rows: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Every input times every weight, summed per unit, plus bias.

    Args:
        rows: (n, inputs) float32.
        kernel: (inputs, units) float32.
        bias: (units,) float32.

    Returns:
        (n, units) float32, before any activation.
    """
    return rows @ kernel + bias


def relu(values: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """Negative numbers become zero; floats of any shape, perhaps where they stand."""
    return np.maximum(values, 0, out=out)


@_overflow_is_no_warning
def softmax(logits: np.ndarray) -> np.ndarray:
    """Logits, (n, classes) float32, as probabilities: each row sums to 1."""
    # The row's maximum cancels out; taking it away keeps the exponentials finite.
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
