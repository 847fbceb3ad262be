"""How well strangeness tells drawings of other things from digits, against max softmax.

`python -m tests.benchmarks.strangeness_auroc [NETWORK ...]` needs MNIST_NPZ and PENDIGITS_TRA. For
each network, by default `pen` and `textbook`, or the path of a network file with statistics: the
area under the ROC curve of each kind of `cnn/handwriting/not_digits`, against the digits of every
fifth writer of the pen strokes, all as strokes on the canvas; how many of the drawings are taken
for a digit with more than 90 %, and how many of these go without a warning; and the share of
digits that are past the bound. Higher is better for the area; for the rival, strangeness is one
minus the greatest probability.

`pen` has learned from these writers. For figures of writers whom nothing has seen give the file of
a network trained without them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import numpy as np

from cnn.datasets import load_mnist_test
from cnn.handwriting.not_digits import KINDS, Kind, kinds_of_digits
from cnn.network import Network
from cnn.strangeness import BOUND, strangeness
from cnn.training.pen_set import read_pen_digits
from cnn.training.pen_strokes import PenDigit, load_pen_digits

DRAWINGS = 210
SURE = 0.9
HELD_OUT_EVERY = 5
# Not the seed that the measure was chosen by; how many features are kept was chosen by this one.
SEED = 7


def auroc(usual: np.ndarray, strange: np.ndarray) -> float:
    """The share of pairs, one of each, in which the strange one has the greater number."""
    ordered = np.sort(usual)
    below = np.searchsorted(ordered, strange, "left") + np.searchsorted(ordered, strange, "right")
    return float(below.mean() / 2 / len(usual))


def _print_kinds(network: Network, kinds: Sequence[Kind], digits: np.ndarray) -> None:
    usual, rival_usual = strangeness(network, digits), 1 - network.predict(digits).max(axis=1)
    sure = unwarned = drawings = 0
    for kind in kinds:
        images = kind.images(DRAWINGS, SEED)
        strange, probability = strangeness(network, images), network.predict(images).max(axis=1)
        ours, rival = auroc(usual, strange), auroc(rival_usual, 1 - probability)
        taken = probability > SURE
        if not kind.is_digit_shaped:
            drawings += len(images)
            sure += int(taken.sum())
            unwarned += int((taken & (strange <= BOUND)).sum())
        print(
            f"  {kind.name + (' *' if kind.is_for_choosing else ''):33} {ours:.3f}, max softmax "
            f"{rival:.3f}; past the bound {(strange > BOUND).mean():4.0%}, over {SURE:.0%} sure "
            f"{taken.mean():4.0%}, both sure and not warned of "
            f"{(taken & (strange <= BOUND)).mean():4.0%}"
        )
    print(
        f"  of {drawings} drawings that are no digit, {sure} are one with more than {SURE:.0%}; "
        f"{unwarned} of these go without a warning"
    )


def _print_network(name: str, digits: Sequence[PenDigit]) -> None:
    network = Network.load(name)
    if network.statistics is None:
        sys.exit(f"{name} has no statistics: python -m cnn.training.statistics {name}")
    unseen, _ = read_pen_digits([digit for digit in digits if digit.writer % HELD_OUT_EVERY == 0])
    mnist = load_mnist_test()[0] / np.float32(255)
    print(f"{name} (* the measure was chosen by these kinds, with the others in view)")
    writers = [digit for digit in digits if digit.writer % HELD_OUT_EVERY]
    _print_kinds(network, (*KINDS, *kinds_of_digits(writers)), unseen)
    print(
        f"  past the bound: {(strangeness(network, unseen) > BOUND).mean():.1%} of {len(unseen):,} "
        f"digits of held-out writers, {(strangeness(network, mnist) > BOUND).mean():.1%} of "
        f"{len(mnist):,} MNIST test digits"
    )


def main() -> None:
    """Print every figure."""
    digits = load_pen_digits(os.environ["PENDIGITS_TRA"])
    for name in sys.argv[1:] or ("pen", "textbook"):
        _print_network(name, digits)


if __name__ == "__main__":
    main()
