"""The pixels that can never matter: by hand, for any design, and on networks."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.errors import PixelError
from cnn.lessons.padding.unread_pixels import (
    MAX_VALUE,
    rows_text,
    steps_back,
    try_rows,
    with_rows_set,
)
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook, unread_pixels
from cnn.network.kinds.dense import Dense
from cnn.network.presets import DESIGNS
from tests.designs import architectures, random_network

IMAGE = np.random.default_rng(8).random((28, 28), dtype=np.float32)


def test_the_textbook_network_by_hand():
    steps = steps_back(textbook())
    assert [(step.layer.name, step.giver) for step in steps] == [
        ("conv3", "pool2"),
        ("pool2", "conv2"),
        ("conv2", "pool1"),
        ("pool1", "conv1"),
        ("conv1", None),
    ]
    assert [len(step.matter) for step in steps] == [3, 5, 10, 12, 24]
    assert [step.left_out for step in steps] == [(), (10,), (12,), (24, 25), (26, 27)]


@pytest.mark.parametrize("name", [name for name in DESIGNS if name != "dense_only"])
def test_the_steps_end_at_the_pixels_that_no_output_reads(name):
    architecture = Architecture(DESIGNS[name])
    assert steps_back(architecture)[-1].left_out == unread_pixels(architecture)


@given(architectures())
def test_and_so_they_do_for_any_design(architecture):
    steps = steps_back(architecture)
    assert (steps[-1].left_out if steps else ()) == unread_pixels(architecture)


def test_a_network_without_maps_takes_no_steps():
    assert steps_back(Architecture((Dense(8),))) == ()


@pytest.mark.parametrize("value", [1.0, -1.0, 100.0, MAX_VALUE, -MAX_VALUE])
def test_rows_26_and_27_change_nothing_and_row_25_does(value):
    network = Network.load("textbook")
    trial = try_rows(network, IMAGE, (26, 27), value)
    assert trial.is_changed
    assert trial.identical
    assert trial.difference == 0
    other = try_rows(network, IMAGE, (25,), value)
    assert not other.identical
    assert other.difference > 0


@given(seed=st.integers(0, 2**20), value=st.floats(-1e3, 1e3))
def test_they_change_nothing_whatever_the_weights(seed, value):
    network = random_network(textbook((4, 4, 4), 8), seed)
    assert try_rows(network, IMAGE, (26, 27), value).identical


def test_the_digit_as_it_is_stays_as_it_is():
    trial = try_rows(Network.load("textbook"), IMAGE, (), 5.0)
    assert trial.identical
    assert not trial.is_changed


def test_rows_and_columns_are_set_and_nothing_else():
    changed = with_rows_set(IMAGE, (26, 27), -3.0)
    assert (changed[26:] == -3).all()
    assert (changed[:, 26:] == -3).all()
    assert (changed[:26, :26] == IMAGE[:26, :26]).all()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e9, -1e9])
def test_a_value_that_is_no_sensible_number_gets_a_sentence(value):
    with pytest.raises(PixelError, match="Type such a number"):
        with_rows_set(IMAGE, (27,), value)


def test_rows_that_are_not_there_are_refused():
    with pytest.raises(ValueError, match="no rows"):
        with_rows_set(IMAGE, (28,), 0.0)


def test_rows_in_words():
    assert rows_text(range(10)) == "0 to 9"
    assert rows_text((26, 27)) == "26 and 27"
    assert rows_text((1, 3, 5)) == "1, 3 and 5"
    assert rows_text((27,)) == "27"
    assert rows_text(()) == "none"
