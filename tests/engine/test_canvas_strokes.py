"""The canvas's drawing and its eraser, in the browser and on the server."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from cnn.drawing.canvas import CANVAS_COLOUR, ERASER_WIDTH, INK_COLOUR, strokes_from_canvas
from cnn.drawing.normalise import PEN_WIDTH, centre_strokes, draw_strokes, fit_strokes
from cnn.drawing.strokes import CANVAS_PEN_WIDTH, CANVAS_SIZE, MIN_EXTENT
from tests.engine.conftest import Run
from tests.engine.drawings import one_digit

DRAWINGS = 150
STROKES = f"""
(drawings) => drawings.map((objects) => {{
  const strokes = strokesFromCanvas(objects, "{CANVAS_COLOUR}", {CANVAS_SIZE})
  const isDigit = strokes.length && extent(strokes) >= MIN_EXTENT
  return {{ strokes, image: isDigit ? [...digitImage(strokes)] : null }}
}})
"""
PATH = f"(strokes) => strokes.map((points) => smoothedPath(points, {CANVAS_PEN_WIDTH}))"


def pencil_path(points: np.ndarray) -> list[list]:
    """Points joined through the middles between them, worked out here."""
    path: list[list] = [["M", *points[0].tolist()]]
    for here, then in pairwise(points):
        path.append(["Q", *here.tolist(), *((here + then) / 2).tolist()])
    return [*path, ["L", *points[-1].tolist()]]


def canvas_path(points: np.ndarray, *, is_eraser: bool, by_corner: bool) -> dict:
    """A stroke as the canvas keeps it: its place is that of its middle, or of its corner."""
    path = pencil_path(points)
    (stroke,) = strokes_from_canvas({"objects": [{"type": "Path", "path": path}]})
    low, high = stroke.min(axis=0), stroke.max(axis=0)
    width = ERASER_WIDTH if is_eraser else CANVAS_PEN_WIDTH
    left, top = low - width / 2 if by_corner else (low + high) / 2
    return {
        "type": "Path",
        "path": path,
        "stroke": CANVAS_COLOUR if is_eraser else INK_COLOUR,
        "strokeWidth": width,
        "width": high[0] - low[0],
        "height": high[1] - low[1],
        "originX": "left" if by_corner else "center",
        "originY": "top" if by_corner else "center",
        "left": left,
        "top": top,
    }


def drawings() -> list[list[dict]]:
    """Digits, every second stroke of them followed by an eraser's."""
    random = np.random.default_rng(3)
    made = []
    for number in range(DRAWINGS):
        objects = []
        for stroke in one_digit(random):
            objects.append(canvas_path(stroke, is_eraser=False, by_corner=number % 2 == 0))
            if random.random() < 0.5:
                steps = random.normal(0, 12, (int(random.integers(2, 15)), 2))
                steps[0] = random.uniform(0, CANVAS_SIZE, 2)
                objects.append(
                    canvas_path(np.cumsum(steps, axis=0), is_eraser=True, by_corner=False)
                )
        made.append(objects)
    return made


def test_what_the_eraser_leaves_makes_the_same_image(run: Run):
    """No bound but equality: both sides add, multiply and take square roots in one order, in double
    precision, so that no cell of the ink is rounded otherwise.
    """
    made = drawings()
    erased = 0
    for objects, found in zip(made, run(STROKES, made), strict=True):
        expected = strokes_from_canvas({"objects": objects})
        assert len(found["strokes"]) == len(expected)
        erased += len(objects) > 1
        if not expected or np.ptp(np.concatenate(expected), axis=0).max() < MIN_EXTENT:
            continue
        image = draw_strokes(centre_strokes(fit_strokes(expected)), PEN_WIDTH)
        np.testing.assert_array_equal(np.array(found["image"], np.float32).reshape(28, 28), image)
    assert erased > DRAWINGS / 4


# By Fabric.js's pencil, worked out by hand for a pen 20 wide: both ends reach on by a thousandth of
# it, the way the stroke begins and ends; a point within 0.4 of the one before and the one before
# the end go; curves lead through the middles; two decimals are kept.
PENCIL_PATHS = {
    "a dot": ([[5, 5]], [["M", 4.98, 5], ["L", 5.02, 5]]),
    "a line": (
        [[10, 10], [20, 30]],
        [["M", 9.98, 10], ["Q", 10, 10, 15, 20], ["L", 20.02, 30]],
    ),
    "a corner": (
        [[10, 10], [20, 10], [20, 10], [30, 10], [30, 40], [30.1, 40.2], [30, 50]],
        [
            ["M", 9.98, 10],
            ["Q", 10, 10, 15, 10],
            ["Q", 20, 10, 25, 10],
            ["Q", 30, 10, 30, 25],
            ["Q", 30, 40, 30, 45],
            ["L", 30, 50.02],
        ],
    ),
    "thirds": (
        [[1 / 3, 0], [2 / 3, 2], [1, 3], [4 / 3, 4]],
        [["M", 0.31, -0.02], ["Q", 0.33, 0, 0.5, 1], ["Q", 0.67, 2, 1, 3], ["L", 1.35, 4.02]],
    ),
}


def test_a_stroke_under_way_is_the_path_that_the_pencil_makes_of_it(run: Run):
    strokes = [stroke for stroke, _ in PENCIL_PATHS.values()]
    for found, (_, expected) in zip(run(PATH, strokes), PENCIL_PATHS.values(), strict=True):
        assert found == expected
