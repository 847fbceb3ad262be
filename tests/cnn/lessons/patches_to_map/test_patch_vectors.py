"""How a cell of a convolution adds up: by hand, against the arithmetic of cells, against Keras."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.cells.explain_cell import explain_cell
from cnn.lessons.patches_to_map.patch_questions import Asked, asked_about, patch_question
from cnn.lessons.patches_to_map.patch_vectors import (
    MOST_NAMED,
    PatchVectors,
    layers_with_depth,
    patch_vectors,
)
from cnn.lessons.question import grade
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.presets import DESIGNS
from tests.designs import convolutions, random_network, seeds

IMAGE = np.random.default_rng(3).random((28, 28), dtype=np.float32)


def of(network: Network, image: np.ndarray, name: str, number: int) -> PatchVectors:
    layer = network.architecture.layer(name)
    return patch_vectors(network, network.forward(image[None]), layer, number)


def two_maps_by_hand() -> Network:
    """conv1: the pixel, and twice the pixel. conv2: 3 x 3 ones on map 0, minus ones on map 1."""
    network = random_network(Architecture((Conv2D(2, 1), Conv2D(1, 3))))
    network.weights["conv1"].update(
        kernel=np.array([[[[1, 2]]]], np.float32), bias=np.zeros(2, np.float32)
    )
    kernel = np.ones((3, 3, 2, 1), np.float32)
    kernel[:, :, 1] = -1
    network.weights["conv2"].update(kernel=kernel, bias=np.array([10], np.float32))
    return network


def test_two_maps_and_nine_pixels_by_hand():
    image = np.zeros((28, 28), np.float32)
    image[5, 5], image[6, 6] = 1.0, 0.5
    vectors = of(two_maps_by_hand(), image, "conv2", 0)
    # The patch at (4, 4) covers rows and columns 4 to 6: 1.5 on map 0, 3 on map 1.
    assert vectors.starts[4] == 4
    assert vectors.strongest[4, 4].tolist() == [1, 0]
    assert vectors.steps[4, 4].tolist() == [-3, 1.5, 10]
    assert vectors.levels[4, 4].tolist() == [-3, -1.5, 8.5]
    assert vectors.cells[4, 4] == vectors.output[4, 4, 0] == 8.5


first_convolutions = st.builds(Conv2D, st.integers(2, 12), st.integers(1, 5))


@given(first_convolutions, convolutions(), seeds)
def test_every_cell_adds_up_as_the_arithmetic_of_cells_says(first, second, seed):
    network = random_network(Architecture((first, second)), seed)
    random = np.random.default_rng(seed)
    image = random.random((28, 28), dtype=np.float32)
    passed = network.forward_with_sums(image[None])
    layer = network.architecture.layer("conv2")
    rows, columns, filters = layer.output_shape
    number = int(random.integers(filters))
    vectors = patch_vectors(network, passed.activations, layer, number)
    np.testing.assert_allclose(vectors.cells, vectors.output[..., number], atol=1e-5, rtol=1e-5)
    for _ in range(5):
        row, column = int(random.integers(rows)), int(random.integers(columns))
        cell = explain_cell(network, passed, image, layer.name, (row, column, number))
        assert (vectors.starts[row], vectors.starts[column]) == (cell.rows[0], cell.columns[0])
        np.testing.assert_allclose(vectors.channel_sums[row, column], cell.channel_sums, atol=1e-12)
        assert vectors.levels[row, column, -1] == pytest.approx(cell.before_relu, abs=1e-12)
        assert vectors.steps[row, column, -1] == cell.bias


def test_the_strongest_maps_come_first_and_the_rest_is_one_step():
    vectors = of(random_network(textbook()), IMAGE, "conv2", 9)
    sizes = np.abs(vectors.channel_sums)
    named = np.take_along_axis(sizes, vectors.strongest, axis=-1)
    assert vectors.strongest.shape == (11, 11, MOST_NAMED)
    assert (np.diff(named, axis=-1) <= 0).all()
    assert (named[..., 0] == sizes.max(axis=-1)).all()
    assert vectors.rest == 32 - MOST_NAMED
    rest = vectors.channel_sums.sum(axis=-1) - vectors.steps[..., :MOST_NAMED].sum(axis=-1)
    np.testing.assert_allclose(vectors.steps[..., MOST_NAMED], rest, atol=1e-12)


def test_with_few_maps_there_is_no_rest():
    vectors = of(random_network(Architecture(DESIGNS["lenet5"])), IMAGE, "conv2", 3)
    assert vectors.rest == 0
    assert vectors.steps.shape[-1] == 6 + 1


def test_every_cell_is_what_keras_conv2d_gives():
    keras = pytest.importorskip("keras")
    network = random_network(textbook(), seed=4)
    layer = keras.layers.Conv2D(64, 3, activation="relu")
    given = network.forward(IMAGE[None])["pool1"]
    layer.build(given.shape)
    layer.set_weights(list(network.weights["conv2"].values()))
    expected = np.asarray(layer(given))[0]
    for number in (0, 17, 63):
        vectors = of(network, IMAGE, "conv2", number)
        np.testing.assert_allclose(vectors.cells, expected[..., number], atol=1e-5)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("textbook", ["conv2", "conv3"]), ("lenet5", ["conv2", "conv3"]), ("dense_only", [])],
)
def test_only_convolutions_that_read_several_maps_have_depth(name, expected):
    assert [layer.name for layer in layers_with_depth(Architecture(DESIGNS[name]))] == expected
    assert not layers_with_depth(Architecture((Conv2D(4), Dense(3))))


def question_about(network: Network, number: int, image: np.ndarray = IMAGE):
    vectors = of(network, image, "conv2", 5)
    asked = asked_about(vectors, number)
    passed = network.forward_with_sums(image[None])
    cell = explain_cell(network, passed, image, "conv2", (*asked.place, 5))
    return vectors, asked, patch_question(vectors, asked, cell)


@pytest.mark.parametrize(
    ("design", "numbers", "filters"), [("textbook", "3 x 3 x 32 = 288", 64), ("lenet5", "150", 16)]
)
def test_the_first_question_asks_for_the_length_of_the_vector(design, numbers, filters):
    network = random_network(Architecture(DESIGNS[design]), seed=2)
    vectors, asked, question = question_about(network, 0)
    assert asked.about == "vector"
    assert vectors.cells[asked.place] == vectors.cells.max()
    assert numbers in question.text
    assert grade(question, str(filters)).verdict == "right"
    for wrong in (vectors.window**2, vectors.given.shape[-1], filters + 1):
        assert grade(question, str(wrong)).verdict == "wrong"
    assert f"**{filters}** numbers" in question.working


@pytest.mark.parametrize("number", range(1, 9))
def test_later_questions_ask_for_cells_and_for_contributions_by_turns(number):
    vectors, asked, question = question_about(random_network(textbook(), seed=2), number)
    if number % 2:
        assert asked.about == "cell"
        assert question.answer == pytest.approx(float(vectors.output[asked.place][5]), abs=1e-5)
        assert (question.answer == 0) == (number % 4 == 3)
        assert (grade(question, "0").verdict == "right") == (question.answer == 0)
    else:
        strongest = vectors.strongest[asked.place][0]
        assert asked.about == "step"
        assert question.answer == pytest.approx(vectors.channel_sums[asked.place][strongest])
        assert f"map {strongest} of pool1" in question.text
    assert grade(question, f"{question.answer:.4f}").verdict == "right"
    assert grade(question, str(question.answer + 3 * question.tolerance)).verdict == "wrong"
    assert f"**{question.answer:.4f}**" in question.working


def test_the_working_is_the_sum_by_hand():
    image = np.zeros((28, 28), np.float32)
    image[5, 5], image[6, 6] = 1.0, 0.5
    network = two_maps_by_hand()
    vectors = of(network, image, "conv2", 0)
    cell = explain_cell(network, network.forward_with_sums(image[None]), image, "conv2", (4, 4, 0))
    whole = patch_question(vectors, Asked(4, 4, "cell"), cell)
    assert whole.working.startswith("-3.0000 + 1.5000 + 10.0000 = 8.5000; max(0, 8.5000) = ")
    assert whole.answer == 8.5
    step = patch_question(vectors, Asked(4, 4, "step"), cell)
    assert step.answer == -3
    assert "The sum 8.5000 less all other steps (11.5000) leaves **-3.0000**" in step.working
    assert "9 products, patch times kernel: -2.0000 - 1.0000 (7 more of 0) = -3" in step.working


def test_a_blank_digit_can_be_asked_about():
    for number in range(4):
        _, asked, question = question_about(
            random_network(textbook()), number, np.zeros((28, 28), np.float32)
        )
        assert np.isfinite(question.answer)
        assert 0 <= asked.row < 11
