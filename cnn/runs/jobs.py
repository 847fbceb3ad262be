"""Training runs, seen from the web process: begun, queued, steered and ended.

One run trains at a time on a host; up to five more wait in a queue. A run whose visitor has been
away for two minutes, or that has been paused for two minutes, gives way when others wait: it is
stopped, and what it has learned is kept. Nothing in here imports keras. What a host allows is in
`cnn.runs.limits`.
"""

from __future__ import annotations

import atexit
import contextlib
import shutil
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from cnn.errors import TrainingError
from cnn.handwriting.own_digits import OwnDigits
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.fine_tuning import FineTuningPlan
from cnn.network.rate_changes import MAX_RATE_CHANGES
from cnn.network.recipe import Recipe, check_learning_rate
from cnn.runs.control import Control
from cnn.runs.estimate import check_affordable
from cnn.runs.fine_tuning_files import FineTuningStart
from cnn.runs.job import Job, new_job
from cnn.runs.job_folder import DISK_FULL, is_disk_full
from cnn.runs.limits import ended_runs_bytes, host_limits, trainings_at_once
from cnn.runs.ownership import NOBODY
from cnn.runs.progress import Progress
from cnn.runs.server_folder import own_folder, remove_own_folder

MAX_WAITING = 5
MAX_KEPT = 24
# Curves of runs that are kept no more but that some visit still lists; of the whole process.
MAX_CURVES = 100
ABSENCE_SECONDS = 120.0
PAUSE_SECONDS = 120.0
UNSEEN_SECONDS = 1800.0
TEND_SECONDS = 1.0

NEVER_BEGAN = "Stopped before the training had begun."
FORGOTTEN = "This run was ended because nobody was watching it."
LEFT_QUEUE = "This run left the queue: its page had been closed for two minutes and others waited."
GAVE_WAY = (
    "Others were waiting, and this run had been paused, or its page closed, for two minutes. So it "
    "was stopped; what it had learned by then is kept."
)

_lock = threading.RLock()
_jobs: dict[str, Job] = {}
_forgotten: deque[weakref.ref[Job]] = deque()
_tender: threading.Thread | None = None


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
        if len(_waiting()) >= MAX_WAITING:
            raise TrainingError(
                f"This host trains {trainings_at_once()} at a time, and {MAX_WAITING} are waiting, "
                "as many as it takes. Try again in a few minutes."
            )
        try:
            job = new_job(
                own_folder(),
                architecture=architecture,
                recipe=recipe,
                name=name,
                limits=limits,
                is_watched=is_watched,
                owner=owner,
                fine_tuning=fine_tuning,
            )
        except OSError as error:
            raise TrainingError(
                DISK_FULL if is_disk_full(error) else f"The run cannot begin: {error.strerror}."
            ) from error
        _jobs[job.token] = job
        _tend()
        _keep_tending()
        return job


def find(token: str) -> Job | None:
    """The run of a token, to be looked at by whoever has the token, such as from an address."""
    with _lock:
        return _jobs.get(token)


def begun_by(secret: str) -> list[Job]:
    """The runs of the visit that has this secret, oldest first; they are its own to control."""
    with _lock:
        return [job for job in _jobs.values() if job.is_owned_by(secret)]


def poll(job: Job) -> Progress:
    """How a run goes at this moment, asked by its own visitor, who is there, then.

    Cheap: reads what is new.
    """
    with _lock:
        job.last_seen = time.monotonic()
        return look(job)


def look(job: Job) -> Progress:
    """How a run goes at this moment, asked by anyone: keeps no run from giving way."""
    with _lock:
        _tend()
        return job.progress


def stop(job: Job) -> None:
    """End a run early, keeping what it has learned; the trainer tests and saves, then ends.

    One that is waiting leaves the queue, and one that has not begun to learn ends at once, whatever
    it is doing; one that has ended is left alone.
    """
    with _lock:
        _tend()
        if job.progress.has_nothing_to_keep:
            job.fail(NEVER_BEGAN)
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
        if _jobs.pop(job.token, None) is not None:
            _forgotten.append(weakref.ref(job))
        shutil.rmtree(job.folder, ignore_errors=True)
        _drop_old_curves()


def _wish(job: Job, control: Control) -> None:
    if not job.progress.is_running or control == job.control:
        return
    try:
        job.wish(control)
    except OSError as error:
        if not job.folder.is_dir():
            return  # the next look at the job ends it, with a sentence
        raise TrainingError(
            DISK_FULL if is_disk_full(error) else f"The run cannot be told: {error.strerror}."
        ) from error


def _tend() -> None:
    """Note what has changed, end what must end, begin what can begin."""
    for job in list(_jobs.values()):
        job.observe()
    _forget_the_ended()
    for job in [job for job in _jobs.values() if _gives_way(job)]:
        _give_way(job)
    waiting = _waiting()
    while waiting and _training() < trainings_at_once():
        waiting.pop(0).spawn()
    for place, job in enumerate(_waiting(), start=1):
        job.progress = replace(job.progress, place=place)


def _forget_the_ended() -> None:
    """Those that nobody has looked at for long, and the oldest past what all may take."""
    now = time.monotonic()
    size = 0
    ended = [job for job in _jobs.values() if not job.progress.is_running]
    for newer, job in enumerate(reversed(ended)):
        size += job.size
        is_past_limit = newer >= MAX_KEPT or (newer and size > ended_runs_bytes())
        if is_past_limit or now - job.last_seen > UNSEEN_SECONDS:
            discard(job)


def _drop_old_curves() -> None:
    """Visits list runs that are gone from here; of those only the newest keep their curves."""
    living = [reference for reference in _forgotten if reference() is not None]
    _forgotten.clear()
    _forgotten.extend(living)
    while len(_forgotten) > MAX_CURVES:
        job = _forgotten.popleft()()
        if job is not None:
            job.drop_curve()


def _gives_way(job: Job) -> bool:
    """Whether a run has stood idle for so long that another visitor's goes before it."""
    others = [other for other in _waiting() if other is not job and not _is_absent(other)]
    if not others or job.is_stopping or not job.progress.is_running:
        return False
    idle = job.paused_since and time.monotonic() - job.paused_since > PAUSE_SECONDS
    return bool(idle) or _is_absent(job)


def _give_way(job: Job) -> None:
    if job.is_waiting:
        job.fail(LEFT_QUEUE)
        return
    job.message_at_end = GAVE_WAY
    # Not `stop`, which looks at all jobs again, and so at this one before it is asked to end.
    with contextlib.suppress(TrainingError):  # the disk is full: it is asked again in a second
        _wish(job, replace(job.control, stop=True))


def _is_absent(job: Job) -> bool:
    return time.monotonic() - job.last_seen > ABSENCE_SECONDS


def _waiting() -> list[Job]:
    return [job for job in _jobs.values() if job.is_waiting]


def _training() -> int:
    return sum(job.process is not None for job in _jobs.values())


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


@atexit.register
def _end_all() -> None:
    with _lock:
        for job in list(_jobs.values()):
            discard(job)
        remove_own_folder()
