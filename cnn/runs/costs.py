"""What a training run costs: its work in seconds of a machine of two cores, kind by kind."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from cnn.network.architecture import Architecture, textbook
from cnn.network.recipe import Recipe

# The shipped figures, measured on two cores: the textbook network's training, and the other costs
# as so many images of it, from the processor's time in training nine designs, from a dense network
# to 118 million multiplications: what any image takes, what a varied one takes more, and what a
# gradient step takes per million parameters.
TEXTBOOK_IMAGES_PER_SECOND = 2300.0
FIXED_SHARE = 0.25
AUGMENTED_SHARE = 0.15
IMAGES_PER_STEP_AND_MILLION = 30.0
READING_SHARE = 1 / 3
# TensorFlow prepares the first gradient step and the first test.
PREPARING_SECONDS = 1.5
TEST_DIGITS = {"mnist": 10_000, "synthetic": 2_000}


@dataclass(frozen=True)
class Work:
    """How much there is to do in a run, or how much of it was done.

    Attributes:
        images: training images worked through, over all epochs.
        steps: gradient steps.
        tests: how often the test digits are read.
        test_digits: how many those are.
    """

    images: int
    steps: int
    tests: int
    test_digits: int

    @classmethod
    def of(cls, recipe: Recipe, test_digits: int = TEST_DIGITS["mnist"]) -> Work:
        """All the work of a recipe."""
        return cls(recipe.images, recipe.steps, recipe.epochs, test_digits)


@dataclass(frozen=True)
class Costs:
    """Seconds by kind of work, without the start.

    Attributes:
        preparing: TensorFlow's, once.
        images: what any image takes: fetching it, and calling the layers.
        multiplications: of the layers, forwards and backwards.
        parameters: changing each of them at each gradient step.
        augmentation: turning, scaling and moving the images.
    """

    preparing: float
    images: float
    multiplications: float
    parameters: float
    augmentation: float

    @property
    def by_kind(self) -> tuple[float, ...]:
        """The seconds in the order of the kinds."""
        return astuple(self)

    @property
    def seconds(self) -> float:
        """Of all kinds together."""
        return sum(self.by_kind)


KINDS = len(Costs.__dataclass_fields__)


def shipped_costs(architecture: Architecture, recipe: Recipe, work: Work) -> Costs:
    """What work costs on two cores that have nothing else to do, by the shipped figures.

    A rough figure, within a factor of two.
    """
    # Images learned from and, at a third of the cost, read in tests.
    images = work.images + READING_SHARE * work.tests * work.test_digits
    share = (1 - FIXED_SHARE) * architecture.multiply_adds / textbook().multiply_adds
    updates = work.steps * IMAGES_PER_STEP_AND_MILLION * architecture.parameters / 1e6
    varied = work.images * AUGMENTED_SHARE if recipe.augment else 0.0
    return Costs(
        PREPARING_SECONDS,
        images * FIXED_SHARE / TEXTBOOK_IMAGES_PER_SECOND,
        images * share / TEXTBOOK_IMAGES_PER_SECOND,
        updates / TEXTBOOK_IMAGES_PER_SECOND,
        varied / TEXTBOOK_IMAGES_PER_SECOND,
    )
