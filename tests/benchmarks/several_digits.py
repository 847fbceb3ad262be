"""Two digits side by side on the canvas, both read right: ours against gaps between columns of ink.

The digits are those of writers whose strokes neither the judge of pairs was learned from nor its
bound chosen by. Single digits that are wrongly split, and stray taps beside a small digit, follow.

Run: PENDIGITS_TRA=.../pendigits-orig.tra python -m tests.benchmarks.several_digits [PAIRS]
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cnn.drawing.normalise import PEN_WIDTH, centre_strokes, draw_strokes, fit_strokes
from cnn.drawing.strokes import digit_from_strokes, digits_from_strokes, read_strokes
from cnn.network import Network
from cnn.training.pen_strokes import PenDigit, load_pen_digits

PAIRS = 300
HELD_OUT_EVERY = 5
SEED = 7

# Between the digits' boxes, in heights.
GAPS = {
    "overlapping boxes": (-0.15, 0.0),
    "touching": (0.0, 0.1),
    "near": (0.1, 0.4),
    "wide": (0.4, 1.2),
}

Strokes = list[np.ndarray]
Images = Callable[[Strokes], list[np.ndarray]]


@dataclass(frozen=True)
class Drawing:
    """Digits on the canvas, from the left, and their strokes as they were drawn."""

    digits: list[int]
    strokes: Strokes


def sized(digit: PenDigit, height: float) -> Strokes:
    """A digit whose longest side is `height`, its upper left corner at 0."""
    points = np.concatenate(digit.strokes)
    low, side = points.min(axis=0), np.ptp(points, axis=0).max()
    return [(stroke - low) / side * height for stroke in digit.strokes]


def pair(
    digits: Sequence[PenDigit], gap: tuple[float, float], random: np.random.Generator
) -> Drawing:
    """Two digits of about one height; now and then last strokes are drawn last of all."""
    height = random.uniform(60, 160)
    parts: list[Strokes] = []
    right = 0.0
    for digit in digits:
        strokes = sized(digit, height * random.uniform(0.75, 1.25))
        bottom = np.concatenate(strokes)[:, 1].max()
        start = right + random.uniform(*gap) * height if parts else 0.0
        corner = np.array([start, random.uniform(-0.2, 0.2) * height - bottom])
        parts.append([stroke + corner for stroke in strokes])
        right = np.concatenate(parts[-1])[:, 0].max()
    late = [
        part.pop()
        for part in parts
        if len(part) > 1 and random.random() < 0.2
    ]  # fmt: skip
    if random.random() < 0.15:
        parts.reverse()
    return Drawing([digit.digit for digit in digits], [*parts[0], *parts[1], *late])


def ours(strokes: Strokes) -> list[np.ndarray]:
    """Each digit's image, from the left."""
    return [digit.image for digit in digits_from_strokes(strokes)]


def gaps_between_columns(strokes: Strokes) -> list[np.ndarray]:
    """Each run of columns with ink is a digit: what is done without a look at the digits."""
    spans = sorted(
        (float(stroke[:, 0].min()), float(stroke[:, 0].max()), index)
        for index, stroke in enumerate(strokes)
    )
    runs: list[list[int]] = []
    end = -np.inf
    for left, right, index in spans:
        if left > end:
            runs.append([])
        runs[-1].append(index)
        end = max(end, right)
    return [digit_from_strokes([strokes[index] for index in run]) for run in runs]


def _right(network: Network, drawings: Sequence[Drawing], images_of: Images) -> float:
    right = 0
    for drawing in drawings:
        images = images_of(drawing.strokes)
        right += network.predict(np.stack(images)).argmax(axis=1).tolist() == drawing.digits
    return right / len(drawings)


def _pairs(network: Network, digits: Sequence[PenDigit], count: int) -> None:
    for name, gap in GAPS.items():
        random = np.random.default_rng(SEED)
        drawings = [
            pair([digits[index] for index in random.integers(len(digits), size=2)], gap, random)
            for _ in range(count)
        ]
        right, rival = (
            _right(network, drawings, images_of) for images_of in (ours, gaps_between_columns)
        )
        ratio = f"{right / rival:.2f}" if rival else "none"
        print(
            f"{count} pairs, {name}: both right {right:.3f}, gaps between columns {rival:.3f}, "
            f"ratio {ratio}"
        )


def _single_digits(digits: Sequence[PenDigit]) -> None:
    random = np.random.default_rng(SEED)
    several = [digit for digit in digits if len(digit.strokes) > 1]
    counts, times = [], []
    for digit in several:
        strokes = sized(digit, random.uniform(50, 240))
        start = time.process_time()
        counts.append(len(digits_from_strokes(strokes)))
        times.append(time.process_time() - start)
    split = sum(count != 1 for count in counts)
    columns = sum(len(gaps_between_columns(list(digit.strokes))) != 1 for digit in several)
    print(
        f"{len(digits)} single digits, {len(several)} of several strokes: split {split} "
        f"({split / len(digits):.2%}), by gaps between columns {columns}; "
        f"{statistics.median(times) * 1000:.1f} ms of processor time each"
    )


def _taps(network: Network, digits: Sequence[PenDigit], count: int) -> None:
    for taps in (1, 2):
        random = np.random.default_rng(SEED)
        right = told = with_taps = 0
        for index in random.integers(len(digits), size=count):
            height = random.uniform(40, 80)
            corner = random.uniform(10, 270 - height, 2)
            strokes = [stroke + corner for stroke in sized(digits[index], height)]
            points = np.concatenate(strokes)
            stray: Strokes = []
            while len(stray) < taps:
                place = random.uniform(5, 275, 2)
                if np.hypot(*(points - place).T).min() > 0.4 * height:
                    stray.append(place + random.uniform(-1.5, 1.5, (3, 2)))
            reading = read_strokes([*strokes, *stray])
            told += len(reading.left_out) == taps and len(reading.digits) == 1
            image = digit_from_strokes([*strokes, *stray])
            right += network.predict(image[None]).argmax() == digits[index].digit
            with_taps += network.predict(_with_all(strokes, stray)).argmax() == digits[index].digit
        print(
            f"{count} small digits, {taps} stray: right {right / count:.3f}, all strokes kept "
            f"{with_taps / count:.3f}, ratio {right / with_taps:.2f}; left out exactly "
            f"{told / count:.3f}"
        )


def _with_all(strokes: Strokes, stray: Strokes) -> np.ndarray:
    """(1, 28, 28), nothing left out."""
    return draw_strokes(centre_strokes(fit_strokes([*strokes, *stray])), PEN_WIDTH)[None]


def main() -> None:
    """Print every figure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    digits = load_pen_digits(os.environ["PENDIGITS_TRA"])
    digits = [digit for digit in digits if digit.writer % HELD_OUT_EVERY == 0]
    network = Network.load("pen")
    _pairs(network, digits, count)
    _single_digits(digits)
    _taps(network, digits, count)


if __name__ == "__main__":
    main()
