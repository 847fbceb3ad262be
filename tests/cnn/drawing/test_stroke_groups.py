"""Several digits of one drawing are told apart, and one digit stays one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnn.drawing import digit_from_strokes, digits_from_strokes
from cnn.drawing.found_digit import MAX_DIGITS
from cnn.drawing.strokes import read_strokes
from cnn.errors import DrawingError
from cnn.handwriting.examples import EXAMPLES
from cnn.handwriting.stroke_templates import STROKE_TEMPLATES
from cnn.network import Network

POINTS = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 9), st.just(2)), elements=st.floats(0, 280)
)
PEN = Network.load("pen")


def fitted(strokes, height, corner):
    """Strokes with a longest side of `height`, their lower left corner at `corner`."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = height / (high - low).max()
    return [(stroke - [low[0], high[1]]) * scale + corner for stroke in strokes]


def beside(first, second, gap, height=100.0):
    left = fitted(first, height, (10.0, 200.0))
    right = np.concatenate(left)[:, 0].max()
    return left, fitted(second, height, (right + gap * height, 200.0))


def read(strokes):
    images = np.stack([digit.image for digit in digits_from_strokes(strokes)])
    return PEN.predict(images).argmax(axis=1).tolist()


def dashed(stroke, dash, gap):
    """A stroke in pieces of so many points, so many left out between them."""
    starts = range(0, len(stroke) - dash, dash + gap)
    return [stroke[start : start + dash] for start in starts]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_one_example_stays_one_digit_and_is_read_as_before(example):
    (digit,) = digits_from_strokes(example.strokes)
    np.testing.assert_array_equal(digit.image, digit_from_strokes(example.strokes))


def test_one_digit_of_each_template_stays_one():
    several = [template for template in STROKE_TEMPLATES if len(template.strokes) > 1]
    assert len(several) > 10
    counts = [
        len(digits_from_strokes([150.0 * stroke for stroke in template.path]))
        for template in several
    ]
    assert counts == [1] * len(several)


def test_pairs_of_templates_side_by_side_are_both_read():
    random = np.random.default_rng(0)
    right = 0
    for _ in range(60):
        first, second = random.choice(len(STROKE_TEMPLATES), 2)
        first, second = STROKE_TEMPLATES[first], STROKE_TEMPLATES[second]
        parts = beside(first.path, second.path, random.uniform(0.05, 0.8))
        right += read([*parts[0], *parts[1]]) == [first.digit, second.digit]
    assert right >= 54


def test_a_crossbar_drawn_last_goes_to_its_digit():
    seven = next(example for example in EXAMPLES if example.title == "7, crossed")
    two = next(example for example in EXAMPLES if example.digit == 2)
    left, right = beside(seven.strokes, two.strokes, 0.3)
    reading = read_strokes([*left[:-1], *right, left[-1]])
    assert reading.groups == [(0, len(right) + 1), tuple(range(1, len(right) + 1))]
    assert reading.last_drawn == 0


def test_rows_are_read_from_the_top_and_each_from_the_left():
    three, one = (
        next(example for example in EXAMPLES if example.digit == digit) for digit in (3, 1)
    )
    rows = [
        fitted(example.strokes, 60, (x, y))
        for y, x, example in ((200, 90, one), (90, 90, three), (200, 10, three), (90, 10, one))
    ]
    assert read([stroke for row in rows for stroke in row]) == [1, 3, 3, 1]


def test_forty_digits_are_read_and_one_more_gets_a_sentence():
    three = next(example for example in EXAMPLES if example.digit == 3).strokes
    sheet = [
        stroke
        for place in range(MAX_DIGITS)
        for stroke in fitted(three, 40, (60 * (place % 8), 70 * (place // 8)))
    ]
    assert read(sheet) == [3] * MAX_DIGITS
    with pytest.raises(DrawingError, match="more than 40"):
        read_strokes([*sheet, *fitted(three, 40, (0, 400))])


def test_a_dashed_digit_stays_one():
    zero = next(example for example in EXAMPLES if example.digit == 0).strokes[0]
    places = np.linspace(0, len(zero) - 1, 120)
    fine = np.stack([np.interp(places, np.arange(len(zero)), axis) for axis in zero.T], axis=1)
    for dash, gap in ((6, 4), (8, 6), (12, 4)):
        (digit,) = digits_from_strokes(dashed(fine, dash, gap))
        assert PEN.predict(digit.image[None]).argmax() == 0


@given(st.lists(POINTS, max_size=8))
def test_every_stroke_goes_to_one_digit_or_is_left_out(strokes):
    try:
        reading = read_strokes(strokes)
    except DrawingError:
        return
    taken = sorted([*reading.left_out, *(i for group in reading.groups for i in group)])
    assert taken == [index for index, stroke in enumerate(strokes) if stroke.size]
    assert len(reading.groups) == len(reading.digits)
    for digit, group in zip(reading.digits, reading.groups, strict=True):
        points = np.concatenate([strokes[index] for index in group])
        np.testing.assert_array_equal(digit.box[:2], points.min(axis=0))
        np.testing.assert_array_equal(digit.box[2:], points.max(axis=0))
        assert digit.image.shape == (28, 28)


@given(st.sampled_from(EXAMPLES), st.sampled_from(EXAMPLES), st.floats(0.1, 9))
def test_the_drawings_scale_does_not_matter(first, second, scale):
    parts = beside(first.strokes, second.strokes, 0.4)
    strokes = [*parts[0], *parts[1]]
    assert read_strokes([scale * stroke for stroke in strokes]).groups == (
        read_strokes(strokes).groups
    )
