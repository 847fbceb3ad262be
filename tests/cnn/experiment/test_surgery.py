"""Edits of kernels: each by hand, their effect held to Keras with the same weights."""

import json

import numpy as np
import pytest

from cnn.errors import KernelError, NetworkFileError
from cnn.experiment.surgery import edited
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.provenance import MAX_EDITS
from cnn.network.weight_edit import WeightEdit
from tests.cnn.experiment.keras_masks import keras_probabilities
from tests.designs import random_network

IMAGES = np.random.default_rng(5).random((3, 28, 28), dtype=np.float32)
PEN = Network.load("pen")
KERNEL, BIAS = PEN.weights["conv2"]["kernel"], PEN.weights["conv2"]["bias"]


def arrays_after(*edits: WeightEdit) -> tuple[np.ndarray, np.ndarray]:
    arrays = edited(PEN, edits).weights["conv2"]
    return arrays["kernel"], arrays["bias"]


def test_typed_numbers_are_the_kernel_and_the_bias():
    numbers = tuple(range(-4, 5))
    kernel, bias = arrays_after(WeightEdit("numbers", "conv2", 5, 7, numbers=(*numbers, 0.5)))
    np.testing.assert_array_equal(kernel[:, :, 7, 5], [[-4, -3, -2], [-1, 0, 1], [2, 3, 4]])
    assert bias[5] == 0.5
    kernel[:, :, 7, 5] = KERNEL[:, :, 7, 5]
    bias[5] = BIAS[5]
    np.testing.assert_array_equal(kernel, KERNEL)
    np.testing.assert_array_equal(bias, BIAS)


@pytest.mark.parametrize(("kind", "sign"), [("zero", 0), ("negate", -1)])
def test_a_whole_filter_is_zeroed_or_negated_with_its_bias(kind: str, sign: int):
    kernel, bias = arrays_after(WeightEdit(kind, "conv2", 5))
    np.testing.assert_array_equal(kernel[..., 5], sign * KERNEL[..., 5])
    assert bias[5] == sign * BIAS[5]
    np.testing.assert_array_equal(kernel[..., 6], KERNEL[..., 6])


def test_one_kernel_is_negated_without_the_bias():
    kernel, bias = arrays_after(WeightEdit("negate", "conv2", 5, 7))
    np.testing.assert_array_equal(kernel[:, :, 7, 5], -KERNEL[:, :, 7, 5])
    np.testing.assert_array_equal(kernel[:, :, 8, 5], KERNEL[:, :, 8, 5])
    assert bias[5] == BIAS[5]


def test_a_kernel_is_turned_clockwise():
    numbers = WeightEdit("numbers", "conv2", 0, 0, numbers=(*range(9), 0))
    kernel, _ = arrays_after(numbers, WeightEdit("turn", "conv2", 0, 0))
    np.testing.assert_array_equal(kernel[:, :, 0, 0], [[6, 3, 0], [7, 4, 1], [8, 5, 2]])


def test_filters_are_swapped_with_their_biases_and_back():
    swap = WeightEdit("swap", "conv2", 5, other=9)
    kernel, bias = arrays_after(swap)
    np.testing.assert_array_equal(kernel[..., 5], KERNEL[..., 9])
    np.testing.assert_array_equal(kernel[..., 9], KERNEL[..., 5])
    assert (bias[5], bias[9]) == (BIAS[9], BIAS[5])
    np.testing.assert_array_equal(arrays_after(swap, swap)[0], KERNEL)


def test_one_kernel_is_swapped_with_that_of_another_filter_for_the_same_map():
    kernel, bias = arrays_after(WeightEdit("swap", "conv2", 5, 7, other=9))
    np.testing.assert_array_equal(kernel[:, :, 7, 5], KERNEL[:, :, 7, 9])
    np.testing.assert_array_equal(kernel[:, :, 7, 9], KERNEL[:, :, 7, 5])
    np.testing.assert_array_equal(kernel[:, :, 6], KERNEL[:, :, 6])
    np.testing.assert_array_equal(bias, BIAS)


def test_all_filters_of_a_layer_become_their_mean():
    kernel, bias = arrays_after(WeightEdit("mean", "conv2"))
    for number in (0, 63):
        np.testing.assert_allclose(kernel[..., number], KERNEL.mean(axis=-1), atol=1e-7)
    np.testing.assert_allclose(bias, BIAS.mean(), atol=1e-7)


def test_keras_answers_the_same_with_the_edited_weights():
    edits = [
        WeightEdit("negate", "conv1", 3),
        WeightEdit("swap", "conv2", 5, other=9),
        WeightEdit("blur", "conv3", 1, 2),
        WeightEdit("mean", "conv3"),
    ]
    network = edited(PEN, edits)
    expected = keras_probabilities(network, IMAGES, {})
    np.testing.assert_allclose(network.predict(IMAGES), expected, atol=1e-5)
    assert np.abs(network.predict(IMAGES) - PEN.predict(IMAGES)).max() > 1e-3


def test_the_first_network_stays_as_it_was():
    before = KERNEL.copy()
    assert edited(PEN, []) is PEN
    edited(PEN, [WeightEdit("zero", "conv2", 0)])
    np.testing.assert_array_equal(KERNEL, before)


@pytest.mark.parametrize("number", [np.nan, np.inf, 1e9, -100.5])
def test_a_number_that_is_none_or_too_large_is_refused(number: float):
    edit = WeightEdit("numbers", "conv1", 0, 0, numbers=(number, *[0.0] * 9))
    with pytest.raises(KernelError, match="-100 to 100"):
        edited(PEN, [edit])


@pytest.mark.parametrize(
    "edit",
    [
        WeightEdit("zero", "conv9", 0),
        WeightEdit("zero", "dense", 0),
        WeightEdit("zero", "conv1", 32),
        WeightEdit("zero", "conv1"),
        WeightEdit("zero", "conv1", 0, 1),
        WeightEdit("swap", "conv1", 0),
        WeightEdit("swap", "conv1", 0, other=-1),
        WeightEdit("numbers", "conv1", 0, 0, numbers=(1.0, 2.0)),
        WeightEdit("numbers", "conv1", 0, numbers=(0.0,) * 10),
    ],
)
def test_an_edit_of_another_network_is_refused(edit: WeightEdit):
    with pytest.raises(KernelError):
        edited(PEN, [edit])


def test_the_record_holds_the_edits_and_no_longer_what_was_measured_before():
    edits = (
        WeightEdit("numbers", "conv1", 0, 0, numbers=(0.25,) * 10),
        WeightEdit("swap", "conv2", 5, other=9),
    )
    network = edited(PEN, edits)
    again = Network.from_bytes(network.to_bytes())
    assert again.provenance.edits == edits
    assert again.provenance.recipe == PEN.provenance.recipe
    assert again.provenance.mnist_test_accuracy is None
    assert again.provenance.pen_accuracy is None
    assert again.statistics is None
    np.testing.assert_array_equal(again.predict(IMAGES), network.predict(IMAGES))


def test_a_record_holds_only_so_many_edits():
    edit = WeightEdit("negate", "conv1", 0)
    network = random_network(Architecture((Conv2D(1),)))
    with pytest.raises(NetworkFileError, match="100 times"):
        edited(network, [edit] * (MAX_EDITS + 1))


GOOD = WeightEdit("numbers", "conv1", 0, 0, numbers=(0.25,) * 10).to_json()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "melt"},
        {"kind": ["zero"]},
        {"layer": "<b>"},
        {"layer": 1},
        {"filter": 128},
        {"filter": True},
        {"input_map": -1},
        {"other": 1.5},
        {"numbers": [1e9]},
        {"numbers": "1"},
        {"numbers": [0.0] * 51},
        {"more": 1},
    ],
)
def test_what_a_file_says_of_its_edits_is_not_trusted(change: dict[str, object]):
    assert WeightEdit.from_json(json.loads(json.dumps(GOOD))).to_json() == GOOD
    with pytest.raises(NetworkFileError):
        WeightEdit.from_json({**GOOD, **change})
    with pytest.raises(NetworkFileError):
        WeightEdit.from_json({"kind": "zero"})
