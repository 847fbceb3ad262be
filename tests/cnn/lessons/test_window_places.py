"""The places of a window, by hand and by the formula as written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.lessons.padding.settings import FIRST, LARGEST, MAX_KERNEL, MAX_STRIDE, SMALLEST
from cnn.lessons.window_places import WindowPlaces

settings = st.builds(
    WindowPlaces,
    size=st.integers(SMALLEST, LARGEST),
    kernel=st.integers(1, MAX_KERNEL),
    stride=st.integers(1, MAX_STRIDE),
    padding=st.sampled_from(["valid", "same"]),
)


def test_five_by_five_has_nine_places_for_a_three_by_three_window():
    places = FIRST
    assert places.starts == (0, 1, 2)
    assert places.cells == 3
    assert places.formula_worked == "floor((5 - 3) / 1) + 1 = floor(2) + 1 = 2 + 1 = 3"


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
