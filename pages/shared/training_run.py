"""The visitor's training run: begun, found again, watched, and its network taken."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnn.curves import learning_curve
from cnn.errors import VisitorError
from cnn.network import Network
from cnn.recipe import Recipe
from cnn.training import jobs
from cnn.training.jobs import Job
from cnn.training.progress import Progress
from pages.shared.training_settings import chosen_settings
from pages.shared.visit import add_network, palette

POLL_SECONDS = 1.0
ADDRESS_KEY = "run"
# An accuracy on the test digits that is hardly better than guessing's 10 %.
LEARNT_NOTHING = 0.2
STAGES = {
    "starting": "Starting the trainer.",
    "loading": "Reading MNIST; where it is not on this machine, 11 MB are downloaded first.",
    "building": "Loading TensorFlow and building the network; this takes about ten seconds.",
    "saving": "Saving the network.",
}


def visitors_run() -> Job | None:
    """The run of this visit, found again after a reload by the token in the page's address."""
    job = st.session_state.get("training_job")
    if job is None:
        job = jobs.find(st.query_params.get(ADDRESS_KEY, ""))
        if job is not None:
            job.is_watched = _session_watch()
            st.session_state["training_job"] = job
    if job is not None:
        st.query_params[ADDRESS_KEY] = job.token
    return job


def begin_run() -> None:
    """Start training with the chosen settings; does nothing while a run goes on."""
    job = st.session_state.get("training_job")
    if job is not None and jobs.poll(job).is_running:
        return
    st.session_state["training_problem"] = None
    try:
        settings = chosen_settings()
        st.session_state["training_job"] = jobs.start(
            settings.architecture, settings.recipe, settings.name, _session_watch()
        )
    except VisitorError as error:
        st.session_state["training_problem"] = str(error)


def take_trained_network() -> bool:
    """Put the network of a finished run into the picker, once, and choose it.

    Returns:
        Whether one was taken just now.
    """
    job = st.session_state.get("training_job")
    if job is None or jobs.poll(job).state != "finished":
        return False
    taken = st.session_state.setdefault("trained_networks", {})
    if job in taken.values():
        return False
    try:
        network = Network.load(job.network_path)
    except VisitorError as error:
        st.session_state["training_problem"] = str(error)
        st.session_state["training_job"] = None
        return False
    taken[add_network(job.name, network)] = job
    return True


def keras_file(name: str) -> Job | None:
    """The run that holds a network's Keras file.

    Args:
        name: of a network in the picker.

    Returns:
        The job, or None where the network was not trained in this visit or the file is gone.
    """
    job = st.session_state.get("trained_networks", {}).get(name)
    return job if job is not None and job.keras_path.is_file() else None


def run_view(job: Job | None, recipe: Recipe) -> None:
    """How the run goes: a sentence, a bar, the curves; alive while it is running.

    Args:
        job: the visitor's run, if there is one.
        recipe: of the settings, for the axes' width while there is no run.
    """
    if job is None:
        _curves(Progress(), recipe.epochs)
        return
    is_running = jobs.poll(job).is_running
    st.fragment(_watch, run_every=POLL_SECONDS if is_running else None)(job, is_running)


def _watch(job: Job, was_running: bool) -> None:
    progress = jobs.poll(job)
    if take_trained_network() or (was_running and not progress.is_running):
        st.rerun()
    if progress.is_running:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.progress(progress.fraction, text=describe(progress, job.recipe))
            st.button(
                "Stopping" if job.is_stopping else "Stop",
                icon=":material/stop_circle:",
                key="stop_training",
                on_click=jobs.stop,
                args=(job,),
                disabled=job.is_stopping,
                help="Ends after a few more steps and keeps what was learnt.",
            )
    elif progress.state == "failed":
        st.error(progress.message, icon=":material/error:")
    else:
        _say_result(job, progress)
    _curves(progress, job.recipe.epochs)


def describe(progress: Progress, recipe: Recipe) -> str:
    """Where a run is, in a line.

    Args:
        progress: of a run that has not ended.
        recipe: of the run.

    Returns:
        A line of plain text.
    """
    if progress.state == "waiting":
        return f"Waiting, place {progress.place} in the queue: one network trains at a time here."
    if progress.state != "training":
        return STAGES[progress.state]
    epoch = min(progress.images_done // recipe.training_images + 1, recipe.epochs)
    parts = [f"Epoch {epoch} of {recipe.epochs}"]
    if progress.images_per_second is not None and progress.seconds_left is not None:
        parts.append(f"{progress.images_per_second:,.0f} images/s")
        parts.append(f"{duration(progress.seconds_left)} left")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """A stretch of time as people say it.

    Args:
        seconds: 0 or more.

    Returns:
        Such as 8 s, 2 min 5 s or 1 h 10 min.
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _say_result(job: Job, progress: Progress) -> None:
    names = [name for name, taken in _taken().items() if taken is job]
    accuracy = progress.epochs[-1].test_accuracy if progress.epochs else 0.0
    sentence = (
        f"**{names[0] if names else job.name}** reads {accuracy:.2%} of MNIST's 10,000 test digits "
        "right. It is now chosen in the sidebar, and every page shows it."
    )
    if progress.message:
        sentence = f"{progress.message} {sentence}"
    if accuracy < LEARNT_NOTHING:
        st.warning(
            f"{sentence} That is hardly better than guessing: try a smaller learning rate.",
            icon=":material/warning:",
        )
        return
    st.success(sentence, icon=":material/check_circle:")


def _taken() -> dict[str, Job]:
    return st.session_state.get("trained_networks", {})


def _curves(progress: Progress, epochs: int) -> None:
    colours = palette()
    columns = st.columns(2, gap="small")
    for column, quantity in zip(columns, ("loss", "accuracy"), strict=True):
        figure = learning_curve(quantity, progress, epochs, colours)
        column.plotly_chart(
            figure,
            key=f"{quantity}_curve",
            theme=None,
            config={"displayModeBar": False},
            alt=f"Learning curve. {figure.layout.title.text}",
        )


def _session_watch() -> Callable[[], bool]:
    """Says, from any thread, whether this visitor's browser is still connected."""
    context = get_script_run_ctx()
    session_id = context.session_id if context else ""
    return lambda: runtime.exists() and runtime.get_instance().is_active_session(session_id)
