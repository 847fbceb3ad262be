"""How a kind of layer is edited and written down: plain data, for Python and for the browser."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class NumberControl:
    """A whole number to type.

    Attributes:
        field: the setting that it edits.
        low: the least number allowed.
        high: the largest number allowed.
        unit: stands behind the number.
    """

    field: str
    low: int
    high: int
    unit: str


@dataclass(frozen=True)
class ChoiceControl:
    """A setting to choose from a few.

    Attributes:
        field: the setting that it edits; `kind` makes a layer one of another kind.
        options: the settings to choose from.
        what: what is chosen, for those who hear the page.
        text: an option as it is shown; {} stands for the option.
        labels: options that are shown as something else.
    """

    field: str
    options: tuple[int | str, ...]
    what: str
    text: str = "{}"
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)


Control = NumberControl | ChoiceControl


@dataclass(frozen=True)
class CodePart:
    """A piece of a layer's word in the design code: a letter and mostly a number.

    Attributes:
        letter: that the piece begins with; no other piece of the kind and no other kind's first
            piece has it.
        field: the setting whose number follows; None where the letter says all.
        omitted: the setting for which the whole piece is left out; None where it never is.
        implied: the setting that the letter alone stands for, where no number follows.
        digits: how many the number has at most.
    """

    letter: str
    field: str | None = None
    omitted: int | str | None = None
    implied: str | None = None
    digits: Literal[1, 3] = 3

    @property
    def most_digits(self) -> int:
        """How many digits follow the letter at most; 0 where no number does."""
        return 0 if self.field is None or self.implied is not None else self.digits
