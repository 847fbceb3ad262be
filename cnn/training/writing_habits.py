"""Habits of another school: flags, bars, curled feet and slashes that a digit gets or loses.

MNIST is American handwriting; much of the world writes these. All strokes here are (k, 2) arrays
in units of the digit's longest side, its box in the middle.
"""

from __future__ import annotations

import numpy as np

Strokes = list[np.ndarray]

# How many digits are written otherwise, of those for which another way is known.
OTHERWISE = 0.35


def write_otherwise(strokes: Strokes, digit: int, random: np.random.Generator) -> Strokes:
    """Now and then, the digit in another school's way."""
    if random.random() > OTHERWISE:
        return strokes
    if digit == 0:
        return _slashed_zero(strokes, random)
    if digit == 1:
        return _one_with_another_flag(strokes, random)
    if digit == 7:
        return _seven_with_or_without_bar(strokes, random)
    if digit == 9:
        return [*strokes[:-1], _with_curled_foot(strokes[-1], random)]
    return strokes


def _slashed_zero(strokes: Strokes, random: np.random.Generator) -> Strokes:
    """A line through the middle, from within the oval to as far beyond as the oval is large.

    It rises to the right; one in ten falls, as a hurried or left hand's does.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    half = np.maximum((high - low) / 2, 0.05)
    # Between the diagonal of the oval's box and a steep or a flat line.
    angle = np.arctan2(half[1], half[0]) + random.normal(0, np.radians(14))
    heading = np.array([np.cos(angle), -np.sin(angle)])
    if random.random() < 0.1:
        heading[0] *= -1
    radius = 1 / np.hypot(*(heading / half))
    reach = radius * np.clip(random.normal(1.3, 0.35) + random.normal(0, 0.15, 2), 0.6, 2.2)
    middle = (low + high) / 2 + random.normal(0, 0.1, 2) * half
    ends = np.stack([middle - reach[0] * heading, middle + reach[1] * heading])
    bow = random.normal(0, 0.04) * np.array([-heading[1], heading[0]])
    return [*strokes, np.stack([ends[0], ends.mean(axis=0) + bow, ends[1]])]


def _one_with_another_flag(strokes: Strokes, random: np.random.Generator) -> Strokes:
    """The upstroke of a 1 gets longer, shorter or steeper; a bare 1 gets one."""
    first, *others = strokes
    top = int(first[:, 1].argmin())
    if top == 0:
        return _one_with_flag(first, random) if not others else strokes
    angle = random.normal(0, np.radians(12))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    flag = first[top] + random.uniform(0.5, 1.8) * (first[:top] - first[top]) @ turn
    # Ending lower, the digit would look like a caret.
    flag[:, 1] = np.minimum(flag[:, 1], first[-1, 1] - 0.15)
    return [np.vstack([flag, first[top:]]), *others]


def _one_with_flag(stroke: np.ndarray, random: np.random.Generator) -> Strokes:
    """A bare 1 gets an upstroke before it, and perhaps a line to stand on."""
    width, height = np.ptp(stroke, axis=0)
    if width > 0.35 * height or stroke[-1, 1] < stroke[:, 1].max():
        return [stroke]
    angle = np.radians(random.uniform(25, 70))
    flag = stroke[0] + random.uniform(0.1, 0.5) * np.array([-np.sin(angle), np.cos(angle)])
    strokes = [np.vstack([flag, stroke])]
    if random.random() < 0.3:
        reach = random.uniform(0.12, 0.3, 2)
        strokes.append(stroke[-1] + np.array([[-reach[0], 0.0], [reach[1], 0.0]]))
    return strokes


def _seven_with_or_without_bar(strokes: Strokes, random: np.random.Generator) -> Strokes:
    if len(strokes) == 2:
        bar = strokes[1]
        is_bar = np.ptp(bar[:, 1]) < 0.3 and np.ptp(bar[:, 0]) < 0.7
        crosses = abs(bar[:, 1].mean()) < 0.25
        return strokes[:1] if is_bar and crosses else strokes
    if len(strokes) > 2:
        return strokes
    stem = strokes[0]
    place = stem[np.argmin(abs(stem[:, 1] - random.uniform(-0.1, 0.15)))]
    reach = random.uniform(0.1, 0.3, 2)
    rise = random.uniform(-0.08, 0.08)
    return [stem, place + np.array([[-reach[0], rise], [reach[1], -rise]])]


def _with_curled_foot(stroke: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A stroke that ends at the digit's foot goes on in an arc to the left and upwards."""
    if stroke[-1, 1] < 0.4 or len(stroke) < 4:
        return stroke
    heading = stroke[-1] - stroke[-4]
    start = np.arctan2(heading[1], heading[0])
    turn = np.linspace(0, random.uniform(0.3, 0.9) * np.pi, 8)
    step = random.uniform(0.02, 0.06)
    directions = np.stack([np.cos(start + turn), np.sin(start + turn)], axis=1)
    return np.vstack([stroke, stroke[-1] + np.cumsum(step * directions, axis=0)])
