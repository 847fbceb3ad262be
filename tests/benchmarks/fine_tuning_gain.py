"""What fine-tuning gains of one hand and forgets of MNIST: where a plan's defaults come from.

`python -m tests.benchmarks.fine_tuning_gain pendigits-orig.tra` takes five of each digit of six
writers, from those whom the textbook network reads worst to the best, and fine-tunes the shipped
networks on the share of them that `OwnDigits.split` gives. Each is judged on the writer's other
digits, about 220, and on 2,000 of MNIST's test digits. It needs MNIST and about ten minutes.

A table of means over the writers: share read right of the writer's digits, and of MNIST's.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from cnn.datasets import Part, load_mnist_test
from cnn.handwriting.own_digits import OwnDigits
from cnn.network import Network
from cnn.network.fine_tuning import HELD_FIXED, FineTuningPlan, fixed_layers
from cnn.runs.fine_tuning_files import FineTuningStart
from cnn.training.accuracy import accuracy, as_read
from cnn.training.batches import training_batches
from cnn.training.beginning import Beginning, begun_model
from cnn.training.build import weights_of
from cnn.training.digits import own_run_digits
from cnn.training.gradient_steps import GradientSteps
from cnn.training.pen_set import read_pen_digits
from cnn.training.pen_strokes import PenDigit, load_pen_digits

RATES = (0.0003, 0.001, 0.003)
EPOCHS = (2, 5, 10, 20)
RANKS = (0, 0.1, 0.25, 0.5, 0.75, 1)
MNIST_DIGITS = 2000


def hands(pen: list[PenDigit], network: Network) -> Mapping[int, Part]:
    """Six writers with all their digits, from the one that a network reads worst to the best."""
    by_writer = defaultdict(list)
    for digit in pen:
        by_writer[digit.writer].append(digit)
    digits = {writer: read_pen_digits(theirs) for writer, theirs in by_writer.items()}
    ranked = sorted(digits, key=lambda writer: accuracy(network, *digits[writer]))
    chosen = [ranked[int(rank * (len(ranked) - 1))] for rank in RANKS]
    return {writer: digits[writer] for writer in chosen}


def begun(network: Network, hand: Part, plan: FineTuningPlan) -> tuple[FineTuningStart, Part]:
    """A fine-tuning on five of each digit, and all digits of the hand that it never learns from."""
    images, labels = hand[0].astype(np.float32), hand[1].astype(np.int64)
    picked = np.concatenate([np.flatnonzero(labels == digit)[:5] for digit in range(10)])
    rest = np.setdiff1d(np.arange(len(labels)), picked)
    own = OwnDigits(images[picked], labels[picked], np.zeros(len(picked), bool))
    held_out = own.split(plan.seed)[1]
    judges = np.concatenate([held_out.images, images[rest]])
    return FineTuningStart(network, own, plan), (
        judges,
        np.concatenate([held_out.labels, labels[rest]]),
    )


def along(start: FineTuningStart) -> Iterator[Network]:
    """The network after each of the numbers of epochs."""
    architecture, recipe = start.architecture, start.recipe
    fixed = frozenset(fixed_layers(architecture, start.plan.held_fixed))
    model = begun_model(architecture, recipe.seed, Beginning(start.network.weights, fixed))
    steps = GradientSteps(model, recipe)
    batches = iter(training_batches(own_run_digits(start).train, recipe))
    done = 0
    for epochs in EPOCHS:
        steps.train(batches, (epochs - done) * recipe.steps_per_epoch)
        done = epochs
        yield Network(architecture, weights_of(model))


def main(path: str) -> None:
    """Print the table."""
    images, labels = as_read(load_mnist_test())
    chosen = np.random.default_rng(0).permutation(len(labels))[:MNIST_DIGITS]
    mnist = images[chosen], labels[chosen]
    six = hands(load_pen_digits(path), Network.load("textbook"))
    for name in ("textbook", "pen"):
        network = Network.load(name)
        own = [
            accuracy(network, *begun(network, hand, FineTuningPlan())[1]) for hand in six.values()
        ]
        print(f"{name}: own {np.mean(own):.3f}, MNIST {accuracy(network, *mnist):.4f} before")
        for held_fixed in HELD_FIXED:
            for rate in RATES:
                plan = FineTuningPlan(held_fixed, max(EPOCHS), rate)
                shares = []
                for hand in six.values():
                    start, judges = begun(network, hand, plan)
                    shares.append(
                        [(accuracy(one, *judges), accuracy(one, *mnist)) for one in along(start)]
                    )
                row = " | ".join(
                    f"{epochs} epochs {own:.3f} {others:.4f}"
                    for epochs, (own, others) in zip(EPOCHS, np.mean(shares, axis=0), strict=True)
                )
                print(f"  {held_fixed} held fixed, rate {rate:g}: {row}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.benchmarks.fine_tuning_gain pendigits-orig.tra")
    main(sys.argv[1])
