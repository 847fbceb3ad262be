"""Five attribution maps of one digit: ours against Keras's GradientTape in tf.function.

Run: python -m tests.benchmarks.attribution_maps [REPEATS]

Both make the same maps of the same network: gradient, gradient x input, integrated gradients with
50 steps, occlusion with windows of 4 x 4 moved by 2, and Grad-CAM on the last convolution, laid
over the digit. TensorFlow takes as many threads as there are cores, ours takes one: so both the
clock's time and the processor's are printed. Then follows `attribution_maps_page`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from cnn.drawing import digit_from_strokes
from cnn.explain import METHODS
from cnn.explain.attribution import (
    INTEGRATION_STEPS,
    OCCLUSION_STRIDE,
    OCCLUSION_WINDOW,
    ClassActivationMap,
)
from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network
from cnn.network.shapes import IMAGE_SIZE
from cnn.training.build import build_keras, set_weights

REPEATS = 40
WARM_UP = 3
DIGIT = 3
NAMES = ("gradient", "gradient_times_input", "integrated_gradients", "occlusion", "grad_cam")

Maps = dict[str, np.ndarray]


def keras_maps(network: Network) -> Callable[[np.ndarray, int], Maps]:
    """The same maps by GradientTape, everything that depends on the digit within tf.function."""
    model = build_keras(network.architecture, seed=0)
    set_weights(model, network.weights)
    model.layers[-1].activation = keras.activations.linear
    last = network.architecture.conv_layers[-1]
    values, convolution = model.input, None
    for layer in model.layers[1:]:
        values = layer(values)
        if layer.name == last.name:
            convolution = values
    both = keras.Model(model.input, [convolution, values])
    starts = sorted(
        {*range(0, IMAGE_SIZE - OCCLUSION_WINDOW + 1, OCCLUSION_STRIDE), IMAGE_SIZE - 4}
    )
    masks = np.ones((len(starts) ** 2, IMAGE_SIZE, IMAGE_SIZE, 1), np.float32)
    for number, (top, left) in enumerate((top, left) for top in starts for left in starts):
        masks[number, top : top + OCCLUSION_WINDOW, left : left + OCCLUSION_WINDOW] = 0
    covers = tf.constant(1 - masks)
    keeps = tf.constant(masks)
    counts = tf.reduce_sum(covers, axis=0)
    shares = tf.constant(
        ((np.arange(INTEGRATION_STEPS) + 0.5) / INTEGRATION_STEPS).astype(np.float32)
    )

    @tf.function
    def maps(image: tf.Tensor, digit: tf.Tensor) -> tuple[tf.Tensor, ...]:
        with tf.GradientTape() as tape:
            tape.watch(image)
            cells, logits = both(image, training=False)
            logit = logits[0, digit]
        of_image, of_cells = tape.gradient(logit, [image, cells])
        weights = tf.reduce_mean(of_cells[0], axis=(0, 1))
        grad_cam = tf.nn.relu(tf.linalg.matvec(cells[0], weights))
        path = shares[:, None, None, None] * image
        with tf.GradientTape() as tape:
            tape.watch(path)
            total = tf.reduce_sum(both(path, training=False)[1][:, digit])
        integrated = tf.reduce_mean(tape.gradient(total, path), axis=0) * image[0]
        falls = logit - both(image * keeps, training=False)[1][:, digit]
        occlusion = tf.reduce_sum(falls[:, None, None, None] * covers, axis=0) / counts
        return of_image[0], of_image[0] * image[0], integrated, occlusion, grad_cam

    def run(image: np.ndarray, digit: int) -> Maps:
        tensor = tf.constant(image[np.newaxis, ..., np.newaxis])
        found = [one.numpy() for one in maps(tensor, tf.constant(digit))]
        spread = ClassActivationMap(last, np.empty(0), found[-1]).over_image()
        return dict(zip(NAMES, [*(one[..., 0] for one in found[:-1]), spread], strict=True))

    return run


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """The time of one call, and the processor's, of all threads together."""
    start, processor = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - start, time.process_time() - processor


def main() -> None:
    """Alternate between the two and print the medians and their ratio."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS
    network = Network.load("pen")
    rival = keras_maps(network)
    images = [digit_from_strokes(example.strokes) for example in EXAMPLES]

    def ours(image: np.ndarray) -> Maps:
        return {name: METHODS[name](network, image, DIGIT) for name in NAMES}

    for image in images[:WARM_UP]:
        found, theirs = ours(image), rival(image, DIGIT)
        for name in NAMES:
            difference, largest = (
                np.abs(found[name] - theirs[name]).max(),
                np.abs(found[name]).max(),
            )
            print(f"{name}: largest difference {difference:.1e} of {largest:.2f}")
    pairs = []
    for number in range(repeats):
        image = images[number % len(images)]
        pairs.append(
            (
                timed(lambda image=image: ours(image)),
                timed(lambda image=image: rival(image, DIGIT)),
            )
        )
    for number, what in enumerate(("by the clock", "of the processor")):
        mine, keras_time = (
            statistics.median(pair[side][number] for pair in pairs) for side in (0, 1)
        )
        print(
            f"{what}: ours {1000 * mine:.1f} ms, GradientTape in tf.function "
            f"{1000 * keras_time:.1f} ms, ratio {mine / keras_time:.2f}"
        )
    # In a process of its own: with Keras imported, Streamlit is slower at every run.
    subprocess.run([sys.executable, "-m", "tests.benchmarks.attribution_maps_page"], check=True)


if __name__ == "__main__":
    main()
