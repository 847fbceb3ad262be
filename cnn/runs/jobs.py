"""Training runs, seen from the web process: begun, queued, steered and ended.

One run trains at a time on a host; the others wait in a queue, whose rule is in
`cnn.runs.queue_order`. A run whose visitor has been away for two minutes, or that has been paused
for two minutes, gives way when others wait: it is stopped, and what it has learned is kept. Nothing
in here imports keras. What a host allows is in `cnn.runs.limits`.
"""

from __future__ import annotations

import atexit
import contextlib
import math
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from cnn.errors import TrainingError, VisitorError
from cnn.handwriting.own_digits import OwnDigits
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.fine_tuning import FineTuningPlan
from cnn.network.rate_changes import MAX_RATE_CHANGES
from cnn.network.recipe import Recipe, check_learning_rate
from cnn.runs import kept_on_cluster
from cnn.runs.control import Control
from cnn.runs.ended_runs import drop_old_curves, keep, no_longer_kept, untaken_runs
from cnn.runs.estimate import announced, check_affordable
from cnn.runs.fine_tuning_files import FineTuningStart
from cnn.runs.giving_way import GAVE_WAY, LEFT_QUEUE, idle_runs
from cnn.runs.job import Job
from cnn.runs.job_folder import disk_words
from cnn.runs.launcher import chosen_launcher
from cnn.runs.limits import Limits, ended_runs_bytes, host_limits, most_waiting
from cnn.runs.new_jobs import (
    Order,
    begun_again_here,
    move_here,
    new_standing,
    ordered_job,
    taken_over,
)
from cnn.runs.ownership import NOBODY
from cnn.runs.progress import Progress
from cnn.runs.server_folder import own_folder, remove_own_folder
from cnn.runs.store import RunStore
from cnn.runs.waiting_line import Wait, give_turns, wait_of_newcomer

# Runs of one sweep, and those of all sweeps that wait.
MAX_SWEEP = 100
MAX_WAITING_RUNS = 1000
TEND_SECONDS = 1.0
TAKE_OVER_SECONDS = 3.0

NEVER_BEGAN = "Stopped before the training had begun."
FORGOTTEN = "This run was ended because nobody was watching it."


_lock = threading.RLock()
# Where runs are kept that end while their visitors are away.
_store: RunStore | None = None
_jobs: dict[str, Job] = {}
# When all jobs were last tended; long ago where something has changed that is for `_tend` at once.
_tended = -math.inf
_tender: threading.Thread | None = None
# When it was last looked for runs whose servers are gone.
_looked = -math.inf


def start(
    architecture: Architecture,
    recipe: Recipe,
    name: str = "mine",
    is_watched: Callable[[], bool] = lambda: False,
    owner: str = NOBODY,
) -> Job:
    """Begin a training run, or put it into the queue.

    Args:
        architecture: what to train.
        recipe: how.
        name: what the visitor calls the network.
        is_watched: called about once a second, from another thread; a run for which it has been
            false, and which has not been polled, for two minutes gives way when others wait.
        owner: who starts it, see `cnn.runs.ownership`. An owner has one run at a time: while it
            trains or waits, it is given back instead of a second one.

    Raises:
        TrainingError: the run would take too long or too much memory, the queue is full, or the
            job's folder cannot be written.
    """
    return _start(architecture, recipe, name=name, is_watched=is_watched, owner=owner)


def start_fine_tuning(
    network: Network,
    digits: OwnDigits,
    plan: FineTuningPlan,
    name: str = "mine",
    *,
    is_watched: Callable[[], bool] = lambda: False,
    owner: str = NOBODY,
) -> Job:
    """Begin to fine-tune a network on one person's digits, or put that into the queue.

    It is a run like any other: queued, steered, polled and ended as those of `start`, of which an
    owner has one at a time, whatever its kind. Its network says in `provenance.fine_tuning` what
    came of it.

    Args:
        network: what to go on with; it stays as it is.
        digits: at least 20, which are split by the plan's seed into those to learn from and those
            to judge by.
        plan: how.
        name: what the visitor calls the network that comes of it.
        is_watched: as of `start`.
        owner: as of `start`.

    Raises:
        TrainingError: as of `start`; or there are too few digits, or no convolution to hold fixed.
    """
    begin = FineTuningStart(network, digits, plan)
    return _start(
        begin.architecture,
        begin.recipe,
        name=name,
        is_watched=is_watched,
        owner=owner,
        fine_tuning=begin,
    )


def start_many(
    orders: Sequence[Order],
    *,
    is_watched: Callable[[], bool] = lambda: False,
    owner: str = NOBODY,
) -> tuple[Job, ...]:
    """Begin a sweep: runs that train one after the other, in the order given.

    Each joins the queue when the one before it has ended, and passes nobody: between any two of
    them others who wait have their turn. Each is steered, stopped and polled as a run of `start`,
    and the whole by `stop_all`. Their checkpoints share what one run may have of the disk several
    times over, so that all of them find room.

    Args:
        orders: at least one, at most MAX_SWEEP.
        is_watched: as of `start`, of all.
        owner: as of `start`. While a sweep of the owner's goes on, the same orders once more, as by
            a double click, give its runs back.

    Returns:
        The runs, in the order of `orders`.

    Raises:
        TrainingError: as of `start`, by the first order that cannot be; or something else of the
            owner's goes on. Then none of them begins.
    """
    if not 1 <= len(orders) <= MAX_SWEEP:
        raise TrainingError(f"A sweep has 1 to {MAX_SWEEP} runs; these are {len(orders)}.")
    with _lock:
        _tend()
        if (running := _running_of(owner)) is not None:
            sweep = tuple(
                job for job in _jobs.values() if running.sweep and job.sweep == running.sweep
            )
            if [(job.architecture, job.recipe) for job in sweep] == [
                (order.architecture, order.recipe) for order in orders
            ]:
                return sweep
            raise TrainingError(
                f"**{running.name}** is still training. Wait until it ends, or stop it first."
            )
        limits = _limits_in_sweep(len(orders))
        for order in orders:
            check_affordable(order.architecture, order.recipe, limits.minutes, limits.memory_mb)
        _check_room(len(orders))
        sweep_name = secrets.token_urlsafe(8)
        begun: list[Job] = []
        try:
            for order in orders:
                begun.append(
                    ordered_job(order, limits, is_watched=is_watched, owner=owner, sweep=sweep_name)
                )
        except TrainingError:
            for job in begun:
                shutil.rmtree(job.folder, ignore_errors=True)
            raise
        _jobs.update((job.token, job) for job in begun)
        _tend()
        _keep_tending()
        return tuple(begun)


def _start(
    architecture: Architecture,
    recipe: Recipe,
    *,
    name: str,
    is_watched: Callable[[], bool],
    owner: str,
    fine_tuning: FineTuningStart | None = None,
) -> Job:
    with _lock:
        _tend()
        running = _running_of(owner)
        if running is not None:
            return running
        limits = host_limits()
        check_affordable(architecture, recipe, limits.minutes, limits.memory_mb)
        _check_room(1)
        order = Order(architecture, recipe, name)
        job = ordered_job(
            order, limits, is_watched=is_watched, owner=owner, fine_tuning=fine_tuning
        )
        _jobs[job.token] = job
        _tend()
        _keep_tending()
        return job


def _check_room(runs: int) -> None:
    """Refuse what the queue has no room for."""
    waiting = _waiting()
    if sum(job.size for job in waiting if job.plan) > ended_runs_bytes():
        raise TrainingError(
            "Those who wait have brought as many networks and digits as this host takes. Try again "
            "in a few minutes."
        )
    visitors = len({job.sweep or job.token for job in waiting})
    if visitors >= most_waiting():
        raise TrainingError(
            f"This host trains {chosen_launcher().slots()} at a time, and {visitors} are "
            "waiting, as many as it takes. Try again in a few minutes."
        )
    if len(waiting) + runs > MAX_WAITING_RUNS:
        raise TrainingError(
            f"{len(waiting)} runs are waiting, and this host takes {MAX_WAITING_RUNS}. Try again "
            "later, or with a smaller sweep."
        )


def _limits_in_sweep(runs: int) -> Limits:
    """The host's, with checkpoints so small that those of all runs take half of what is kept."""
    limits = host_limits()
    share = ended_runs_bytes() / 1e6 / 2 / runs
    return replace(limits, checkpoint_mb=min(limits.checkpoint_mb, share))


def keep_in(store: RunStore | None) -> None:
    """Have what came of a run kept even if its visitor is away when it ends; None for nowhere.

    A visitor who is there keeps it sooner, by a name that is no other's. Runs of sweeps are left to
    their sweep.
    """
    global _store  # noqa: PLW0603
    _store = store


def find(token: str) -> Job | None:
    """The run of a token, to be looked at by whoever has the token, such as from an address."""
    with _lock:
        _take_over()
        return _jobs.get(token)


def begun_by(secret: str) -> list[Job]:
    """The runs of the visit that has this secret, oldest first; they are its own to control."""
    with _lock:
        _take_over()
        return [job for job in _jobs.values() if job.is_owned_by(secret)]


def expected_wait(
    architecture: Architecture, recipe: Recipe, is_of_sweep: bool = False
) -> Wait | None:
    """How long a run would wait that was started now, alone or as the first of a sweep.

    None where it would begin at once.
    """
    with _lock:
        runs = [job for job in _jobs.values() if not job.stays_here]
        seconds = announced(architecture, recipe).seconds
        slots = chosen_launcher().slots()
        return wait_of_newcomer(runs, slots, seconds, may_pass=not is_of_sweep)


def allow_watching(job: Job, is_allowed: bool) -> None:
    """Let others watch a run while it goes on, or no longer, which takes effect at once."""
    with _lock:
        job.watch_token = secrets.token_urlsafe(16) if is_allowed else None


def watched_with(watch_token: str) -> Job | None:
    """The run that may be watched by whoever has this; it tells of no other way to it."""
    with _lock:
        allowed = (job for job in _jobs.values() if job.watch_token is not None)
        return next((job for job in allowed if job.watch_token == watch_token), None)


def to_be_watched() -> list[Job]:
    """The runs that train and that their visitors let others watch, oldest first."""
    with _lock:
        return [job for job in _jobs.values() if job.is_training and job.watch_token is not None]


def poll(job: Job) -> Progress:
    """How a run goes at this moment, asked by its own visitor, who is there, then.

    Cheap: reads what is new.
    """
    with _lock:
        job.last_seen = time.monotonic()
        return look(job)


def look(job: Job) -> Progress:
    """How a run goes at this moment, asked by anyone: keeps no run from giving way.

    Reads only what is new of this run; all are tended once a second, and when one has ended.
    """
    with _lock:
        was_training = job.is_training
        job.observe()
        if job.is_training != was_training or time.monotonic() - _tended > TEND_SECONDS:
            _tend()
        return job.progress


def train_here(job: Job) -> Job:
    """Train on this machine what waits for a cluster that does not answer, or was on it.

    It goes on from its last checkpoint, and its curve with it; of a sweep all its runs do, one
    after the other. One that has ended stays as it is, and another goes on in its place; the one
    that now goes on is given back.

    Raises:
        TrainingError: its files are gone, the disk is full, or its owner trains another.
    """
    with _lock:
        other = _running_of(job.owner)
        if other is not None and not job.is_same_or_of_sweep(other):
            raise TrainingError(
                f"**{other.name}** is still training, and you can train one network at a time."
            )
        try:
            if not job.progress.is_running and job.was_lost:
                job = begun_again_here(job, own_folder())
                _jobs[job.token] = job
            for run in [run for run in _jobs.values() if job.is_same_or_of_sweep(run)]:
                if run.progress.is_running and not run.stays_here:
                    move_here(run, own_folder())
        except OSError as error:
            raise TrainingError(
                disk_words(error, "The run's files are gone: train it anew.")
            ) from error
        _tend()
        _keep_tending()
        return job


def stop(job: Job) -> None:
    """End a run early, keeping what it has learned; the trainer tests and saves, then ends.

    One that is waiting leaves the queue, and one that has not begun to learn ends at once, whatever
    it is doing; one that has ended is left alone.
    """
    stop_all((job,))


def stop_all(runs: Iterable[Job]) -> None:
    """Stop several, such as those of a sweep; none of them begins meanwhile."""
    with _lock:
        _tend()
        for job in sorted(runs, key=lambda job: not job.is_waiting):
            if job.progress.has_nothing_to_keep:
                job.call_off(NEVER_BEGAN)
                _call_for_tending()
            else:
                _wish(job, replace(job.control, stop=True))


def pause(job: Job) -> None:
    """Let a run stand still until `resume`; nothing of it is lost."""
    with _lock:
        _wish(job, replace(job.control, paused=True))


def resume(job: Job) -> None:
    """Let a paused run go on."""
    with _lock:
        _wish(job, replace(job.control, paused=False))


def step(job: Job) -> None:
    """Take exactly one gradient step, of one batch, in a run that is paused."""
    with _lock:
        if job.control.paused:
            _wish(job, replace(job.control, steps=job.control.steps + 1))


def set_learning_rate(job: Job, rate: float) -> None:
    """Go on with another learning rate, 1e-6 to 10, from the next gradient step on.

    Where the recipe's schedule varies the step size, it is the new peak.

    Raises:
        TrainingError: the rate is out of its range, or was changed too often.
    """
    check_learning_rate(rate)
    with _lock:
        if len(job.progress.rate_changes) >= MAX_RATE_CHANGES:
            raise TrainingError(
                f"The learning rate can be changed {MAX_RATE_CHANGES} times in a run; this one "
                "goes on with the last."
            )
        _wish(job, replace(job.control, learning_rate=float(rate)))


def discard(job: Job) -> None:
    """End a run at once and remove its files; polling it goes on giving its last progress."""
    with _lock:
        job.fail(FORGOTTEN)
        was_kept = _jobs.pop(job.token, None) is not None
        _call_for_tending()
        kept_on_cluster.forget(job.folder)
        shutil.rmtree(job.folder, ignore_errors=True)
        if was_kept:
            drop_old_curves(job)


def _wish(job: Job, control: Control) -> None:
    if not job.progress.is_running or control == job.control:
        return
    _call_for_tending()
    try:
        job.wish(control)
    except OSError as error:
        if not job.folder.is_dir():
            return  # the next look at the job ends it, with a sentence
        raise TrainingError(
            disk_words(error, f"The run cannot be told: {error.strerror}.")
        ) from error


def _tend() -> None:
    """Note what has changed, end what must end, begin what can begin."""
    global _tended  # noqa: PLW0603
    for job in list(_jobs.values()):
        job.observe()
    for job in no_longer_kept(_jobs.values()):
        discard(job)
    for job in idle_runs(_jobs.values()):
        _give_way(job)
    for stays_here in (True, False):
        runs = [job for job in _jobs.values() if job.stays_here == stays_here]
        if any(job.is_waiting for job in runs):
            give_turns(runs, runs[0].launcher)
    _tended = time.monotonic()


def _take_over() -> None:
    """Find the runs on a cluster whose servers are gone."""
    global _looked  # noqa: PLW0603
    if time.monotonic() - _looked < TAKE_OVER_SECONDS:
        return
    _looked = time.monotonic()
    for folder, record in kept_on_cluster.abandoned():
        if record.token in _jobs:  # a copy of a folder: the run that goes on is not replaced
            kept_on_cluster.let_go(folder)
            continue
        try:
            job = taken_over(folder, record.token, record.name, record.owner, record.made)
        except (VisitorError, OSError, ValueError, KeyError, TypeError):
            kept_on_cluster.let_go(folder)
            continue
        job.standing = new_standing(job)
        _jobs[job.token] = job
        if job.is_waiting:
            _call_for_tending()
        elif job.progress.is_running:
            job.spawn()
        _keep_tending()


def _call_for_tending() -> None:
    """Have the next look at any job tend them all."""
    global _tended  # noqa: PLW0603
    _tended = -math.inf


def _give_way(job: Job) -> None:
    if job.is_waiting:
        job.call_off(LEFT_QUEUE)
        return
    job.message_at_end = GAVE_WAY
    # Not `stop`, which looks at all jobs again, and so at this one before it is asked to end.
    with contextlib.suppress(TrainingError):  # the disk is full: it is asked again in a second
        _wish(job, replace(job.control, stop=True))


def _waiting() -> list[Job]:
    return [job for job in _jobs.values() if job.is_waiting]


def _running_of(owner: str) -> Job | None:
    if owner == NOBODY:
        return None
    runs = (job for job in _jobs.values() if job.owner == owner and job.progress.is_running)
    return next(runs, None)


def _keep_tending() -> None:
    """One thread looks after the jobs that no page is polling, as long as there are any."""
    global _tender  # noqa: PLW0603
    if _tender is None or not _tender.is_alive():
        _tender = threading.Thread(target=_tend_while_needed, name="training jobs", daemon=True)
        _tender.start()


def _tend_while_needed() -> None:
    global _tender  # noqa: PLW0603
    while True:
        time.sleep(TEND_SECONDS)
        with _lock:
            _tend()
            if not _jobs:
                _tender = None
                return
        _keep_untaken()


def _keep_untaken() -> None:
    """Keep what came of runs whose visitors were not there to take it; each is tried once."""
    store = _store
    with _lock:
        untaken = untaken_runs(_jobs.values()) if store is not None else []
        for job in untaken:
            job.is_taken = True
    for job in untaken:
        if store is not None:
            keep(job, store)


@atexit.register
def _end_all() -> None:
    with _lock:
        for job in list(_jobs.values()):
            if kept_on_cluster.is_kept(job.folder) and job.progress.is_running:
                continue  # the next server finds it there
            discard(job)
        remove_own_folder()
