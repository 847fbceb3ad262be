"""Shift, then layer, against layer, then shift: by hand, and against Keras's activations."""

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import EXAMPLES
from cnn.lessons.shifted_digit import shifted
from cnn.lessons.translation.equivariance import ROUNDING, LayerError, layer_errors, moved_maps
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.pooling import MaxPool2D
from tests.designs import random_network

DIGIT = digit_from_strokes(EXAMPLES[0].strokes)


def errors(down: int, right: int, image: np.ndarray = DIGIT) -> dict[str, LayerError]:
    return {
        error.layer: error for error in layer_errors(Network.load("textbook"), image, down, right)
    }


@pytest.mark.parametrize("shift", range(1, 9))
@pytest.mark.parametrize("direction", [(0, 1), (0, -1), (1, 0), (-1, 0), (1, -1)])
def test_maps_move_along_exactly_where_the_shift_is_a_whole_number_of_cells(shift, direction):
    found = errors(shift * direction[0], shift * direction[1])
    for layer, stride in {"conv1": 1, "pool1": 2, "conv2": 2, "pool2": 4, "conv3": 4}.items():
        assert found[layer].stride == stride
        assert found[layer].is_whole == (shift % stride == 0)
        assert found[layer].is_exact == (shift % stride == 0)


def test_the_cells_that_both_have_are_compared():
    found = errors(-4, 8)
    assert found["conv1"].cells == (-4, 8)
    assert found["conv1"].compared == (22, 18)
    assert found["pool1"].cells == (-2, 4)
    assert found["pool1"].compared == (11, 9)
    assert found["conv3"].cells == (-1, 2)
    assert found["conv3"].compared == (2, 1)


def test_dense_layers_have_no_places_and_are_never_called_exact():
    found = errors(0, 1)
    for layer in ("dense", "softmax"):
        assert (found[layer].stride, found[layer].cells, found[layer].compared) == (None, None, ())
        assert not found[layer].is_exact
    assert "flatten" not in found


def one_pixel_network() -> Network:
    """A convolution that copies the image, and a pooling of 2 x 2."""
    network = random_network(Architecture((Conv2D(1, 1), MaxPool2D())))
    network.weights["conv1"]["kernel"][:] = 1
    network.weights["conv1"]["bias"][:] = 0
    return network


def test_a_pooling_by_hand():
    # A pixel of 1 in the upper left of its window and one of 0.5 in the lower right of another:
    # one step to the right, the first stays in its window and the second leaves it.
    image = np.zeros((28, 28), np.float32)
    image[10, 10], image[15, 15] = 1, 0.5
    network = one_pixel_network()
    _, pool, _ = layer_errors(network, image, 0, 1)
    assert pool.cells == (0, 0)
    assert pool.largest == 0.5  # the 0.5 goes from one cell to the next
    assert pool.relative == pytest.approx((0.5 + 0.5) / 1.5)
    # Two steps are one cell.
    _, pool, _ = layer_errors(network, image, 0, 2)
    assert (pool.cells, pool.relative, pool.is_exact) == ((0, 1), 0, True)


def test_maps_that_were_moved_along_by_hand():
    image = np.zeros((28, 28), np.float32)
    image[10, 10], image[15, 15] = 1, 0.5
    network = one_pixel_network()
    conv, pool = moved_maps(network, image, 0, 1)
    # The copy of the image has moved by one column: 10 to 11 and 15 to 16.
    for one in (conv.along, conv.found):
        assert np.argwhere(one).tolist() == [[10, 11], [15, 16]]
    # In the pooled map nothing has moved but the 0.5, which went on to the next window.
    assert np.argwhere(pool.along).tolist() == [[5, 5], [7, 7]]
    assert np.argwhere(pool.found).tolist() == [[5, 5], [7, 8]]
    assert (conv.error.is_exact, pool.error.is_exact) == (True, False)


@pytest.mark.parametrize(("down", "right"), [(1, 0), (-3, 2), (8, -8)])
def test_one_map_of_each_layer_differs_by_no_more_than_the_layers_error(down, right):
    network = Network.load("textbook")
    for one in moved_maps(network, DIGIT, down, right):
        strongest = float(network.forward(DIGIT[None])[one.error.layer].max())
        difference = float(np.abs(one.along - one.found).max()) / strongest
        assert difference <= one.error.largest + 1e-6
        assert one.along.shape == one.found.shape


@pytest.mark.parametrize("right", [1, 2, 3])
def test_the_errors_are_those_of_kerass_activations(right):
    keras = pytest.importorskip("keras")
    from cnn.training.build import build_keras, set_weights

    network = Network.load("textbook")
    model = build_keras(network.architecture)
    set_weights(model, network.weights)
    outputs = [model.get_layer(name).output for name in ("conv1", "pool1", "dense")]
    images = np.stack([DIGIT, shifted(DIGIT, 0, right)])[..., None]
    conv, pool, dense = (
        np.asarray(values, np.float64) for values in keras.Model(model.inputs[0], outputs)(images)
    )
    found = errors(0, right)
    conv_change = np.abs(conv[1, :, right:] - conv[0, :, :-right]).sum()
    assert conv_change / conv[0].sum() == pytest.approx(found["conv1"].relative, abs=1e-5)
    cells = found["pool1"].cells[1]
    before = pool[0][:, : pool.shape[2] - cells]
    pool_change = np.abs(pool[1][:, cells:] - before).sum() / before.sum()
    assert pool_change == pytest.approx(found["pool1"].relative, abs=1e-5)
    dense_change = np.abs(dense[1] - dense[0]).sum() / dense[0].sum()
    assert dense_change == pytest.approx(found["dense"].relative, abs=1e-5)


def test_a_blank_digit_changes_nowhere():
    for error in errors(3, -5, np.zeros((28, 28), np.float32)).values():
        # The biases' maps are flat, but for rounding: cells are summed in groups.
        assert max(error.largest, error.relative) <= ROUNDING
