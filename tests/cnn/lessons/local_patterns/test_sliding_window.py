"""The sliding window against hand-worked cases and against Keras."""

import numpy as np
import pytest

from cnn.lessons.local_patterns.kernels import PRESETS, SIZES, preset_kernel
from cnn.lessons.local_patterns.sliding_window import cell_question, cell_to_ask, slide
from cnn.lessons.question import grade

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


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PRESETS)
def test_the_question_asks_for_a_cell_and_knows_it(name, size):
    stops = slide(IMAGE, preset_kernel(name, size), 0.0)
    for number in range(6):
        place = cell_to_ask(stops, number)
        question = cell_question(stops, place)
        assert question.answer == stops.cells[place]
        assert f"row {place[0]}, column {place[1]}" in question.text
        assert grade(question, question.answer_text).verdict == "right"


def test_the_asked_cell_has_few_products_and_is_cut_by_relu_every_other_time():
    image = np.zeros((28, 28))
    image[5:20, 14] = 0.8
    stops = slide(image, preset_kernel("sobel_x", 3), 0.0)
    for number in range(6):
        place = cell_to_ask(stops, number)
        assert 2 <= np.count_nonzero(stops.products[place]) <= 4
        assert (stops.cells[place] > 0) == (number % 2 == 0)


def test_the_working_shows_the_very_numbers():
    image = np.zeros((5, 5))
    image[1, 1:4] = 0.5
    question = cell_question(slide(image, preset_kernel("sobel_y", 3), 0.25), (1, 1))
    assert question.working == (
        "0.5 x (-1) + 0.5 x (-2) + 0.5 x (-1) = -2.0000 (the other 6 products are 0); "
        "-2.0000 + bias 0.25 = -1.7500; max(0, -1.7500) = **0.0000**."
    )


def test_the_working_says_where_its_numbers_are_rounded():
    image = np.full((5, 5), 1 / 3)
    question = cell_question(slide(image, np.ones((3, 3)), 0.0), (1, 1))
    assert question.working.endswith(
        "= **3.0000**. What is written is rounded, what is computed is not."
    )


def test_a_blank_image_and_a_kernel_of_zeros_can_be_asked_about():
    for image, kernel in ((np.zeros((28, 28)), np.ones((3, 3))), (IMAGE, np.zeros((3, 3)))):
        stops = slide(image, kernel, 0.0)
        question = cell_question(stops, cell_to_ask(stops, 0))
        assert question.answer == 0
        assert "All 9 products are 0, so their sum is 0.0000" in question.working


def test_another_image_kernel_or_bias_has_another_fingerprint():
    kernel = preset_kernel("blur", 3)
    prints = {
        slide(IMAGE, kernel, 0.0).fingerprint,
        slide(IMAGE, kernel, 0.1).fingerprint,
        slide(IMAGE, kernel * 2, 0.0).fingerprint,
        slide(IMAGE * 0.5, kernel, 0.0).fingerprint,
    }
    assert len(prints) == 4
