"""The Design tab: data, design, recipe and start, in the order in which they are gone through."""

from __future__ import annotations

import contextlib

import streamlit as st

from cnn.datasets import mnist_available
from cnn.errors import TrainingError, VisitorError
from cnn.glossary import term
from cnn.runs.estimate import announced, estimated_memory_mb
from cnn.runs.limits import host_limits
from pages.parts.design.address import link
from pages.parts.design.design_editor import design_editor
from pages.parts.design.recipe_settings import data_settings, recipe_settings
from pages.parts.design.training_settings import Settings, chosen_settings, next_name
from pages.parts.words import announced_time

_STYLE = """
<style>
.st-key-design_steps h2 { font-size: 1.05rem; padding: 0.4rem 0 0; }
</style>
"""


def design_tab() -> None:
    """The four steps; the fourth is taken by the bar's button."""
    st.html(_STYLE)
    with st.container(key="design_steps", gap="small"):
        _heading("1 Data")
        data_settings()
        _heading("2 Design")
        design_editor()
        _heading("3 Recipe")
        recipe_settings(next_name())
        _heading("4 Start")
        _start()


def _heading(text: str) -> None:
    st.header(text, anchor=False)


def _start() -> None:
    st.markdown(
        "Press *Start training*: it stays at the bottom of the screen, wherever you scroll."
    )
    with contextlib.suppress(VisitorError):  # the bar says what is wrong
        _say_cost(chosen_settings())
    # Where a setting is out of its range there is no link.
    with contextlib.suppress(TrainingError):
        address = link()
        with st.popover("Link to these settings", icon=":material/link:"):
            st.markdown("Whoever opens this address finds the same settings here.")
            st.code(address, language=None, wrap_lines=True)


def _say_cost(settings: Settings) -> None:
    recipe = settings.recipe
    here = announced(settings.architecture, recipe)
    memory = estimated_memory_mb(settings.architecture, recipe)
    steps = term("gradient_step", "gradient steps")
    sentences = [
        f"The run takes {recipe.epochs} x {recipe.steps_per_epoch:,} {steps}, "
        f"{announced_time(here)}, and {memory / 1000:.1f} GB of memory."
    ]
    minutes = host_limits().minutes
    if here.seconds > 60 * minutes:
        sentences.append(
            f"After {minutes:g} minutes a run is ended here; what it has learned by then is kept."
        )
    if recipe.data == "mnist" and not mnist_available():
        sentences.append("MNIST is not on this machine yet: the run downloads it first, 11 MB.")
    st.caption(" ".join(sentences))
