"""Fine-tuning: a trained network goes on learning, from one hand's digits, and is judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnn.datasets import Part, load_mnist
from cnn.handwriting.own_digits import OwnDigits
from cnn.network import Network, Weights
from cnn.network.fine_tuning import FineTuning
from cnn.runs.fine_tuning_files import FineTuningStart
from cnn.training.digits import RunDigits
from cnn.training.fit import Trained
from cnn.training.statistics import with_statistics_of

# How many digits, of MNIST or synthetic, tell how digits look inside the network that came of it.
OTHER_DIGITS = 20_000


def fine_tuned(
    start: FineTuningStart, trained: Trained, weights: Weights, digits: RunDigits
) -> Network:
    """What came of a fine-tuning, with the record of what was gained and forgotten.

    Raises:
        NetworkFileError: a weight is not finite.
    """
    base, plan = start.network, start.plan
    network = Network(base.architecture, weights)
    learned, held_out = start.digits.split(plan.seed)
    before, after = (right(each, held_out) for each in (base, network))
    earlier = base.provenance.fine_tuning
    record = FineTuning(
        plan=plan,
        learned_own=learned.own,
        learned_examples=learned.examples,
        held_out_own=held_out.own,
        held_out_examples=held_out.examples,
        own_before=int(before[~held_out.is_example].sum()),
        own_after=int(after[~held_out.is_example].sum()),
        examples_before=int(before[held_out.is_example].sum()),
        examples_after=int(after[held_out.is_example].sum()),
        test_set=digits.test_set,
        test_before=trained.accuracy_before,
        test_after=trained.test_accuracy,
        images=trained.images,
        seconds=round(trained.seconds, 1),
        rate_changes=trained.rate_changes,
        edits_before=len(base.provenance.edits),
        rounds=earlier.rounds + 1 if earlier else 1,
    )
    is_mnist = digits.test_set == "mnist"
    provenance = replace(
        base.provenance,
        mnist_test_accuracy=trained.test_accuracy if is_mnist else None,
        synthetic_test_accuracy=None if is_mnist else trained.test_accuracy,
        pen_accuracy=None,
        pen_digits=None,
        fine_tuning=record,
    )
    return with_statistics_of(
        replace(network, provenance=provenance), _others(base, digits, plan.seed), digits.test
    )


def right(network: Network, digits: OwnDigits) -> np.ndarray:
    """Whether a network reads each digit as it was meant: (n,) bool."""
    if not len(digits):
        return np.zeros(0, bool)
    return network.predict(digits.images).argmax(axis=1) == digits.labels


def _others(base: Network, digits: RunDigits, seed: int) -> Part:
    """Digits of the kinds that a network learned from before: MNIST's, synthetic ones, or both."""
    from cnn.handwriting.synthetic import synthetic_digits

    data = base.provenance.recipe.data
    if data == "synthetic" or digits.test_set == "synthetic":
        return synthetic_digits(OTHER_DIGITS, seed)
    mnist = load_mnist()[0]
    if data != "mnist+pen":
        return mnist
    drawn = synthetic_digits(OTHER_DIGITS // 2, seed)
    order = np.random.default_rng(seed).permutation(OTHER_DIGITS // 2 + len(drawn[1]))
    images = np.concatenate([mnist[0][: OTHER_DIGITS // 2], drawn[0]])
    labels = np.concatenate([mnist[1][: OTHER_DIGITS // 2], drawn[1]])
    return images[order], labels[order]
