"""The training runs of a visit, and those kept from earlier ones: one list, newest first.

A run begun in this visit has a job, with its checkpoints; a kept one has its network and history.
A run that ends with a network puts it into the picker, and into the visitor's store if any.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from cnn.errors import VisitorError
from cnn.network import PRETRAINED, Network
from cnn.network.architecture import Architecture
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.job import Job
from cnn.runs.progress import Progress
from cnn.runs.run_name import clean_name
from cnn.runs.store import MAX_RUNS, Run
from pages.parts.runs.persistence import visitors_store
from pages.parts.session.networks import (
    NetworkChoice,
    add_network,
    choose_network,
    network_name,
    network_with,
    remove_network,
    rename_network,
    set_kept_networks,
    unique_name,
)


@dataclass
class VisitRun:
    """A run as the pages show it.

    Attributes:
        token: names it; cannot be guessed.
        name: what its visitor calls it, and its network.
        architecture: what is trained.
        recipe: how.
        made: when it began, or was kept, in seconds since 1970.
        job: its files and its trainer, where it was begun in this visit.
        kept: how it was kept, where it is of an earlier visit.
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
    gave_network: bool = False
    is_settled: bool = False

    @property
    def progress(self) -> Progress:
        """How it goes, as of the latest poll of any page."""
        return self.kept.progress if self.kept else self.job.progress

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
    def can_be_used(self) -> bool:
        """Whether its network is in the picker, or can be put there again."""
        in_files = self.gave_network and self.job is not None and self.job.network_path.is_file()
        return self.has_network or in_files


def remember(job: Job) -> VisitRun:
    """Make a job one of this visit's runs.

    Args:
        job: begun or found again in this visit.

    Returns:
        The run; past 50 the oldest ended one is forgotten.
    """
    runs = _begun()
    if job.token not in runs:
        job.name = unique_name(job.name, [run.name for run in visit_runs()])
        runs[job.token] = VisitRun(
            job.token, job.name, job.architecture, job.recipe, time.time(), job
        )
    ended = [token for token, run in runs.items() if not run.progress.is_running]
    for token in ended[: max(len(runs) - MAX_RUNS, 0)]:
        del runs[token]
    return runs[job.token]


def visit_runs() -> list[VisitRun]:
    """Every run that this visitor can see, newest first."""
    return sorted([*_begun().values(), *_kept().values()], key=lambda run: run.made, reverse=True)


def run_with(token: str | None) -> VisitRun | None:
    """One of `visit_runs` by its token.

    Args:
        token: of the run.

    Returns:
        The run, or None where there is none, or none any more.
    """
    return _begun().get(token) or _kept().get(token)


def run_of_network(token: str) -> VisitRun | None:
    """The run that a network in the picker came of.

    Args:
        token: of the network.

    Returns:
        The run; None for a network that ships, was loaded from a file or is but a moment of one.
    """
    run = run_with(token)
    return run if run and run.has_network else None


def use_network(run: VisitRun) -> None:
    """Make a run's network the chosen one; one that had to make room is read from its file."""
    if run.has_network:
        choose_network(run.token)
    elif run.job is not None:
        try:
            network = Network.load(run.job.network_path)
        except VisitorError as error:
            set_run_problem(str(error))
            return
        add_network(run.name, network, token=run.token)


def settle_ended_runs() -> bool:
    """Note the ends of runs: each one's network joins the picker and the store, once.

    Returns:
        Whether a network joined just now.
    """
    ended = [run for run in _begun().values() if not run.is_settled]
    joined = [_settle(run) for run in ended if not jobs.poll(run.job).is_running]
    return any(joined)


def find_kept_runs() -> None:
    """Look into the visitor's store, and put its networks into the picker."""
    store = visitors_store()
    runs = store.runs() if store else ()
    kept: dict[str, VisitRun] = {}
    names = {*PRETRAINED, *(run.name for run in _begun().values())}
    for run in reversed(runs):
        if run.token in _begun():
            continue
        name = unique_name(run.name, names)
        names.add(name)
        network = run.network
        recipe = network.provenance.recipe
        kept[run.token] = VisitRun(
            run.token,
            name,
            network.architecture,
            recipe,
            run.made,
            kept=run,
            gave_network=True,
            is_settled=True,
        )
    st.session_state["kept_runs"] = kept
    set_kept_networks(NetworkChoice(run.token, run.name, run.kept.network) for run in kept.values())


def rename_run(run: VisitRun, name: str) -> None:
    """Give a run, and its network in the picker, another name.

    Args:
        run: any of the visit's.
        name: from the visitor; it is cleaned, and nothing happens where none is left.
    """
    name = clean_name(name)
    if not name or name == run.name:
        return
    if run.job:
        others = [other.name for other in visit_runs() if other is not run]
        name = unique_name(name, others)
        run.name = rename_network(run.token, name) if run.has_network else name
        run.job.name = run.name
    store = visitors_store()
    if store is not None and run.is_settled and run.has_network:
        _try(lambda: store.rename(run.token, name))
        find_kept_runs()


def delete_run(run: VisitRun) -> None:
    """End a run if it goes on, and remove all that is kept of it.

    Args:
        run: any of the visit's.
    """
    if run.job:
        jobs.discard(run.job)
        _begun().pop(run.token, None)
        remove_network(run.token)
    store = visitors_store()
    if store is not None:
        _try(lambda: store.delete(run.token))
    find_kept_runs()


def run_problem() -> str | None:
    """What went wrong with a run besides its training, in a sentence; None where nothing did."""
    return st.session_state.get("run_problem")


def set_run_problem(sentence: str | None) -> None:
    """Say, or take back, what went wrong.

    Args:
        sentence: fit to be shown; None where nothing is wrong.
    """
    st.session_state["run_problem"] = sentence


def _settle(run: VisitRun) -> bool:
    run.is_settled = True
    if run.progress.state == "failed" and not run.job.network_path.is_file():
        return False
    try:
        network = Network.load(run.job.network_path)
    except VisitorError as error:
        set_run_problem(str(error))
        return False
    store = visitors_store()
    before = {kept.token: kept.name for kept in store.runs()} if store else {}
    add_network(before.get(run.token, run.name), network, token=run.token)
    run.name = run.job.name = network_name(run.token) or run.name
    run.gave_network = True
    if store is not None and run.token not in before:
        _try(lambda: store.save(Run(run.token, run.name, network, run.progress, run.made)))
    return True


def _try(change: Callable[[], None]) -> None:
    """Change the store; where that cannot be, say why."""
    try:
        change()
    except VisitorError as error:
        set_run_problem(str(error))


def _begun() -> OrderedDict[str, VisitRun]:
    return st.session_state.setdefault("begun_runs", OrderedDict())


def _kept() -> dict[str, VisitRun]:
    return st.session_state.get("kept_runs", {})
