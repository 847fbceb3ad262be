"""One digit through the whole network, every activation kept: ours against Keras's tf.function.

Run: python -m tests.benchmarks.forward_pass [REPEATS]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.network import Network
from cnn.training.build import build_keras, set_weights

REPEATS = 2000
WARM_UP = 100
CHUNK = 50


def keras_forward(network: Network) -> Callable[[tf.Tensor], list[tf.Tensor]]:
    """Keras's own graph with every layer's output, compiled by tf.function."""
    model = build_keras(network.architecture, seed=0)
    set_weights(model, network.weights)
    outputs = keras.Model(model.input, [layer.output for layer in model.layers[1:]])
    return tf.function(lambda images: outputs(images, training=False))


def milliseconds(run: Callable[[], object], repeats: int) -> float:
    """The mean time of one call."""
    start = time.perf_counter()
    for _ in range(repeats):
        run()
    return (time.perf_counter() - start) / repeats * 1000


def main() -> None:
    """Alternate between the two and print the medians and their ratio."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS
    network = Network.load("pen")
    image = digit_from_strokes(FIRST_EXAMPLE.strokes)[np.newaxis]
    tensor = tf.constant(image[..., np.newaxis])
    rival = keras_forward(network)

    def ours() -> object:
        return network.forward(image)

    def theirs() -> object:
        return [output.numpy() for output in rival(tensor)]

    difference = np.abs(ours()["softmax"] - theirs()[-1]).max()
    milliseconds(ours, WARM_UP)
    milliseconds(theirs, WARM_UP)
    pairs = [
        (milliseconds(ours, CHUNK), milliseconds(theirs, CHUNK)) for _ in range(repeats // CHUNK)
    ]
    mine, keras_time = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"ours, NumPy:             {mine:.3f} ms")
    print(f"Keras, tf.function:      {keras_time:.3f} ms")
    print(f"ratio {mine / keras_time:.2f} (largest difference of a probability {difference:.1e})")


if __name__ == "__main__":
    main()
