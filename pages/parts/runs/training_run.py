"""The visitor's training run: begun, found again after a reload, shown, and told of at its end."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnn.errors import TrainingError, VisitorError
from cnn.glossary import term
from cnn.handwriting.own_digits import OwnDigits
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.fine_tuning import FineTuningPlan
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.charts.curves import learning_chart
from cnn.runs.fine_tuning_files import FineTuningStart
from cnn.runs.job import Job
from cnn.runs.ownership import owner_of
from cnn.runs.progress import Progress
from cnn.runs.server_folder import sweep_once
from cnn.runs.speeds import machine_speeds
from pages.parts.runs.cluster_trouble import cluster_trouble
from pages.parts.runs.curve_view import curve_view
from pages.parts.runs.live_view import run_status
from pages.parts.runs.moment_view import moment_view
from pages.parts.runs.persistence import run_store
from pages.parts.runs.session_runs import (
    SessionRun,
    begun_runs,
    find_kept_runs,
    follow_link,
    poll,
    remember,
    run_problem,
    run_with,
    set_run_problem,
    settle_ended_runs,
)
from pages.parts.runs.session_secret import keep_session_secret, session_secret
from pages.parts.runs.training_history import chosen_moment, moment_slider
from pages.parts.runs.watched_run import watch_links
from pages.parts.session.networks import choose_network, network_names, unique_name
from pages.parts.session.theme import palette
from pages.parts.streamlit_internals import is_connected, session_id
from pages.parts.words import TEST_SETS_WITH_TERM

# Each poll costs the visitor's browser about 0.2 s of a core, where that is the host's, too.
POLL_SECONDS = 2.0
ADDRESS_KEY = "run"
# The job that this visit began last; the run that the page's address shows; the one chosen in the
# comparison; the one that was on the screen when the page was last drawn.
_JOB_KEY, _LINKED_KEY = "training_job", "linked_token"
_SHOWN_KEY, _WATCHED_KEY, _WATCHED_SWEEP_KEY = "shown_run", "watched_run", "watched_sweep"
# The run that was on the screen when the line or the server was lost.
_WATCHED_BEFORE_KEY = "watched_run_before"

DIGITS_NOT_KEPT = (
    "This fine-tuning cannot be run again: the digits that it learned from stay with the visit "
    "that wrote them. Write your own under Experiment, *My handwriting*."
)


def tend_runs(is_on_train: bool) -> None:
    """On every page: follow the address, list what is kept, note ends and tell of them.

    Args:
        is_on_train: whether this is the Train page, where a run can be on the screen.
    """
    sweep_once()
    store = run_store()
    machine_speeds().keep_in(store.folder if store else None)
    jobs.keep_in(store)
    find_kept_runs()
    _follow_address()
    if not is_on_train:
        watch_run(None)
        watch_sweep(None)
    watched = st.session_state.get(_WATCHED_KEY)
    watched_sweep = st.session_state.get(_WATCHED_SWEEP_KEY)
    for run in settle_ended_runs(watched):
        if sentence := _worth_telling(run, watched, watched_sweep):
            st.toast(sentence, icon=":material/model_training:")


def keep_control() -> None:
    """On every page: let this tab of the browser keep control of its runs over a reload."""
    keep_session_secret(regain_runs)


def regain_runs(secret: str) -> None:
    """Make the runs that were begun with a secret this visit's own again, after a reload."""
    for run in begun_runs():  # begun between the reload and the tab's answer
        if run.job is not None:
            run.owner = run.job.owner = owner_of(secret)
    own = jobs.begun_by(secret)
    for job in own:
        job.is_watched = partial(is_connected, session_id())
        remember(job)
    find_kept_runs()  # without those that are now the visit's
    linked = st.session_state.get(_LINKED_KEY)
    going_on = [job for job in own if job.token == linked or job.progress.is_running]
    if going_on:
        st.session_state[_JOB_KEY] = going_on[-1]
    if linked in {job.token for job in own}:
        st.session_state[_LINKED_KEY] = None
    watched = st.session_state.get(_WATCHED_KEY) or st.session_state.get(_WATCHED_BEFORE_KEY)
    if watched is None and "network_token" not in st.session_state:
        # Its network was the chosen one before the reload, as far as anyone knows.
        watched = linked
    settle_ended_runs(watched)


def visitors_job() -> Job | None:
    """What this visit trains, or trained last; of a sweep the run that goes on."""
    job: Job | None = st.session_state.get(_JOB_KEY)
    if job is not None and job.sweep and (job.is_waiting or not job.progress.is_running):
        job = st.session_state[_JOB_KEY] = next(iter(_going_on_in(job.sweep)), job)
    return job


def follow_job(job: Job) -> None:
    """Make a run of this visit's the one that it follows, on this and every page."""
    st.session_state[_JOB_KEY] = job
    st.session_state[_LINKED_KEY] = None
    set_run_problem(None)
    show_run(None)


def watch_run(run: SessionRun | None) -> None:
    """Note which run is on the screen: its network is chosen when it ends, and nothing told of it.

    Kept until another is noted: a page's run that is cut short draws nothing, and the screen still
    shows what it did.
    """
    st.session_state[_WATCHED_KEY] = run.token if run else None


def watched_to_keep() -> str | None:
    """Token of the run on the screen until its end has been noted: then it has been chosen."""
    run = run_with(st.session_state.get(_WATCHED_KEY))
    return run.token if run is not None and not run.is_settled else None


def regain_watched(token: str) -> None:
    """Choose the network of the run that the visit looked at, should it have ended meanwhile."""
    st.session_state[_WATCHED_BEFORE_KEY] = token
    run = run_with(token)
    if run is not None and run.is_own and run.has_network:
        choose_network(token)


def watch_sweep(sweep: str | None) -> None:
    """The same of a sweep: whoever sees its end is not told of it."""
    st.session_state[_WATCHED_SWEEP_KEY] = sweep


def _going_on_in(sweep: str) -> list[Job]:
    """The runs of a sweep of this visit's that go on, those that train before those that wait."""
    of_sweep = [run.job for run in begun_runs() if run.job is not None and run.job.sweep == sweep]
    going_on = [job for job in of_sweep if job.progress.is_running]
    return sorted(going_on, key=lambda job: job.is_waiting)


def current_run() -> SessionRun | None:
    """The run to be shown: chosen in the comparison, else by the address, else the visit's own."""
    job = visitors_job()
    tokens = (
        st.session_state.get(_SHOWN_KEY),
        st.session_state.get(_LINKED_KEY),
        job.token if job else None,
    )
    return next((run for run in map(run_with, tokens) if run is not None), None)


def begin_run(architecture: Architecture, recipe: Recipe, name: str) -> None:
    """Start training, and show the run; the same once more, as by a double click, is that run.

    Raises:
        TrainingError: another run of this visit goes on, or this one cannot begin.
    """
    job = running_job()
    if job is None:
        watch = partial(is_connected, session_id())
        job = jobs.start(architecture, recipe, name, watch, owner_of(session_secret()))
        remember(job)
    is_another = job.plan is not None or (job.architecture, job.recipe) != (architecture, recipe)
    _turn_to(job, is_another)


def begin_fine_tuning(network: Network, digits: OwnDigits, plan: FineTuningPlan, name: str) -> None:
    """Start fine-tuning a network on one hand's digits; a double click begins one run.

    Raises:
        TrainingError: another run of this visit goes on, or this one cannot begin.
    """
    job = running_job()
    if job is None:
        job = jobs.start_fine_tuning(
            network,
            digits,
            plan,
            name,
            is_watched=partial(is_connected, session_id()),
            owner=owner_of(session_secret()),
        )
        remember(job)
    _turn_to(job, job.plan != plan or job.architecture != network.architecture)


def running_job() -> Job | None:
    """The run of this visit that goes on or waits, if any: there is at most one."""
    running = next((run for run in begun_runs() if poll(run).is_running), None)
    return running.job if running else None


def latest_fine_tuning() -> SessionRun | None:
    """The fine-tuning that this visit began last, whether it goes on or has ended."""
    return next((run for run in reversed(begun_runs()) if run.job and run.job.plan), None)


def _turn_to(job: Job, is_another: bool) -> None:
    """Make a run the one that the visit looks at; say where it is another than was asked for."""
    st.session_state[_JOB_KEY] = job
    if is_another:
        raise TrainingError(
            f"**{job.name}** is still training, and you can train one network at a time. Wait "
            "until it ends, or stop it first."
        )
    follow_job(job)


def run_again(run: SessionRun) -> None:
    """Start a run's recipe anew, with its seed: the same run, bit for bit. Ends the rerun.

    A fine-tuning begins again with the same network and the same digits, while they are there. What
    its visitor did to it by hand is not done again. Where it cannot begin, the page says why.
    """
    name = unique_name(run.name, network_names())
    try:
        if run.is_fine_tuning:
            start = _what_it_began_with(run)
            begin_fine_tuning(start.network, start.digits, start.plan, name)
        else:
            begin_run(run.architecture, run.recipe, name)
    except VisitorError as error:
        set_run_problem(str(error))
    st.rerun()


def _what_it_began_with(run: SessionRun) -> FineTuningStart:
    if run.job is None or not run.is_own:
        raise TrainingError(DIGITS_NOT_KEPT)
    return run.job.fine_tuning_start()


def show_run(run: SessionRun | None) -> None:
    """Choose the run that `run_view` shows; None for the latest begun."""
    st.session_state[_SHOWN_KEY] = run.token if run else None


def run_view(run: SessionRun | None, recipe: Recipe) -> None:
    """A run: how it goes and how to steer it, its curves, and its network at any moment.

    Args:
        run: what `current_run` gave.
        recipe: of the settings, for the axes while there is no run.
    """
    if run is None:
        charts = [learning_chart(q, Progress(), recipe, palette()) for q in ("loss", "accuracy")]
        curve_view(charts, palette(), key="learning_curves")
        st.caption(
            "No run yet. Press *Start training* at the bottom of the screen, and these curves "
            f"are drawn as the network learns. Below them you will then see its "
            f"{term('kernel', 'kernels')}, and what it makes of your digit, at every moment since "
            "the random start."
        )
        return
    is_running = poll(run).is_running
    st.fragment(_watch, run_every=POLL_SECONDS if is_running else None)(run, is_running)


def _watch(run: SessionRun, was_running: bool) -> None:
    """All that changes while a run goes on; run again every two seconds until it ends."""
    progress = poll(run)
    if settle_ended_runs(watched=run.token) or (was_running and not progress.is_running):
        st.rerun()
    run_status(run, progress)
    cluster_trouble(run.job, run.is_own, follow_job)
    if progress.state == "waiting" and run.is_own:
        watch_links()
    if problem := run_problem():
        st.warning(problem, icon=":material/warning:")
    colours = palette()
    moment = chosen_moment(run)
    marked = moment.images if moment and not moment.is_latest else None
    charts = [
        learning_chart(quantity, progress, run.recipe, colours, marked)
        for quantity in ("loss", "accuracy")
    ]
    curve_view(charts, colours, key="learning_curves")
    if moment is None:
        _without_moments(run, progress)
    else:
        moment_slider(run, moment, lambda: run_again(run))
        moment_view(run, moment)
    if run.is_fine_tuning:
        st.caption(
            f"The solid blue line is {term('loss')} or {term('accuracy')} on the handwritten "
            "digits, each read just before the network learns from it. The dots "
            f"on the dashed orange line are {TEST_SETS_WITH_TERM[progress.test_set]}, read before "
            f"the first step and after each {term('epoch')}: where it falls, the network forgets."
        )
        return
    st.caption(
        f"The solid blue line is {term('loss')} or {term('accuracy')} on the training images, each "
        f"read just before the network learns from it; the title gives the mean over the "
        f"{term('epoch')}. The dots on the dashed orange line are "
        f"{TEST_SETS_WITH_TERM[progress.test_set]}, read after each epoch and never learned from."
    )


def _without_moments(run: SessionRun, progress: Progress) -> None:
    """Before the first checkpoint nothing is missing; of a run kept only, all of them are."""
    if progress.is_running:
        return
    if run.is_fine_tuning:
        st.caption(
            f"The {term('checkpoint', 'checkpoints')} of this fine-tuning, and the digits that it "
            "learned from, are no longer here: they are kept for the visit that wrote them, until "
            "newer runs take their place or nobody has looked at them for half an hour."
        )
        return
    if run.kept is not None:
        st.caption(
            f"The {term('checkpoint', 'checkpoints')} of this run were not kept beyond the visit "
            f"that trained it. Run it again to look back into it: the same {term('recipe')} and "
            f"{term('seed')} give the same run."
        )
    elif run.job is not None and not run.job.folder.is_dir() and run.is_settled:
        st.caption(
            f"The {term('checkpoint', 'checkpoints')} of this run are gone: newer runs took their "
            "place, or nobody looked at them for half an hour. Run it again to look back into it: "
            f"the same {term('recipe')} and {term('seed')} give the same run."
        )
    if st.button("Run again", icon=":material/replay:", key="run_again"):
        run_again(run)


def _follow_address() -> None:
    """Show the run of the address to whoever opens it; keep to a run that can be shown.

    The address is the visit's own run's, where it has one. A run that is gone leaves it at once.
    """
    token = st.query_params.get(ADDRESS_KEY)
    job = visitors_job()
    if job is not None and run_with(job.token) is None:  # deleted
        job = st.session_state[_JOB_KEY] = None
    linked = st.session_state.get(_LINKED_KEY)
    if job is None and linked is None and token:
        run = follow_link(token)
        linked = st.session_state[_LINKED_KEY] = run.token if run else None
    elif linked is not None and run_with(linked) is None:
        linked = st.session_state[_LINKED_KEY] = None
    # Not of a sweep's: with each of its runs the browser's way back would grow by a step.
    wanted = linked or (job.token if job and not job.sweep else None)
    if wanted is None:
        st.query_params.pop(ADDRESS_KEY, None)
    elif token != wanted:
        st.query_params[ADDRESS_KEY] = wanted


def _worth_telling(run: SessionRun, watched: str | None, watched_sweep: str | None) -> str | None:
    """What is told of a run that has just ended; of a sweep's runs only the last one's end."""
    if run.job is not None and run.job.sweep:
        if run.job.sweep == watched_sweep or _going_on_in(run.job.sweep):
            return None
        return "Your sweep has ended. Its results are on the Train page, under Sweep."
    return None if run.token == watched else _how_it_ended(run)


def _how_it_ended(run: SessionRun) -> str:
    if run.was_lost:
        return f"The cluster lost the training of **{run.name}**; the Train page says what is kept."
    if run.is_diverged:
        return (
            f"The training of **{run.name}** diverged. Its last good weights are in the sidebar's "
            "list of networks."
        )
    if run.gave_network:
        return f"**{run.name}** has been trained. Choose it in the sidebar to use it."
    if run.never_began:
        return f"**{run.name}** has ended before its training began."
    return f"The training of **{run.name}** has failed; under Run, the Train page says why."
