"""What tells networks apart in the server's caches: their content, whatever they are called."""

from __future__ import annotations

import hashlib

import numpy as np

from cnn.network import Network


def fingerprint(network: Network) -> str:
    """The architecture in words and a SHA-256 of the weights."""
    digest = hashlib.sha256()
    for arrays in network.weights.values():
        for array in arrays.values():
            digest.update(np.ascontiguousarray(array).data)
    return f"{network.architecture}{digest.hexdigest()}"
