"""The runs behind the Learn pages: which networks, by which recipes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from cnn.lessons.trained_results import LabRun
from cnn.network.architecture import Architecture
from cnn.network.presets import DESIGNS
from cnn.network.recipe import Recipe

NETWORK_DESIGNS = {
    "textbook": "textbook",
    "strided": "strided",
    "unpooled": "without_pooling",
    "dense": "dense_only",
    "shifted": "textbook",
}
SEEDS = (0, 1, 2)
SIZES = (100, 300, 1_000, 3_000, 10_000, 60_000)
# Few digits are gone through more often, so that each network has learned what it can from them.
IMAGES_AT_LEAST = 150_000
EPOCHS_AT_LEAST, EPOCHS_AT_MOST = 5, 50
MAX_SHIFT = 8
# Three times the textbook's: a digit comes in 17 x 17 places.
SHIFTED_EPOCHS = 15


@dataclass(frozen=True)
class Plan:
    """A run to be made.

    Attributes:
        network: what the pages call it.
        recipe: how it is trained.
        max_shift: pixels that training digits are moved by at most; 0 for as they are.
    """

    network: str
    recipe: Recipe
    max_shift: int = 0

    @property
    def architecture(self) -> Architecture:
        """The layers."""
        return design_of(self.network)

    def is_done_by(self, run: LabRun) -> bool:
        """Whether a run is what was planned, under whichever name."""
        is_so_trained = (self.recipe, self.max_shift) == (run.recipe, run.max_shift)
        return is_so_trained and self.architecture == run.architecture


@lru_cache(maxsize=len(NETWORK_DESIGNS))
def design_of(network: str) -> Architecture:
    """The layers of one of the lab's networks, by what the pages call it."""
    return Architecture(DESIGNS[NETWORK_DESIGNS[network]])


def size_recipe(images: int, seed: int) -> Recipe:
    """The recipe for a number of training digits, the same for both networks.

    The textbook's with as many epochs as work through 150,000 digits, but 5 to 50.
    """
    epochs = math.ceil(IMAGES_AT_LEAST / images)
    epochs = min(max(epochs, EPOCHS_AT_LEAST), EPOCHS_AT_MOST)
    return Recipe(epochs=epochs, training_images=images, seed=seed)


def plans(results: str) -> tuple[Plan, ...]:
    """The runs that a results file, one of `LAB_RESULTS`, is to hold, in order.

    A network that ships is the first run of its file.

    Raises:
        ValueError: it is no results file's name.
    """
    match results:
        case "strided" | "unpooled":
            return tuple(Plan(results, Recipe(seed=seed)) for seed in SEEDS)
        case "shifted":
            return tuple(
                Plan("shifted", Recipe(epochs=SHIFTED_EPOCHS, seed=seed), MAX_SHIFT)
                for seed in SEEDS
            )
        case "comparison":
            return (Plan("textbook", Recipe()),)
        case "sizes":
            return tuple(
                Plan(network, size_recipe(images, seed))
                for network in ("textbook", "dense")
                for images in SIZES
                for seed in SEEDS
            )
        case "dense":
            return (Plan("dense", Recipe()),)
        case _:
            raise ValueError(f"no runs are planned for {results}")
