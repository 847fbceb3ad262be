"""The canvas's JSON -> the pen's path, and back.

The canvas (Fabric.js) keeps every stroke as a path of its own with a place, a scale, an angle and
a skew, since visitors can pick strokes up and move them. Eraser strokes are paths in the paper's
colour; they take away the ink that was drawn before them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from cnn.drawing.strokes import CANVAS_PEN_WIDTH, CANVAS_SIZE, MAX_POINTS
from cnn.errors import DrawingError

INK = "#16202E"
PAPER = "#FFFFFF"
ERASER_WIDTH = 32
MAX_OBJECTS = 500
MAX_COORDINATE = 10_000.0

CURVE_STEPS = 8
# Strokes are cut by the eraser at points this far apart, in canvas pixels.
ERASER_STEP = 2.0

MALFORMED = "The drawing is malformed. Clear the canvas and draw again."


def strokes_from_canvas(drawing: object) -> list[np.ndarray]:
    """What is left on the canvas after every stroke, move and erasure.

    Args:
        drawing: the canvas's `json_data`, from a stranger's browser; None before the first stroke.

    Returns:
        One (k, 2) float64 array per stroke, canvas pixels, x right, y down; empty for a blank
        canvas.

    Raises:
        DrawingError: the drawing is malformed or far too large.
    """
    if drawing is None:
        return []
    objects = drawing.get("objects") if isinstance(drawing, dict) else None
    if not isinstance(objects, list) or not all(isinstance(item, dict) for item in objects):
        raise DrawingError(MALFORMED)
    if len(objects) > MAX_OBJECTS:
        raise DrawingError("The drawing has too many strokes. Clear the canvas and draw one digit.")
    strokes: list[np.ndarray] = []
    for item in objects:
        if item.get("type") != "Path":
            continue
        points = _placed_points(item)
        if _is_eraser(item):
            strokes = _erase(strokes, points, _number(item.get("strokeWidth", ERASER_WIDTH)))
        else:
            strokes.append(points)
        if sum(map(len, strokes)) > MAX_POINTS:
            raise DrawingError("The drawing is too long. Clear the canvas and draw one digit.")
    return strokes


def canvas_from_strokes(strokes: Sequence[np.ndarray]) -> dict[str, Any]:
    """A drawing that the canvas can load.

    Args:
        strokes: (k, 2) arrays, canvas pixels.

    Returns:
        What `strokes_from_canvas` reads back.
    """
    return {"version": "7.4.0", "objects": [_path_object(stroke) for stroke in strokes]}


def _path_object(stroke: np.ndarray) -> dict[str, Any]:
    low, high = stroke.min(axis=0), stroke.max(axis=0)
    (left, top), (width, height) = (low + high) / 2, high - low
    commands = [["L", float(x), float(y)] for x, y in stroke]
    commands[0][0] = "M"
    return {
        "type": "Path",
        "originX": "center",
        "originY": "center",
        "left": float(left),
        "top": float(top),
        "width": float(width),
        "height": float(height),
        "fill": None,
        "stroke": INK,
        "strokeWidth": CANVAS_PEN_WIDTH,
        "strokeLineCap": "round",
        "strokeLineJoin": "round",
        "path": commands,
    }


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DrawingError(MALFORMED)
    if not math.isfinite(value) or abs(value) > MAX_COORDINATE:
        raise DrawingError(MALFORMED)
    return float(value)


def _is_eraser(item: dict[str, Any]) -> bool:
    stroke = item.get("stroke")
    return isinstance(stroke, str) and stroke.lower() == PAPER.lower()


def _placed_points(item: dict[str, Any]) -> np.ndarray:
    """A path's points after its own move, scale, flip, skew and turn.

    Source of the order: Fabric.js, "Transformations" (scale and skew, then turn, then move).
    """
    points = _path_points(item.get("path"))
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    scale = np.array([_scale(item, "X"), _scale(item, "Y")])
    shear_x, shear_y = (
        math.tan(math.radians(_number(item.get(name, 0)))) for name in ("skewX", "skewY")
    )
    angle = math.radians(_number(item.get("angle", 0)))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    skew = np.array([[1, shear_x], [0, 1]]) @ np.array([[1, 0], [shear_y, 1]])
    matrix = turn @ np.diag(scale) @ skew
    return (points - middle) @ matrix.T + _centre(item, middle, scale, turn)


def _scale(item: dict[str, Any], axis: str) -> float:
    size = _number(item.get(f"scale{axis}", 1))
    return -size if item.get(f"flip{axis}") is True else size


def _centre(
    item: dict[str, Any], middle: np.ndarray, scale: np.ndarray, turn: np.ndarray
) -> np.ndarray:
    """Where the path's middle stands; `left` and `top` may name its corner instead."""
    place = np.array([_number(item.get(name, middle[i])) for i, name in enumerate(("left", "top"))])
    pen = _number(item.get("strokeWidth", 0))
    size = np.array([_number(item.get(name, 0)) for name in ("width", "height")])
    to_corner = {"left": 0.5, "top": 0.5, "right": -0.5, "bottom": -0.5}
    origins = (item.get("originX", "left"), item.get("originY", "top"))
    shares = np.array([to_corner.get(origin, 0.0) for origin in origins if _is_text(origin)])
    return place + turn @ (shares * (size + pen) * np.abs(scale))


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        raise DrawingError(MALFORMED)
    return True


def _path_points(path: object) -> np.ndarray:
    """SVG path commands (M, L, Q, C, Z) as points; extremes of the curves are among them."""
    if not isinstance(path, list) or not path or len(path) > MAX_POINTS:
        raise DrawingError(MALFORMED)
    points: list[np.ndarray] = []
    for command in path:
        if not isinstance(command, list) or not command:
            raise DrawingError(MALFORMED)
        numbers = np.array([_number(value) for value in command[1:]])
        match command[0], len(numbers):
            case (("M" | "L"), 2):
                points.append(numbers)
            case ("Q", 4) | ("C", 6) if points:
                points.extend(_curve_points(np.array([points[-1], *numbers.reshape(-1, 2)])))
            case "Z", 0:
                continue
            case _:
                raise DrawingError(MALFORMED)
    if not points:
        raise DrawingError(MALFORMED)
    return np.array(points)


def _curve_points(control: np.ndarray) -> np.ndarray:
    """A Bezier curve after its first point: (3, 2) quadratic or (4, 2) cubic control points."""
    if len(control) == 4:
        return _CUBIC @ control
    # Where the curve turns is among the points, so that their bounding box is the curve's own.
    first, middle, last = control
    bend = first - 2 * middle + last
    bends = np.flatnonzero(bend)
    turns = (first - middle)[bends] / bend[bends]
    turns = turns[(turns > 0) & (turns < 1)]
    if not len(turns):
        return _QUADRATIC @ control
    return _quadratic_weights(np.union1d(_TIMES, turns)) @ control


def _quadratic_weights(times: np.ndarray) -> np.ndarray:
    return np.stack([(1 - times) ** 2, 2 * times * (1 - times), times**2], axis=1)


_TIMES = np.linspace(0, 1, CURVE_STEPS + 1)[1:]
_QUADRATIC = _quadratic_weights(_TIMES)
_CUBIC = np.stack(
    [
        (1 - _TIMES) ** 3,
        3 * _TIMES * (1 - _TIMES) ** 2,
        3 * _TIMES**2 * (1 - _TIMES),
        _TIMES**3,
    ],
    axis=1,
)


def _erase(strokes: list[np.ndarray], eraser: np.ndarray, width: float) -> list[np.ndarray]:
    """Cut away what lies under the eraser; a stroke may fall into several pieces."""
    mask = Image.new("1", (CANVAS_SIZE, CANVAS_SIZE))
    pen = ImageDraw.Draw(mask)
    pen.line([tuple(point) for point in eraser.tolist()], fill=1, width=max(round(width), 1))
    for x, y in eraser.tolist():
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=1)
    erased = np.asarray(mask)
    pieces = []
    for stroke in strokes:
        points = _resampled(stroke)
        places = np.clip(np.rint(points).astype(int), 0, CANVAS_SIZE - 1)
        kept = ~erased[places[:, 1], places[:, 0]]
        if kept.all():
            pieces.append(stroke)
            continue
        cuts = np.flatnonzero(np.diff(kept)) + 1
        runs = zip(np.split(points, cuts), np.split(kept, cuts), strict=True)
        pieces.extend(run for run, run_kept in runs if run_kept[0])
    return pieces


def _resampled(stroke: np.ndarray) -> np.ndarray:
    """The same path with points at most two pixels apart."""
    lengths = np.hypot(*np.diff(stroke, axis=0).T) if len(stroke) > 1 else np.zeros(0)
    travelled = np.concatenate([[0], np.cumsum(lengths)])
    count = min(math.ceil(travelled[-1] / ERASER_STEP) + 1, MAX_POINTS)
    if count < 2:
        return stroke
    at = np.union1d(np.linspace(0, travelled[-1], count), travelled)
    return np.stack([np.interp(at, travelled, stroke[:, i]) for i in range(2)], axis=1)
