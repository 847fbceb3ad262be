"""The digits of a Keras script: MNIST, a part of it, or synthetic ones in a file beside it."""

from __future__ import annotations

from dataclasses import dataclass

from cnn.errors import TrainingError
from cnn.handwriting.synthetic import synthetic_digits, synthetic_test
from cnn.network.recipe import MAX_TRAINING_IMAGES, Recipe
from cnn.runs.export.keras_script_fine_tuning import (
    FINE_TUNING_DIGITS,
    FINE_TUNING_NOTE,
    FINE_TUNING_TEST,
)
from cnn.runs.export.npz_file import npz_bytes
from cnn.runs.progress import TestSet

SYNTHETIC_FILE = "synthetic.npz"

_MNIST = """
if "MNIST_NPZ" in os.environ:
    with np.load(os.environ["MNIST_NPZ"]) as mnist:
        x_train, y_train = mnist["x_train"], mnist["y_train"]
        x_test, y_test = mnist["x_test"], mnist["y_test"]
else:
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
"""
_MNIST_TEST = """
if "MNIST_NPZ" in os.environ:
    with np.load(os.environ["MNIST_NPZ"]) as mnist:
        x_test, y_test = mnist["x_test"], mnist["y_test"]
else:
    _, (x_test, y_test) = keras.datasets.mnist.load_data()
"""
_SYNTHETIC = f"""
with np.load("{SYNTHETIC_FILE}") as synthetic:
    x_train, y_train = synthetic["x_train"], synthetic["y_train"]
"""
_SYNTHETIC_TEST = """
    x_test, y_test = synthetic["x_test"], synthetic["y_test"]
"""
# The rule of cnn.datasets.balanced.
SUBSET = """
# The first of each digit, then the second of each, and so on: equally many of all.
rank = np.empty(len(y_train), int)
for digit in range(10):
    same = np.flatnonzero(y_train == digit)
    rank[same] = np.arange(len(same))
chosen = np.sort(np.argsort(rank, kind="stable")[:TRAINING_IMAGES])
x_train, y_train = x_train[chosen], y_train[chosen]
"""

_MNIST_NOTE = """
MNIST is downloaded by Keras, or read from the file that MNIST_NPZ names.
"""
_SYNTHETIC_NOTE = f"""
The synthetic digits are in {SYNTHETIC_FILE}, which the Train page offers beside this
script: put it into the folder that you start from.
"""
_MNIST_TEST_NOTE = """
The network is tested on MNIST's test digits. MNIST is downloaded by Keras, or read from
the file that MNIST_NPZ names.
"""


@dataclass(frozen=True)
class ScriptDigits:
    """The digits of a run, as its script names and gets them.

    Attributes:
        name: what the network learns from.
        note: where the digits come from, for the script's head.
        source: statements that make x_train, y_train, x_test and y_test of them.
    """

    name: str
    note: str
    source: str

    @classmethod
    def of(cls, recipe: Recipe, test_set: TestSet) -> ScriptDigits:
        """The digits of a run that learns by the recipe and is tested on the set.

        Raises:
            TrainingError: a script cannot have them.
        """
        match recipe.data, test_set:
            case "mnist", "mnist":
                return cls("MNIST", _MNIST_NOTE, _MNIST)
            case "synthetic", "mnist":
                note = _SYNTHETIC_NOTE + _MNIST_TEST_NOTE
                return cls("synthetic digits", note, _SYNTHETIC + _MNIST_TEST)
            case "own", "mnist":
                note = FINE_TUNING_NOTE + _MNIST_TEST_NOTE
                return cls("one hand's own digits", note, FINE_TUNING_DIGITS + _MNIST_TEST)
            case "own", "synthetic":
                source = FINE_TUNING_DIGITS.rstrip() + FINE_TUNING_TEST
                return cls("one hand's own digits", FINE_TUNING_NOTE, source)
            case "synthetic", "synthetic":
                source = _SYNTHETIC.rstrip() + _SYNTHETIC_TEST
                return cls("synthetic digits", _SYNTHETIC_NOTE, source)
        raise TrainingError(
            "This run cannot be written as a plain Keras script: not all of its digits can be had "
            "outside this project."
        )


def is_subset(recipe: Recipe) -> bool:
    """Whether a run learns from less than all of MNIST; synthetic digits are as many as wanted."""
    return recipe.data == "mnist" and recipe.training_images < MAX_TRAINING_IMAGES


def synthetic_npz(recipe: Recipe) -> bytes:
    """The synthetic digits of a run, for its script; about two seconds for 10,000.

    The content of synthetic.npz, the same bytes each time: x_train, (n, 28, 28) uint8, and
    y_train, (n,) uint8, that the recipe learns from; x_test and y_test, the 2,000 that judge a
    network where MNIST is not at hand.
    """
    train = synthetic_digits(recipe.training_images, recipe.seed)
    arrays = (*train, *synthetic_test())
    return npz_bytes(zip(("x_train", "y_train", "x_test", "y_test"), arrays, strict=True))
