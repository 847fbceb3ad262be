"""One digit among those of a drawing or a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Box = tuple[float, float, float, float]

# No more are read of a drawing or a picture.
MAX_DIGITS = 40


@dataclass(frozen=True)
class FoundDigit:
    """A digit as the network reads it, and where it was.

    Attributes:
        image: (28, 28) float32 in [0, 1], ink bright.
        box: left, top, right and bottom of its ink, in pixels of the drawing or the picture.
    """

    image: np.ndarray
    box: Box
