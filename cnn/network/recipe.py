"""How a network is trained: every setting that decides the result."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any, Literal

from cnn.errors import TrainingError
from cnn.network.setting import Choice, Decimal, OnOff, Setting, Whole

Optimizer = Literal["rmsprop", "adam", "sgd"]
Schedule = Literal["constant", "cosine"]
Data = Literal["mnist", "synthetic", "mnist+pen", "own"]

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
SGD_MOMENTUM = 0.9

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
            MNIST and pen strokes, both varied at random, see `cnn.training.pretrain`; or one
            person's own digits, see `cnn.network.fine_tuning`.
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
        for setting in SETTINGS:
            setting.check(getattr(self, setting.field))

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
        """Read what `to_json` gave, trusting nothing; raises TrainingError."""
        names = {field.name for field in fields(cls)}
        if not isinstance(data, dict) or not set(data) <= names:
            raise TrainingError("The training recipe holds unknown settings.")
        return cls(**data)


# One row decides a setting's check, its place in an address and its control on the Train page,
# where the controls stand in this order.
SETTINGS = (
    Setting(
        "data",
        "The data",
        Choice(
            {
                "mnist": "MNIST",
                "synthetic": "Synthetic pen digits",
                "mnist+pen": "MNIST and augmented pen strokes",
                "own": "A visitor's own digits",
            },
            # How the pen network was made, and what a fine-tuning learns from.
            not_offered=("mnist+pen", "own"),
        ),
        "data",
        "Data",
        "MNIST: 60,000 digits written by American clerks and pupils. Synthetic pen digits: drawn "
        "by the app itself from pen strokes, as many as you like.",
        in_presets=False,
        default_varies=True,
        place="data",
    ),
    Setting(
        "training_images",
        "The number of training images",
        Whole(MIN_TRAINING_IMAGES, MAX_TRAINING_IMAGES, step=1000),
        "images",
        "Training images",
        "How many images the network learns from. Each digit gets about the same number of them.",
        place="data",
    ),
    Setting(
        "epochs",
        "The number of epochs",
        Whole(1, MAX_EPOCHS),
        "epochs",
        "Epochs",
        "How many times the network goes through all training images.",
    ),
    Setting(
        "optimizer",
        "The optimizer",
        Choice({"rmsprop": "RMSprop", "adam": "Adam", "sgd": "SGD with momentum"}),
        "optimizer",
        "Optimizer",
        "The rule that turns gradients into changes of the weights. Each brings its usual learning "
        "rate.",
    ),
    Setting(
        "learning_rate",
        "The learning rate",
        Decimal(MIN_LEARNING_RATE, MAX_LEARNING_RATE, step=0.0005),
        "rate",
        "Learning rate",
        "How large each change of the weights is. If the loss jumps about, try a smaller one.",
    ),
    Setting(
        "batch_size",
        "The batch size",
        Whole(1, MAX_BATCH_SIZE),
        "batch",
        "Batch size",
        "How many images the network looks at before it changes its weights once.",
    ),
    Setting(
        "augment",
        "Augmentation",
        OnOff(),
        "augment",
        "Augment",
        "Each image is turned, scaled and moved a little, differently each time it is shown.",
    ),
    Setting(
        "schedule",
        "The schedule",
        Choice({"constant": "Constant", "cosine": "Rise, then cosine"}),
        "schedule",
        "Schedule",
        "Whether the learning rate stays as it is, or rises for a short while and then falls to "
        "zero along half a cosine wave.",
        place="seldom",
    ),
    Setting(
        "label_smoothing",
        "The label smoothing",
        Decimal(0.0, MAX_LABEL_SMOOTHING, step=0.05),
        "smoothing",
        "Label smoothing",
        "With 0.1, the network is asked to be 91 % sure of the right digit rather than 100 %: 0.1 "
        "of the target is shared out among all ten digits.",
        place="seldom",
    ),
    Setting(
        "seed",
        "The seed",
        Whole(0, MAX_SEED),
        "seed",
        "Seed",
        "All chance in a run follows from this number: the same seed gives the same run again.",
        in_presets=False,
        place="seldom",
    ),
    Setting("pen_copies", "The number of pen copies", Whole(0, MAX_PEN_COPIES)),
)
# The settings that a visitor may choose.
OFFERED = tuple(setting for setting in SETTINGS if setting.address_key is not None)


def setting_of(field: str) -> Setting:
    """The row of a field of Recipe."""
    return _BY_FIELD[field]


def choice_names(field: str) -> Mapping[str, str]:
    """What people read for each key of a field that is a choice; TypeError for another field."""
    values = setting_of(field).values
    if not isinstance(values, Choice):
        raise TypeError(f"{field} is no choice")
    return values.names


def check_learning_rate(rate: object) -> None:
    """Check the rate that is to take a recipe's place while it runs; raises TrainingError."""
    setting_of("learning_rate").check(rate)


_BY_FIELD: Mapping[str, Setting] = MappingProxyType(
    {setting.field: setting for setting in SETTINGS}
)

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
