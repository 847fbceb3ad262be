"""Numbers as they are read in sums and sentences."""

import pytest

from cnn.figures.printed_number import printed, readable


@pytest.mark.parametrize(
    ("value", "text"), [(1.005, "1.00"), (-0.001, "0.00"), (-0.0, "0.00"), (-2.5, "-2.50")]
)
def test_what_rounds_to_zero_has_no_sign(value, text):
    assert printed(value, 2) == text
    assert readable(value, 2) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (6.2785, "+6.2785"),
        (-6.2785, "-6.2785"),
        (0.00001, "0.0000"),
        (999_999.0, "+999999.0000"),
        (2.5265346e33, "+2.527e+33"),
        (-1e6, "-1e+06"),
    ],
)
def test_a_number_in_a_sentence_has_its_sign_and_no_row_of_digits(value, text):
    assert readable(value, 4, signed=True) == text
