"""The canvas's drawing and its eraser, in the browser and on the server."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from cnn.drawing.canvas import CANVAS_COLOUR, ERASER_WIDTH, INK_COLOUR, strokes_from_canvas
from cnn.drawing.normalise import PEN_WIDTH, centre_strokes, draw_strokes, fit_strokes
from cnn.drawing.strokes import CANVAS_PEN_WIDTH, CANVAS_SIZE, MIN_EXTENT
from tests.engine.conftest import Run
from tests.engine.drawings import one_digit

DRAWINGS = 300
STROKES = f"""
(drawings) => drawings.map((objects) => {{
  const strokes = strokesFromCanvas(objects, "{CANVAS_COLOUR}", {CANVAS_SIZE})
  const isDigit = strokes.length && extent(strokes) >= MIN_EXTENT
  return {{ strokes, image: isDigit ? [...digitImage(strokes)] : null }}
}})
"""
PATH = "(strokes) => strokes.map((points) => smoothedPath(points))"


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
    made = drawings()
    erased = 0
    for objects, found in zip(made, run(STROKES, made), strict=True):
        expected = strokes_from_canvas({"objects": objects})
        assert len(found["strokes"]) == len(expected)
        erased += len(objects) > 1
        if not expected or np.ptp(np.concatenate(expected), axis=0).max() < MIN_EXTENT:
            continue
        image = draw_strokes(centre_strokes(fit_strokes(expected)), PEN_WIDTH)
        np.testing.assert_allclose(
            np.array(found["image"], np.float32).reshape(28, 28), image, atol=1e-4
        )
    assert erased > DRAWINGS / 4


def test_a_stroke_under_way_is_the_path_that_the_pencil_makes_of_it(run: Run):
    random = np.random.default_rng(1)
    strokes = [random.uniform(0, 280, (count, 2)) for count in (1, 2, 3, 40)]
    paths = run(PATH, [stroke.tolist() for stroke in strokes])
    assert paths == [pencil_path(stroke) for stroke in strokes]
