"""Skeletons by hand and by property."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnn.drawing.skeleton import skeleton_strokes, skeletonise

MASKS = hnp.arrays(bool, st.tuples(st.integers(1, 14), st.integers(1, 14)))


def parts(mask):
    return cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)[0] - 1


@pytest.mark.parametrize("shape", [(40, 7), (7, 40)])
def test_a_bars_skeleton_is_its_middle_line(shape):
    skeleton = skeletonise(np.pad(np.ones(shape, bool), 3))
    rows, columns = np.nonzero(skeleton)
    assert min(np.ptp(rows), np.ptp(columns)) <= 1
    assert max(np.ptp(rows), np.ptp(columns)) >= 32


def test_a_rings_skeleton_is_a_ring():
    y, x = np.indices((61, 61)) - 30
    radius = np.hypot(x, y)
    skeleton = skeletonise((radius > 15) & (radius < 25))
    assert abs(radius[skeleton] - 20).max() < 1.5
    angles = np.histogram(np.arctan2(y, x)[skeleton], bins=36, range=(-np.pi, np.pi))[0]
    assert (angles > 0).all()


@given(MASKS)
def test_a_skeleton_is_a_part_of_the_mask_and_does_not_fall_apart(mask):
    skeleton = skeletonise(mask)
    assert not (skeleton & ~mask).any()
    assert parts(skeleton) <= parts(mask)


@given(MASKS)
def test_a_skeletons_strokes_visit_every_pixel_in_steps_of_one(mask):
    strokes = skeleton_strokes(mask)
    visited = {tuple(point) for stroke in strokes for point in stroke.astype(int).tolist()}
    assert visited == {(x, y) for y, x in np.argwhere(mask).tolist()}
    assert all(np.abs(stroke[1] - stroke[0]).max() <= 1 for stroke in strokes)
