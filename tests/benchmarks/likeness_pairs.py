"""How often a digit is more like a digit than what a wrong reading of its ink would be.

`python -m tests.benchmarks.likeness_pairs [NETWORK]` needs PENDIGITS_TRA. Digits of every fifth
writer, as strokes on the canvas, each against nine wrong readings: with the digit beside it, half
of it, with a frame or a line, inverted, the frame alone. The rival is max softmax. NETWORK, another
judge than `pen`, may be a file of a network trained without these writers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import numpy as np

import cnn.drawing.likeness
from cnn.drawing import digit_from_strokes
from cnn.drawing.likeness import likeness
from cnn.network import Network
from cnn.training.pen_strokes import load_pen_digits

DIGITS = 400
HELD_OUT_EVERY = 5

Strokes = list[np.ndarray]


def unit(strokes: Sequence[np.ndarray]) -> Strokes:
    """About the origin, the longest side 100."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return [100 * (stroke - (low + high) / 2) / (high - low).max() for stroke in strokes]


def _box(strokes: Strokes, margin: float = 20) -> np.ndarray:
    points = np.concatenate(strokes)
    (left, top), (right, bottom) = points.min(axis=0) - margin, points.max(axis=0) + margin
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]])


def _circle() -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, 60)
    return 75 * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _beside(first: Strokes, second: Strokes, gap: float = 15) -> Strokes:
    reach = np.concatenate(first)[:, 0].max() - np.concatenate(second)[:, 0].min() + gap
    return [*first, *(stroke + np.array([reach, 0]) for stroke in second)]


def _half(strokes: Strokes, is_top: bool) -> Strokes:
    middle = np.median(np.concatenate(strokes)[:, 1])
    parts = [stroke[(stroke[:, 1] < middle) == is_top] for stroke in strokes]
    return [part for part in parts if len(part) > 1] or strokes


def _underlined(strokes: Strokes) -> Strokes:
    points = np.concatenate(strokes)
    (left, _), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return [*strokes, np.array([[left - 10, bottom + 15], [right + 10, bottom + 15]])]


def _inverted_within(image: np.ndarray) -> np.ndarray:
    """Ink and paper changed over in the box of the ink, black around it."""
    rows, columns = np.nonzero(image > 0.3)
    place = np.s_[
        max(rows.min() - 2, 0) : rows.max() + 3, max(columns.min() - 2, 0) : columns.max() + 3
    ]
    inverted = np.zeros_like(image)
    inverted[place] = 1 - image[place]
    return inverted


def wrong_readings(digits: list[Strokes]) -> dict[str, np.ndarray]:
    """{kind: (n, 28, 28)}, one image for each digit."""
    read = digit_from_strokes
    images = [read(digit) for digit in digits]
    neighbours = [*digits[1:], digits[0]]
    kinds = {
        "two digits as one": [
            read(_beside(*pair)) for pair in zip(digits, neighbours, strict=True)
        ],
        "upper half": [read(_half(digit, True)) for digit in digits],
        "lower half": [read(_half(digit, False)) for digit in digits],
        "with its box": [read([*digit, _box(digit)]) for digit in digits],
        "with a circle": [read([*digit, _circle()]) for digit in digits],
        "underlined": [read(_underlined(digit)) for digit in digits],
        "the box alone": [read([_box(digit)]) for digit in digits],
        "inverted": [1 - image for image in images],
        "inverted in its box": [_inverted_within(image) for image in images],
    }
    return {name: np.stack(made) for name, made in kinds.items()}


def main() -> None:
    """Print every figure."""
    judge = Network.load(sys.argv[1] if len(sys.argv) > 1 else "pen")
    cnn.drawing.likeness.judge = lambda: judge
    digits = [
        digit
        for digit in load_pen_digits(os.environ["PENDIGITS_TRA"])
        if digit.writer % HELD_OUT_EVERY == 0
    ]
    order = np.random.default_rng(3).permutation(len(digits))[:DIGITS]
    strokes = [unit(digits[index].strokes) for index in order]
    right = np.stack([digit_from_strokes(digit) for digit in strokes])
    ours, rival = likeness(right), judge.predict(right).max(axis=1)
    shares = []
    for name, wrong in wrong_readings(strokes).items():
        share = (ours > likeness(wrong)).mean()
        rivals = (rival > judge.predict(wrong).max(axis=1)).mean()
        shares.append((share, rivals))
        print(f"{name:20} {share:.3f}, max softmax {rivals:.3f}")
    mean = np.mean(shares, axis=0)
    print(f"{'all':20} {mean[0]:.3f}, max softmax {mean[1]:.3f}; ratio {mean[0] / mean[1]:.2f}")


if __name__ == "__main__":
    main()
