"""How long the pieces of paths are: from square roots alone, which round alike everywhere.

`hypot` does not: the browser's differs from NumPy's in the last digit, and where a stroke is cut
would differ with it.
"""

from __future__ import annotations

import numpy as np


def lengths_of(vectors: np.ndarray) -> np.ndarray:
    """(..., 2) float64 -> (...)."""
    return np.sqrt(vectors[..., 0] ** 2 + vectors[..., 1] ** 2)


def travelled(path: np.ndarray) -> np.ndarray:
    """The way from a path's first point to each: (k, 2) -> (k,)."""
    return np.concatenate([[0.0], np.cumsum(lengths_of(np.diff(path, axis=0)))])
