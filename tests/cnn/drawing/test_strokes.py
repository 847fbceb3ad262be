"""Drawings come out as MNIST's digits are: by hand, by property, and against MNIST itself."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnn.drawing import digit_from_strokes
from cnn.drawing.normalise import draw_strokes
from cnn.drawing.strokes import stages_from_strokes
from cnn.errors import DrawingError
from cnn.handwriting.examples import EXAMPLES

POINTS = hnp.arrays(
    np.float64, st.tuples(st.integers(2, 12), st.just(2)), elements=st.floats(0, 280)
)


def centre_of_mass(image):
    total = image.sum()
    return image.sum(axis=0) @ np.arange(28) / total, image.sum(axis=1) @ np.arange(28) / total


def longest_side(image):
    inked = image > 0.25
    return max(np.ptp(np.flatnonzero(inked.any(axis=axis))) + 1 for axis in (0, 1))


def stroke_width(image):
    """Twice the ink over its outline: the width of a long line."""
    inked = np.pad(image, 1)
    outline = sum(np.abs(np.diff(inked, axis=axis)).sum() for axis in (0, 1)) * np.pi / 4
    return 2 * image.sum() / outline


@given(st.lists(POINTS, min_size=1, max_size=4))
def test_any_strokes_fill_the_box_and_balance_in_the_middle(strokes):
    assume(all(np.ptp(stroke, axis=0).max() > 40 for stroke in strokes))
    image = digit_from_strokes(strokes)
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() >= 0
    assert image.max() <= 1
    assert 19 <= longest_side(image) <= 21
    # The one exception: ink so one-sided that balancing it would push it out of the image.
    touches = image[[0, -1]].any() or image[:, [0, -1]].any()
    assert touches or np.allclose(centre_of_mass(image), 14.0, atol=0.3)


@given(st.sampled_from(EXAMPLES), st.floats(0.05, 20), st.floats(-500, 500), st.floats(-500, 500))
def test_size_and_place_on_the_canvas_do_not_matter(example, scale, x, y):
    moved = [stroke * scale + [x, y] for stroke in example.strokes]
    difference = np.abs(digit_from_strokes(moved) - digit_from_strokes(example.strokes))
    # Coordinates are rounded to an eighth of a pixel when ink is drawn.
    assert difference.mean() < 0.01


def test_drawings_have_mnists_own_statistics(mnist_test):
    mnist = mnist_test[0][:2000].astype(np.float32) / 255
    drawn = np.stack([digit_from_strokes(example.strokes) for example in EXAMPLES])
    for measure, tolerance in ((longest_side, 1.0), (stroke_width, 0.6)):
        ours = np.median([measure(image) for image in drawn])
        theirs = np.median([measure(image) for image in mnist])
        assert ours == pytest.approx(theirs, abs=tolerance)
    ours = np.mean([centre_of_mass(image) for image in drawn], axis=0)
    theirs = np.mean([centre_of_mass(image) for image in mnist], axis=0)
    np.testing.assert_allclose(ours, theirs, atol=0.2)


def test_a_straight_line_is_two_pixels_wide_and_twenty_long():
    image = digit_from_strokes([np.array([[100.0, 20.0], [100.0, 220.0]])])
    assert image.sum(axis=1)[10:18] == pytest.approx(2.0, abs=0.15)
    assert image.sum() == pytest.approx(18 * 2 + np.pi, rel=0.05)


def test_the_last_stage_is_what_the_network_reads():
    for example in EXAMPLES:
        stages = stages_from_strokes(example.strokes)
        assert [stage.name for stage in stages] == [
            "As drawn",
            "Cropped",
            "Fitted",
            "Re-inked",
            "Centred",
        ]
        np.testing.assert_array_equal(stages[-1].image, digit_from_strokes(example.strokes))


def test_stages_show_what_their_captions_say():
    drawn, cropped, fitted, reinked, _ = stages_from_strokes(
        [np.array([[20.0, 30.0], [60.0, 30.0], [40.0, 110.0]])]
    )
    assert longest_side(drawn.image) < 12
    assert longest_side(cropped.image) == 28
    assert 19 <= longest_side(fitted.image) <= 21
    assert 19 <= longest_side(reinked.image) <= 21
    assert stroke_width(fitted.image) > stroke_width(reinked.image)


@pytest.mark.parametrize(
    ("strokes", "sentence"),
    [
        ([], "empty"),
        ([np.zeros((0, 2))], "empty"),
        ([np.array([[5.0, 5.0]])], "single dot"),
        ([np.array([[5.0, 5.0], [5.5, 5.5]])], "single dot"),
        ([np.zeros((3, 3))], "malformed"),
        ([np.array([[0.0, 0.0], [np.nan, 9.0]])], "malformed"),
        ([np.zeros((20_001, 2))], "too long"),
    ],
)
def test_what_is_no_digit_gets_a_sentence(strokes, sentence):
    with pytest.raises(DrawingError, match=sentence):
        digit_from_strokes(strokes)


def test_ink_outside_the_image_is_cut_off():
    assert draw_strokes([np.array([[-1e9, 5.0], [1e9, 5.0]])], 2.0).shape == (28, 28)
