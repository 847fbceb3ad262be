"""Statistics of digits at the end of a run, and by hand for a file."""

import sys

import numpy as np
import pytest

from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.provenance import Provenance
from cnn.network.recipe import Recipe
from cnn.strangeness import BOUND, strangeness
from cnn.training import statistics
from tests.cnn.training.few_digits import pen_digits
from tests.designs import random_network

SMALL = Architecture((Conv2D(2), Dense(4)))


def few(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    images = np.random.default_rng(seed).integers(0, 256, (count, 28, 28), np.uint8)
    return images, (np.arange(count) % 10).astype(np.uint8)


def test_the_bound_is_taken_from_test_digits_alone():
    network = random_network(SMALL)
    test = few(200, 1)
    measured = statistics.with_statistics_of(network, few(300, 0), test)
    assert (strangeness(measured, test[0] / np.float32(255)) > BOUND).sum() == 2
    assert measured.weights is network.weights


def test_of_a_large_network_fewer_digits_are_read(monkeypatch):
    read = []
    monkeypatch.setattr(
        statistics, "with_statistics", lambda network, digits, others: read.append(len(digits[1]))
    )
    train, test = few(21_000, 0), few(10, 1)
    small = random_network(SMALL)
    statistics.with_statistics_of(small, train, test)
    large = random_network(Architecture((Conv2D(128, 1, 1, "same"), Conv2D(40, 7, 1, "same"))))
    statistics.with_statistics_of(large, train, test)
    assert read == [20_000, 2_000]


def test_every_fifth_writers_digits_give_the_bound_of_pen(monkeypatch):
    network = random_network(SMALL)
    read = {}

    def remember(network, digits, others):
        read.update(within=len(digits[1]), apart=len(others))
        return network

    monkeypatch.setattr(statistics, "with_statistics", remember)
    statistics.with_statistics_of_pen(network, few(30, 0), pen_digits(11))
    assert read == {"within": 30 + 2 * 9, "apart": 2}


def test_the_command_adds_them_to_a_file_and_leaves_its_weights(tmp_path, monkeypatch, capsys):
    path = tmp_path / "own.safetensors"
    recipe = Recipe(data="synthetic", training_images=1000)
    network = random_network(SMALL)
    Network(SMALL, network.weights, Provenance(recipe=recipe)).save(path)
    monkeypatch.setattr(sys, "argv", ["statistics", str(path)])
    statistics.main()
    written = Network.load(path)
    assert written.statistics is not None
    np.testing.assert_array_equal(
        written.weights["conv1"]["kernel"], network.weights["conv1"]["kernel"]
    )
    assert "bound" in capsys.readouterr().out


def test_the_command_says_what_is_missing(tmp_path, monkeypatch, capsys):
    path = tmp_path / "own.safetensors"
    Network(SMALL, random_network(SMALL).weights, Provenance(recipe=Recipe(data="mnist+pen"))).save(
        path
    )
    monkeypatch.setattr(sys, "argv", ["statistics", str(path)])
    with pytest.raises(SystemExit):
        statistics.main()
    assert "--pen-strokes" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["statistics", str(tmp_path / "none.safetensors")])
    with pytest.raises(SystemExit, match="cannot be read"):
        statistics.main()
