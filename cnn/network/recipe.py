"""How a network is trained: every setting that decides the result."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from cnn.errors import TrainingError
from cnn.number_checks import is_number, is_whole

Optimizer = Literal["rmsprop", "adam", "sgd"]
Schedule = Literal["constant", "cosine"]
Data = Literal["mnist", "synthetic", "mnist+pen"]

MAX_EPOCHS = 50
MAX_BATCH_SIZE = 1024
MAX_TRAINING_IMAGES = 60_000
MIN_TRAINING_IMAGES = 100
# Large enough to see a run diverge.
MAX_LEARNING_RATE = 10.0
MIN_LEARNING_RATE = 1e-6
MAX_SEED = 2**31 - 1
MAX_LABEL_SMOOTHING = 0.5
MAX_PEN_COPIES = 20

# How far augmentation turns, scales and moves an image at most, either way.
ROTATION_DEGREES = 10
ZOOM_SHARE = 0.1
TRANSLATION_PIXELS = 2

DEFAULT_LEARNING_RATES: Mapping[Optimizer, float] = {"rmsprop": 0.001, "adam": 0.001, "sgd": 0.05}


@dataclass(frozen=True)
class Recipe:
    """The settings of one training run; the defaults are the textbook's.

    Attributes:
        optimizer: rmsprop, adam or sgd (with momentum 0.9).
        learning_rate: step size, 1e-6 to 10.
        batch_size: images per gradient step, 1 to 1,024.
        epochs: passes over the training images, 1 to 50.
        training_images: how many, 100 to 60,000; of MNIST the first so many that are balanced
            over the digits, see `cnn.datasets.balanced`.
        seed: of the weights' random start and of the shuffling, 0 to 2**31 - 1.
        data: what it learns from: MNIST; synthetic pen digits, see `cnn.handwriting.synthetic`;
            or MNIST and pen strokes, both varied at random, see `cnn.training.pretrain`.
        pen_copies: random redrawings of each pen-drawn digit in an epoch, 0 to 20.
        schedule: of the step size: constant, or a short rise and half a cosine down to zero.
        label_smoothing: share of the target that is spread over all ten digits, 0 to 0.5.
        augment: whether each batch is turned, scaled and moved at random.

    Raises:
        TrainingError: a setting is of the wrong type or out of its range.

    Source: F. Chollet, "Deep Learning with Python", chapter 5.1 (RMSprop, batch 64, 5 epochs).
    """

    optimizer: Optimizer = "rmsprop"
    learning_rate: float = 0.001
    batch_size: int = 64
    epochs: int = 5
    training_images: int = MAX_TRAINING_IMAGES
    seed: int = 0
    data: Data = "mnist"
    pen_copies: int = 0
    schedule: Schedule = "constant"
    label_smoothing: float = 0.0
    augment: bool = False

    def __post_init__(self) -> None:
        _check_choice("The optimizer", self.optimizer, get_args(Optimizer))
        _check_choice("The data", self.data, get_args(Data))
        check_learning_rate(self.learning_rate)
        _check_whole("The batch size", self.batch_size, 1, MAX_BATCH_SIZE)
        _check_whole("The number of epochs", self.epochs, 1, MAX_EPOCHS)
        _check_whole(
            "The number of training images",
            self.training_images,
            MIN_TRAINING_IMAGES,
            MAX_TRAINING_IMAGES,
        )
        _check_whole("The seed", self.seed, 0, MAX_SEED)
        _check_whole("The number of pen copies", self.pen_copies, 0, MAX_PEN_COPIES)
        _check_choice("The schedule", self.schedule, get_args(Schedule))
        _check_range("The label smoothing", self.label_smoothing, 0.0, MAX_LABEL_SMOOTHING)
        if not isinstance(self.augment, bool):
            raise TrainingError("Augmentation must be either on or off.")

    @property
    def steps_per_epoch(self) -> int:
        """Gradient steps of one pass over the training images; the last may be of fewer images."""
        return math.ceil(self.training_images / self.batch_size)

    @property
    def steps(self) -> int:
        """Gradient steps of the whole run."""
        return self.epochs * self.steps_per_epoch

    @property
    def images(self) -> int:
        """Training images over all epochs."""
        return self.epochs * self.training_images

    def to_json(self) -> dict[str, Any]:
        """The recipe as plain data, ready for `json.dumps`."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: object) -> Recipe:
        """Read what `to_json` gave, trusting nothing.

        Args:
            data: decoded JSON, from anyone.

        Returns:
            The recipe.

        Raises:
            TrainingError: the data do not describe a recipe within the limits.
        """
        names = {field.name for field in fields(cls)}
        if not isinstance(data, dict) or not set(data) <= names:
            raise TrainingError("The training recipe holds unknown settings.")
        return cls(**data)


def check_learning_rate(rate: object) -> None:
    """Check a learning rate, a recipe's or one that is to take its place while it runs.

    Args:
        rate: from anyone.

    Raises:
        TrainingError: it is no number from 1e-6 to 10.
    """
    _check_range("The learning rate", rate, MIN_LEARNING_RATE, MAX_LEARNING_RATE)


def _check_choice(what: str, value: object, choices: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in choices:
        raise TrainingError(f"{what} must be one of {', '.join(choices)}.")


def _check_whole(what: str, value: object, low: int, high: int) -> None:
    if not is_whole(value, low, high):
        raise TrainingError(f"{what} must be a whole number from {low:,} to {high:,}.")


def _check_range(what: str, value: object, low: float, high: float) -> None:
    if not is_number(value, low, high):
        raise TrainingError(f"{what} must be a number from {low:g} to {high:g}.")


FAST_RECIPE = Recipe(
    optimizer="adam",
    learning_rate=0.003,
    epochs=1,
    schedule="cosine",
    label_smoothing=0.05,
)
"""For 99 % of MNIST's test digits as soon as may be, with the textbook architecture.

One epoch, in which the step size falls to zero, does what the textbook's recipe takes three or
four for: 0.27 of its time for seeds 0, 1 and 2 (tests/benchmarks/time_to_99.py). Six seeds gave
0.9889 to 0.9924; one of the six ended below 0.99.
"""
