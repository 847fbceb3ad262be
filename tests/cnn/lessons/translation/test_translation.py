"""A digit at 289 places: by hand, against Keras, and the shares that were measured before."""

import numpy as np
import pytest

from cnn.lessons.shifted_digit import Room, room, shifted
from cnn.lessons.trained_results import lab_network, lab_results
from cnn.lessons.translation.translation import (
    BOX_ROOM,
    MAX_SHIFT,
    PLACES,
    Answers,
    answers,
    at_every_place,
    by_distance,
    in_words,
    ink_left,
    right_everywhere,
    whole_places,
)
from cnn.network import Network

IMAGE = np.random.default_rng(5).random((28, 28), dtype=np.float32)
BLANK = np.zeros((28, 28), np.float32)


def block(top: int, left: int, height: int, width: int) -> np.ndarray:
    """A blank image with a rectangle of ink."""
    image = BLANK.copy()
    image[top : top + height, left : left + width] = 1
    return image


def test_the_289_places_are_in_order_and_the_middle_one_is_the_digit():
    places = at_every_place(IMAGE).reshape(PLACES, PLACES, 28, 28)
    assert (places[MAX_SHIFT, MAX_SHIFT] == IMAGE).all()
    assert (places[0, 0] == shifted(IMAGE, -8, -8)).all()
    assert (places[3, 16] == shifted(IMAGE, -5, 8)).all()


@pytest.mark.parametrize("place", [(0, 0), (2, 14), (8, 8), (16, 5)])
def test_a_place_is_what_keras_crops_from_the_padded_digit(place):
    keras = pytest.importorskip("keras")
    row, column = place
    padded = keras.layers.ZeroPadding2D(MAX_SHIFT)(IMAGE[None, ..., None])
    edges = ((16 - row, row), (16 - column, column))
    theirs = np.asarray(keras.layers.Cropping2D(edges)(padded))[0, ..., 0]
    assert (at_every_place(IMAGE).reshape(PLACES, PLACES, 28, 28)[place] == theirs).all()


@pytest.mark.parametrize("name", ["textbook", "dense", "shifted"])
def test_the_answers_are_what_keras_answers(name):
    keras = pytest.importorskip("keras")
    from cnn.training.build import build_keras, set_weights

    network = Network.load(name) if name == "textbook" else lab_network(name)
    model = build_keras(network.architecture)
    set_weights(model, network.weights)
    read = answers(network, block(4, 8, 20, 6), 1)
    images = at_every_place(block(4, 8, 20, 6))[..., None]
    theirs = keras.ops.convert_to_numpy(model(images)).reshape(PLACES, PLACES, 10)
    np.testing.assert_allclose(read.probabilities, theirs, atol=1e-5)


def test_a_digit_that_fills_its_box_is_whole_up_to_four_pixels():
    assert BOX_ROOM == 4
    assert room(block(4, 4, 20, 20)) == Room(4, 4, 4, 4, 20, 20)
    whole = whole_places(block(4, 4, 20, 20))
    assert whole.sum() == 9 * 9
    assert whole[4:13, 4:13].all()


def test_a_place_is_whole_exactly_where_no_ink_is_lost():
    image = block(3, 6, 21, 16)
    assert ((ink_left(image) == 1) == whole_places(image)).all()


def test_the_ink_that_is_left_by_hand():
    # Of ten rows, four rows from the upper border, six are left when it moves up by eight.
    left = ink_left(block(4, 10, 10, 3))
    assert left[0, MAX_SHIFT] == pytest.approx(0.6)
    assert left[MAX_SHIFT, 0] == 1


def test_a_blank_image_has_no_room_and_loses_nothing():
    assert room(BLANK) is None
    assert whole_places(BLANK).all()
    assert (ink_left(BLANK) == 1).all()


def test_without_a_label_the_answer_to_the_digit_as_it_stands_is_right(textbook_network):
    read = answers(textbook_network, IMAGE, None)
    own = int(textbook_network.predict(IMAGE[None]).argmax())
    assert (read.right, read.is_label) == (own, False)
    assert read.is_right[MAX_SHIFT, MAX_SHIFT]
    labelled = answers(textbook_network, IMAGE, (own + 1) % 10)
    assert (labelled.right, labelled.is_label) == ((own + 1) % 10, True)
    assert not labelled.is_right[MAX_SHIFT, MAX_SHIFT]


def test_one_place_is_looked_up_by_its_shift():
    table = np.zeros((PLACES, PLACES, 10), np.float32)
    table[8 - 3, 8 + 5, 7] = 1
    read = Answers(7, True, table)
    assert read.at(-3, 5)[7] == 1
    assert read.is_right.sum() == 1


def test_right_answers_are_counted_over_digits(textbook_network):
    images = np.stack([IMAGE, IMAGE[::-1]])
    labels = textbook_network.predict(images).argmax(axis=1)
    counts = right_everywhere(textbook_network, images, labels)
    both = [
        answers(textbook_network, image, int(label)).is_right
        for image, label in zip(images, labels, strict=True)
    ]
    assert (counts == both[0].astype(int) + both[1]).all()
    assert counts[MAX_SHIFT, MAX_SHIFT] == 2


def test_the_mean_by_distance_by_hand():
    shares = np.zeros((PLACES, PLACES))
    shares[MAX_SHIFT, MAX_SHIFT] = 0.75
    shares[MAX_SHIFT - 1, MAX_SHIFT + 1] = 1  # one of the eight places at distance 1
    shares[0, :] = 1  # 17 of the 64 at distance 8
    assert by_distance(shares).tolist() == [0.75, 1 / 8, 0, 0, 0, 0, 0, 0, 17 / 64]


@pytest.mark.parametrize(
    ("shift", "words"),
    [((0, 0), "not moved"), ((-3, 5), "3 up, 5 right"), ((2, 0), "2 down"), ((0, -1), "1 left")],
)
def test_a_shift_in_words(shift, words):
    assert in_words(*shift) == words


@pytest.mark.parametrize("shift", [(0, 0), (-2, 3)])
def test_the_shares_that_were_measured_are_those_of_the_dense_network_that_ships(mnist_test, shift):
    images, labels = mnist_test
    (measured,) = (test for test in lab_results("shifted").shift_tests if test.network == "dense")
    chosen = np.arange(measured.digits) * len(labels) // measured.digits
    moved = np.stack([shifted(image / np.float32(255), *shift) for image in images[chosen]])
    right = (lab_network("dense").predict(moved).argmax(axis=1) == labels[chosen]).sum()
    assert measured.right[MAX_SHIFT + shift[0]][MAX_SHIFT + shift[1]] == right
