"""Train a network: design it, watch it learn, and take networks home as files.

One tab per task, and below them the bar that starts and steers a run. Only the open tab's script
runs, so a design is edited without the run's curves being drawn again, and a run is watched without
the editor.
"""

import streamlit as st

from cnn.errors import VisitorError
from cnn.network.recipe import Recipe
from cnn.sweeps.plan import SweepPlan
from pages.parts.design.address import address_problems, read_address, write_address
from pages.parts.design.design_editor import chosen_design
from pages.parts.design.design_tab import design_tab
from pages.parts.design.recipe_settings import chosen_recipe
from pages.parts.design.train_tabs import open_tab, train_tabs
from pages.parts.design.training_bar import run_offer, training_bar
from pages.parts.design.training_settings import choose_settings, chosen_settings
from pages.parts.runs.downloads import download_buttons
from pages.parts.runs.network_upload import upload_box
from pages.parts.runs.run_table import run_table
from pages.parts.runs.session_runs import SessionRun
from pages.parts.runs.start_offer import StartOffer
from pages.parts.runs.sweep_runs import begin_sweep
from pages.parts.runs.training_run import (
    begin_run,
    current_run,
    run_view,
    show_run,
    visitors_job,
    watch_run,
    watch_sweep,
)
from pages.parts.runs.watched_run import (
    say_that_watching_ended,
    stop_watching,
    watch_view,
    watched_job,
)
from pages.parts.sweep.sweep_offer import sweep_offer
from pages.parts.sweep.sweep_settings import chosen_plan
from pages.parts.sweep.sweep_tab import sweep_tab


def start_training() -> None:
    """Begin the run and turn to it; where it cannot begin, stay: the button says why."""
    settings = chosen_settings()
    begin_run(settings.architecture, settings.recipe, settings.name)
    stop_watching()
    open_tab("run")


def turn_to_run(run: SessionRun) -> None:
    """Show one of the runs that are compared."""
    show_run(run)
    stop_watching()
    open_tab("run")


def edit_again(run: SessionRun) -> None:
    """Put a run's design and recipe back into the editor."""
    choose_settings(run.architecture, run.recipe)
    open_tab("design")


def sweep_plan() -> SweepPlan:
    """The sweep that the Sweep tab describes, around the design and recipe of the Design tab."""
    return chosen_plan(chosen_design(), chosen_recipe())


def plan_if_any() -> SweepPlan | None:
    """The same; None where the bar says why there is none."""
    try:
        plan = sweep_plan()
        return plan if plan.points else None
    except VisitorError:
        return None


def offer() -> StartOffer:
    """What the bar starts: on the Sweep tab a sweep, elsewhere one run."""
    if not tabs["sweep"].open:
        return run_offer(start_training)
    return sweep_offer(sweep_plan, begin_sweep)


run, watched = current_run(), watched_job()
if read_address():
    open_tab("design")
tabs = train_tabs("run" if run or watched else "design")
watch_run(run if tabs["run"].open and not watched else None)
if not tabs["sweep"].open:
    watch_sweep(None)

if tabs["design"].open:
    with tabs["design"]:
        if problems := address_problems():
            st.warning("  \n".join(problems), icon=":material/link_off:")
        design_tab()

if tabs["run"].open:
    with tabs["run"]:
        try:
            recipe = chosen_settings().recipe
        except VisitorError:
            recipe = Recipe()
        if watched:
            watch_view(watched)
        else:
            say_that_watching_ended()
            run_view(run, recipe)

if tabs["sweep"].open:
    with tabs["sweep"]:
        sweep_tab(plan_if_any, turn_to_run, edit_again)

if tabs["compare"].open:
    with tabs["compare"]:
        run_table(turn_to_run, edit_again)

if tabs["files"].open:
    with tabs["files"]:
        download_side, upload_side = st.columns(2, gap="large")
        with download_side:
            download_buttons()
        with upload_side:
            upload_box()

training_bar(visitors_job(), offer)
write_address()
