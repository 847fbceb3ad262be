"""The arithmetic of the layers, by cases worked by hand (Keras: test_network_against_keras)."""

import numpy as np

from cnn.network import ops


def image(rows: list[list[float]]) -> np.ndarray:
    return np.array(rows, np.float32)[np.newaxis, :, :, np.newaxis]


def kernel(rows: list[list[float]]) -> np.ndarray:
    return np.array(rows, np.float32)[:, :, np.newaxis, np.newaxis]


NO_BIAS = np.zeros(1, np.float32)


def test_an_edge_kernel_finds_the_step_and_nothing_else():
    step = image([[0, 0, 1, 1]] * 4)
    sobel = kernel([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    assert ops.conv2d(step, sobel, NO_BIAS)[0, :, :, 0].tolist() == [[4, 4], [4, 4]]


def test_the_kernel_is_not_flipped():
    corner = image([[1, 0, 0], [0, 0, 0], [0, 0, 0]])
    numbered = kernel([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert ops.conv2d(corner, numbered, NO_BIAS).item() == 1


def test_the_bias_is_added_to_every_cell():
    blank = np.zeros((1, 5, 5, 1), np.float32)
    summed = ops.conv2d(blank, kernel([[1] * 3] * 3), np.array([0.5], np.float32))
    assert summed.shape == (1, 3, 3, 1)
    assert (summed == 0.5).all()


def test_same_padding_keeps_the_size_and_counts_the_neighbours():
    ones = np.ones((1, 3, 3, 1), np.float32)
    counted = ops.conv2d(ones, kernel([[1] * 3] * 3), NO_BIAS, padding="same")[0, :, :, 0]
    assert counted.tolist() == [[4, 6, 4], [6, 9, 6], [4, 6, 4]]


def test_a_stride_of_two_skips_every_other_window():
    numbered = image(np.arange(25).reshape(5, 5).tolist())
    pick = kernel([[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    assert ops.conv2d(numbered, pick, NO_BIAS, stride=2)[0, :, :, 0].tolist() == [[6, 8], [16, 18]]


def test_pooling_takes_the_maximum_and_drops_what_fills_no_window():
    numbered = image(np.arange(25).reshape(5, 5).tolist())
    assert ops.max_pool2d(numbered)[0, :, :, 0].tolist() == [[6, 8], [16, 18]]


def test_average_pooling_takes_the_mean_and_drops_what_fills_no_window():
    numbered = image(np.arange(25).reshape(5, 5).tolist())
    assert ops.average_pool2d(numbered)[0, :, :, 0].tolist() == [[3, 5], [13, 15]]
    assert ops.average_pool2d(numbered, 3)[0, :, :, 0].tolist() == [[6]]


def test_pooling_leaves_its_input_as_it_was():
    for pool in (ops.max_pool2d, ops.average_pool2d):
        for size in (1, 2):
            numbered = image(np.arange(16).reshape(4, 4).tolist())
            pool(numbered, size)[:] = -1
            assert numbered[0, :, :, 0].tolist() == np.arange(16).reshape(4, 4).tolist()


def test_softmax_of_large_logits_is_finite_and_sums_to_one():
    probabilities = ops.softmax(np.array([[1000.0, 1000.0, -1000.0]], np.float32))
    np.testing.assert_allclose(probabilities, [[0.5, 0.5, 0.0]])


def test_relu_keeps_what_is_positive():
    assert ops.relu(np.array([-1.0, 0.0, 2.0])).tolist() == [0.0, 0.0, 2.0]
