"""The canvas's JSON -> the pen's path, and back.

The canvas (Fabric.js) keeps every stroke as a path of its own with a place, and may give it a
scale, an angle and a skew, which this app's tools never do. Eraser strokes are paths in the
canvas's own colour; they take away the ink that was drawn before them.

What comes from a browser may come from anyone: how much of it there is, is counted before any of
it is worked on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from cnn.drawing.eraser import Mark, ink_left
from cnn.drawing.strokes import CANVAS_PEN_WIDTH, CANVAS_SIZE, MAX_POINTS
from cnn.errors import DrawingError
from cnn.number_checks import is_number

INK_COLOUR = "#16202E"
CANVAS_COLOUR = "#FFFFFF"
# Of Fabric.js, as its drawings say it.
FABRIC_VERSION = "7.4.0"
ERASER_WIDTH = 32
MAX_OBJECTS = 500
MAX_COORDINATE = 10_000.0

CURVE_STEPS = 8
# A cubic curve: a letter and three places.
LONGEST_COMMAND = 7

MALFORMED = "The drawing is malformed. Clear the canvas and draw again."
TOO_LONG = "The drawing is too long. Clear the canvas and draw less."

# What is kept of a path besides its colour and its commands.
_NUMBERS = ("left", "top", "width", "height", "scaleX", "scaleY", "angle", "skewX", "skewY")
_FLIPS = ("flipX", "flipY")
_ORIGINS = ("originX", "originY")


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
    room = MAX_POINTS
    marks = []
    for path in _paths(drawing):
        points = _placed_points(path, room)
        room -= len(points)
        marks.append(Mark(points, _width(path) if _is_eraser(path) else None))
    return ink_left(marks, CANVAS_SIZE)


def essentials(drawing: object) -> dict[str, Any]:
    """What the canvas needs to load a drawing again, and nothing else that its sender put into it.

    Args:
        drawing: one that `strokes_from_canvas` has read without complaint.
    """
    return {
        "version": FABRIC_VERSION,
        "objects": [_essential_path(path) for path in _paths(drawing)],
    }


def _paths(drawing: object) -> list[dict[str, Any]]:
    """The strokes of pen and eraser, as many as can be worked on."""
    if drawing is None:
        return []
    objects = drawing.get("objects") if isinstance(drawing, dict) else None
    if not isinstance(objects, list) or not all(isinstance(item, dict) for item in objects):
        raise DrawingError(MALFORMED)
    if len(objects) > MAX_OBJECTS:
        raise DrawingError("The drawing has too many strokes. Clear the canvas and draw fewer.")
    paths = [item for item in objects if item.get("type") == "Path"]
    if not all(isinstance(path.get("path"), list) for path in paths):
        raise DrawingError(MALFORMED)
    if sum(len(path["path"]) for path in paths) > MAX_POINTS:
        raise DrawingError(TOO_LONG)
    return paths


def _essential_path(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Path",
        "fill": None,
        "stroke": CANVAS_COLOUR if _is_eraser(item) else INK_COLOUR,
        "strokeWidth": _width(item),
        "strokeLineCap": "round",
        "strokeLineJoin": "round",
        **{name: _number(item[name]) for name in _NUMBERS if name in item},
        **{name: item[name] is True for name in _FLIPS if name in item},
        **{name: _origin(item[name]) for name in _ORIGINS if name in item},
        "path": item["path"],
    }


def canvas_from_strokes(strokes: Sequence[np.ndarray]) -> dict[str, Any]:
    """A drawing that the canvas can load: (k, 2) arrays in canvas pixels."""
    return {"version": FABRIC_VERSION, "objects": [_path_object(stroke) for stroke in strokes]}


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
        "stroke": INK_COLOUR,
        "strokeWidth": CANVAS_PEN_WIDTH,
        "strokeLineCap": "round",
        "strokeLineJoin": "round",
        "path": commands,
    }


def _number(value: object) -> float:
    if not is_number(value, -MAX_COORDINATE, MAX_COORDINATE):
        raise DrawingError(MALFORMED)
    return float(value)


def _width(item: dict[str, Any]) -> float:
    """How wide a stroke is drawn: no tool is wider than the eraser."""
    width = item.get("strokeWidth", CANVAS_PEN_WIDTH)
    if not is_number(width, 0, ERASER_WIDTH):
        raise DrawingError(MALFORMED)
    return float(width)


def _is_eraser(item: dict[str, Any]) -> bool:
    stroke = item.get("stroke")
    return isinstance(stroke, str) and stroke.upper() == CANVAS_COLOUR


def _placed_points(item: dict[str, Any], room: int) -> np.ndarray:
    """A path's points after its own move, scale, flip, skew and turn.

    Source of the order: Fabric.js, "Transformations" (scale and skew, then turn, then move).
    """
    points = _path_points(item["path"], room)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    scale = np.array([_scale(item, "X"), _scale(item, "Y")])
    shear_x, shear_y = (
        math.tan(math.radians(_number(item.get(name, 0)))) for name in ("skewX", "skewY")
    )
    angle = math.radians(_number(item.get("angle", 0)))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    skew = np.array([[1, shear_x], [0, 1]]) @ np.array([[1, 0], [shear_y, 1]])
    matrix = turn @ np.diag(scale) @ skew
    placed = (points - middle) @ matrix.T + _centre(item, middle, scale, turn)
    if np.abs(placed).max() > MAX_COORDINATE:
        raise DrawingError(MALFORMED)
    return placed


def _scale(item: dict[str, Any], axis: str) -> float:
    size = _number(item.get(f"scale{axis}", 1))
    return -size if item.get(f"flip{axis}") is True else size


def _centre(
    item: dict[str, Any], middle: np.ndarray, scale: np.ndarray, turn: np.ndarray
) -> np.ndarray:
    """Where the path's middle stands; `left` and `top` may name its corner instead."""
    place = np.array([_number(item.get(name, middle[i])) for i, name in enumerate(("left", "top"))])
    size = np.array([_number(item.get(name, 0)) for name in ("width", "height")])
    origins = (_origin(item.get("originX", "left")), _origin(item.get("originY", "top")))
    shares = np.array([_TO_CENTRE[origin] for origin in origins])
    return place + turn @ (shares * (size + _width(item)) * np.abs(scale))


_TO_CENTRE = {"left": 0.5, "top": 0.5, "center": 0.0, "right": -0.5, "bottom": -0.5}


def _origin(value: object) -> str:
    if not isinstance(value, str) or value not in _TO_CENTRE:
        raise DrawingError(MALFORMED)
    return value


def _path_points(path: list[object], room: int) -> np.ndarray:
    """SVG path commands (M, L, Q, C, Z) as points; extremes of the curves are among them.

    Raises:
        DrawingError: a command is malformed, or there are more points than room for them.
    """
    points: list[np.ndarray] = []
    for command in path:
        if not isinstance(command, list) or not 1 <= len(command) <= LONGEST_COMMAND:
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
        if len(points) > room:
            raise DrawingError(TOO_LONG)
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
    weights = _quadratic_weights(np.union1d(_TIMES, turns)) if len(turns) else _QUADRATIC
    # One after another: a matrix product may round otherwise, and the browser's engine does not.
    return weights[:, :1] * first + weights[:, 1:2] * middle + weights[:, 2:] * last


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
