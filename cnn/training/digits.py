"""The digits of a training run: what it learns from, and what it is tested on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.datasets import Part, load_mnist, load_mnist_test, mnist_available
from cnn.errors import DatasetError, TrainingError
from cnn.network.fine_tuning import SHOWN_PER_EPOCH
from cnn.network.recipe import Recipe
from cnn.runs.fine_tuning_files import FineTuningStart
from cnn.runs.progress import TestSet

TAKE_SYNTHETIC = "Or choose the synthetic digits, which are made on this machine and always there."


@dataclass(frozen=True)
class RunDigits:
    """What a run needs of digits.

    Attributes:
        train: (n, 28, 28) uint8, or float32 from 0 to 255, and (n,) labels: at least as many as
            the recipe asks for.
        test: the same of digits that are never trained on.
        test_set: which those are: MNIST's 10,000, or the synthetic 2,000.
    """

    train: Part
    test: Part
    test_set: TestSet


def load_digits(recipe: Recipe) -> RunDigits:
    """The digits that a recipe asks for; synthetic ones are made now, of its seed.

    Whatever it learns from, it is tested on MNIST's test digits where they are at hand. For
    synthetic digits nothing is downloaded.

    Raises:
        DatasetError: MNIST is wanted and not to be had.
        TrainingError: the recipe wants what only `cnn.training.pretrain` has.
    """
    if recipe.data == "mnist":
        try:
            return RunDigits(*load_mnist(), "mnist")
        except DatasetError as error:
            raise DatasetError(f"{error} {TAKE_SYNTHETIC}") from error
    if recipe.data == "synthetic":
        return _synthetic(recipe)
    raise TrainingError("The data of a run must be MNIST or synthetic digits.")


def own_run_digits(start: FineTuningStart) -> RunDigits:
    """What a fine-tuning learns from, and the digits of many others that show what it forgets.

    Of the images, float32 from 0 to 255, each stands there as often as an epoch shows it. Nothing
    is downloaded.
    """
    learned = start.digits.split(start.plan.seed)[0]
    images = np.repeat(255 * learned.images, SHOWN_PER_EPOCH, axis=0)
    labels = np.repeat(learned.labels, SHOWN_PER_EPOCH)
    return RunDigits((images, labels), *_test_digits_at_hand())


def _synthetic(recipe: Recipe) -> RunDigits:
    from cnn.handwriting.synthetic import synthetic_digits

    train = synthetic_digits(recipe.training_images, recipe.seed)
    return RunDigits(train, *_test_digits_at_hand())


def _test_digits_at_hand() -> tuple[Part, TestSet]:
    """MNIST's where they are, else the synthetic ones."""
    from cnn.handwriting.synthetic import synthetic_test

    if mnist_available():
        try:
            return load_mnist_test(), "mnist"
        except DatasetError:
            pass  # damaged: this run can do without
    return synthetic_test(), "synthetic"
