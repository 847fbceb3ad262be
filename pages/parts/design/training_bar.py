"""The bar at the foot of the Train page, in view wherever one scrolls: start, pause, step, stop.

Before a run it says how long the run will take, or why it cannot begin; during a run, how far it
is, with its curves in small.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnn.errors import VisitorError
from cnn.figures.palette import Palette
from cnn.network.layer_shapes import placed_layers
from cnn.runs import jobs
from cnn.runs.estimate import announced, check_affordable
from cnn.runs.job import Job
from cnn.runs.limits import host_limits
from cnn.runs.progress import Progress
from pages.parts.design.bar_focus import bar_focus, note_start
from pages.parts.design.design_editor import chosen_design
from pages.parts.design.training_settings import Settings, chosen_settings
from pages.parts.runs.live_view import describe, run_controls
from pages.parts.runs.run_readout import run_readout
from pages.parts.runs.start_offer import StartOffer, wait_before
from pages.parts.session.theme import palette
from pages.parts.words import announced_time

POLL_SECONDS = 2.0
# In CSS pixels: the curves in small have their place before there are any.
READOUT_WIDTH = 200
_KEY = "training_bar"
_PROBLEM_KEY = "training_problem"
BROKEN_DESIGN = (
    "This design cannot work yet. Under *Design*, the row with the red mark says why, and what "
    "would help."
)


def training_bar(job: Job | None, offer: Callable[[], StartOffer]) -> None:
    """The bar; to be drawn last on the page.

    Args:
        job: the visitor's run, if there is one.
        offer: what can be started; asked for only while no run goes on.
    """
    st.html(_style(palette()))
    with st.container(key=_KEY, gap="small"):
        if job is not None and job.progress.is_running:
            st.fragment(_running, run_every=POLL_SECONDS)(job)
        else:
            _ready(job, offer())
        bar_focus()


def run_offer(on_start: Callable[[], None]) -> StartOffer:
    """One run of what the Design tab says; `on_start` begins it."""
    settings, problem = _affordable_settings()
    sentence = None
    if settings is not None:
        here = announced(settings.architecture, settings.recipe)
        sentence = f"**{settings.name}** will take {announced_time(here)}."
        sentence += wait_before(settings.architecture, settings.recipe)
    is_ready = settings is not None
    return StartOffer("start_training", "Start training", sentence, problem, is_ready, on_start)


def _ready(job: Job | None, offer: StartOffer) -> None:
    problem = offer.problem or _problem_of(offer)
    if problem:
        st.error(problem, icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            offer.label,
            type="primary",
            icon=":material/play_arrow:",
            key=offer.key,
            on_click=_start,
            args=(offer,),
            disabled=not offer.is_ready,
        )
        with st.container(width="stretch"):
            if offer.sentence is not None:
                st.caption(offer.sentence)
        if job is not None:
            _readout(job, job.progress)


def _running(job: Job) -> None:
    """The controls of a run and how far it is, drawn again every two seconds; Start at its end."""
    progress = jobs.poll(job)
    if not progress.is_running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        run_controls(job, progress)
        with st.container(width="stretch"):
            st.progress(progress.fraction, text=describe(progress, job.recipe, job.where))
        _readout(job, progress)


def _readout(job: Job, progress: Progress) -> None:
    with st.container(width=READOUT_WIDTH, key="run_readout"):
        run_readout(progress, job.recipe, palette(), key="run_in_small")


def _start(offer: StartOffer) -> None:
    st.session_state[_PROBLEM_KEY] = None
    try:
        offer.start()
    except VisitorError as error:
        st.session_state[_PROBLEM_KEY] = (offer.key, str(error))
    else:
        note_start()


def _problem_of(offer: StartOffer) -> str | None:
    """Why the last press of this button started nothing."""
    key, problem = st.session_state.get(_PROBLEM_KEY) or (None, None)
    return problem if key == offer.key else None


def _affordable_settings() -> tuple[Settings | None, str | None]:
    """The settings if they can be trained here; else why not."""
    if placed_layers(chosen_design())[1] is not None:
        return None, BROKEN_DESIGN
    limits = host_limits()
    try:
        settings = chosen_settings()
        check_affordable(settings.architecture, settings.recipe, limits.minutes, limits.memory_mb)
    except VisitorError as error:
        return None, str(error)
    return settings, None


def _style(colours: Palette) -> str:
    """It sticks to the window's foot, and what takes the focus is scrolled clear of it."""
    return f"""
<style>
.stMain:has(.st-key-{_KEY}) {{ scroll-padding-bottom: 11rem; }}
.stMain:has(.st-key-{_KEY}) .stMainBlockContainer {{ padding-bottom: 0; }}
.stMainBlockContainer > [data-testid="stVerticalBlock"]:has(.st-key-{_KEY}) {{
  min-height: calc(100dvh - 3.6rem);
}}
[data-testid="stLayoutWrapper"]:has(> .st-key-{_KEY}) {{
  position: sticky; bottom: 0; z-index: 90; margin: auto -2.2rem 0; width: calc(100% + 4.4rem);
  max-width: none; padding: 0.6rem 2.2rem 0.5rem; background: {colours.background};
  border-top: 1px solid {colours.muted};
}}
.st-key-{_KEY} .stProgress {{ margin: 0; }}
/* The bar itself is in view as it is. */
.st-key-{_KEY}, .st-key-{_KEY} * {{ scroll-margin-bottom: -11rem; }}
.st-key-bar_focus {{ position: absolute; }}
@media (max-width: 640px) {{
  [data-testid="stLayoutWrapper"]:has(> .st-key-{_KEY}) {{
    margin: auto -1rem 0; width: calc(100% + 2rem); padding: 0.5rem 1rem 0.4rem;
  }}
}}
/* In a low window it would cover too much of the page. */
@media (max-height: 480px) {{
  [data-testid="stLayoutWrapper"]:has(> .st-key-{_KEY}) {{ position: static; }}
}}
</style>
"""
