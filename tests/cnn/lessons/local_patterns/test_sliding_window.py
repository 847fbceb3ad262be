"""The sliding window against hand-worked cases and against Keras."""

import numpy as np
import pytest

from cnn.lessons.local_patterns.kernels import PRESETS, SIZES, preset_kernel
from cnn.lessons.local_patterns.sliding_window import slide

STEP = np.zeros((5, 6))
STEP[:, 3:] = 1
IMAGE = np.random.default_rng(5).random((28, 28), dtype=np.float32)


def test_identity_gives_the_image_without_its_border():
    assert (slide(IMAGE, preset_kernel("identity", 3), 0.0).cells == IMAGE[1:-1, 1:-1]).all()
    assert (slide(IMAGE, preset_kernel("identity", 5), 0.0).cells == IMAGE[2:-2, 2:-2]).all()


def test_sobel_x_on_a_step_edge_answers_four_at_the_edge_and_nothing_elsewhere():
    stops = slide(STEP, preset_kernel("sobel_x", 3), 0.0)
    assert stops.cells.tolist() == [[0, 4, 4, 0]] * 3
    assert stops.products[0, 1].tolist() == [[0, 0, 1], [0, 0, 2], [0, 0, 1]]


def test_sobel_x_on_a_falling_edge_is_negative_and_relu_makes_it_zero():
    stops = slide(STEP[:, ::-1], preset_kernel("sobel_x", 3), 0.0)
    assert stops.before_relu.tolist() == [[0, -4, -4, 0]] * 3
    assert not stops.cells.any()


def test_sobel_y_answers_to_a_level_edge_only():
    assert not slide(STEP, preset_kernel("sobel_y", 3), 0.0).cells.any()
    assert slide(STEP.T, preset_kernel("sobel_y", 3), 0.0).cells.max() == 4


def test_laplacian_of_a_single_pixel_by_hand():
    image = np.zeros((5, 5))
    image[2, 2] = 0.5
    stops = slide(image, preset_kernel("laplacian", 3), 0.25)
    assert stops.sums.tolist() == [[0, -0.5, 0], [-0.5, 2, -0.5], [0, -0.5, 0]]
    assert stops.cells.tolist() == [[0.25, 0, 0.25], [0, 2.25, 0], [0.25, 0, 0.25]]


@pytest.mark.parametrize("size", SIZES)
def test_the_products_sum_to_the_sums(size):
    kernel = np.random.default_rng(size).normal(size=(size, size))
    stops = slide(IMAGE, kernel, -0.3)
    np.testing.assert_allclose(stops.products.sum(axis=(2, 3)), stops.sums, atol=1e-12)
    np.testing.assert_allclose(stops.sums - 0.3, stops.before_relu, atol=1e-12)
    assert stops.cells.shape == (29 - size, 29 - size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*PRESETS, "random"])
def test_every_cell_is_what_keras_conv2d_gives(name, size):
    keras = pytest.importorskip("keras")
    random = np.random.default_rng(1).normal(size=(size, size))
    kernel = random if name == "random" else preset_kernel(name, size)
    layer = keras.layers.Conv2D(1, size, activation="relu")
    layer.build((None, 28, 28, 1))
    layer.set_weights([kernel[..., None, None].astype(np.float32), np.array([0.1], np.float32)])
    theirs = np.asarray(layer(IMAGE[None, ..., None]))[0, ..., 0]
    np.testing.assert_allclose(slide(IMAGE, kernel, 0.1).cells, theirs, atol=1e-5, rtol=1e-5)


def test_another_image_kernel_or_bias_has_another_fingerprint():
    kernel = preset_kernel("blur", 3)
    prints = {
        slide(IMAGE, kernel, 0.0).fingerprint,
        slide(IMAGE, kernel, 0.1).fingerprint,
        slide(IMAGE, kernel * 2, 0.0).fingerprint,
        slide(IMAGE * 0.5, kernel, 0.0).fingerprint,
    }
    assert len(prints) == 4
