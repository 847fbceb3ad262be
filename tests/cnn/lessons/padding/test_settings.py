"""What slides over what, and what comes out: by hand, and against Keras."""

import numpy as np
import pytest
from hypothesis import given

from cnn.glossary import without_links
from cnn.lessons.padding.settings import (
    FIRST,
    LARGEST,
    MAX_KERNEL,
    MAX_STRIDE,
    SMALLEST,
    another_setting,
    padded_image,
    shape_question,
    shrunk,
    window_means,
)
from cnn.lessons.question import grade
from cnn.lessons.window_places import WindowPlaces
from tests.cnn.lessons.test_window_places import settings

IMAGE = np.random.default_rng(3).random((28, 28), dtype=np.float32)


def test_the_means_of_five_by_five_by_hand():
    image = np.arange(25, dtype=np.float32).reshape(5, 5)
    means = window_means(image, WindowPlaces(5, 3, 1, "valid"))
    np.testing.assert_allclose(means, [[6, 7, 8], [11, 12, 13], [16, 17, 18]], rtol=1e-6)
    corner = window_means(image, WindowPlaces(5, 3, 1, "same"))[0, 0]
    assert corner == pytest.approx((0 + 1 + 5 + 6) / 9)


@given(settings.filter(lambda places: places.fits))
def test_each_mean_is_the_mean_of_the_window_that_is_shown(places):
    image = shrunk(IMAGE, places.size)
    means, padded = window_means(image, places), padded_image(image, places)
    row, column = places.starts[-1] + places.added[0], places.starts[0] + places.added[0]
    window = padded[row : row + places.kernel, column : column + places.kernel]
    assert means.shape == (places.cells, places.cells)
    assert means[-1, 0] == pytest.approx(window.mean(), abs=1e-6)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", range(1, MAX_STRIDE + 1))
@pytest.mark.parametrize("size", [3, 5, 11, 28])
def test_shapes_and_means_are_what_keras_gives(size, stride, padding):
    keras = pytest.importorskip("keras")
    image = shrunk(IMAGE, size)
    for kernel in range(1, MAX_KERNEL + 1):
        places = WindowPlaces(size, kernel, stride, padding)
        if not places.fits:
            continue
        equal = np.full((kernel, kernel, 1, 1), 1 / kernel**2, dtype=np.float32)
        theirs = keras.ops.conv(
            image[None, ..., None], equal, stride, padding, data_format="channels_last"
        )
        np.testing.assert_allclose(
            window_means(image, places), np.asarray(theirs)[0, ..., 0], atol=1e-5
        )


def test_a_digit_is_shrunk_to_means_and_left_alone_at_its_own_size():
    assert (shrunk(IMAGE, 28) == IMAGE).all()
    halves = IMAGE.reshape(14, 2, 14, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(shrunk(IMAGE, 14), halves, atol=1e-6)
    sevens = IMAGE.reshape(4, 7, 4, 7).mean(axis=(1, 3))
    np.testing.assert_allclose(shrunk(IMAGE, 4), sevens, atol=1e-6)


@pytest.mark.parametrize("size", range(SMALLEST, LARGEST + 1))
def test_a_shrunk_digit_stays_within_ink(size):
    image = shrunk(IMAGE, size)
    assert image.shape == (size, size)
    assert 0 <= image.min() <= image.max() <= 1
    assert not shrunk(np.zeros((28, 28), np.float32), size).any()


def test_the_first_question_is_answered_by_counting_the_places_of_the_window():
    question = shape_question(FIRST)
    image = np.zeros((FIRST.size, FIRST.size))
    places = np.lib.stride_tricks.sliding_window_view(image, (FIRST.kernel, FIRST.kernel))
    rows, columns = places.shape[:2]
    assert grade(question, f"{rows} x {columns}").verdict == "right"
    assert without_links(question.text) == (
        "A 3 x 3 window slides over the 5 x 5 input, one pixel at a time. It has to stay inside "
        "(valid padding). What shape is the output?"
    )


def test_the_question_says_stride_and_zeros():
    text = shape_question(WindowPlaces(28, 5, 3, "same")).text
    assert "3 pixels at a time" in text
    assert "Zeros are put around the input (same padding)" in text


def test_the_question_is_answered_by_the_shape():
    question = shape_question(WindowPlaces(28, 3, 2, "valid"))
    assert grade(question, "13 x 13").verdict == "right"
    assert grade(question, "14 x 14").verdict == "wrong"
    assert "floor(12.5) + 1 = 12 + 1 = 13" in question.working


def test_questions_grow_harder_one_thing_at_a_time():
    first, second, third = map(another_setting, range(3))
    assert first == FIRST
    assert second == WindowPlaces(5, 3, 1, "same")
    assert third.cells == 26


@pytest.mark.parametrize("number", range(40))
def test_another_question_is_about_a_window_that_fits(number):
    places = another_setting(number)
    assert places.fits
    assert SMALLEST <= places.size <= LARGEST
    assert 1 <= places.kernel <= MAX_KERNEL
    assert 1 <= places.stride <= MAX_STRIDE
    assert places == another_setting(number)
