"""A design and a recipe as the query of an address, and back from one that anyone may have made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from cnn.errors import ArchitectureError, TrainingError
from cnn.network.design_code import design_code, hidden_from_code
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.presets import FIRST_DESIGN
from cnn.network.recipe import OFFERED, Recipe
from cnn.network.setting import Setting

DESIGN = "design"
RECIPE_KEYS: Mapping[str, Setting] = MappingProxyType(
    {setting.address_key: setting for setting in OFFERED if setting.address_key is not None}
)
KEYS = (DESIGN, *RECIPE_KEYS)


@dataclass(frozen=True)
class Found:
    """What an address says.

    Attributes:
        hidden: the design's hidden layers; they need not fit together.
        recipe: with its defaults where the address says nothing, or nothing usable.
        problems: a sentence for each part that is not usable.
    """

    hidden: tuple[LayerSpec, ...]
    recipe: Recipe
    problems: tuple[str, ...]


def settings_from(parameters: Mapping[str, Sequence[str]], defaults: Recipe) -> Found:
    """Read the values of each key of a query, trusting nothing.

    Args:
        parameters: from anyone.
        defaults: the recipe where the address is silent.
    """
    problems = []
    hidden, recipe = FIRST_DESIGN, defaults
    for key in KEYS:
        values = parameters.get(key, ())
        try:
            if len(values) > 1:
                raise TrainingError("It is given more than once.")
            if values and key == DESIGN:
                hidden = hidden_from_code(values[0])
            elif values:
                recipe = _with(recipe, RECIPE_KEYS[key], values[0])
        except (ArchitectureError, TrainingError) as error:
            problems.append(f"The address's {key} cannot be used, and its default stands: {error}")
    return Found(hidden, recipe, tuple(problems))


def address_of(hidden: Sequence[LayerSpec], recipe: Recipe) -> dict[str, str]:
    """The query that `settings_from` reads back; settings that are Recipe's defaults are left out.

    The design and what has another default on another machine are always among them.
    """
    query = {DESIGN: design_code(hidden)}
    defaults = Recipe()
    for key, setting in RECIPE_KEYS.items():
        value = getattr(recipe, setting.field)
        if setting.default_varies or value != getattr(defaults, setting.field):
            query[key] = setting.to_text(value)
    return query


def _with(recipe: Recipe, setting: Setting, text: str) -> Recipe:
    changed: dict[str, Any] = {setting.field: setting.from_text(text)}
    return replace(recipe, **changed)
