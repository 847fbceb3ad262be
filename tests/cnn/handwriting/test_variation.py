"""Handwriting: written digits keep near their templates and differ from day to day."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.handwriting.stroke_templates import STROKE_TEMPLATES
from cnn.handwriting.variation import Paths, _hurried, written_paths


def split(paths: Paths) -> list[np.ndarray]:
    return np.split(paths.points, paths.starts[1:])


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(0, 2**32))
def test_each_label_gets_a_path_of_one_of_its_hands(labels, seed):
    paths = written_paths(np.array(labels), np.random.default_rng(seed))
    written = split(paths)
    assert paths.count == len(written) == len(labels)
    assert np.isfinite(paths.points).all()
    for label, path in zip(labels, written, strict=True):
        own = [template for template in STROKE_TEMPLATES if template.digit == label]
        lengths = {sum(map(len, template.path)) for template in own}
        assert len(path) in lengths
        assert 0.3 < np.ptp(path, axis=0).max() < 3


def test_two_days_differ():
    one, other = split(written_paths(np.array([1, 1]), np.random.default_rng(0)))
    assert len(one) != len(other) or abs(one - other).max() > 0.01


def test_every_hand_is_used():
    paths = written_paths(np.repeat(np.arange(10), 100), np.random.default_rng(0))
    lengths = {len(path) for path in split(paths)}
    assert lengths == {sum(map(len, template.path)) for template in STROKE_TEMPLATES}


def test_values_of_digits_and_of_points():
    paths = Paths(np.array([[0.0, 1], [2, 3], [4, -5]]), np.array([0, 2]))
    assert paths.of_points(np.array([7, 8])).tolist() == [7, 7, 8]
    assert paths.reduced(np.maximum).tolist() == [[2, 3], [4, -5]]
    assert paths.reduced(np.add).tolist() == [[2, 4], [4, -5]]


def test_hurry_cuts_corners_and_leaves_the_ends():
    corner = np.array([[0, 0], [1, 0], [2, 0], [2, 1], [2, 2]], np.float32)
    calm, hurried = _hurried(np.stack([corner, corner]), np.array([0, 1]))
    np.testing.assert_allclose(calm, corner, atol=1e-6)
    third = 1 / 3
    expected = [[0, 0], [1, 0], [2 - third, third], [2, 1], [2, 2]]
    np.testing.assert_allclose(hurried, expected, atol=1e-6)


@pytest.mark.parametrize("reach", [0, 3, 50])
def test_a_straight_line_stays_straight_however_hurried(reach):
    line = np.linspace(0, 1, 20, dtype=np.float32)[None, :, None] * np.array([1, 2], np.float32)
    np.testing.assert_allclose(_hurried(line, np.array([reach])), line, atol=1e-6)
