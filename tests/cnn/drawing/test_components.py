"""Parts of an ink: numbered by clearness, with their boxes, gaps and strokes' widths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnn.drawing.components import INKED, components_of
from tests.cnn.drawing.inked import components, oval

TWO_BARS = [[(50, 50), (50, 250)], [(150, 100), (150, 200)]]


def test_the_part_with_more_outline_comes_first():
    found = components(TWO_BARS)
    assert len(found) == 2
    assert found.heights[0] > found.heights[1]


def test_a_box_is_just_around_its_part():
    found = components([[(50, 60), (50, 240)]], width=1)
    left, top, right, bottom = found.boxes[0]
    assert left <= 50 < right <= 53
    assert abs(top - 60) <= 1
    assert abs(bottom - 241) <= 1


def test_the_gap_of_two_bars_is_the_paper_between_them():
    found = components(TWO_BARS)
    assert found.gap(0, 1) == pytest.approx(94, abs=3)
    assert found.box_gaps[0, 1] <= found.gap(0, 1) + 1


@pytest.mark.parametrize("width", [9, 15, 21])
def test_a_strokes_width_is_the_pens(width):
    found = components([[(50, 50), (250, 250)], [(250, 20), (250, 90)]], width=width)
    assert found.stroke_widths == pytest.approx(width, rel=0.25)


def test_a_gap_of_two_pixels_does_not_part_a_stroke():
    density = np.zeros((100, 100), np.float32)
    density[20:50, 40:46] = density[52:80, 40:46] = 1
    assert len(components_of(density, density > INKED)) == 1


def test_specks_are_no_parts():
    density = np.zeros((500, 500), np.float32)
    density[100:103, 100:103] = density[200:300, 200:210] = 1
    assert len(components_of(density, density > INKED)) == 1


def test_contact_is_how_far_a_part_runs_along_the_edge():
    found = components([[(1, 100), (1, 220)], [(100, 150), (200, 150)]], width=1)
    touching, free = np.argsort(-found.contacts)
    assert found.contacts[touching] == pytest.approx(121, abs=3)
    assert found.contacts[free] == 0


@given(hnp.arrays(bool, st.tuples(st.integers(1, 30), st.integers(1, 30))))
def test_every_inked_pixel_that_is_no_speck_is_in_its_parts_box(mask):
    found = components_of(mask.astype(np.float32), mask)
    assert not found.labels[~mask].any()
    for number, (left, top, right, bottom) in enumerate(found.boxes, start=1):
        rows, columns = np.nonzero(found.labels == number)
        assert (rows.min(), rows.max() + 1) == (top, bottom)
        assert (columns.min(), columns.max() + 1) == (left, right)


def test_a_masks_window_holds_all_of_the_parts_chosen():
    found = components([*TWO_BARS, oval(230, 60, 20, 30)])
    window = found.window_of((1,), 3)
    assert found.mask_of((1,), window).sum() == found.areas[1]
