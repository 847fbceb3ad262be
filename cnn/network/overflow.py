"""Whether a network's sums exceed what float32 can hold, so that it has no answer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def has_overflowed(values: np.ndarray) -> bool:
    """Whether any number is infinite or undefined."""
    return not np.isfinite(values).all()


def layers_before_overflow(activations: Mapping[str, np.ndarray]) -> list[str]:
    """The layers whose outputs are all finite, up to the first one's whose outputs are not.

    Args:
        activations: what `Network.forward` gave.
    """
    names: list[str] = []
    for name, values in activations.items():
        if has_overflowed(values):
            break
        names.append(name)
    return names
