"""What the visitor has chosen to train: the design, the recipe and the name, as one."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cnn.network.architecture import Architecture
from cnn.network.recipe import Recipe
from cnn.runs.run_name import clean_name
from pages.parts.design.design_editor import choose_design, chosen_design
from pages.parts.design.recipe_settings import choose_recipe, chosen_recipe
from pages.parts.runs.session_runs import session_runs
from pages.parts.session.networks import network_names


@dataclass(frozen=True)
class Settings:
    """What the visitor has chosen: what to train, how, and what to call it."""

    architecture: Architecture
    recipe: Recipe
    name: str


def chosen_settings() -> Settings:
    """What the design's table and the recipe's widgets say, checked.

    Raises:
        ArchitectureError: the layers do not fit together or pass a limit.
        TrainingError: a setting of the recipe is out of its range.
    """
    name = clean_name(st.session_state.get("train_name", "")) or next_name()
    return Settings(Architecture(chosen_design()), chosen_recipe(), name)


def choose_settings(architecture: Architecture, recipe: Recipe) -> None:
    """Make the page say a design and a recipe; in a callback, or before the page is drawn.

    The design can then be undone; of the recipe, all that the page offers is taken.
    """
    choose_design(architecture.hidden)
    choose_recipe(recipe)


def next_name() -> str:
    """A name for the next network that no network and no run has: mine 1, mine 2, ..."""
    taken = {*network_names(), *(run.name for run in session_runs())}
    return next(
        name for name in (f"mine {number}" for number in range(1, 1000)) if name not in taken
    )
