"""Fine-tuning: how a trained network goes on learning from one hand, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from cnn.errors import NetworkFileError, TrainingError
from cnn.network.architecture import Architecture
from cnn.network.rate_changes import RateChanges, read_rate_changes
from cnn.network.recipe import MAX_SEED, Recipe, check_learning_rate
from cnn.number_checks import is_number, is_whole

HeldFixed = Literal["convolutions", "nothing"]
HELD_FIXED: tuple[HeldFixed, ...] = get_args(HeldFixed)

MAX_EPOCHS = 20
# Each digit is shown so often in an epoch, turned, scaled and moved anew each time.
SHOWN_PER_EPOCH = 10
BATCH_SIZE = 32
# Of a file that says so; our own are far below.
MAX_DIGITS = 6_000
MAX_COUNT = 10**9


@dataclass(frozen=True)
class FineTuningPlan:
    """How a network is to go on learning.

    The defaults are measured, with 30 digits of a writer whom the network had never met and 220
    others of the same writer to judge by, means of six PenDigits writers: textbook's share of the
    writer's digits rises from 93.1 to 98.3 %, that of 2,000 of MNIST's test digits falls from 99.2
    to 98.8 %. With nothing held fixed, 99.1 and 98.1 %; with a rate of 0.001, 99.5 and 97.4 %, with
    0.003 and nothing held fixed 99.2 and 86.4 %.

    Attributes:
        held_fixed: `convolutions`, all up to the last layer that makes feature maps; only the
            dense layers then learn. Or `nothing`.
        epochs: 1 to 20; in each, every digit is shown ten times, varied anew each time.
        learning_rate: 1e-6 to 10, of Adam.
        seed: of the split into digits to learn from and held-out ones, of their order and their
            variation, 0 to 2**31 - 1.

    Raises:
        TrainingError: a setting is out of its range.
    """

    held_fixed: HeldFixed = "convolutions"
    epochs: int = 10
    learning_rate: float = 0.0003
    seed: int = 0

    def __post_init__(self) -> None:
        if self.held_fixed not in HELD_FIXED:
            raise TrainingError("What is held fixed must be the convolutions or nothing.")
        if not is_whole(self.epochs, 1, MAX_EPOCHS):
            raise TrainingError(f"The number of epochs must be from 1 to {MAX_EPOCHS}.")
        check_learning_rate(self.learning_rate)
        if not is_whole(self.seed, 0, MAX_SEED):
            raise TrainingError("The seed must be a whole number, 0 or more.")

    def recipe(self, digits: int) -> Recipe:
        """What the plan comes to as a training recipe.

        Args:
            digits: how many digits are learned from, at least 10.
        """
        return Recipe(
            optimizer="adam",
            learning_rate=self.learning_rate,
            batch_size=BATCH_SIZE,
            epochs=self.epochs,
            training_images=SHOWN_PER_EPOCH * digits,
            seed=self.seed,
            data="own",
            augment=True,
        )

    def to_json(self) -> dict[str, Any]:
        """The plan as plain data, ready for `json.dumps`."""
        return dict(vars(self))

    @classmethod
    def from_json(cls, data: object) -> FineTuningPlan:
        """Read what `to_json` gave, trusting nothing; raises TrainingError."""
        if not isinstance(data, dict) or set(data) != {item.name for item in fields(cls)}:
            raise TrainingError("The plan of the fine-tuning holds unknown settings.")
        return cls(**data)


def fixed_layers(architecture: Architecture, held_fixed: HeldFixed) -> tuple[str, ...]:
    """The layers that a plan holds fixed, in order: of the convolutions, all that make maps."""
    if held_fixed == "nothing":
        return ()
    return tuple(
        layer.name for layer in architecture.layers if layer.is_spatial and layer.parameters
    )


@dataclass(frozen=True)
class FineTuning:
    """How a network was fine-tuned to one hand, and what was gained and forgotten.

    Attributes:
        plan: how.
        learned_own: digits of one's own that it learned from.
        learned_examples: digits of example hands that it learned from beside them.
        held_out_own: digits of one's own that it never learned from.
        held_out_examples: the same of example hands: of kinds of digit that nobody wrote.
        own_before: how many of `held_out_own` the network read right before it was fine-tuned.
        own_after: the same afterwards.
        examples_before: how many of `held_out_examples` before.
        examples_after: the same afterwards.
        test_set: which test digits the next two are of: MNIST's 10,000, or the synthetic 2,000.
        test_before: share of the test digits read right before, 0 to 1.
        test_after: the same afterwards.
        images: training images worked through, over all epochs: fewer than the plan's where it was
            stopped early.
        seconds: how long training and testing took on the machine that did it.
        rate_changes: of the learning rate by hand on the way.
        edits_before: how many of the network's edits by hand had been made before.
        rounds: how often the network has been fine-tuned by now, this time included; what is told
            here is of the last time.
    """

    plan: FineTuningPlan
    learned_own: int
    learned_examples: int
    held_out_own: int
    held_out_examples: int
    own_before: int
    own_after: int
    examples_before: int
    examples_after: int
    test_set: Literal["mnist", "synthetic"]
    test_before: float
    test_after: float
    images: int
    seconds: float = 0.0
    rate_changes: RateChanges = ()
    edits_before: int = 0
    rounds: int = 1

    @property
    def learned(self) -> int:
        """Digits learned from, one's own and others."""
        return self.learned_own + self.learned_examples

    @property
    def recipe(self) -> Recipe:
        """What its training was to be, as a recipe."""
        return self.plan.recipe(self.learned)

    @property
    def is_stopped_early(self) -> bool:
        """Whether it ended before its plan did."""
        return self.images < self.recipe.images

    def to_json(self) -> dict[str, Any]:
        """All of it as plain data, ready for `json.dumps`."""
        changes = [list(change) for change in self.rate_changes]
        return {**vars(self), "plan": self.plan.to_json(), "rate_changes": changes}

    @classmethod
    def from_json(cls, data: object) -> FineTuning:
        """Read what `to_json` gave, from anyone, trusting nothing.

        Raises:
            NetworkFileError: a field is missing, unknown, of the wrong type, or out of its range.
            TrainingError: the plan is out of its limits.
        """
        names = {item.name for item in fields(cls)}
        if not isinstance(data, dict) or set(data) != names or not _is_sensible(data):
            raise NetworkFileError("The network file's fine-tuning is malformed.")
        plan = FineTuningPlan.from_json(data["plan"])
        return cls(
            **{**data, "plan": plan, "rate_changes": read_rate_changes(data["rate_changes"])}
        )


def _is_sensible(data: Mapping[str, Any]) -> bool:
    counts = ("learned_own", "learned_examples", "held_out_own", "held_out_examples")
    if not all(is_whole(data[name], 0, MAX_DIGITS) for name in counts):
        return False
    whole = {
        "own_before": data["held_out_own"],
        "own_after": data["held_out_own"],
        "examples_before": data["held_out_examples"],
        "examples_after": data["held_out_examples"],
    }
    return (
        all(is_whole(data[name], 0, most) for name, most in whole.items())
        # As few as make a recipe.
        and 10 <= data["learned_own"] + data["learned_examples"] <= MAX_DIGITS
        and is_whole(data["images"], 0, MAX_COUNT)
        and is_number(data["seconds"], 0, MAX_COUNT)
        and is_whole(data["edits_before"], 0, MAX_COUNT)
        and data["test_set"] in ("mnist", "synthetic")
        and all(is_number(data[name], 0, 1) for name in ("test_before", "test_after"))
        and is_whole(data["rounds"], 1, MAX_COUNT)
    )
