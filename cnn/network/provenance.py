"""How a network was made and how well it reads: what its file says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from cnn.errors import NetworkFileError
from cnn.network.fine_tuning import FineTuning
from cnn.network.rate_changes import RateChanges, read_rate_changes
from cnn.network.recipe import Recipe
from cnn.network.weight_edit import WeightEdit
from cnn.number_checks import is_number

MAX_EDITS = 100
MAX_COUNT = 10**9


@dataclass(frozen=True)
class Provenance:
    """How a network was made and how well it reads, as its maker says.

    Attributes:
        recipe: the training settings.
        mnist_test_accuracy: share of MNIST's 10,000 test digits read right, 0 to 1.
        pen_accuracy: share of pen-drawn digits of held-out writers read right, 0 to 1, by the
            network before it learned from those writers too; None if not measured.
        pen_digits: how many pen-drawn digits that share is of.
        training_seconds: how long training took on the machine that did it.
        images_trained: training images worked through, over all epochs, where training was
            stopped before the recipe's end; None where it was not.
        synthetic_test_accuracy: share of the synthetic test digits read right, 0 to 1, where
            MNIST was not at hand to test on; else None.
        rate_changes: (gradient steps done, new learning rate) of each change of the learning rate
            during the training, oldest first, at most 100.
        is_imported: whether it was made elsewhere, so that the recipe says nothing.
        edits: changes made to its weights by hand since, oldest first, at most 100.
        fine_tuning: how it was fine-tuned to one hand after all that `recipe` says; None where it
            was not.
    """

    recipe: Recipe = field(default_factory=Recipe)
    mnist_test_accuracy: float | None = None
    pen_accuracy: float | None = None
    pen_digits: int | None = None
    training_seconds: float | None = None
    images_trained: int | None = None
    synthetic_test_accuracy: float | None = None
    rate_changes: RateChanges = ()
    is_imported: bool = False
    edits: tuple[WeightEdit, ...] = ()
    fine_tuning: FineTuning | None = None

    @property
    def latest_recipe(self) -> Recipe:
        """How it was trained last: the fine-tuning, where there was one."""
        return self.fine_tuning.recipe if self.fine_tuning else self.recipe

    def to_json(self) -> dict[str, Any]:
        """The provenance as plain data, ready for `json.dumps`."""
        changes = [list(change) for change in self.rate_changes]
        edits = [edit.to_json() for edit in self.edits]
        return {
            **vars(self),
            "recipe": self.recipe.to_json(),
            "rate_changes": changes,
            "edits": edits,
            "fine_tuning": self.fine_tuning.to_json() if self.fine_tuning else None,
        }

    @classmethod
    def from_json(cls, data: object) -> Provenance:
        """Read what `to_json` gave, from anyone, trusting nothing.

        Raises:
            NetworkFileError: a field is unknown, of the wrong type, or out of its range.
            TrainingError: the recipe is out of its limits.
        """
        names = {item.name for item in fields(cls)}
        if not isinstance(data, dict) or not set(data) <= names:
            raise NetworkFileError("The network file's training record holds unknown fields.")
        numbers = {
            name: value
            for name, value in data.items()
            if name not in ("recipe", "rate_changes", "is_imported", "edits", "fine_tuning")
        }
        is_imported = data.get("is_imported", False)
        if not isinstance(is_imported, bool):
            raise NetworkFileError("The network file's is_imported is neither true nor false.")
        for name, value in numbers.items():
            limit = 1 if name.endswith("accuracy") else MAX_COUNT
            if value is not None and not is_number(value, 0, limit):
                raise NetworkFileError(f"The network file's {name} is not a sensible number.")
        return cls(
            recipe=Recipe.from_json(data.get("recipe", {})),
            rate_changes=read_rate_changes(data.get("rate_changes", [])),
            is_imported=is_imported,
            edits=_edits(data.get("edits", [])),
            fine_tuning=_fine_tuning(data.get("fine_tuning")),
            **numbers,
        )

    def edited(self, edit: WeightEdit) -> Provenance:
        """The record after one more change by hand; what was measured before no longer holds.

        Raises:
            NetworkFileError: it holds as many as it can.
        """
        if len(self.edits) == MAX_EDITS:
            raise NetworkFileError(
                f"A network can be edited {MAX_EDITS} times at most. Undo an edit, or begin again "
                "with the network as it was."
            )
        return replace(
            self,
            mnist_test_accuracy=None,
            synthetic_test_accuracy=None,
            pen_accuracy=None,
            pen_digits=None,
            edits=(*self.edits, edit),
        )


def _edits(data: object) -> tuple[WeightEdit, ...]:
    if not isinstance(data, list) or len(data) > MAX_EDITS:
        raise NetworkFileError("The network file's edits are malformed.")
    return tuple(map(WeightEdit.from_json, data))


def _fine_tuning(data: object) -> FineTuning | None:
    return None if data is None else FineTuning.from_json(data)
