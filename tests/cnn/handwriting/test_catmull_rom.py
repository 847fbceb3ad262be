"""Smooth strokes: through their control points, straight between corners, without kinks else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnn.handwriting.catmull_rom import CORNER, POINT_SPACING, SHEET_HEIGHT, smooth_stroke

coordinates = st.floats(0, 140).map(lambda value: round(value, 1))
control_points = st.tuples(coordinates, coordinates) | st.tuples(
    coordinates, coordinates, st.just(CORNER)
)


@given(st.lists(control_points, min_size=2, max_size=8))
def test_a_stroke_goes_through_its_control_points_from_end_to_end(points):
    stroke = smooth_stroke(points)
    path = SHEET_HEIGHT * stroke.curve @ stroke.controls
    wanted = np.array([point[:2] for point in points])
    np.testing.assert_allclose(path[[0, -1]], wanted[[0, -1]], atol=1e-3)
    nearest = np.hypot(*(path[:, None] - wanted).transpose(2, 0, 1)).min(axis=0)
    assert nearest.max() < 1e-3


@given(st.lists(control_points, min_size=2, max_size=8))
def test_points_are_means_of_control_points_so_that_moving_all_moves_the_path(points):
    np.testing.assert_allclose(smooth_stroke(points).curve.sum(axis=1), 1, atol=1e-5)


def test_between_corners_the_pen_draws_straight_lines():
    stroke = smooth_stroke([(0, 0), (70, 0, CORNER), (70, 140)])
    path = SHEET_HEIGHT * stroke.curve @ stroke.controls
    x, y = path.T
    assert np.all((abs(y) < 1e-3) | (abs(x - 70) < 1e-3))
    steps = np.hypot(*np.diff(path, axis=0).T)
    np.testing.assert_allclose(steps, POINT_SPACING, rtol=0.01)


def test_without_a_corner_the_pen_turns_smoothly():
    bend = smooth_stroke([(0, 0), (70, 0), (70, 70)])
    steps = np.diff(bend.curve @ bend.controls, axis=0)
    angles = np.degrees(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0])))
    assert abs(np.diff(angles)).max() < 15
