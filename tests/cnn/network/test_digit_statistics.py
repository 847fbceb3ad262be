"""Statistics of digits in network files: what comes back, and what is refused."""

from dataclasses import fields, replace

import numpy as np
import pytest
import safetensors.numpy

from cnn.errors import NetworkFileError
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.digit_statistics import DigitStatistics, feature_count, statistics_tensors
from cnn.network.file_checks import MAX_STATISTICS_BYTES, read_header
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.layer_shapes import MAX_BLOCKS, MAX_DENSE_LAYERS
from cnn.strangeness import with_statistics
from tests.designs import random_network

SMALL = Architecture((Conv2D(2), Dense(4)))
NAMES = [item.name for item in fields(DigitStatistics)]


@pytest.fixture(scope="module")
def network() -> Network:
    images = np.random.default_rng(0).random((60, 28, 28), np.float32)
    return with_statistics(random_network(SMALL), (images, np.arange(60) % 10), images[:30] / 2)


def changed(network: Network, change) -> bytes:
    """The network's file with other tensors."""
    data = network.to_bytes()
    tensors = safetensors.numpy.load(data)
    change(tensors)
    return safetensors.numpy.save(tensors, read_header(data)["__metadata__"])


def test_they_come_back_from_a_file_as_they_were(network):
    back = Network.from_bytes(network.to_bytes()).statistics
    for name in NAMES:
        np.testing.assert_array_equal(getattr(back, name), getattr(network.statistics, name))


def test_a_file_without_them_is_read_as_before(network):
    old = replace(network, statistics=None)
    assert not any("statistics" in name for name in safetensors.numpy.load(old.to_bytes()))
    assert Network.from_bytes(old.to_bytes()).statistics is None
    assert old.nbytes == 4 * SMALL.parameters
    assert network.nbytes == old.nbytes + network.statistics.nbytes


@pytest.mark.parametrize("name", NAMES)
def test_a_file_with_only_some_of_them_is_refused(network, name):
    data = changed(network, lambda tensors: tensors.pop(f"digit_statistics.{name}"))
    with pytest.raises(NetworkFileError, match="do not belong"):
        Network.from_bytes(data)


@pytest.mark.parametrize("name", NAMES)
def test_other_shapes_are_refused(network, name):
    def cut(tensors):
        tensors[f"digit_statistics.{name}"] = np.ascontiguousarray(
            np.repeat(tensors[f"digit_statistics.{name}"], 2, axis=-1)
        )

    with pytest.raises(NetworkFileError, match="another shape"):
        Network.from_bytes(changed(network, cut))


@pytest.mark.parametrize(("name", "kind"), [("means", np.float64), ("factors", np.float32)])
def test_other_kinds_of_number_are_refused(network, name, kind):
    def cast(tensors):
        key = f"digit_statistics.{name}"
        tensors[key] = tensors[key].astype(kind)

    with pytest.raises(NetworkFileError, match="is not of"):
        Network.from_bytes(changed(network, cast))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("centre", np.nan),
        ("spread", 0),
        ("spread", np.inf),
        ("means", np.inf),
        ("steps", -1),
        ("bound", 0),
        ("bound", np.nan),
    ],
)
def test_numbers_out_of_their_range_are_refused(network, name, value):
    def spoil(tensors):
        tensors[f"digit_statistics.{name}"].flat[0] = value

    with pytest.raises(NetworkFileError, match="no such numbers"):
        Network.from_bytes(changed(network, spoil))


def test_those_of_another_architecture_are_refused(network):
    with pytest.raises(NetworkFileError, match="another architecture"):
        replace(random_network(Architecture((Dense(5),))), statistics=network.statistics)


def test_the_most_that_they_can_take_is_within_a_files_limit():
    features = MAX_BLOCKS * 2 * 128 + MAX_DENSE_LAYERS * 512 + 10
    sizes = {"F32": 4, "I8": 1}
    most = sum(
        sizes[kind] * int(np.prod(shape)) for kind, shape in statistics_tensors(features).values()
    )
    assert most < MAX_STATISTICS_BYTES


def test_features_are_counted_by_map_and_unit():
    assert feature_count(Architecture(())) == 10
    assert feature_count(SMALL) == 2 * 2 + 4 + 10
