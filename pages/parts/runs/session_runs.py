"""The runs that a visitor sees, newest first: those of the visit, a link's, and kept ones.

A run begun in this visit has a job, with its checkpoints; a kept one has its network and history.
A run of the visit that ends with a network puts it into the picker, and into the host's store if
any. A run that a link shows can be looked at, and is nothing else of the visit's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from cnn.errors import VisitorError
from cnn.network import PRETRAINED, Network
from cnn.network.architecture import Architecture
from cnn.network.fine_tuning import FineTuningPlan
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.job import Job
from cnn.runs.ownership import NOBODY, is_owned
from cnn.runs.progress import Progress
from cnn.runs.store import MAX_RUNS, Run
from pages.parts.runs.persistence import run_store
from pages.parts.runs.session_secret import session_secret
from pages.parts.session.networks import (
    NetworkChoice,
    choose_network,
    distinct_labels,
    keep_network,
    network_name,
    network_with,
    set_kept_networks,
    unique_name,
)

_BEGUN_KEY, _KEPT_KEY, _LINKED_KEY = "begun_runs", "kept_runs", "linked_run"


@dataclass
class SessionRun:
    """A run as the pages show it.

    Attributes:
        token: names it, and shows it to whoever has it.
        name: what its visitor calls it, and its network.
        architecture: what is trained.
        recipe: how.
        made: when it began, or was kept, in seconds since 1970.
        job: its files and its trainer, while they are there.
        kept: how it was kept, where it was not begun in this visit.
        owner: whose it is, see `cnn.runs.ownership`.
        gave_network: whether a network came of it, which is in the picker by the run's token
            unless it had to make room.
        is_settled: whether its end has been noted.
    """

    token: str
    name: str
    architecture: Architecture
    recipe: Recipe
    made: float
    job: Job | None = None
    kept: Run | None = None
    owner: str = NOBODY
    gave_network: bool = False
    is_settled: bool = False

    @property
    def is_fine_tuning(self) -> bool:
        """Whether it began with a trained network, and not at random."""
        return self.recipe.data == "own"

    @property
    def plan(self) -> FineTuningPlan | None:
        """Of a fine-tuning, how it goes; None of any other run."""
        if self.kept is not None:
            found = self.kept.network.provenance.fine_tuning
            return found.plan if found else None
        return self.job.plan if self.job is not None else None

    @property
    def is_own(self) -> bool:
        """Whether it is this visit's, to be steered, renamed and deleted by it."""
        return is_owned(self.owner, session_secret())

    @property
    def progress(self) -> Progress:
        """How it goes, as of the latest poll of any page."""
        if self.kept is not None:
            return self.kept.progress
        return self.job.progress if self.job is not None else Progress()

    @property
    def network(self) -> Network | None:
        """What came of it, while it is in the picker."""
        choice = network_with(self.token) if self.gave_network else None
        return choice.network if choice else None

    @property
    def has_network(self) -> bool:
        """Whether what came of it is in the picker."""
        return self.network is not None

    @property
    def is_diverged(self) -> bool:
        """Whether it failed, and its last good checkpoint is what came of it."""
        return self.progress.state == "failed" and self.gave_network

    @property
    def was_lost(self) -> bool:
        """Whether a cluster lost it, whose last checkpoint is then what came of it."""
        return self.job is not None and self.job.was_lost

    @property
    def never_began(self) -> bool:
        """Whether it ended before it had learned anything, though nothing was wrong."""
        return self.job is not None and self.job.never_began

    @property
    def can_be_used(self) -> bool:
        """Whether its network is in the picker, or can be put there again."""
        in_files = self.gave_network and self.job is not None and self.job.network_path.is_file()
        return self.has_network or in_files


def poll(run: SessionRun) -> Progress:
    """How a run goes now; only its own visit's asking shows that somebody is there."""
    if run.job is None or run.kept is not None:
        return run.progress
    return jobs.poll(run.job) if run.is_own else jobs.look(run.job)


def remember(job: Job) -> SessionRun:
    """Make a job, begun by this visit, one of its runs; past 50 the oldest ended is forgotten."""
    runs = _begun()
    if job.token not in runs:
        others = [run.name for run in session_runs() if run.token != job.token]
        job.name = unique_name(job.name, others)
        runs[job.token] = run_of_job(job)
    ended = [token for token, run in runs.items() if not run.progress.is_running]
    for token in ended[: max(len(runs) - MAX_RUNS, 0)]:
        del runs[token]
    return runs[job.token]


def forget(run: SessionRun) -> None:
    """Take a run of the visit off its list."""
    _begun().pop(run.token, None)


def follow_link(token: str) -> SessionRun | None:
    """Show the run of a token from anyone, such as from an address; None where there is none."""
    job = jobs.find(token)
    st.session_state[_LINKED_KEY] = run_of_job(job) if job is not None else None
    find_kept_runs()
    return run_with(token)


def session_runs() -> list[SessionRun]:
    """Every run that this visitor can see, newest first."""
    return sorted(_all().values(), key=lambda run: run.made, reverse=True)


def run_labels(runs: Iterable[SessionRun]) -> dict[str, str]:
    """What to call each run in a list, by token: no two the same."""
    return distinct_labels({run.token: run.name for run in runs})


def begun_runs() -> list[SessionRun]:
    """Those that the visit began, oldest first."""
    return list(_begun().values())


def run_with(token: str | None) -> SessionRun | None:
    """One of `session_runs` by its token; None where there is none, or none any more."""
    return _all().get(token) if token else None


def run_of_network(token: str) -> SessionRun | None:
    """The run that a network in the picker came of.

    None for a network that ships, was loaded from a file or is but a moment of a run.
    """
    run = run_with(token)
    return run if run and run.has_network else None


def settle_ended_runs(watched: str | None) -> list[SessionRun]:
    """Note the ends of the visit's runs: their networks join the picker and the store, once.

    Args:
        watched: token of the run that the visitor is looking at, whose network is then chosen: on
            another page no run switches the network under its visitor.

    Returns:
        Those that have ended just now.
    """
    running = [run for run in _begun().values() if not run.is_settled]
    ended = [run for run in running if not poll(run).is_running]
    for run in ended:
        if run.job is not None and _keep(run, run.job) and run.token == watched:
            choose_network(run.token)
        # Last: another run of the page may cut this one short, and the next one then does it again.
        run.is_settled = True
    return ended


def find_kept_runs() -> None:
    """Look into the host's store, and put its networks into the picker."""
    store = run_store()
    runs = store.runs() if store else ()
    linked = st.session_state.get(_LINKED_KEY)
    kept: dict[str, SessionRun] = {}
    names = {*PRETRAINED, *(run.name for run in _begun().values())}
    for run in reversed(runs):
        if run.token in _begun():
            continue
        name = unique_name(run.name, names)
        names.add(name)
        kept[run.token] = SessionRun(
            run.token,
            name,
            run.network.architecture,
            run.network.provenance.latest_recipe,
            run.made,
            job=linked.job if linked and linked.token == run.token else None,
            kept=run,
            owner=run.owner,
            gave_network=True,
            is_settled=True,
        )
    st.session_state[_KEPT_KEY] = kept
    of_runs = {run.token: run.network for run in runs}
    set_kept_networks(
        NetworkChoice(run.token, run.name, of_runs[run.token]) for run in kept.values()
    )


def run_problem() -> str | None:
    """What went wrong with a run besides its training, in a sentence; None where nothing did."""
    return st.session_state.get("run_problem")


def set_run_problem(sentence: str | None) -> None:
    """Say, or with None take back, what went wrong, in a sentence fit to be shown."""
    st.session_state["run_problem"] = sentence


def _keep(run: SessionRun, job: Job) -> bool:
    """Put what came of an ended run into the picker and the store; whether anything did."""
    job.is_taken = True
    if run.progress.state == "failed" and not job.network_path.is_file():
        return False
    try:
        network = Network.load(job.network_path)
    except VisitorError as error:
        set_run_problem(str(error))
        return False
    store = run_store()
    before = {kept.token: kept.name for kept in store.runs()} if store else {}
    keep_network(before.get(run.token, run.name), network, token=run.token)
    run.name = job.name = network_name(run.token) or run.name
    run.gave_network = True
    if store is not None and run.token not in before:
        try:
            store.save(Run(run.token, run.name, network, run.progress, run.made, run.owner))
        except VisitorError as error:
            set_run_problem(str(error))
    return True


def run_of_job(job: Job) -> SessionRun:
    """A job as the pages show a run."""
    return SessionRun(
        job.token, job.name, job.architecture, job.recipe, job.made, job, owner=job.owner
    )


def _all() -> dict[str, SessionRun]:
    linked = st.session_state.get(_LINKED_KEY)
    others = {linked.token: linked} if linked else {}
    return {**others, **st.session_state.get(_KEPT_KEY, {}), **_begun()}


def _begun() -> OrderedDict[str, SessionRun]:
    return st.session_state.setdefault(_BEGUN_KEY, OrderedDict())
