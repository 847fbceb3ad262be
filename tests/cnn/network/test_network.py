"""Networks and their files: what goes out comes back, and strangers' files are refused."""

import errno
import io
import json
import pickle
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st

from cnn.atomic_write import write_atomically
from cnn.errors import NetworkFileError, VisitorError
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.file_checks import MAX_FILE_BYTES, MAX_HEADER_BYTES
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.pooling import AveragePool2D
from cnn.network.network import images_per_batch
from cnn.network.provenance import Provenance
from cnn.network.recipe import Recipe
from tests.designs import networks, random_network, seeds

SMALL = Architecture((Conv2D(2), Dense(4)))


@pytest.fixture(scope="module")
def small_file() -> bytes:
    return random_network(SMALL).to_bytes()


def changed_header(data: bytes, change) -> bytes:
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    change(header)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data[8 + length :]


def test_forward_keeps_every_layer_in_order(textbook_network):
    activations = textbook_network.forward(np.zeros((2, 28, 28), np.float32))
    assert list(activations) == [layer.name for layer in textbook().layers]
    for layer in textbook().layers:
        assert activations[layer.name].shape == (2, *layer.output_shape)
        assert activations[layer.name].dtype == np.float32


@given(networks(), seeds)
def test_what_stands_before_relu_and_softmax_is_kept_apart(network, seed):
    images = np.random.default_rng(seed).random((2, 28, 28), np.float32)
    passed = network.forward_with_sums(images)
    activations = network.forward(images)
    assert list(passed.sums) == list(passed.activations) == list(activations)
    for layer in network.architecture.layers:
        sums, after = passed.sums[layer.name], passed.activations[layer.name]
        np.testing.assert_array_equal(after, activations[layer.name])
        match layer.spec.activation:
            case "relu":
                np.testing.assert_array_equal(after, np.maximum(sums, 0))
            case "softmax":
                exponentials = np.exp(sums.astype(np.float64))
                expected = exponentials / exponentials.sum(axis=1, keepdims=True)
                np.testing.assert_allclose(after, expected, atol=1e-6)
            case None:
                np.testing.assert_array_equal(after, sums)


def test_predict_gives_probabilities_whatever_the_number_of_images(textbook_network):
    images = np.random.default_rng(0).random((300, 28, 28), np.float32)
    probabilities = textbook_network.predict(images)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(
        probabilities[:3], textbook_network.forward(images[:3])["softmax"], atol=1e-6
    )
    assert textbook_network.predict(images[:0]).shape == (0, 10)


@pytest.mark.parametrize(
    ("hidden", "fewest", "most"),
    [
        ((Conv2D(128, 1, 1, "same"), Conv2D(40, 7, 1, "same")), 1, 1),
        (textbook().hidden, 8, 64),
        ((Dense(109), Dense(64)), 256, 256),
    ],
)
def test_a_design_with_large_arrays_is_read_in_small_batches(hidden, fewest, most):
    assert fewest <= images_per_batch(Architecture(hidden)) <= most


def test_many_images_through_the_largest_convolution_take_little_memory():
    network = random_network(Architecture((Conv2D(128, 1, 1, "same"), Conv2D(20, 7, 1, "same"))))
    images = np.random.default_rng(0).random((30, 28, 28), np.float32)
    tracemalloc.start()
    network.predict(images)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 2**20


def test_a_file_names_each_array_by_its_layer(small_file):
    tensors = safetensors.numpy.load(small_file)
    assert {name: array.shape for name, array in tensors.items()} == {
        "conv1.kernel": (3, 3, 1, 2),
        "conv1.bias": (2,),
        "dense.kernel": (26 * 26 * 2, 4),
        "dense.bias": (4,),
        "softmax.kernel": (4, 10),
        "softmax.bias": (10,),
    }


@pytest.mark.parametrize("name", ["dense.gamma", "dense1.bias", "bias"])
def test_a_file_whose_arrays_have_other_names_is_refused(small_file, name):
    def rename(header):
        header[name] = header.pop("dense.bias")

    with pytest.raises(NetworkFileError, match="do not belong to its layers"):
        Network.from_bytes(changed_header(small_file, rename))


@pytest.mark.parametrize("names", [["kernel"], ["kernel", "bias", "gamma"], []])
def test_a_layer_has_all_of_its_arrays_and_no_others(names):
    weights = random_network(SMALL).weights
    arrays = weights["dense"] | {"gamma": np.ones(4, np.float32)}
    weights["dense"] = {name: arrays[name] for name in names}
    with pytest.raises(NetworkFileError, match="weights of dense have another shape"):
        Network(SMALL, weights)


def test_a_file_gives_back_average_pooling_and_dropout():
    hidden = (Conv2D(2), AveragePool2D(3), Dropout(0.25), Dense(4), Dropout(0.5))
    network = random_network(Architecture(hidden))
    assert Network.from_bytes(network.to_bytes()).architecture.hidden == hidden


def test_images_of_another_shape_are_a_mistake_of_the_caller(textbook_network):
    with pytest.raises(ValueError, match="28, 28"):
        textbook_network.forward(np.zeros((28, 28)))


def test_a_file_gives_back_the_very_network(tmp_path):
    provenance = Provenance(Recipe(seed=7), mnist_test_accuracy=0.99, training_seconds=12.5)
    network = random_network(SMALL)
    path = tmp_path / "mine.safetensors"
    Network(SMALL, network.weights, provenance).save(path)
    loaded = Network.load(path)
    assert (loaded.architecture, loaded.provenance) == (SMALL, provenance)
    for layer, arrays in network.weights.items():
        assert list(loaded.weights[layer]) == list(arrays)
        for name, array in arrays.items():
            np.testing.assert_array_equal(loaded.weights[layer][name], array)


@pytest.mark.parametrize("name", ["pen", "textbook"])
def test_the_networks_that_ship_are_the_textbook_architecture(name):
    network = Network.load(name)
    assert network.architecture == textbook()
    assert network.architecture.parameters == 93_322


@given(st.data())
def test_a_truncated_or_altered_file_never_raises_anything_else(small_file, data):
    cut = data.draw(st.integers(0, len(small_file)))
    place = data.draw(st.integers(0, min(len(small_file) - 1, 1200)))
    byte = data.draw(st.integers(0, 255))
    altered = bytearray(small_file[:cut])
    if place < len(altered):
        altered[place] = byte
    try:
        Network.from_bytes(bytes(altered))
    except NetworkFileError as error:
        assert str(error).endswith(".")


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data):
    with pytest.raises(NetworkFileError):
        Network.from_bytes(data)


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", "{}")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pickle.dumps({"weights": [1]}), "pickle"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "HDF5"),
        (zipped(), r"\.keras"),
    ],
)
def test_files_of_other_kinds_are_named_and_not_opened(data, kind):
    with pytest.raises(NetworkFileError, match=kind):
        Network.from_bytes(data)


def test_a_huge_header_is_refused_before_it_is_read():
    data = struct.pack("<Q", MAX_HEADER_BYTES + 1) + b"{" + b" " * MAX_HEADER_BYTES
    with pytest.raises(NetworkFileError, match="header"):
        Network.from_bytes(data)


def test_a_deeply_nested_header_is_refused():
    text = b"[" * 60_000
    with pytest.raises(NetworkFileError):
        Network.from_bytes(struct.pack("<Q", len(text)) + text)


def test_a_file_past_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "large.safetensors"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(NetworkFileError, match="MB"):
        Network.load(path)


def test_a_safetensors_file_of_others_is_refused():
    data = safetensors.numpy.save({"w": np.zeros(3, np.float32)})
    with pytest.raises(NetworkFileError, match="not made by Convoscope"):
        Network.from_bytes(data)


def test_weights_that_are_not_finite_are_refused():
    network = random_network(SMALL)
    network.weights["conv1"]["kernel"][0, 0, 0, 0] = np.nan
    with pytest.raises(NetworkFileError, match="NaN"):
        Network.from_bytes(network.to_bytes())


def test_an_architecture_past_the_limits_is_refused(small_file):
    def enlarge(header):
        layers = [{"type": "conv2d", "filters": 129}]
        header["__metadata__"]["architecture"] = json.dumps(layers)

    with pytest.raises(NetworkFileError, match="128"):
        Network.from_bytes(changed_header(small_file, enlarge))


def test_weights_of_other_shapes_are_refused(small_file):
    def reshape(header):
        layers = Architecture((Conv2D(3), Dense(4))).to_json()
        header["__metadata__"]["architecture"] = json.dumps(layers)

    with pytest.raises(NetworkFileError, match="shape"):
        Network.from_bytes(changed_header(small_file, reshape))


@pytest.mark.parametrize(
    "provenance",
    [
        {"mnist_test_accuracy": 2},
        {"mnist_test_accuracy": "![x](http://example.org)"},
        {"recipe": {"optimizer": "<b>"}},
        {"recipe": {"epochs": 10**9}},
        {"note": "hello"},
        [],
    ],
)
def test_a_provenance_holds_numbers_within_their_ranges_only(provenance, small_file):
    def alter(header):
        header["__metadata__"]["record"] = json.dumps(provenance)

    with pytest.raises(NetworkFileError):
        Network.from_bytes(changed_header(small_file, alter))


def test_a_missing_file_is_a_visitors_error(tmp_path):
    with pytest.raises(VisitorError):
        Network.load(tmp_path / "nowhere.safetensors")


def test_a_full_disk_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "network.safetensors"
    path.write_bytes(b"old")

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
