"""Hands: how people write each digit, as control points of pen strokes.

Written for this project on a sheet 100 wide and 140 high, y down, from the forms taught in
American and European schools and what hurried hands make of them. `cnn.synthetic` writes with
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

SHEET_HEIGHT = 140.0
# A third entry of a control point: the pen turns sharply there.
CORNER = 1.0
# Distance of a stroke's points: half a pixel where the sheet's height fills MNIST's 20 pixels.
POINT_SPACING = 3.5

ControlPoint = tuple[float, float] | tuple[float, float, float]


@dataclass(frozen=True)
class Stroke:
    """The pen's path from setting it down to lifting it.

    Attributes:
        controls: (k, 2) float32, points that the path goes through; the sheet's height is 1.
        curve: (n, k) float32, n points of the path as weighted means of the control points: a
            Catmull-Rom curve, with straight lines between neighbouring corners.
    """

    controls: np.ndarray
    curve: np.ndarray


@dataclass(frozen=True)
class Hand:
    """One way to write one digit.

    Attributes:
        digit: 0 to 9.
        name: a few words.
        strokes: in the order in which they are written.
    """

    digit: int
    name: str
    strokes: tuple[Stroke, ...] = field(repr=False)

    @property
    def path(self) -> list[np.ndarray]:
        """The strokes as it means them: (n, 2) float32 each, the sheet's height being 1."""
        return [stroke.curve @ stroke.controls for stroke in self.strokes]


def smooth_stroke(points: Sequence[ControlPoint]) -> Stroke:
    """A stroke through control points.

    Args:
        points: two or more (x, y) or (x, y, CORNER) on the sheet; the ends are corners anyway.

    Returns:
        The stroke.
    """
    controls = np.array([point[:2] for point in points], np.float32) / SHEET_HEIGHT
    last = len(points) - 1
    corners = [0, *(i for i in range(1, last) if len(points[i]) == 3), last]
    pieces = [_piece(controls, start, end) for start, end in pairwise(corners)]
    return Stroke(controls, np.vstack([*pieces, np.eye(last + 1, dtype=np.float32)[-1:]]))


def _piece(controls: np.ndarray, start: int, end: int) -> np.ndarray:
    """Rows of the curve from one corner up to, and without, the next."""
    # Each control point as a row of shares; one more at either end goes straight on.
    shares = np.eye(len(controls), dtype=np.float32)[start : end + 1]
    shares = np.vstack([2 * shares[0] - shares[1], shares, 2 * shares[-1] - shares[-2]])
    rows = []
    for here in range(end - start):
        length = np.hypot(*(controls[start + here + 1] - controls[start + here])) * SHEET_HEIGHT
        count = max(2, round(float(length) / POINT_SPACING))
        times = np.arange(count, dtype=np.float32) / count
        rows.append(np.stack(_catmull_rom(times), axis=1) @ shares[here : here + 4])
    return np.vstack(rows)


def _catmull_rom(times: np.ndarray) -> tuple[np.ndarray, ...]:
    """Weights of the four control points around a span, at times from 0 to 1 along it."""
    t = times
    return (
        (-t + 2 * t**2 - t**3) / 2,
        (2 - 5 * t**2 + 3 * t**3) / 2,
        (t + 4 * t**2 - 3 * t**3) / 2,
        (t**3 - t**2) / 2,
    )


def _hand(digit: int, name: str, *strokes: Sequence[ControlPoint]) -> Hand:
    return Hand(digit, name, tuple(smooth_stroke(points) for points in strokes))


# fmt: off
# In the order of their digits.
HANDS: tuple[Hand, ...] = (
    _hand(0, "round", [(54, 6), (22, 20), (8, 68), (22, 118), (50, 134), (80, 116), (92, 68),
                       (78, 22), (50, 6), (38, 10)]),
    _hand(0, "narrow", [(58, 6), (38, 28), (28, 76), (34, 120), (50, 134), (66, 112), (72, 64),
                        (66, 22), (52, 6), (46, 10)]),
    _hand(0, "open at the top", [(42, 10), (18, 36), (10, 78), (24, 120), (50, 134), (78, 118),
                                 (92, 72), (84, 30), (62, 10)]),
    _hand(0, "with overlapping ends", [(66, 26), (46, 6), (20, 28), (10, 74), (26, 120), (54, 134),
                                       (82, 112), (90, 66), (74, 22), (46, 8), (24, 20)]),
    _hand(0, "clockwise", [(28, 22), (56, 6), (84, 30), (90, 76), (74, 122), (46, 134), (18, 112),
                           (10, 66), (22, 28), (44, 12)]),
    _hand(0, "pointed", [(54, 4), (22, 46), (14, 96), (42, 136), (76, 106), (84, 54), (54, 4)]),
    _hand(0, "flat", [(54, 36), (20, 44), (4, 76), (20, 106), (54, 116), (90, 100), (98, 72),
                      (84, 44), (50, 34), (38, 38)]),
    _hand(0, "closed with a small loop", [(58, 10), (26, 20), (10, 70), (26, 122), (54, 134),
                                          (84, 108), (88, 54), (70, 16), (48, 20), (46, 36),
                                          (64, 34), (76, 20)]),
    _hand(0, "tail to the upper right", [(50, 10), (22, 28), (10, 76), (26, 122), (52, 134),
                                         (80, 112), (84, 64), (64, 26), (60, 12), (88, 4)]),

    _hand(1, "one stroke", [(52, 6), (51, 50), (50, 92), (48, 134)]),
    _hand(1, "bent", [(46, 6), (54, 46), (56, 92), (50, 134)]),
    _hand(1, "bent the other way", [(56, 6), (48, 46), (46, 92), (54, 134)]),
    _hand(1, "short flag", [(38, 30), (52, 6, CORNER), (52, 70), (50, 134)]),
    _hand(1, "long flag", [(20, 52), (40, 28), (58, 6, CORNER), (57, 70), (54, 134)]),
    _hand(1, "flag and foot", [(26, 36), (52, 6, CORNER), (52, 70), (50, 130)],
                              [(20, 132), (50, 131), (82, 131)]),
    _hand(1, "foot without a flag", [(52, 6), (51, 66), (50, 130)], [(24, 132), (50, 132),
                                                                     (76, 131)]),
    _hand(1, "hooked foot", [(50, 6), (48, 60), (48, 110), (54, 132), (66, 130)]),

    _hand(2, "straight foot", [(14, 38), (38, 8), (72, 18), (72, 50), (46, 90), (12, 130, CORNER),
                               (50, 130), (88, 128)]),
    _hand(2, "looped foot", [(18, 30), (46, 6), (76, 26), (66, 66), (36, 106), (14, 126), (10, 112),
                             (28, 108), (54, 124), (90, 118)]),
    _hand(2, "curled head", [(30, 40), (20, 28), (42, 6), (74, 20), (72, 54), (44, 94),
                             (14, 130, CORNER), (48, 128), (90, 132)]),
    _hand(2, "like a Z", [(14, 18), (48, 10), (78, 14), (70, 40), (40, 90), (14, 128, CORNER),
                          (48, 124), (90, 126)]),
    _hand(2, "swan", [(22, 44), (30, 16), (56, 6), (74, 24), (68, 62), (46, 100), (12, 128),
                      (34, 116), (62, 126), (92, 120)]),
    _hand(2, "wavy foot", [(16, 30), (44, 6), (72, 22), (66, 62), (36, 104), (10, 126, CORNER),
                           (32, 114), (60, 128), (94, 116)]),
    _hand(2, "large loop", [(22, 24), (52, 6), (78, 28), (64, 72), (40, 110), (16, 128), (2, 116),
                            (14, 100), (44, 112), (68, 128), (96, 122)]),
    _hand(2, "upright back", [(22, 30), (44, 8), (64, 18), (62, 56), (50, 98), (34, 130, CORNER),
                              (56, 128), (84, 126)]),
    _hand(2, "low start, loop, long foot", [(14, 54), (22, 20), (54, 6), (74, 30), (58, 76),
                                            (30, 114), (8, 122), (10, 100), (36, 104), (66, 120),
                                            (104, 126)]),
    _hand(2, "round head, high loop", [(24, 40), (30, 14), (60, 8), (76, 36), (56, 80), (26, 116),
                                       (8, 112), (16, 92), (44, 98), (74, 116), (98, 112)]),
    _hand(2, "flat, far-reaching foot", [(16, 44), (42, 22), (70, 36), (56, 72), (28, 104),
                                         (8, 116), (34, 102), (70, 108), (102, 110)]),
    _hand(2, "narrow with a falling foot", [(36, 30), (48, 8), (64, 20), (60, 56), (46, 98),
                                            (32, 120, CORNER), (50, 118), (72, 134)]),
    _hand(2, "closed head", [(44, 44), (26, 42), (28, 14), (58, 6), (74, 32), (58, 80),
                             (20, 126, CORNER), (54, 122), (92, 124)]),

    _hand(3, "round", [(16, 24), (42, 6), (76, 18), (74, 48), (42, 64, CORNER), (78, 74), (86, 108),
                       (50, 134), (12, 118)]),
    _hand(3, "flat top", [(16, 14), (50, 12), (80, 10, CORNER), (62, 34), (44, 56, CORNER),
                          (78, 64), (84, 102), (54, 132), (14, 122)]),
    _hand(3, "small loop in the middle", [(18, 22), (46, 6), (76, 22), (66, 50), (42, 64), (36, 58),
                                          (46, 58), (78, 74), (82, 110), (48, 134), (12, 122)]),
    _hand(3, "smooth waist", [(16, 18), (52, 6), (76, 26), (58, 54), (44, 64), (64, 72), (82, 100),
                              (54, 132), (12, 126)]),
    _hand(3, "large belly", [(30, 18), (52, 8), (68, 22), (62, 44), (44, 54, CORNER), (84, 66),
                             (90, 108), (48, 134), (6, 116)]),
    _hand(3, "small belly", [(10, 26), (42, 4), (84, 22), (78, 60), (42, 78, CORNER), (72, 86),
                             (76, 116), (48, 134), (20, 126)]),
    _hand(3, "long tail", [(26, 20), (52, 6), (74, 22), (66, 46), (46, 58, CORNER), (76, 66),
                           (78, 98), (52, 124), (8, 136)]),
    _hand(3, "curled ends", [(26, 36), (20, 20), (46, 6), (76, 22), (70, 50), (44, 64, CORNER),
                             (78, 76), (82, 112), (48, 134), (18, 122), (24, 106)]),
    _hand(3, "narrow", [(34, 20), (50, 6), (64, 22), (58, 48), (44, 58, CORNER), (64, 70),
                        (68, 104), (50, 132), (28, 126)]),
    _hand(3, "pointed waist", [(14, 20), (48, 8), (74, 20), (60, 46), (26, 66, CORNER), (66, 70),
                               (80, 100), (50, 132), (8, 124)]),
    _hand(3, "flat top, straight tail", [(22, 22), (24, 12, CORNER), (76, 12, CORNER), (60, 36),
                                         (42, 58, CORNER), (72, 70), (72, 98), (30, 136)]),

    _hand(4, "open", [(26, 8), (20, 44), (14, 76, CORNER), (50, 76), (88, 74)],
                     [(68, 20), (66, 74), (62, 134)]),
    _hand(4, "closed", [(60, 6), (36, 48), (10, 90, CORNER), (50, 90), (92, 90)],
                       [(62, 6), (62, 70), (62, 134)]),
    _hand(4, "round", [(22, 10), (14, 48), (22, 74), (50, 76), (74, 60)],
                      [(76, 8), (72, 70), (66, 134)]),
    _hand(4, "in one stroke", [(24, 12), (16, 50), (24, 76), (52, 76), (74, 52), (78, 10, CORNER),
                               (74, 72), (68, 134)]),
    _hand(4, "closed in one stroke", [(66, 132), (66, 70), (66, 8, CORNER), (38, 50),
                                      (10, 88, CORNER), (50, 88), (92, 86)]),
    _hand(4, "like a 9 with corners", [(66, 12), (42, 36), (20, 64, CORNER), (48, 66),
                                       (76, 60, CORNER), (70, 12, CORNER), (70, 76), (66, 134)]),
    _hand(4, "short stem", [(30, 6), (18, 50), (8, 96, CORNER), (50, 92), (96, 86)],
                           [(62, 44), (60, 88), (56, 134)]),
    _hand(4, "stem to the bar's end", [(20, 12), (18, 46), (20, 74, CORNER), (46, 76), (72, 72)],
                                      [(74, 6), (73, 68), (72, 134)]),
    _hand(4, "slanted bar", [(40, 8), (26, 46), (12, 84, CORNER), (48, 78), (88, 66)],
                            [(70, 14), (60, 74), (48, 134)]),
    _hand(4, "round top, bent stem", [(28, 8), (16, 40), (20, 64), (44, 68), (70, 56)],
                                     [(78, 24), (70, 66), (54, 104), (44, 134)]),

    _hand(5, "two strokes", [(28, 12), (24, 34), (22, 60, CORNER), (58, 50), (84, 84), (64, 124),
                             (14, 126)],
                            [(28, 12), (56, 11), (84, 8)]),
    _hand(5, "one stroke", [(82, 10), (56, 11), (30, 12, CORNER), (26, 36), (24, 58, CORNER),
                            (62, 56), (80, 90), (54, 128), (16, 118)]),
    _hand(5, "like an S", [(84, 10), (56, 8), (32, 16), (24, 42), (44, 60), (74, 78), (76, 112),
                           (48, 132), (14, 122)]),
    _hand(5, "small belly", [(80, 8), (56, 10), (32, 12, CORNER), (26, 44), (20, 76, CORNER),
                             (54, 70), (72, 96), (52, 130), (12, 124)]),
    _hand(5, "large belly", [(34, 10), (28, 28), (22, 46, CORNER), (66, 42), (90, 82), (68, 128),
                             (12, 122)],
                            [(34, 10), (58, 12), (80, 10)]),
    _hand(5, "far-reaching bar", [(40, 32), (34, 50), (28, 72, CORNER), (52, 74), (60, 100),
                                  (40, 128), (4, 124)],
                                 [(40, 32), (66, 26), (98, 20)]),
    _hand(5, "bar apart", [(26, 24), (22, 44), (20, 64, CORNER), (54, 58), (80, 86), (60, 126),
                           (12, 124)],
                          [(36, 12), (60, 10), (88, 6)]),
    _hand(5, "without a corner", [(86, 6), (58, 10), (38, 14), (32, 38), (34, 56), (58, 64),
                                  (72, 92), (52, 124), (10, 132)]),
    _hand(5, "belly curled up", [(78, 12), (54, 10), (34, 12, CORNER), (28, 34), (24, 56, CORNER),
                                 (60, 54), (82, 84), (64, 122), (30, 126), (18, 106)]),
    _hand(5, "narrow", [(68, 8), (52, 9), (38, 10, CORNER), (36, 36), (34, 62, CORNER), (54, 62),
                        (66, 92), (54, 126), (30, 128)]),
    _hand(5, "flag rising from a short stem", [(48, 30), (40, 46), (34, 60, CORNER), (56, 66),
                                               (58, 96), (38, 122), (8, 126)],
                                              [(46, 32), (72, 18), (100, 10)]),
    _hand(5, "slanted S", [(92, 6), (66, 10), (46, 16), (34, 44), (52, 62), (60, 88), (42, 116),
                           (6, 126)]),

    _hand(6, "long back", [(66, 6), (36, 36), (18, 92), (40, 132), (74, 118), (74, 84), (46, 76),
                           (20, 100)]),
    _hand(6, "curled", [(50, 8), (24, 52), (14, 104), (44, 134), (78, 108), (56, 84), (30, 96),
                        (28, 116)]),
    _hand(6, "straight back", [(54, 4), (38, 46), (24, 92), (32, 128), (58, 132), (74, 106),
                               (56, 84), (28, 96)]),
    _hand(6, "hooked head", [(74, 20), (58, 6), (32, 34), (18, 88), (36, 130), (70, 124), (78, 92),
                             (52, 74), (22, 96)]),
    _hand(6, "large belly", [(58, 6), (28, 38), (10, 90), (32, 132), (74, 130), (88, 96), (62, 68),
                             (20, 84), (12, 98)]),
    _hand(6, "small loop", [(50, 6), (36, 46), (28, 98), (40, 132), (62, 122), (58, 100),
                            (38, 104), (30, 116)]),
    _hand(6, "flat", [(66, 20), (28, 56), (6, 96), (30, 122), (74, 122), (94, 102), (66, 86),
                      (24, 102)]),
    _hand(6, "loop crossing the back", [(60, 6), (34, 44), (22, 100), (44, 134), (74, 114),
                                        (66, 84), (38, 80), (10, 94)]),
    _hand(6, "spiral", [(40, 8), (20, 50), (14, 100), (40, 132), (78, 118), (84, 86), (62, 70),
                        (44, 86), (50, 110)]),
    _hand(6, "open bowl", [(44, 6), (28, 46), (22, 92), (36, 128), (66, 126), (80, 98), (64, 82),
                           (46, 94)]),
    _hand(6, "wide bowl", [(26, 10), (12, 50), (10, 96), (36, 130), (78, 126), (94, 94), (74, 72),
                           (46, 84), (34, 112)]),
    _hand(6, "high bowl", [(42, 6), (24, 44), (20, 96), (42, 134), (74, 112), (78, 64), (60, 48),
                           (36, 72), (26, 104)]),
    _hand(6, "pointed bowl", [(60, 4), (40, 40), (24, 84), (18, 122), (44, 128), (70, 104),
                              (74, 84, CORNER), (48, 88), (20, 108)]),

    _hand(7, "plain", [(12, 14), (50, 13), (86, 12, CORNER), (62, 72), (40, 134)]),
    _hand(7, "crossed", [(12, 14), (50, 13), (86, 12, CORNER), (62, 72), (40, 134)],
                        [(32, 72), (56, 71), (80, 68)]),
    _hand(7, "curved stem", [(14, 16), (50, 14), (84, 12, CORNER), (60, 48), (46, 90), (44, 134)]),
    _hand(7, "hooked bar", [(14, 34), (16, 14, CORNER), (50, 14), (86, 10, CORNER), (64, 68),
                            (46, 134)]),
    _hand(7, "round corner", [(14, 22), (40, 12), (72, 8), (82, 22), (66, 72), (48, 134)]),
    _hand(7, "wavy bar", [(10, 20), (28, 10), (54, 18), (86, 10, CORNER), (62, 70), (42, 134)]),
    _hand(7, "narrow bar", [(30, 20), (48, 14), (70, 10, CORNER), (62, 72), (54, 134)]),
    _hand(7, "crossed, hooked bar", [(12, 32), (16, 14, CORNER), (50, 14), (84, 10, CORNER),
                                     (62, 60), (48, 134)],
                                    [(36, 68), (56, 67), (84, 64)]),
    _hand(7, "falling bar", [(8, 10), (44, 20), (80, 32, CORNER), (56, 80), (28, 132)]),
    _hand(7, "rising bar", [(10, 36), (40, 24), (78, 10, CORNER), (58, 72), (40, 134)]),
    _hand(7, "long hook", [(10, 48), (12, 28), (16, 14, CORNER), (50, 12), (82, 12, CORNER),
                           (74, 72), (62, 134)]),
    _hand(7, "round hook", [(12, 44), (18, 18), (34, 16), (60, 22), (84, 10, CORNER), (60, 70),
                            (44, 134)]),
    _hand(7, "stem bent inwards", [(10, 14), (50, 14), (84, 14, CORNER), (80, 50), (60, 94),
                                   (28, 130)]),
    _hand(7, "crossed, curved stem", [(18, 18), (50, 14), (82, 10, CORNER), (62, 46), (50, 88),
                                      (48, 134)],
                                     [(28, 78), (54, 74), (80, 74)]),

    _hand(8, "one stroke", [(76, 24), (50, 6), (24, 28), (46, 60), (78, 94), (54, 132), (20, 108),
                            (44, 68), (74, 40), (74, 20)]),
    _hand(8, "two circles", [(46, 8), (26, 22), (26, 50), (50, 64), (74, 50), (74, 22), (52, 7),
                             (42, 10)],
                            [(50, 66), (20, 82), (20, 116), (50, 134), (80, 116), (80, 84),
                             (52, 66), (42, 68)]),
    _hand(8, "started in the middle", [(50, 64), (24, 42), (30, 14), (56, 6), (76, 26), (54, 60),
                                       (24, 92), (30, 126), (60, 132), (80, 106), (52, 66),
                                       (40, 54)]),
    _hand(8, "open at the top", [(74, 14), (46, 8), (28, 30), (48, 58), (74, 88), (62, 126),
                                 (32, 128), (26, 98), (52, 62), (84, 22)]),
    _hand(8, "mirrored", [(28, 22), (52, 6), (74, 28), (52, 62), (24, 96), (46, 132), (78, 110),
                          (54, 68), (28, 40), (26, 20)]),
    _hand(8, "narrow", [(64, 20), (50, 6), (36, 26), (48, 62), (62, 98), (50, 134), (36, 104),
                        (50, 66), (64, 34), (62, 16)]),
    _hand(8, "large head", [(82, 26), (50, 4), (16, 34), (44, 74), (66, 102), (50, 132), (30, 110),
                            (52, 76), (84, 48), (82, 22)]),
    _hand(8, "small head", [(68, 22), (52, 8), (36, 24), (48, 46), (86, 84), (60, 132), (12, 114),
                            (34, 70), (62, 40), (68, 20)]),
    _hand(8, "S and a straight return", [(78, 14), (48, 6), (26, 28), (48, 60), (68, 94), (48, 132),
                                         (24, 114), (44, 78), (66, 46), (88, 10)]),
    _hand(8, "wide", [(78, 36), (48, 18), (14, 36), (46, 66), (88, 92), (60, 122), (14, 112),
                      (30, 80), (70, 54), (80, 30)]),
    _hand(8, "slanted, small loops", [(74, 24), (60, 8), (46, 24), (50, 56), (54, 90), (36, 126),
                                      (20, 114), (36, 82), (62, 50), (76, 26), (68, 14)]),
    _hand(8, "round loops", [(52, 66), (26, 54), (24, 22), (50, 6), (76, 22), (74, 54), (48, 66),
                             (20, 84), (20, 118), (50, 134), (80, 118), (80, 86), (52, 66)]),
    _hand(8, "ends apart", [(66, 10), (40, 8), (26, 30), (46, 60), (72, 88), (68, 124), (38, 132),
                            (22, 106), (40, 76), (70, 52), (82, 32)]),
    _hand(8, "S closed by a line", [(76, 26), (52, 8), (28, 26), (40, 56), (70, 84), (72, 118),
                                    (44, 134), (22, 116, CORNER), (48, 72), (78, 24)]),

    _hand(9, "straight leg", [(76, 30), (50, 8), (22, 32), (36, 64), (64, 60), (78, 26, CORNER),
                              (75, 80), (72, 134)]),
    _hand(9, "curled foot", [(76, 32), (48, 8), (20, 34), (38, 66), (72, 54), (78, 26, CORNER),
                             (80, 84), (66, 126), (36, 132), (18, 114)]),
    _hand(9, "slanted leg", [(78, 26), (52, 8), (22, 36), (36, 66), (66, 54), (80, 22, CORNER),
                             (64, 76), (44, 134)]),
    _hand(9, "curved leg", [(72, 20), (44, 8), (20, 36), (38, 64), (70, 50), (76, 26), (76, 76),
                            (62, 112), (40, 134)]),
    _hand(9, "small loop", [(66, 22), (50, 8), (32, 26), (44, 46), (64, 36), (68, 20, CORNER),
                            (64, 76), (58, 134)]),
    _hand(9, "large loop", [(82, 36), (54, 4), (12, 36), (26, 80), (66, 76), (84, 38, CORNER),
                            (80, 90), (70, 134)]),
    _hand(9, "open loop", [(74, 12), (44, 10), (20, 38), (36, 64), (62, 58), (80, 34),
                           (80, 14, CORNER), (76, 76), (70, 134)]),
    _hand(9, "circle and leg", [(52, 6), (24, 22), (24, 54), (50, 68), (74, 50), (74, 20),
                                (50, 6)],
                               [(76, 14), (76, 74), (74, 134)]),
    _hand(9, "top reaching over the leg", [(88, 16), (52, 10), (22, 36), (38, 62), (70, 44),
                                           (82, 20, CORNER), (74, 78), (66, 134)]),
    _hand(9, "pointed loop", [(72, 14), (44, 26), (20, 56), (44, 62), (76, 40), (84, 14, CORNER),
                              (68, 76), (52, 134)]),
    _hand(9, "flat loop", [(74, 34), (50, 22), (14, 44), (34, 64), (66, 52), (84, 32, CORNER),
                           (74, 86), (62, 134)]),
    _hand(9, "loop and leg in a curve", [(64, 60), (36, 64), (22, 38), (44, 8), (70, 14), (78, 52),
                                           (70, 94), (48, 134)]),
    _hand(9, "like an inverted 6", [(78, 44), (56, 66), (28, 54), (26, 22), (52, 6), (76, 22),
                                    (80, 64), (66, 108), (36, 134)]),
    _hand(9, "hooked foot", [(74, 24), (48, 8), (24, 32), (38, 60), (66, 50), (76, 24, CORNER),
                             (74, 90), (64, 124), (40, 128)]),
)
# fmt: on
