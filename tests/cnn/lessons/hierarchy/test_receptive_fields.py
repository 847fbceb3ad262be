"""What a cell sees: the textbook's numbers, and the truth, found by changing single pixels."""

import numpy as np
import pytest

from cnn.lessons.hierarchy.receptive_fields import (
    asked_layer,
    field_question,
    growth,
    pattern_layers,
    seen_by_cells,
)
from cnn.lessons.question import grade
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from cnn.network.presets import DESIGNS
from tests.designs import random_network

OVERLAPPING = (Conv2D(2, 5, 2, "same"), Dropout(0.5), AveragePool2D(3), Conv2D(3, 3, 1, "same"))


def growing(architecture: Architecture) -> Network:
    """Weights above 0 only: whatever a cell sees more of makes it larger."""
    network = random_network(architecture)
    for arrays in network.weights.values():
        arrays.update(kernel=np.abs(arrays["kernel"]) + 0.01, bias=np.abs(arrays["bias"]))
    return network


def reaching(network: Network, name: str, cell: int) -> list[int]:
    """Rows from which a change reaches one row of a layer's cells, found by trying each."""
    found = []
    for row in range(28):
        images = np.zeros((2, 28, 28), np.float32)
        images[1, row] = 1.0
        # One image at a time: within a batch the same numbers may be summed in another order.
        before, after = (network.forward(one[None])[name][0, cell] for one in images)
        if not np.array_equal(before, after):
            found.append(row)
    return found


def test_cells_of_the_textbook_network_see_3_4_8_10_and_18_pixels():
    layers = pattern_layers(textbook())
    assert [layer.name for layer in layers] == ["conv1", "pool1", "conv2", "pool2", "conv3"]
    assert [layer.receptive_field.size for layer in layers] == [3, 4, 8, 10, 18]


@pytest.mark.parametrize("hidden", [textbook().hidden, DESIGNS["lenet5"], DESIGNS["strided"]])
def test_what_is_framed_is_what_changes_the_cell(hidden):
    network = growing(Architecture(hidden))
    for seen in seen_by_cells(network.architecture):
        last = seen.layer.output_shape[0] - 1
        for cell in {0, last // 2, last}:
            rows = reaching(network, seen.layer.name, cell)
            assert seen.image[cell] == (rows[0], rows[-1] + 1), (seen.layer.name, cell)


def test_cells_between_layers_by_hand():
    conv1, pool1, conv2, pool2, conv3 = seen_by_cells(textbook())
    assert conv1.before == {}
    assert pool1.before["conv1"][:2] == ((0, 2), (2, 4))
    assert conv2.before["pool1"][4] == (4, 7)
    assert conv2.before["conv1"][4] == (8, 14)
    assert list(conv3.before) == ["conv1", "pool1", "conv2", "pool2"]
    assert conv3.before["pool2"][1] == (1, 4)
    assert conv3.before["conv2"][1] == (2, 8)
    assert conv3.before["pool1"][1] == (2, 10)
    assert conv3.before["conv1"][1] == (4, 20)
    assert conv3.image[1] == (4, 22)
    assert pool2.image[0] == (0, 10)


def test_padding_and_dropout_by_hand():
    conv1, pool1, conv2 = seen_by_cells(Architecture(OVERLAPPING))
    # Same padding of 28 with 5 x 5 and stride 2 adds one row before and two after.
    assert conv1.image[0] == (0, 4)
    assert conv1.image[13] == (25, 28)
    assert "dropout" not in conv2.before
    assert pool1.before["conv1"][1] == (3, 6)
    assert conv2.before["pool1"][0] == (0, 2)
    assert conv2.before["conv1"][0] == (0, 6)


def test_the_working_says_how_the_field_grows():
    architecture = textbook()
    question = field_question(architecture, architecture.layer("conv2"))
    assert question.answer == 8
    assert "- conv1: 1 + (3 - 1) x 1 = **3**" in question.working
    assert "- pool1: 3 + (2 - 1) x 1 = **4**" in question.working
    assert "- conv2: 4 + (3 - 1) x 2 = **8**" in question.working
    assert "conv3" not in question.working
    assert grade(question, "8").verdict == "right"
    assert grade(question, "8.0").sentence == "Right: 8."
    assert grade(question, "9").sentence == "Not quite: the answer is 8."


@pytest.mark.parametrize("name", [name for name in DESIGNS if name != "dense_only"])
def test_every_line_of_the_working_is_true(name):
    architecture = Architecture(DESIGNS[name])
    lines = growth(architecture, pattern_layers(architecture)[-1]).splitlines()
    sums = [line.split(": ")[1].split(" = ") for line in lines if line.startswith("- ")]
    for layer, (terms, result) in zip(pattern_layers(architecture), sums, strict=True):
        before, rest = terms.split(" + (")
        window, stride = rest.split(" - 1) x ")
        assert int(window) == len(layer.rows_read(layer.output_shape[0] // 2))
        assert int(before) + (int(window) - 1) * int(stride) == int(result.strip("*"))


def test_a_field_wider_than_the_image_is_said_to_hold_padding():
    architecture = Architecture(tuple(Conv2D(2, 7, 1, "same") for _ in range(5)))
    last = architecture.layer("conv5")
    assert field_question(architecture, last).answer == 31
    assert "wider than the image" in field_question(architecture, last).working


def test_each_layer_is_asked_about_in_turn():
    names = [asked_layer(textbook(), number).name for number in range(6)]
    assert names == ["conv2", "pool2", "conv3", "conv1", "pool1", "conv2"]
    assert asked_layer(Architecture((MaxPool2D(),)), 5).name == "pool1"


def test_a_dense_network_has_no_patterns():
    assert pattern_layers(Architecture(DESIGNS["dense_only"])) == ()
    assert seen_by_cells(Architecture(DESIGNS["dense_only"])) == ()
