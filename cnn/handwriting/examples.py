"""Example digits, as pen strokes: several styles per digit, also those that MNIST hardly knows.

Drawn for this project from arcs and lines on a sheet 100 wide and 140 high, y down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.drawing.strokes import CANVAS_SIZE
from cnn.handwriting.catmull_rom import catmull_rom_weights

SHEET_SCALE = 1.35
SHEET_CORNER = np.array(
    [(CANVAS_SIZE - 100 * SHEET_SCALE) / 2, (CANVAS_SIZE - 140 * SHEET_SCALE) / 2]
)


@dataclass(frozen=True)
class Example:
    """A digit written by hand.

    Attributes:
        key: names it to programs, and never changes.
        digit: what was meant, 0 to 9.
        style: how it is written, in a few words.
        strokes: (k, 2) float64 arrays in canvas pixels (280 x 280), x right, y down.
    """

    key: str
    digit: int
    style: str
    strokes: tuple[np.ndarray, ...]

    @property
    def title(self) -> str:
        """The digit and its style, for captions and alt texts."""
        return f"{self.digit}, {self.style}"


def _ellipse(
    centre: tuple[float, float], radii: tuple[float, float], start: float, end: float
) -> np.ndarray:
    """Part of an ellipse; angles in degrees, 0 to the right, growing clockwise on the sheet."""
    angles = np.radians(np.linspace(start, end, max(int(abs(end - start) / 12), 3)))
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.array(centre) + np.array(radii) * directions


def _line(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points, dtype=np.float64)


def _curve(*points: tuple[float, float]) -> np.ndarray:
    """A smooth curve through the points (Catmull-Rom)."""
    knots = np.array([points[0], *points, points[-1]], dtype=np.float64)
    weights = catmull_rom_weights(np.linspace(0, 1, 8, endpoint=False))
    pieces = [weights @ knots[start : start + 4] for start in range(len(points) - 1)]
    return np.concatenate([*pieces, knots[-1:]])


def _example(key: str, digit: int, style: str, *strokes: list[np.ndarray]) -> Example:
    placed = tuple(np.concatenate(parts) * SHEET_SCALE + SHEET_CORNER for parts in strokes)
    return Example(key, digit, style, placed)


EXAMPLES: tuple[Example, ...] = (
    _example("0_round", 0, "round", [_ellipse((50, 70), (40, 60), -100, 262)]),
    _example(
        "0_narrow_slanted",
        0,
        "narrow and slanted",
        [_curve((68, 10), (34, 34), (22, 92), (38, 130), (64, 104), (78, 48), (70, 12), (62, 8))],
    ),
    _example("1_one_stroke", 1, "one stroke", [_line((52, 6), (50, 70), (48, 134))]),
    _example("1_flag", 1, "with a flag", [_line((22, 46), (58, 8)), _line((58, 8), (56, 134))]),
    _example(
        "1_flag_foot",
        1,
        "with a flag and a foot",
        [_line((26, 40), (54, 8)), _line((54, 8), (52, 130))],
        [_line((22, 131), (82, 130))],
    ),
    _example(
        "2_straight_foot",
        2,
        "with a straight foot",
        [
            _curve((14, 38), (38, 8), (74, 18), (72, 54), (44, 92), (12, 130)),
            _line((12, 130), (88, 128)),
        ],
    ),
    _example(
        "2_loop",
        2,
        "with a loop",
        [
            _curve(
                (18, 30),
                (46, 6),
                (76, 26),
                (66, 66),
                (34, 108),
                (14, 124),
                (12, 108),
                (30, 106),
                (56, 124),
                (90, 118),
            )
        ],
    ),
    _example(
        "3_round",
        3,
        "round",
        [
            _curve((15, 22), (42, 6), (78, 18), (76, 48), (42, 64)),
            _curve((42, 64), (80, 74), (86, 112), (48, 134), (12, 118)),
        ],
    ),
    _example(
        "3_flat_top",
        3,
        "with a flat top",
        [
            _line((16, 12), (80, 10)),
            _line((80, 10), (44, 56)),
            _curve((44, 56), (78, 64), (84, 102), (54, 132), (14, 122)),
        ],
    ),
    _example(
        "4_open",
        4,
        "open",
        [_line((26, 8), (14, 76)), _line((14, 76), (88, 74))],
        [_line((68, 20), (62, 134))],
    ),
    _example(
        "4_closed",
        4,
        "closed",
        [_line((60, 6), (10, 90)), _line((10, 90), (92, 90))],
        [_line((62, 6), (62, 134))],
    ),
    _example(
        "5_two_strokes",
        5,
        "in two strokes",
        [_line((28, 12), (22, 60)), _curve((22, 60), (58, 50), (86, 84), (66, 124), (14, 126))],
        [_line((28, 12), (84, 8))],
    ),
    _example(
        "5_one_stroke",
        5,
        "in one stroke",
        [
            _line((82, 10), (30, 12)),
            _line((30, 12), (24, 58)),
            _curve((24, 58), (64, 56), (80, 92), (54, 128), (16, 118)),
        ],
    ),
    _example(
        "6_long_back",
        6,
        "with a long back",
        [_curve((66, 6), (34, 36), (18, 92), (40, 132), (74, 118), (74, 84), (46, 76), (22, 98))],
    ),
    _example(
        "6_curl",
        6,
        "like a curl",
        [_curve((50, 8), (24, 52), (14, 104), (44, 134), (78, 108), (56, 84), (30, 96), (28, 116))],
    ),
    _example("7_plain", 7, "plain", [_line((12, 14), (86, 12)), _line((86, 12), (40, 134))]),
    _example(
        "7_crossed",
        7,
        "crossed",
        [_line((12, 16), (86, 12)), _line((86, 12), (40, 134))],
        [_line((30, 72), (80, 68))],
    ),
    _example(
        "8_one_stroke",
        8,
        "in one stroke",
        [
            _curve(
                (76, 26),
                (48, 8),
                (22, 30),
                (44, 62),
                (78, 94),
                (54, 132),
                (20, 108),
                (44, 68),
                (74, 40),
                (74, 24),
            )
        ],
    ),
    _example(
        "8_two_circles",
        8,
        "two circles",
        [_ellipse((50, 36), (27, 29), -80, 285)],
        [_ellipse((50, 100), (34, 34), -90, 275)],
    ),
    _example(
        "9_straight_leg",
        9,
        "with a straight leg",
        [
            _curve((76, 34), (50, 8), (22, 30), (34, 66), (66, 60), (78, 30)),
            _line((78, 30), (72, 134)),
        ],
    ),
    _example(
        "9_curled_foot",
        9,
        "with a curled foot",
        [
            _curve((76, 32), (48, 8), (20, 34), (38, 66), (72, 54), (78, 28)),
            _curve((78, 28), (80, 84), (66, 126), (36, 132), (18, 114)),
        ],
    ),
)

FIRST_EXAMPLE = next(example for example in EXAMPLES if example.key == "3_round")
