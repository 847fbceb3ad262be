"""A setting of a recipe: the values it takes, and what an address and a page call it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cnn.errors import TrainingError
from cnn.number_checks import is_number, is_whole

# [0-9], not \d, and bounded: Python reads other scripts' digits, and very long numbers slowly.
_WHOLE = re.compile(r"[0-9]{1,10}")
_DECIMAL = re.compile(r"[0-9]{1,3}(\.[0-9]{1,25})?(e-?[0-9]{1,3})?")
_ON_OFF = {"on": True, "off": False}


@dataclass(frozen=True)
class Choice:
    """One of a few keys.

    Attributes:
        names: what people read for each key.
        not_offered: keys that old files hold and that no page and no address may ask for.
    """

    names: Mapping[str, str]
    not_offered: tuple[str, ...] = ()

    @property
    def offered(self) -> tuple[str, ...]:
        """The keys that a visitor may choose."""
        return tuple(key for key in self.names if key not in self.not_offered)

    def takes(self, value: object) -> bool:
        """Whether it is one of the keys."""
        return isinstance(value, str) and value in self.names

    def offers(self, value: object) -> bool:
        """Whether a visitor may choose it."""
        return isinstance(value, str) and value in self.offered

    def refusal(self, called: str, *, is_offer: bool) -> str:
        """What is said of another value."""
        return f"{called} must be one of {', '.join(self.offered if is_offer else self.names)}."

    def from_text(self, text: str) -> object:
        """The key as it stands in an address."""
        return text


@dataclass(frozen=True)
class Whole:
    """A whole number from `low` to `high`; `step` is what a control's buttons change it by."""

    low: int
    high: int
    step: int = 1

    def takes(self, value: object) -> bool:
        """Whether it is a whole number in the range; True and False are none."""
        return is_whole(value, self.low, self.high)

    def offers(self, value: object) -> bool:
        """Whether a visitor may choose it: all that it takes."""
        return self.takes(value)

    def refusal(self, called: str, *, is_offer: bool) -> str:
        """What is said of another value."""
        return f"{called} must be a whole number from {self.low:,} to {self.high:,}."

    def from_text(self, text: str) -> object:
        """The number; the text itself, which is refused, where it is none."""
        return int(text) if _WHOLE.fullmatch(text) else text


@dataclass(frozen=True)
class Decimal:
    """A number from `low` to `high`; `step` is what a control's buttons change it by."""

    low: float
    high: float
    step: float

    def takes(self, value: object) -> bool:
        """Whether it is a number in the range; NaN is in no range."""
        return is_number(value, self.low, self.high)

    def offers(self, value: object) -> bool:
        """Whether a visitor may choose it: all that it takes."""
        return self.takes(value)

    def refusal(self, called: str, *, is_offer: bool) -> str:
        """What is said of another value."""
        return f"{called} must be a number from {self.low:g} to {self.high:g}."

    def from_text(self, text: str) -> object:
        """The number; the text itself, which is refused, where it is none."""
        return float(text) if _DECIMAL.fullmatch(text) else text


@dataclass(frozen=True)
class OnOff:
    """True or False, in an address on or off."""

    def takes(self, value: object) -> bool:
        """Whether it is True or False; 1 and 0 are neither."""
        return isinstance(value, bool)

    def offers(self, value: object) -> bool:
        """Whether a visitor may choose it: both."""
        return self.takes(value)

    def refusal(self, called: str, *, is_offer: bool) -> str:
        """What is said of another value."""
        return f"{called} must be either on or off."

    def from_text(self, text: str) -> object:
        """The value; the text itself, which is refused, where it is neither on nor off."""
        return _ON_OFF.get(text, text)


Values = Choice | Whole | Decimal | OnOff
Place = Literal["data", "usual", "seldom"]


@dataclass(frozen=True)
class Setting:
    """One setting of a recipe: all that its check, its address and its control follow from.

    Attributes:
        field: of the recipe.
        called: begins a sentence about it.
        values: what it takes.
        address_key: its key in an address; None where neither page nor address offer it.
        label: above its control.
        help: in its control's tooltip.
        in_presets: whether a recipe to begin with decides it.
        default_varies: whether a page's default depends on the machine; an address then always
            says it.
        place: of its control: with what is learned from, among the recipe's, or with those of them
            that are seldom changed.
    """

    field: str
    called: str
    values: Values
    address_key: str | None = None
    label: str = ""
    help: str | None = None
    in_presets: bool = True
    default_varies: bool = False
    place: Place = "usual"

    def check(self, value: object) -> None:
        """Raise TrainingError, with a sentence, where a recipe cannot hold a value."""
        if not self.values.takes(value):
            raise TrainingError(self.values.refusal(self.called, is_offer=False))

    def check_offered(self, value: object) -> None:
        """Raise TrainingError, with a sentence, where a visitor may not choose a value."""
        if not self.values.offers(value):
            raise TrainingError(self.values.refusal(self.called, is_offer=True))

    def from_text(self, text: str) -> object:
        """The value that stands in an address, from anyone; raises TrainingError."""
        value = self.values.from_text(text)
        self.check_offered(value)
        return value

    @staticmethod
    def to_text(value: object) -> str:
        """A value as it stands in an address."""
        if isinstance(value, bool):
            return "on" if value else "off"
        return str(value)
