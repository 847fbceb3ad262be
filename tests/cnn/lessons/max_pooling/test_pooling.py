"""Pooling and what a move changes, against Keras and against cases worked by hand."""

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import EXAMPLES
from cnn.lessons.max_pooling.pooling import (
    DIRECTIONS,
    MARGIN,
    METHODS,
    MOVES,
    Change,
    Pooled,
    change_between,
    clearest_map,
    finding,
    ink_lost,
    mean_changes,
    moved,
    pool,
    pooled,
    strongest_find,
)
from cnn.network import Network

MAP = np.array([[1, 2, 0, 0], [3, 6, 0, 4], [5, 0, 1, 1], [0, 0, 1, 1]], np.float32)
IMAGES = np.random.default_rng(3).random((3, 28, 28), dtype=np.float32)


def pooled_map(method: str, cells: np.ndarray = MAP) -> list:
    return pool(cells[None, ..., None], method)[0, ..., 0].tolist()


def test_four_windows_by_hand():
    assert pooled_map("max") == [[6, 4], [5, 1]]
    assert pooled_map("average") == [[3, 1], [1.25, 1]]
    assert pooled_map("stride") == [[1, 0], [5, 1]]


@pytest.mark.parametrize("method", METHODS)
def test_a_row_and_column_that_fill_no_window_change_nothing(method):
    larger = np.full((5, 5), 99, np.float32)
    larger[:4, :4] = MAP
    assert pooled_map(method, larger) == pooled_map(method)


@pytest.mark.parametrize("size", [11, 26])
@pytest.mark.parametrize("method", METHODS)
def test_every_cell_is_what_keras_gives(method, size):
    keras = pytest.importorskip("keras")
    maps = np.random.default_rng(size).random((2, size, size, 3), dtype=np.float32)
    layer = {
        "max": keras.layers.MaxPooling2D(2),
        "average": keras.layers.AveragePooling2D(2),
        # A window of one cell, moved on by two; on an odd map Keras adds the last row and column.
        "stride": keras.layers.MaxPooling2D(1, strides=2),
    }[method]
    theirs = np.asarray(layer(maps))[:, : size // 2, : size // 2]
    np.testing.assert_allclose(pool(maps, method), theirs, atol=1e-5)


def test_a_pixel_moves_where_it_is_said_to():
    image = np.zeros((1, 28, 28), np.float32)
    image[0, 5, 7] = 1
    places = {name: tuple(np.argwhere(moved(image, name)[0])[0]) for name in MOVES}
    assert places == {
        "not moved": (5, 7),
        "left": (5, 6),
        "up": (4, 7),
        "right": (5, 8),
        "down": (6, 7),
    }


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_what_a_move_takes_out_of_the_image_is_counted(direction):
    image = IMAGES[0]
    left = moved(image[None], direction).sum() / image.sum()
    assert ink_lost(image, direction) == pytest.approx(1 - left, abs=1e-5)
    assert ink_lost(np.zeros((28, 28)), direction) == 0
    within = np.pad(image[1:-1, 1:-1], 1)
    assert ink_lost(within, direction) == 0


def test_change_by_hand():
    change = change_between(np.array([3.0, 0, 1]), np.array([0.0, 4, 1]))
    assert change.relative == pytest.approx((3 + 4 + 0) / 4)
    assert change.cosine == pytest.approx(1 / np.sqrt(10 * 17))
    same = change_between(MAP, MAP)
    assert (same.relative, same.cosine) == (0, pytest.approx(1))


def test_a_change_from_nothing_is_not_defined():
    change = change_between(np.zeros(3), np.ones(3))
    assert np.isnan([change.relative, change.cosine]).all()


@pytest.mark.parametrize("layer", ["conv1", "conv2"])
def test_maps_and_changes_of_a_digit_are_those_of_the_network(textbook_network, layer):
    digit = pooled(textbook_network, layer, IMAGES[0])
    places = np.stack([moved(IMAGES[:1], direction)[0] for direction in MOVES])
    forward = textbook_network.forward(places)
    np.testing.assert_array_equal(digit.maps, forward[layer])
    after = {"conv1": "pool1", "conv2": "pool2"}[layer]
    np.testing.assert_array_equal(digit.results["max"], forward[after])
    cells = digit.results["stride"][..., 4]
    difference = np.abs(cells[3] - cells[0]).mean() / cells[0].mean()
    assert digit.change("stride", "right", 4).relative == pytest.approx(difference, rel=1e-5)
    whole = np.abs(digit.maps[4] - digit.maps[0]).mean() / digit.maps[0].mean()
    assert digit.change(None, "down").relative == pytest.approx(whole, rel=1e-5)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_least_change_is_the_smallest_of_the_three(direction):
    digit = pooled(Network.load("textbook"), "conv1", _example_image())
    shares = {name: digit.change(name, direction).relative for name in METHODS}
    first, second, _ = sorted(shares.values())
    assert second - first > MARGIN
    assert shares[digit.least(direction)] == first


def test_changes_that_are_too_close_to_call_are_alike():
    def a_digit(after: float) -> Pooled:
        """Of 4 each: max becomes 5, a change of 0.25, average what is given, stride 6."""
        results = {name: np.full((5, 1, 1, 1), 4.0) for name in METHODS}
        for name, cell in (("max", 5.0), ("average", after), ("stride", 6.0)):
            results[name][3] = cell
        return Pooled("conv1", np.full((5, 2, 2, 1), 4.0), results)

    # Changes of 0.26 and 0.29 beside 0.25.
    assert a_digit(5.04).least("right") == "alike"
    assert a_digit(5.16).least("right") == "max"


def _example_image() -> np.ndarray:

    return digit_from_strokes(EXAMPLES[6].strokes)


def test_on_a_blank_image_all_three_are_alike(textbook_network):
    digit = pooled(textbook_network, "conv1", np.zeros((28, 28)))
    assert [digit.least(direction) for direction in DIRECTIONS] == ["alike"] * 4


def test_maps_that_are_zero_everywhere_have_no_least_change():
    maps = np.zeros((5, 4, 4, 1), np.float32)
    digit = Pooled("conv1", maps, {method: pool(maps, method) for method in METHODS})
    assert digit.least("up") == "alike"


def test_the_mean_change_is_each_digits_own_change_averaged(textbook_network):
    found = mean_changes(textbook_network, "conv1", IMAGES)
    assert set(found) == {(name, where) for name in (None, *METHODS) for where in DIRECTIONS}
    each = [pooled(textbook_network, "conv1", image).change("max", "up") for image in IMAGES]
    expected = Change(np.mean([c.relative for c in each]), np.mean([c.cosine for c in each]))
    assert found["max", "up"].relative == pytest.approx(expected.relative, rel=1e-5)
    assert found["max", "up"].cosine == pytest.approx(expected.cosine, rel=1e-5)


def test_digits_without_a_defined_change_do_not_count():
    network = Network.load("textbook")
    arrays = network.weights["conv1"]
    negative = arrays | {"bias": np.full_like(arrays["bias"], -0.001)}
    silent = Network(network.architecture, network.weights | {"conv1": negative})
    image = np.zeros((28, 28))
    found = mean_changes(silent, "conv1", np.stack([image, image]))
    assert np.isnan(found["max", "up"].relative)
    ink = _example_image()
    both = mean_changes(silent, "conv1", np.stack([image, ink]))
    alone = pooled(silent, "conv1", ink).change("max", "up")
    assert both["max", "up"].relative == pytest.approx(alone.relative, abs=1e-6)
    assert both["max", "up"].cosine == pytest.approx(alone.cosine, abs=1e-6)


def test_the_clearest_map_is_bright_on_a_silent_background():
    maps = np.zeros((6, 6, 3))
    maps[..., 0] = 0.9
    maps[2:4, 2:4, 0] = 2
    maps[1:3, 1:5, 1] = 1
    maps[1, 1, 2] = 1
    assert clearest_map(maps) == 1
    assert clearest_map(np.zeros((6, 6, 3))) == 0


def by_method(**means: float) -> dict:
    """Changes whose mean over the four directions is what is given, in both measures."""
    return {
        (name, where): Change(mean + 0.01 * step - 0.015, mean)
        for name, mean in means.items()
        for step, where in enumerate(DIRECTIONS)
    }


def test_the_least_change_over_many_digits_by_both_measures():
    found = by_method(max=0.3, average=0.2, stride=0.5)
    relative = finding(found, "relative")
    assert relative.means == pytest.approx({"max": 0.3, "average": 0.2, "stride": 0.5})
    assert relative.least == ("average",)
    # The larger the cosine, the smaller the change.
    assert finding(found, "cosine").least == ("stride",)


def test_840_and_839_thousandths_are_a_tie():
    found = by_method(max=0.839, average=0.840, stride=0.711)
    assert finding(found, "cosine").least == ("max", "average")


def test_the_strongest_find_by_hand():
    find = strongest_find(MAP)
    assert find.place == (0, 0)
    assert find.four == (1, 2, 3, 6)
    assert find.kept == {"max": 6, "average": 3, "stride": 1}


def test_a_cell_that_no_window_reads_is_no_find():
    larger = np.zeros((5, 5), np.float32)
    larger[:4, :4], larger[4, 4] = MAP, 99
    assert strongest_find(larger).kept["max"] == 6
