"""The Sweep tab: what came of the sweep, and above or below it what the next one varies."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnn.sweeps.plan import SweepPlan
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.runs.session_runs import SessionRun
from pages.parts.runs.sweep_runs import visits_sweeps
from pages.parts.sweep.sweep_results import sweep_results
from pages.parts.sweep.sweep_settings import sweep_settings
from pages.parts.sweep.sweep_words import sweep_title

_CHOICE_KEY = "shown_sweep"
_STYLE = """
<style>
.st-key-sweep_tab h2 { font-size: 1.05rem; padding: 0.4rem 0 0; }
</style>
"""


def sweep_tab(
    chosen_plan: Callable[[], SweepPlan | None],
    on_show: Callable[[SessionRun], None],
    on_edit: Callable[[SessionRun], None],
) -> None:
    """The settings of a sweep to be; with a sweep, its results first.

    Args:
        chosen_plan: what the settings say, asked once they are drawn; None where they say no sweep.
        on_show: called, before the page is drawn anew, when a run's own view is wanted.
        on_edit: called likewise when a run's settings are wanted in the editor.
    """
    texts = ExplainedTexts()
    st.html(_STYLE)
    with st.container(key="sweep_tab", gap="small"):
        found = visits_sweeps()
        if found:
            sweep = found[0]
            if len(found) > 1:
                by_token = {one.token: one for one in found}
                if st.session_state.get(_CHOICE_KEY) not in by_token:
                    st.session_state[_CHOICE_KEY] = sweep.token
                token = st.selectbox(
                    "Sweep",
                    list(by_token),
                    format_func=lambda token: _title(by_token, token),
                    key=_CHOICE_KEY,
                    width=420,
                )
                sweep = by_token[token]
            st.header(sweep_title(sweep.plan.axes, len(sweep.jobs)), anchor=False)
            sweep_results(sweep, texts, on_show, on_edit)
            if sweep.is_running:
                return
            st.header("Another sweep", anchor=False)
        texts.markdown(
            "A sweep trains the design and the recipe of the Design tab many times, each time with "
            "other values of some settings, and sets what came of it side by side."
        )
        sweep_settings()
        texts.caption(
            "All else is as the Design tab says. How many runs, how long and how much memory: the "
            "bar at the bottom of the screen says so before it starts."
        )
        _say_left_out(chosen_plan(), texts)


def _say_left_out(plan: SweepPlan | None, texts: ExplainedTexts) -> None:
    """Which combinations cannot be trained, where some can."""
    problems = plan.left_out if plan is not None else ()
    if not problems:
        return
    count = "One combination is" if len(problems) == 1 else f"{len(problems)} combinations are"
    texts.info(f"{count} left out. {problems[0]}")


def _title(by_token: dict, token: str) -> str:
    number = list(by_token)[::-1].index(token) + 1
    sweep = by_token[token]
    return f"{number}. {sweep_title(sweep.plan.axes, len(sweep.jobs))}"
