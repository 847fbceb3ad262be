"""Trains the judge of whether two groups of strokes are one digit (cnn/drawing/stroke_pairs.py).

Pen digits, redrawn at random, are set side by side and above each other in all sizes; strokes are
broken now and then. Pairs of groups are taken from them, of one digit and of two.

Run: python -m cnn.training.stroke_pairs --pen-strokes pendigits-orig.tra [--scenes 24000]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from safetensors.numpy import save_file

from cnn.drawing.stroke_pairs import WEIGHTS, Group, Pair, drawn, pair_features, read
from cnn.drawing.stroke_paths import StrokePaths
from cnn.training.augment import vary_strokes
from cnn.training.pen_strokes import PenDigit, load_pen_digits

# These writers judge and are not learned from.
HELD_OUT_EVERY = 5
SCENES = 24_000
HIDDEN_UNITS = 16
EPOCHS = 30
SEED = 0
# How many digits a scene has, from one on.
SHARES = (0.35, 0.45, 0.2)
# Of a digit with more strokes than this, not every way to split it is taken.
MANY_STROKES = 3


@dataclass(frozen=True)
class Scene:
    """Digits on one canvas.

    Attributes:
        strokes: in the order in which they were drawn.
        owners: the number of each stroke's digit.
    """

    strokes: list[np.ndarray]
    owners: list[int]

    def strokes_of(self, owner: int) -> list[int]:
        """The indices of a digit's strokes."""
        return [index for index, other in enumerate(self.owners) if other == owner]


def random_scene(digits: Sequence[PenDigit], random: np.random.Generator) -> Scene:
    """Digits set one after another, of about equal size, from overlapping to far apart."""
    base = random.uniform(60, 200)
    scene = Scene([], [])
    box = np.zeros(4)
    for owner, digit in enumerate(digits):
        strokes = _redrawn(digit, random)
        height = base * np.exp(random.normal(0, 0.2))
        strokes = [stroke * height for stroke in strokes]
        points = np.concatenate(strokes)
        corner = _corner(box, points, base, random) if owner else np.zeros(2)
        strokes = [stroke + corner for stroke in strokes]
        points = np.concatenate(strokes)
        box = np.concatenate([points.min(axis=0), points.max(axis=0)])
        scene.strokes.extend(strokes)
        scene.owners.extend([owner] * len(strokes))
    return _reordered(scene, random)


def _redrawn(digit: PenDigit, random: np.random.Generator) -> list[np.ndarray]:
    """A digit of longest side 1 in the corner, by another hand; now and then a stroke is broken."""
    strokes = list(digit.strokes)
    if random.random() < 0.6:
        strokes = vary_strokes(strokes, digit.digit, random)
    if random.random() < 0.25:
        strokes = _broken(strokes, random)
    points = np.concatenate(strokes)
    low, side = points.min(axis=0), np.ptp(points, axis=0).max()
    return [(stroke - low) / side for stroke in strokes]


def _broken(strokes: list[np.ndarray], random: np.random.Generator) -> list[np.ndarray]:
    """The pen was lifted once more, left a gap, or moved the rest a little."""
    index = int(random.integers(len(strokes)))
    stroke = strokes[index]
    if len(stroke) < 12:
        return strokes
    place = int(random.integers(4, len(stroke) - 4))
    gap = int(random.integers(0, 3))
    side = np.ptp(np.concatenate(strokes), axis=0).max()
    rest = stroke[place + gap :] + random.normal(0, 0.03 * side, 2)
    return [*strokes[:index], stroke[:place], rest, *strokes[index + 1 :]]


def _corner(
    box: np.ndarray, points: np.ndarray, base: float, random: np.random.Generator
) -> np.ndarray:
    """Where the next digit goes: mostly to the right of the last one, else below it."""
    low, high = points.min(axis=0), points.max(axis=0)
    gap = random.uniform(-0.25, 0.15) if random.random() < 0.4 else random.uniform(0, 1)
    if random.random() < 0.8:
        sunk = random.normal(0, 0.15) * base
        return np.array([box[2] + gap * base - low[0], box[3] - high[1] + sunk])
    return np.array([box[0] + random.normal(0, 0.4) * base, box[3] + max(gap, 0) * base - low[1]])


def _reordered(scene: Scene, random: np.random.Generator) -> Scene:
    """Now and then a stroke is added after all digits, or the digits were drawn in another order."""
    order = list(range(len(scene.owners)))
    if random.random() < 0.15:
        order.sort(key=lambda index: -scene.owners[index])
    several = [index for index in order if scene.owners.count(scene.owners[index]) > 1]
    if several and random.random() < 0.3:
        index = several[int(random.integers(len(several)))]
        order.remove(index)
        order.append(index)
    return Scene([scene.strokes[i] for i in order], [scene.owners[i] for i in order])


def pairs_of(scene: Scene, random: np.random.Generator) -> list[tuple[list[int], list[int], bool]]:
    """Groups of strokes of one digit each, two and two, and whether both are of the same."""
    owners = sorted(set(scene.owners))
    pairs = []
    for owner in owners:
        strokes = scene.strokes_of(owner)
        for first in _parts(strokes, random):
            second = [index for index in strokes if index not in first]
            pairs.append((first, second, True))
    for owner, next_owner in zip(owners, owners[1:], strict=False):
        for _ in range(2):
            first = _some(scene.strokes_of(owner), random)
            second = _some(scene.strokes_of(next_owner), random)
            pairs.append((first, second, False))
    return pairs


def _parts(strokes: list[int], random: np.random.Generator) -> list[list[int]]:
    """Ways to take some but not all strokes of a digit, each split once."""
    others = strokes[1:]
    if len(strokes) > MANY_STROKES:
        return [_some(others, random) for _ in range(4)]
    masks = range(1, 2 ** len(others))
    return [[index for bit, index in enumerate(others) if mask >> bit & 1] for mask in masks]


def _some(strokes: list[int], random: np.random.Generator) -> list[int]:
    if random.random() < 0.6:
        return strokes
    chosen = [index for index in strokes if random.random() < 0.5]
    return chosen or [strokes[int(random.integers(len(strokes)))]]


def learning_pairs(
    digits: Sequence[PenDigit], scenes: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """(n, features) and (n,) whether they are one digit, from random scenes."""
    random = np.random.default_rng(seed)
    features, answers = [], []
    for _ in range(scenes):
        count = 1 + int(random.choice(len(SHARES), p=SHARES))
        chosen = [digits[index] for index in random.integers(len(digits), size=count)]
        scene = random_scene(chosen, random)
        groups = pairs_of(scene, random)
        if groups:
            features.append(pair_features(_pairs(scene, groups)))
            answers.extend(is_one for _, _, is_one in groups)
    return np.concatenate(features), np.array(answers, np.float32)


def _pairs(scene: Scene, groups: list[tuple[list[int], list[int], bool]]) -> list[Pair]:
    paths = StrokePaths(scene.strokes)
    members = [part for a, b, _ in groups for part in (a, b, sorted(a + b))]
    images = np.stack([drawn(paths.points_of(part)) for part in members])
    found = [
        Group(tuple(part), paths.box(part), reading)
        for part, reading in zip(members, read(images), strict=True)
    ]
    return [
        Pair(first, second, union, paths.distance(first.members, second.members))
        for first, second, union in zip(found[::3], found[1::3], found[2::3], strict=True)
    ]


def fit_judge(features: np.ndarray, answers: np.ndarray) -> dict[str, np.ndarray]:
    """The judge's numbers, of features as they come."""
    import keras

    keras.utils.set_random_seed(SEED)
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    model = keras.Sequential(
        [
            keras.Input((features.shape[1],)),
            keras.layers.Dense(HIDDEN_UNITS, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    steps = EPOCHS * (len(features) // 512 + 1)
    rate = keras.optimizers.schedules.CosineDecay(0.01, steps)
    model.compile(
        keras.optimizers.AdamW(rate, weight_decay=1e-3),
        keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.002),
    )
    model.fit((features - mean) / spread, answers, 512, EPOCHS, verbose=0)
    hidden, hidden_bias, output, output_bias = model.get_weights()
    return {
        "hidden": (hidden / spread[:, None]).astype(np.float32),
        "hidden_bias": (hidden_bias - (mean / spread) @ hidden).astype(np.float32),
        "output": output[:, 0].copy(),
        "output_bias": output_bias,
    }


def main() -> None:
    """Learn from the writers that may be learned from, and write the judge's file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pen-strokes", required=True)
    parser.add_argument("--scenes", type=int, default=SCENES)
    arguments = parser.parse_args()
    digits = load_pen_digits(arguments.pen_strokes)
    learned = [digit for digit in digits if digit.writer % HELD_OUT_EVERY]
    save_file(fit_judge(*learning_pairs(learned, arguments.scenes, SEED)), WEIGHTS)
    print(f"{WEIGHTS.name}: {len(learned)} digits, {arguments.scenes} scenes, seed {SEED}")


if __name__ == "__main__":
    main()
