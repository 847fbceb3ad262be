"""The canvas's JSON: strokes come back as they were drawn, moved, turned and erased."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.drawing.canvas import MAX_OBJECTS, PAPER, canvas_from_strokes, strokes_from_canvas
from cnn.errors import DrawingError
from cnn.handwriting.examples import EXAMPLES

LINE = np.array([[100.0, 100.0], [100.0, 200.0]])


def drawing(*objects: dict) -> dict:
    return {"version": "7.4.0", "objects": list(objects)}


def line(**changes: object) -> dict:
    return {**canvas_from_strokes([LINE])["objects"][0], **changes}


def eraser(path: list, width: float = 20) -> dict:
    points = np.array([command[-2:] for command in path], float)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return line(
        path=path, stroke=PAPER, strokeWidth=width, left=float(middle[0]), top=float(middle[1])
    )


def test_what_is_put_on_the_canvas_comes_back():
    for example in EXAMPLES:
        strokes = strokes_from_canvas(canvas_from_strokes(example.strokes))
        for ours, theirs in zip(strokes, example.strokes, strict=True):
            np.testing.assert_allclose(ours, theirs, err_msg=example.title)


def test_nothing_drawn_is_no_strokes():
    assert strokes_from_canvas(None) == []
    assert strokes_from_canvas(drawing()) == []


def test_a_curve_is_followed_through_its_middle():
    curve = line(path=[["M", 0, 0], ["Q", 50, 100, 100, 0]], left=50, top=25, width=100, height=50)
    (stroke,) = strokes_from_canvas(drawing(curve))
    assert stroke[0].tolist() == [0, 0]
    assert stroke[-1].tolist() == [100, 0]
    # A quadratic curve passes halfway between its chord and its control point.
    assert stroke[:, 1].max() == pytest.approx(50)


def test_a_moved_and_enlarged_stroke_is_read_where_it_stands():
    (stroke,) = strokes_from_canvas(drawing(line(left=50, top=60, scaleX=2, scaleY=0.5)))
    np.testing.assert_allclose(stroke, [[50, 35], [50, 85]])


def test_a_turned_stroke_is_read_turned():
    (stroke,) = strokes_from_canvas(drawing(line(angle=90)))
    np.testing.assert_allclose(stroke, [[150, 150], [50, 150]], atol=1e-9)


def test_a_flipped_stroke_is_read_flipped():
    (stroke,) = strokes_from_canvas(drawing(line(flipY=True)))
    np.testing.assert_allclose(stroke, [[100, 200], [100, 100]])


def test_a_corner_as_origin_counts_the_pen_as_well():
    placed = line(originX="left", originY="top", left=90, top=90)
    (stroke,) = strokes_from_canvas(drawing(placed))
    np.testing.assert_allclose(stroke, [[100, 100], [100, 200]])


def test_the_eraser_cuts_a_stroke_in_two():
    across = eraser([["M", 60, 150], ["L", 140, 150]])
    upper, lower = strokes_from_canvas(drawing(line(), across))
    assert upper[:, 1].max() == pytest.approx(140, abs=2)
    assert lower[:, 1].min() == pytest.approx(160, abs=2)


def test_the_eraser_takes_nothing_that_is_drawn_after_it():
    across = eraser([["M", 60, 150], ["L", 140, 150]])
    (stroke,) = strokes_from_canvas(drawing(across, line()))
    np.testing.assert_allclose(stroke, LINE)


def test_everything_erased_is_an_empty_canvas():
    along = eraser([["M", 100, 80], ["L", 100, 220]], width=40)
    assert strokes_from_canvas(drawing(line(), along)) == []


def test_other_shapes_are_ignored():
    assert strokes_from_canvas(drawing({"type": "Rect", "left": 3})) == []


@pytest.mark.parametrize(
    "broken",
    [
        "text",
        {"objects": 3},
        {"objects": ["x"]},
        {"objects": [{}] * (MAX_OBJECTS + 1)},
        drawing(line(path=[])),
        drawing(line(path=[["M", 1]])),
        drawing(line(path=[["Q", 1, 2, 3, 4]])),
        drawing(line(path=[["X", 1, 2]])),
        drawing(line(left=float("nan"))),
        drawing(line(scaleX=1e12)),
        drawing(line(originX=["left"])),
    ],
)
def test_broken_drawings_get_a_sentence(broken):
    with pytest.raises(DrawingError, match=r"\.$"):
        strokes_from_canvas(broken)


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)


@given(
    st.sampled_from(
        ["left", "top", "scaleX", "angle", "skewX", "path", "stroke", "originX", "type"]
    ),
    VALUES | st.lists(st.lists(VALUES, max_size=5), max_size=5),
)
def test_no_alteration_raises_anything_else(name, value):
    altered = copy.deepcopy(line())
    altered[name] = value
    try:
        strokes = strokes_from_canvas(drawing(altered))
    except DrawingError:
        return
    assert all(np.isfinite(stroke).all() for stroke in strokes)
