"""UNIPEN text becomes digits with strokes and writers; anything else is refused in a sentence."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.errors import DatasetError
from cnn.training.pen_strokes import load_pen_digits, parse_unipen

TWO_DIGITS = Path(__file__).parents[2] / "data" / "two_digits.unipen"


def test_digit_writer_and_strokes_are_read():
    seven, one = load_pen_digits(TWO_DIGITS)
    assert (seven.digit, seven.writer, len(seven.strokes)) == (7, 3, 2)
    assert (one.digit, one.writer, len(one.strokes)) == (1, 5, 1)
    np.testing.assert_array_equal(seven.strokes[1], [[120, -200], [190, -205]])


def test_y_points_downwards_as_on_a_screen():
    (one,) = load_pen_digits(TWO_DIGITS)[1:]
    assert (np.diff(one.strokes[0][:, 1]) > 0).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds none"),
        (".COMMENT 4 1 1", "no strokes"),
        (".COMMENT ten 1 1", "Line 1 "),
        (".COMMENT 10 1 1", "Line 1 "),
        (".COMMENT 4", "Line 1 "),
        (".PEN_DOWN\n1 2", "Line 1 "),
        (".COMMENT 4 1 1\n1 2", "Line 2 "),
        (".COMMENT 4 1 1\n.PEN_DOWN\n1 2 3", "Line 3 "),
        (".COMMENT 4 1 1\n.PEN_DOWN\n1 x", "Line 3 "),
    ],
)
def test_malformed_text(text, message):
    with pytest.raises(DatasetError, match=message):
        parse_unipen(text)


@given(st.text(max_size=30))
def test_any_other_text_is_refused(text):
    with pytest.raises(DatasetError):
        parse_unipen(text)


def test_a_missing_file_or_one_that_is_no_text(tmp_path):
    with pytest.raises(DatasetError, match=r"pendigits-orig\.tra"):
        load_pen_digits(tmp_path / "nowhere")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DatasetError, match=r"pendigits-orig\.tra"):
        load_pen_digits(tmp_path / "bytes")
