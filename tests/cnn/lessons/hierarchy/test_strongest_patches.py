"""The strongest patches: by hand, against a plain search, and each cut-out against the network."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.cells.strongest import KEPT
from cnn.handwriting.synthetic import synthetic_digits
from cnn.lessons.hierarchy import strongest_patches as module
from cnn.lessons.hierarchy.receptive_fields import pattern_layers
from cnn.lessons.hierarchy.strongest_patches import PatchSearch, cut_patch
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import AveragePool2D
from cnn.network.presets import DESIGNS
from tests.designs import convolutions, random_network, seeds

IMAGES, LABELS = synthetic_digits(150, 7)


def searched(network: Network, images: np.ndarray = IMAGES) -> PatchSearch:
    search = PatchSearch(network, images)
    while search.read < len(images):
        search.continue_with(network)
    return search


def found_in(network: Network, name: str, images: np.ndarray = IMAGES):
    return searched(network, images).result(len(images), name)


def brightest_pixel() -> Network:
    """One filter that passes each pixel on, and one that is dead."""
    network = random_network(Architecture((Conv2D(2, 1),)))
    kernel = np.array([[[[1, -1]]]], np.float32)
    network.weights["conv1"].update(kernel=kernel, bias=np.array([0, -1], np.float32))
    return network


def test_the_brightest_pixels_by_hand():
    images = np.zeros((3, 28, 28), np.uint8)
    images[0, 4, 9] = images[0, 5, 5] = 51
    images[2, 20, 3] = 255
    found = found_in(brightest_pixel(), "conv1", images)
    assert found.values[:3, 0].tolist() == pytest.approx([1.0, 0.2, 0.0])
    assert found.digits[:2, 0].tolist() == [2, 0]
    assert (found.rows[0, 0], found.columns[0, 0]) == (20, 3)
    # One place per digit: of two equals, the first.
    assert (found.rows[1, 0], found.columns[1, 0]) == (4, 9)
    assert found.counts.tolist() == [2, 0]
    assert found.dead == 1
    labels = np.array([7, 1, 7])
    assert found.labels_of(0, labels) == [(7, 2)]
    assert found.kinds(labels).tolist() == [1, 0]


@pytest.mark.parametrize("name", ["conv1", "pool1", "conv2", "pool2", "conv3"])
def test_a_plain_search_finds_the_same(name):
    network = random_network(textbook(), seed=3)
    found = found_in(network, name)
    maps = network.forward(IMAGES.astype(np.float32) / 255)[name]
    strongest = maps.max(axis=(1, 2))
    expected = -np.sort(-strongest, axis=0)[:KEPT]
    np.testing.assert_allclose(found.values, expected, atol=1e-5)
    assert found.counts.max() == KEPT
    for number in (0, 5, maps.shape[-1] - 1, int(found.counts.argmax())):
        digits, rows, columns = (a[:, number] for a in (found.digits, found.rows, found.columns))
        there = maps[digits, rows, columns, number]
        np.testing.assert_allclose(there, found.values[:, number], atol=1e-5)
        count = int(found.counts[number])
        assert len(set(digits[:count].tolist())) == count


def test_activations_are_what_keras_gives():
    keras = pytest.importorskip("keras")
    from cnn.training.build import build_keras, set_weights

    network = random_network(textbook(), seed=5)
    model = build_keras(network.architecture)
    set_weights(model, network.weights)
    each = keras.Model(model.inputs[0], [model.get_layer(n).output for n in ("conv2", "pool2")])
    expected = each(IMAGES[..., np.newaxis].astype(np.float32) / 255)
    search = searched(network)
    for name, maps in zip(("conv2", "pool2"), expected, strict=True):
        best = -np.sort(-np.asarray(maps).max(axis=(1, 2)), axis=0)[:KEPT]
        np.testing.assert_allclose(search.result(150, name).values, best, atol=1e-5)


@given(convolutions(), st.sampled_from([Conv2D(3, 3, 1, "same"), AveragePool2D(2)]), seeds)
def test_a_patch_alone_gives_the_same_activation(first, second, seed):
    """Ink outside the patch may be erased: the cell does not see it."""
    network = random_network(Architecture((first, second)), seed)
    random = np.random.default_rng(seed)
    image = random.random((28, 28), dtype=np.float32)
    layer = network.architecture.layers[1]
    size = layer.output_shape[0]
    row, column = (int(cell) for cell in random.integers(size, size=2))
    field = layer.receptive_field
    patch = cut_patch(image, layer, row, column)
    assert patch.shape == (field.size, field.size)
    only = np.zeros((28 + 4 * field.size,) * 2, np.float32)
    top, left = (field.start + cell * field.stride + 2 * field.size for cell in (row, column))
    only[top : top + field.size, left : left + field.size] = patch
    only = only[2 * field.size :, 2 * field.size :][:28, :28]
    outputs = network.forward(np.stack([image, only]))[layer.name]
    np.testing.assert_allclose(outputs[1, row, column], outputs[0, row, column], atol=1e-5)


def test_a_patch_at_the_border_has_zeros_beyond_it():
    layer = Architecture(DESIGNS["lenet5"]).layer("conv1")
    patch = cut_patch(np.ones((28, 28), np.uint8), layer, 0, 27)
    assert patch.tolist() == [[0] * 5] * 2 + [[1, 1, 1, 0, 0]] * 3


def test_there_are_results_after_the_first_digits_and_after_all(monkeypatch):
    monkeypatch.setattr(module, "FIRST_DIGITS", 40)
    network = random_network(textbook())
    search = PatchSearch(network, IMAGES)
    assert search.marks == (40, 150)
    while search.read < 40:
        assert search.result(40, "conv1") is None
        search.continue_with(network)
    assert search.read == 40
    first = search.result(40, "conv1")
    assert first.digits.max() < 40
    assert search.result(150, "conv1") is None
    while search.read < 150:
        search.continue_with(network)
    search.continue_with(network)
    assert search.read == 150
    assert search.result(40, "conv1") is first
    assert (search.result(150, "conv1").values >= first.values).all()


def test_results_cannot_be_written_to():
    found = found_in(brightest_pixel(), "conv1")
    for array in (found.values, found.digits, found.rows, found.columns):
        assert not array.flags.writeable


def test_layers_without_maps_are_left_out():
    network = random_network(Architecture((Conv2D(2), Dense(3))))
    search = searched(network, IMAGES[:4])
    assert [layer.name for layer in pattern_layers(network.architecture)] == ["conv1"]
    assert search.result(4, "conv1").values.shape == (KEPT, 2)
