"""Which pixels made a network answer as it did: attributions, each a (28, 28) map of numbers.

Every method is asked about a digit's logit, or about how far it lies above another digit's. All but
Grad-CAM are signed: above 0 speaks for the digit, below 0 against it.

Sources: gradient, K. Simonyan, A. Vedaldi, A. Zisserman, "Deep Inside Convolutional Networks",
arXiv:1312.6034 (2013); gradient x input, A. Shrikumar and others, "Not Just a Black Box",
arXiv:1605.01713 (2016); integrated gradients, M. Sundararajan, A. Taly, Q. Yan, "Axiomatic
Attribution for Deep Networks", arXiv:1703.01365 (2017); occlusion, M. Zeiler, R. Fergus,
"Visualizing and Understanding Convolutional Networks", arXiv:1311.2901 (2013), here with windows
of paper; Grad-CAM, R. Selvaraju and others, "Grad-CAM: Visual Explanations from Deep Networks via
Gradient-based Localization", arXiv:1610.02391 (2017).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnn.errors import ExplanationError
from cnn.explain.gradients import logit_gradients, logit_weights
from cnn.network import Network
from cnn.network.layers import Layer
from cnn.network.shapes import IMAGE_SIZE

Attribution = Callable[[Network, np.ndarray, int], np.ndarray]

INTEGRATION_STEPS = 50
OCCLUSION_WINDOW = 4
OCCLUSION_STRIDE = 2
RANDOM_SEED = 0

NO_GRAD_CAM = (
    "This network has no convolution, so there is no Grad-CAM: the method needs feature maps."
)


def gradient(
    network: Network, image: np.ndarray, digit: int, against: int | None = None
) -> np.ndarray:
    """How much the logit grows with a little more ink in each pixel."""
    return logit_gradients(network, image[np.newaxis], digit, against).image[0]


def gradient_times_input(
    network: Network, image: np.ndarray, digit: int, against: int | None = None
) -> np.ndarray:
    """The gradient, times the ink that is there: paper gets 0."""
    return gradient(network, image, digit, against) * image.astype(np.float32, copy=False)


def integrated_gradients(
    network: Network,
    image: np.ndarray,
    digit: int,
    against: int | None = None,
    steps: int = INTEGRATION_STEPS,
) -> np.ndarray:
    """The mean gradient on the way from blank paper to the image, times the ink.

    With enough steps the pixels add up to the logit less that of blank paper: `completeness`.

    Args:
        network: any.
        image: (28, 28) in [0, 1].
        digit: 0 to 9.
        against: 0 to 9, or None.
        steps: how many images on the way are read, at the middle of equal pieces.
    """
    shares = ((np.arange(steps) + 0.5) / steps).astype(np.float32)
    total = np.zeros_like(image, dtype=np.float64)
    for batch in network.batches(shares[:, np.newaxis, np.newaxis] * image):
        # On the way back there are twice as many arrays.
        for half in np.array_split(batch, 2) if len(batch) > 1 else [batch]:
            found = logit_gradients(network, half, digit, against)
            total += found.image.sum(axis=0, dtype=np.float64)
    return (total / steps * image).astype(np.float32)


@dataclass(frozen=True)
class Completeness:
    """What integrated gradients should add up to, and do.

    Attributes:
        pixels_sum: of the map.
        difference: of the logit between the image and blank paper.
    """

    pixels_sum: float
    difference: float

    @property
    def error(self) -> float:
        """How far the two are apart; more steps bring them together."""
        return self.pixels_sum - self.difference


def completeness(
    network: Network,
    image: np.ndarray,
    attribution: np.ndarray,
    digit: int,
    against: int | None = None,
) -> Completeness:
    """Hold a map of integrated gradients to the logits."""
    at, blank = _logits(network, np.stack([image, np.zeros_like(image)]), digit, against)
    return Completeness(float(attribution.sum(dtype=np.float64)), float(at - blank))


def occlusion(
    network: Network,
    image: np.ndarray,
    digit: int,
    against: int | None = None,
    *,
    window: int = OCCLUSION_WINDOW,
    stride: int = OCCLUSION_STRIDE,
) -> np.ndarray:
    """How far the logit falls when paper covers a window: for each pixel the mean of its windows.

    Args:
        network: any.
        image: (28, 28) in [0, 1].
        digit: 0 to 9.
        against: 0 to 9, or None.
        window: its side in pixels, 1 to 28.
        stride: pixels between windows, 1 to `window`; the last ones end at the image's edge.
    """
    starts = _window_starts(window, stride)
    places = [np.s_[top : top + window, left : left + window] for top in starts for left in starts]
    # Where a window lies on paper it covers nothing, and nothing falls.
    on_ink = [place for place in places if image[place].any()]
    covered = np.repeat(image[np.newaxis], len(on_ink) + 1, axis=0)
    for one, place in zip(covered[1:], on_ink, strict=True):
        one[place] = 0
    logits = _logits(network, covered, digit, against)
    sums, counts = np.zeros((2, IMAGE_SIZE, IMAGE_SIZE))
    for place in places:
        counts[place] += 1
    for fall, place in zip(logits[0] - logits[1:], on_ink, strict=True):
        sums[place] += fall
    return (sums / counts).astype(np.float32)


def window_count(window: int, stride: int) -> int:
    """In how many places occlusion covers the image."""
    return len(_window_starts(window, stride)) ** 2


def _window_starts(window: int, stride: int) -> list[int]:
    last = IMAGE_SIZE - window
    return sorted({*range(0, last + 1, stride), last})


@dataclass(frozen=True)
class ClassActivationMap:
    """Grad-CAM on a convolution's own grid.

    Attributes:
        layer: the convolution.
        map_weights: (maps,) float32, the mean gradient over each map.
        cells: (rows, columns) float32, 0 or more.
    """

    layer: Layer
    map_weights: np.ndarray
    cells: np.ndarray

    def over_image(self) -> np.ndarray:
        """(28, 28) float32: each cell at the middle of what it sees, straight lines between.

        The paper stretches the grid over the whole image, which moves it where a convolution
        without padding sees less at the borders.
        """
        field = self.layer.receptive_field
        middles = field.start + (field.size - 1) / 2 + field.stride * np.arange(len(self.cells))
        pixels = np.arange(IMAGE_SIZE)
        rows = np.stack([np.interp(pixels, middles, column) for column in self.cells.T], axis=1)
        return np.stack([np.interp(pixels, middles, row) for row in rows]).astype(np.float32)


def class_activation_map(
    network: Network,
    image: np.ndarray,
    digit: int,
    against: int | None = None,
    layer_name: str | None = None,
) -> ClassActivationMap:
    """Grad-CAM: a convolution's maps, each weighted by its mean gradient, summed, then ReLU.

    Args:
        network: with a convolution.
        image: (28, 28) in [0, 1].
        digit: 0 to 9.
        against: 0 to 9, or None.
        layer_name: of a convolution; None for the last.

    Raises:
        ExplanationError: the network has no convolution.
    """
    layer = _convolution(network, layer_name)
    found = logit_gradients(network, image[np.newaxis], digit, against)
    weights = found.layers[layer.name][0].mean(axis=(0, 1))
    cells = np.maximum(found.activations[layer.name][0] @ weights, 0)
    return ClassActivationMap(layer, weights, cells)


def grad_cam(
    network: Network,
    image: np.ndarray,
    digit: int,
    against: int | None = None,
    layer_name: str | None = None,
) -> np.ndarray:
    """Where a convolution's maps that speak for the digit are active, 0 or more.

    Raises:
        ExplanationError: the network has no convolution.
    """
    return class_activation_map(network, image, digit, against, layer_name).over_image()


def _convolution(network: Network, layer_name: str | None) -> Layer:
    found = network.architecture.conv_layers
    if not found:
        raise ExplanationError(NO_GRAD_CAM)
    if layer_name is None:
        return found[-1]
    return next(layer for layer in found if layer.name == layer_name)


def random_control(
    network: Network, image: np.ndarray, digit: int, against: int | None = None
) -> np.ndarray:
    """Noise that knows neither network nor digit: what every method must do better than."""
    rng = np.random.default_rng(RANDOM_SEED)
    return rng.normal(size=(IMAGE_SIZE, IMAGE_SIZE)).astype(np.float32)


def _logits(network: Network, images: np.ndarray, digit: int, against: int | None) -> np.ndarray:
    """(n,) float64: the digit's logit, or what it is above the other's."""
    weights = logit_weights(digit, against).astype(np.float64)
    return network.logits(images) @ weights


METHODS: dict[str, Attribution] = {
    "gradient": gradient,
    "gradient_times_input": gradient_times_input,
    "integrated_gradients": integrated_gradients,
    "occlusion": occlusion,
    "grad_cam": grad_cam,
    "random": random_control,
}
