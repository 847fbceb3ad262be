"""The places of a window: by hand, and against Keras."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.lessons.padding.window_places import (
    FIRST,
    LARGEST,
    MAX_KERNEL,
    MAX_STRIDE,
    SMALLEST,
    WindowPlaces,
    another_setting,
    padded_image,
    shape_question,
    shrunk,
    window_means,
)
from cnn.lessons.question import grade

IMAGE = np.random.default_rng(3).random((28, 28), dtype=np.float32)
settings = st.builds(
    WindowPlaces,
    size=st.integers(SMALLEST, LARGEST),
    kernel=st.integers(1, MAX_KERNEL),
    stride=st.integers(1, MAX_STRIDE),
    padding=st.sampled_from(["valid", "same"]),
)


def test_five_by_five_has_nine_places_for_a_three_by_three_window():
    places = WindowPlaces(*FIRST, "valid")
    assert places.starts == (0, 1, 2)
    assert places.cells == 3
    assert places.formula_worked == "floor((5 - 3) / 1) + 1 = floor(2) + 1 = 2 + 1 = 3"


def test_the_means_of_five_by_five_by_hand():
    image = np.arange(25, dtype=np.float32).reshape(5, 5)
    means = window_means(image, WindowPlaces(5, 3, 1, "valid"))
    np.testing.assert_allclose(means, [[6, 7, 8], [11, 12, 13], [16, 17, 18]], rtol=1e-6)
    corner = window_means(image, WindowPlaces(5, 3, 1, "same"))[0, 0]
    assert corner == pytest.approx((0 + 1 + 5 + 6) / 9)


@pytest.mark.parametrize(("kernel", "rows"), [(1, 0), (3, 1), (5, 2), (7, 3)])
def test_same_adds_as_much_on_each_side_for_odd_kernels(kernel, rows):
    places = WindowPlaces(28, kernel, 1, "same")
    assert places.added == (rows, rows)
    assert places.cells == 28


def test_same_puts_the_odd_row_at_the_end():
    places = WindowPlaces(28, 4, 1, "same")
    assert places.added == (1, 2)
    assert "so 1 before and 2 after" in places.padding_text
    assert "so 1 after, none before" in WindowPlaces(28, 3, 2, "same").padding_text


def test_the_floor_leaves_the_last_row_out():
    places = WindowPlaces(28, 3, 2, "valid")
    assert places.formula_worked == "floor((28 - 3) / 2) + 1 = floor(12.5) + 1 = 12 + 1 = 13"
    assert places.unread_rows == (27,)
    assert "row and column 27:" in places.remainder_text


def test_a_stride_larger_than_the_window_leaves_rows_between():
    places = WindowPlaces(7, 1, 2, "valid")
    assert places.unread_rows == (1, 3, 5)
    assert "3 rows and columns between windows" in places.remainder_text


def test_a_window_larger_than_the_image_has_no_place_and_is_told_so():
    places = WindowPlaces(3, 7, 1, "valid")
    assert not places.fits
    assert (places.cells, places.starts, places.remainder_text) == (0, (), "")
    assert "A 7 x 7 window has no place in a 3 x 3 image" in places.misfit_text
    assert WindowPlaces(3, 7, 1, "same").cells == 3


@given(settings)
def test_only_a_window_larger_than_the_image_does_not_fit(places):
    assert places.fits == (places.padding == "same" or places.kernel <= places.size)
    assert bool(places.misfit_text) != places.fits


@given(settings.filter(lambda places: places.fits))
def test_the_formula_as_written_gives_the_rows(places):
    assert eval(places.formula, {"floor": math.floor}) == places.cells
    for part in places.formula_worked.split(" = ")[1:]:
        # A quotient of many digits is written with four.
        assert eval(part, {"floor": math.floor}) == places.cells


@given(settings.filter(lambda places: places.fits))
def test_every_window_lies_within_the_zeros_and_one_more_would_not(places):
    before, after = places.added
    ends = [start + places.kernel for start in places.starts]
    assert places.starts[0] == -before
    assert ends[-1] <= places.size + after < ends[-1] + places.stride
    read = {row for start in places.starts for row in range(start, start + places.kernel)}
    assert places.unread_rows == tuple(row for row in range(places.size) if row not in read)
    assert bool(places.remainder_text) == bool(places.unread_rows)


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


def test_the_question_is_answered_by_the_shape():
    question = shape_question(WindowPlaces(28, 3, 2, "valid"))
    assert grade(question, "13 x 13").verdict == "right"
    assert grade(question, "14 x 14").verdict == "wrong"
    assert "floor(12.5) + 1 = 12 + 1 = 13" in question.working


@pytest.mark.parametrize("number", range(1, 40))
def test_another_question_is_about_a_window_that_fits(number):
    places = another_setting(number)
    assert places.fits
    assert SMALLEST <= places.size <= LARGEST
    assert 1 <= places.kernel <= MAX_KERNEL
    assert 1 <= places.stride <= MAX_STRIDE
    assert places == another_setting(number)
