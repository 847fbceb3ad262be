"""What would it like to see? Gradient ascent on the image, for one number of a network.

At each step the image goes a little way along the gradient. The bare gradient soon ends in specks
that no pen draws; so after each step a blurred copy may be mixed in, and a share of the ink be
taken away, which keeps what the number needs most.

Sources: D. Erhan, Y. Bengio, A. Courville, P. Vincent, "Visualizing Higher-Layer Features of a Deep
Network", Université de Montréal, technical report 1341 (2009), for the ascent; J. Yosinski, J.
Clune, A. Nguyen, T. Fuchs, H. Lipson, "Understanding Neural Networks Through Deep Visualization",
arXiv:1506.06579 (2015), for the blur and the L2 decay between the steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnn.errors import ExplanationError
from cnn.experiment.blur import blurred
from cnn.explain.gradients import gradients
from cnn.network import Network
from cnn.network.layers import Layer
from cnn.network.overflow import has_overflowed
from cnn.network.shapes import IMAGE_SIZE

Start = Literal["blank", "noise", "digit"]

MAX_STEPS = 200
NOISE_INK = 0.2
SEED = 0


@dataclass(frozen=True)
class AscentSettings:
    """How the image goes up.

    Attributes:
        steps: 1 to 200.
        step_size: how far the image goes at each step: the Euclidean length of its change.
        smoothness: share of a blurred copy that is mixed in after each step, 0 to 1.
        decay: share of the ink that is taken away after each step, 0 to 1: L2 regularisation.
    """

    steps: int = 60
    step_size: float = 0.5
    smoothness: float = 0.1
    decay: float = 0.02


@dataclass(frozen=True)
class AscentStep:
    """Where the image is.

    Attributes:
        image: (28, 28) float32 in [0, 1].
        value: the number sought, before ReLU or softmax.
        is_stuck: whether its gradient is zero in every pixel, so that no step leads on.
    """

    image: np.ndarray
    value: float
    is_stuck: bool = False


def first_image(start: Start, digit: np.ndarray) -> np.ndarray:
    """Blank paper, faint noise (always the same), or a digit's (28, 28) image: float32."""
    if start == "digit":
        return digit.astype(np.float32)
    if start == "blank":
        return np.zeros((IMAGE_SIZE, IMAGE_SIZE), np.float32)
    rng = np.random.default_rng(SEED)
    return NOISE_INK * rng.random((IMAGE_SIZE, IMAGE_SIZE), dtype=np.float32)


def middle_cell(layer: Layer) -> tuple[int, ...]:
    """Row and column of the cell that stands for a whole map; none where a layer has no maps."""
    return tuple(size // 2 for size in layer.output_shape[:-1])


def ascend(
    network: Network, layer_name: str, number: int, image: np.ndarray, settings: AscentSettings
) -> Iterator[AscentStep]:
    """Change an image so that one number grows; of a map it is the cell in the middle.

    Args:
        network: any.
        layer_name: of `softmax` it is a digit's logit.
        number: of the filter, map, unit or digit.
        image: (28, 28) in [0, 1], where to begin.
        settings: how to go.

    Yields:
        The image as it is at first, then after every step; it ends early where it is stuck.

    Raises:
        ExplanationError: the network's sums overflow.
    """
    layer = network.architecture.layer(layer_name)
    place = (*middle_cell(layer), number)
    weights = np.zeros(layer.output_shape, np.float32)
    weights[place] = 1
    for step in range(settings.steps + 1):
        found = gradients(network, image[np.newaxis], layer_name, weights)
        value, gradient = float(found.sums[(0, *place)]), found.image[0]
        if has_overflowed(gradient) or not np.isfinite(value):
            raise ExplanationError(
                "The sums of this network overflow here: they are too large for its numbers, so "
                "there is no gradient to follow. Choose another network, or another layer."
            )
        length = float(np.sqrt(np.square(gradient, dtype=np.float64).sum()))
        yield AscentStep(image, value, length == 0)
        if length == 0 or step == settings.steps:
            return
        image = image + (settings.step_size / length) * gradient
        image = image + settings.smoothness * (blurred(image, "constant") - image)
        image = np.clip(image * (1 - settings.decay), 0, 1).astype(np.float32)
