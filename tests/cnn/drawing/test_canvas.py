"""The canvas's JSON: strokes come back as they were drawn, moved, turned and erased."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageDraw

import cnn.drawing.eraser
from cnn.drawing.canvas import (
    CANVAS_COLOUR,
    ERASER_WIDTH,
    MAX_OBJECTS,
    canvas_from_strokes,
    essentials,
    strokes_from_canvas,
)
from cnn.drawing.strokes import MAX_POINTS
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
        path=path,
        stroke=CANVAS_COLOUR,
        strokeWidth=width,
        left=float(middle[0]),
        top=float(middle[1]),
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
    along = eraser([["M", 100, 80], ["L", 100, 220]], width=ERASER_WIDTH)
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
        drawing(line(originX="middle")),
        drawing(line(path={"M": 1})),
        drawing(line(path=[["M", *range(1000)]])),
        drawing(line(path=[["M", 10**400, 1]])),
        drawing(line(path=[["M", "1", 1]])),
        drawing(line(path=[["M", True, 1]])),
        drawing(line(left=10**400)),
        drawing(line(skewX=89.9999)),
        drawing(line(scaleX=9_999, scaleY=9_999)),
        drawing(line(strokeWidth=1e9)),
        drawing(line(strokeWidth=ERASER_WIDTH + 1)),
        drawing(line(strokeWidth=-1)),
        drawing(line(strokeWidth=float("nan"))),
        drawing(line(strokeWidth=float("inf"))),
        drawing(line(strokeWidth=10**400)),
        drawing(line(strokeWidth="20")),
        drawing(line(strokeWidth=None)),
        drawing(line(strokeWidth=True)),
    ],
)
def test_broken_drawings_get_a_sentence(broken):
    with pytest.raises(DrawingError, match=r"\.$"):
        strokes_from_canvas(broken)


@pytest.fixture
def drawn(monkeypatch):
    """How many shapes have been drawn for the eraser."""
    counts = {"line": 0, "ellipse": 0}

    class CountedDraw(ImageDraw.ImageDraw):
        def line(self, xy, *arguments, **settings):
            counts["line"] += len(xy)
            super().line(xy, *arguments, **settings)

        def ellipse(self, xy, *arguments, **settings):
            counts["ellipse"] += 1
            assert xy[2] - xy[0] <= ERASER_WIDTH
            super().ellipse(xy, *arguments, **settings)

    monkeypatch.setattr(ImageDraw, "Draw", CountedDraw)
    return counts


SCRIBBLE = [["M", 0, 0], *([["L", 280, 280], ["L", 0, 0]] * 2_500)]
# As short as a path can be written: eight points each.
CURVES = [["M", 0, 0], *([["Q", 1, 1, 0, 0]] * 4_000)]


@pytest.mark.parametrize(
    "forged",
    [
        drawing(eraser(CURVES)),
        drawing(eraser(SCRIBBLE, width=10_000)),
        drawing(*[eraser(SCRIBBLE)] * 5),
        drawing(line(), *[eraser(SCRIBBLE)] * 5),
        drawing(line(path=SCRIBBLE), *[eraser(SCRIBBLE)] * 4),
        drawing(line() | {"path": [["M", 1, 2], *[["Z"]] * MAX_POINTS]}),
    ],
    ids=[
        "curves",
        "a wide eraser",
        "erasers",
        "pen and erasers",
        "points of all tools",
        "closings",
    ],
)
def test_too_much_for_the_eraser_is_refused_before_it_is_drawn(forged, drawn):
    with pytest.raises(DrawingError, match=r"\.$"):
        strokes_from_canvas(forged)
    assert drawn == {"line": 0, "ellipse": 0}


def test_the_most_that_is_accepted_is_drawn_once(drawn):
    rubbings = [eraser(SCRIBBLE[:2_000], width=ERASER_WIDTH) for _ in range(9)]
    strokes_from_canvas(drawing(*[line()] * 100, *rubbings, *[line()] * 100))
    assert drawn["line"] == 9 * 2_000
    assert 0 < drawn["ellipse"] <= 9 * 2_000


def test_a_stroke_is_cut_once_however_many_erasers_follow(monkeypatch):
    cut = []
    pieces = cnn.drawing.eraser._pieces
    monkeypatch.setattr(
        cnn.drawing.eraser, "_pieces", lambda *given: cut.append(1) or pieces(*given)
    )
    across = [eraser([["M", 60, 150 + i], ["L", 140, 150 + i]]) for i in range(30)]
    upper, lower = strokes_from_canvas(drawing(line(), *across))
    assert upper[:, 1].max() == pytest.approx(140, abs=2)
    assert lower[:, 1].min() == pytest.approx(189, abs=2)
    assert len(cut) == 1


def test_strokes_too_long_to_be_cut_are_refused():
    # Few points, and so far apart that cutting would make millions.
    long = line(scaleX=90, scaleY=90)
    assert len(strokes_from_canvas(drawing(*[long] * 250))) == 250
    with pytest.raises(DrawingError, match="too long"):
        strokes_from_canvas(drawing(*[long] * 250, eraser([["M", 60, 150], ["L", 140, 150]])))


def test_what_is_kept_of_a_drawing_is_read_as_the_drawing_is():
    moved = line(left=50, top=60, scaleX=2, scaleY=0.5, angle=30, flipY=True, skewX=10)
    corner = line(originX="left", originY="top", left=90, top=90)
    marks = drawing(moved, corner, eraser([["M", 0, 150], ["L", 280, 150]]), line())
    stuffed = copy.deepcopy(marks) | {"junk": "x" * 1000}
    for item in stuffed["objects"]:
        item |= {"clipPath": {"deep": ["x"] * 1000}, "stroke": item["stroke"].lower()}
    kept = essentials(stuffed)
    assert "x" * 3 not in str(kept)
    for ours, theirs in zip(strokes_from_canvas(kept), strokes_from_canvas(marks), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_other_shapes_are_not_kept():
    assert (
        essentials(drawing({"type": "Rect"}, line()))["objects"]
        == essentials(drawing(line()))["objects"]
    )


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)


@given(
    st.sampled_from(
        [
            "left",
            "top",
            "scaleX",
            "angle",
            "skewX",
            "path",
            "stroke",
            "strokeWidth",
            "originX",
            "type",
        ]
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
