"""One cell's arithmetic gives the cell, for any network, and reads only its receptive field."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnn.cells.explain_cell import explain_cell, strongest_cell
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import DenseCell
from tests.designs import networks, random_network, seeds


def random_image(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((28, 28), dtype=np.float32)


def any_cell(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(draw(st.integers(0, size - 1)) for size in shape)


@given(st.data(), networks(), seeds)
def test_the_sum_of_any_cell_gives_its_activation_to_the_last_printed_digit(data, network, seed):
    image = random_image(seed)
    passed = network.forward_with_sums(image[None])
    for layer in network.architecture.layers:
        if not layer.kernel_shape or layer.name == "softmax":
            continue
        place = any_cell(data.draw, layer.output_shape)
        cell = explain_cell(network, passed, image, layer.name, place)
        expected = float(passed.activations[layer.name][0][place])
        assert cell.activation == expected
        assert abs(cell.result - expected) <= 1e-5 * max(1, abs(expected))
        if isinstance(cell, DenseCell):
            assert f"{cell.result:.{cell.decimals}f}" == f"{expected:.{cell.decimals}f}"
            assert cell.decimals >= 3


@given(st.data(), networks(), seeds)
def test_pixels_outside_the_receptive_field_do_not_change_the_cell(data, network, seed):
    assume(network.architecture.spatial_layers)
    image = random_image(seed)
    layer = data.draw(st.sampled_from(network.architecture.spatial_layers))
    row, column, channel = any_cell(data.draw, layer.output_shape)
    rows = slice(*layer.receptive_field.window(row))
    columns = slice(*layer.receptive_field.window(column))
    other = random_image(seed + 1)
    other[rows, columns] = image[rows, columns]
    before = network.forward(image[None])[layer.name][0, row, column, channel]
    after = network.forward(other[None])[layer.name][0, row, column, channel]
    assert after == pytest.approx(before, abs=1e-6)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("kernel_size", range(1, 8))
def test_every_pixel_inside_the_receptive_field_of_a_linear_cell_counts(
    kernel_size, stride, padding
):
    architecture = Architecture((Conv2D(1, kernel_size, stride, padding),))
    network = random_network(architecture, seed=1)
    kernel, bias = network.weights["conv1"].values()
    network.weights["conv1"] = {"kernel": np.abs(kernel) + 0.1, "bias": np.abs(bias)}
    layer = architecture.layer("conv1")
    image = random_image(2)
    for row, column in ((0, 0), (layer.output_shape[0] - 1, 0), (1, 2)):
        rows, columns = (layer.receptive_field.window(cell) for cell in (row, column))
        before = network.forward(image[None])["conv1"][0, row, column, 0]
        for y in range(*rows):
            for x in range(*columns):
                brighter = image.copy()
                brighter[y, x] += 1
                assert network.forward(brighter[None])["conv1"][0, row, column, 0] > before


def test_a_convolution_worked_by_hand():
    architecture = Architecture((Conv2D(1, 3),))
    network = random_network(architecture, seed=0)
    kernel = np.arange(9, dtype=np.float32).reshape(3, 3, 1, 1)
    network.weights["conv1"] = {"kernel": kernel, "bias": np.array([-1.5], np.float32)}
    image = np.zeros((28, 28), np.float32)
    image[5, 6] = 0.5
    cell = explain_cell(network, network.forward_with_sums(image[None]), image, "conv1", (4, 5, 0))
    assert (cell.rows, cell.columns) == ((4, 7), (5, 8))
    assert cell.products[1, 1, 0] == 4 * 0.5
    assert np.count_nonzero(cell.products) == 1
    assert cell.channel_sums.tolist() == [2.0]
    assert (cell.products_sum, cell.bias, cell.before_relu, cell.result) == (2.0, -1.5, 0.5, 0.5)


def test_same_padding_gives_the_patch_zeros_outside_the_map():
    network = random_network(Architecture((Conv2D(2, 5, 1, "same"),)), seed=3)
    image = np.ones((28, 28), np.float32)
    cell = explain_cell(network, network.forward_with_sums(image[None]), image, "conv1", (0, 27, 1))
    assert (cell.rows, cell.columns) == ((-2, 3), (25, 30))
    expected = np.zeros((5, 5))
    expected[2:, :3] = 1
    np.testing.assert_array_equal(cell.patch[..., 0], expected)


def test_a_negative_sum_is_cut_to_zero():
    network = random_network(Architecture((Conv2D(1, 3),)), seed=0)
    kernel, bias = -np.ones((3, 3, 1, 1), np.float32), np.zeros(1, np.float32)
    network.weights["conv1"] = {"kernel": kernel, "bias": bias}
    image = np.ones((28, 28), np.float32)
    cell = explain_cell(network, network.forward_with_sums(image[None]), image, "conv1", (0, 0, 0))
    assert (cell.before_relu, cell.result, cell.activation) == (-9.0, 0.0, 0.0)


@pytest.mark.parametrize("place", [(26, 0, 0), (0, 26, 0), (0, 0, 32), (-1, 0, 0), (5,)])
def test_there_is_no_cell_outside_the_output(place):
    network = random_network(textbook(), seed=0)
    image = random_image(0)
    with pytest.raises(IndexError):
        explain_cell(network, network.forward_with_sums(image[None]), image, "conv1", place)


def test_layers_without_weights_have_no_sum_of_products():
    network = random_network(textbook(), seed=0)
    image = random_image(0)
    passed = network.forward_with_sums(image[None])
    for name in ("pool1", "flatten", "nowhere"):
        with pytest.raises(KeyError):
            explain_cell(network, passed, image, name, (0, 0, 0))


def test_the_strongest_cell_is_the_largest():
    output = np.zeros((4, 4, 3))
    output[1, 2, 0] = 1
    assert strongest_cell(output) == (1, 2, 0)
    assert strongest_cell(np.array([0.1, 0.7, 0.2])) == (1,)
