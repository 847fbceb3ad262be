"""Training runs, seen from the web process: begun, queued, steered and ended.

One run trains at a time on a host; up to five more wait in a queue. A run whose visitor has been
away for two minutes, or that has been paused for two minutes, gives way when others wait: it is
stopped, and what it has learnt is kept. Nothing in here imports keras.

Settings, from the environment: TRAININGS (1), how many runs train at once; TRAINING_MINUTES (30)
and TRAINING_MEMORY_MB (2500), the most that one run may take; CHECKPOINT_MB (64), what its
checkpoints may take on the disk.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cnn.errors import TrainingError
from cnn.network.architecture import Architecture
from cnn.network.provenance import MAX_RATE_CHANGES
from cnn.network.recipe import Recipe, check_learning_rate
from cnn.runs.checkpoints import DEFAULT_CHECKPOINT_MB
from cnn.runs.estimate import check_affordable
from cnn.runs.job import Job, Limits, new_job
from cnn.runs.job_folder import DISK_FULL, is_disk_full
from cnn.runs.progress import Progress

MAX_WAITING = 5
MAX_KEPT = 24
ABSENCE_SECONDS = 120.0
PAUSE_SECONDS = 120.0
UNSEEN_SECONDS = 1800.0
TEND_SECONDS = 1.0
DEFAULT_TRAININGS = 1
DEFAULT_MINUTES = 30.0
DEFAULT_MEMORY_MB = 2500.0

NEVER_BEGAN = "Stopped before the training had begun."
FORGOTTEN = "This run was ended because nobody was watching it."
LEFT_QUEUE = "This run left the queue: its page had been closed for two minutes and others waited."
GAVE_WAY = (
    "Others were waiting, and this run had been paused or its page closed for two minutes, so it "
    "was stopped; what was learnt until then is kept."
)

_lock = threading.RLock()
_jobs: dict[str, Job] = {}
_root: Path | None = None
_tender: threading.Thread | None = None


def start(
    architecture: Architecture,
    recipe: Recipe,
    name: str = "mine",
    is_watched: Callable[[], bool] = lambda: False,
    visitor: str = "",
) -> Job:
    """Begin a training run, or put it into the queue.

    Args:
        architecture: what to train.
        recipe: how.
        name: what the visitor calls the network.
        is_watched: called about once a second, from another thread; a run for which it has been
            false, and which has not been polled, for two minutes gives way when others wait.
        visitor: who starts it. A visitor has one run at a time: while it trains or waits, it is
            given back instead of a second one. "" is nobody in particular.

    Returns:
        The job.

    Raises:
        TrainingError: the run would take too long or too much memory, the queue is full, or the
            job's folder cannot be written.
    """
    with _lock:
        _tend()
        running = _running_of(visitor)
        if running is not None:
            return running
        limits = host_limits()
        check_affordable(architecture, recipe, limits.minutes, limits.memory_mb)
        if len(_waiting()) >= MAX_WAITING:
            raise TrainingError(
                f"This host trains {_trainings()} at a time, and {MAX_WAITING} are waiting, as "
                "many as it takes. Try again in a few minutes."
            )
        try:
            job = new_job(
                _root_folder(),
                architecture=architecture,
                recipe=recipe,
                name=name,
                limits=limits,
                is_watched=is_watched,
                visitor=visitor,
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
    """The run of a given token, such as one from a page's address.

    An address may be shared: while a run's own visitor is connected, nobody else gets it.

    Args:
        token: from anyone.

    Returns:
        The job; None where there is none, none any more, or its visitor is still there.
    """
    with _lock:
        job = _jobs.get(token)
        return None if job is None or job.is_watched() else job


def poll(job: Job) -> Progress:
    """How a run goes at this moment. Cheap: reads what is new.

    Args:
        job: from `start` or `find`.

    Returns:
        Its progress.
    """
    with _lock:
        job.last_seen = time.monotonic()
        _tend()
        return job.progress


def stop(job: Job) -> None:
    """End a run early, keeping what it has learnt; the trainer tests and saves, then ends.

    Args:
        job: any job; one that is waiting leaves the queue, one that has ended is left alone.
    """
    with _lock:
        _tend()
        if job.is_waiting:
            job.fail(NEVER_BEGAN)
        else:
            _wish(job, stop=True)


def pause(job: Job) -> None:
    """Let a run stand still until `resume`; nothing of it is lost.

    Args:
        job: any job; one that has ended is left alone.
    """
    with _lock:
        _wish(job, paused=True)


def resume(job: Job) -> None:
    """Let a paused run go on.

    Args:
        job: any job; one that has ended is left alone.
    """
    with _lock:
        _wish(job, paused=False)


def step(job: Job) -> None:
    """Take exactly one gradient step, of one batch, in a paused run.

    Args:
        job: any job; one that is not paused is left alone.
    """
    with _lock:
        if job.control.paused:
            _wish(job, steps=job.control.steps + 1)


def set_learning_rate(job: Job, rate: float) -> None:
    """Go on with another learning rate, from the next gradient step on.

    Args:
        job: any job; one that has ended is left alone.
        rate: the new one, 1e-6 to 10. Where the recipe's schedule varies the step size, this is
            its new peak.

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
        _wish(job, learning_rate=float(rate))


def discard(job: Job) -> None:
    """End a run at once and remove its files; polling it goes on giving its last progress.

    Args:
        job: any job.
    """
    with _lock:
        job.fail(FORGOTTEN)
        _jobs.pop(job.token, None)
        shutil.rmtree(job.folder, ignore_errors=True)


def _wish(job: Job, **wishes: bool | float) -> None:
    control = replace(job.control, **wishes)
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
    while waiting and _training() < _trainings():
        waiting.pop(0).spawn()
    for place, job in enumerate(_waiting(), start=1):
        job.progress = replace(job.progress, place=place)


def _forget_the_ended() -> None:
    now = time.monotonic()
    ended = [job for job in _jobs.values() if not job.progress.is_running]
    unseen = [job for job in ended if now - job.last_seen > UNSEEN_SECONDS]
    for job in {*unseen, *ended[:-MAX_KEPT]}:
        discard(job)


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
    _wish(job, stop=True)


def _is_absent(job: Job) -> bool:
    return time.monotonic() - job.last_seen > ABSENCE_SECONDS


def _waiting() -> list[Job]:
    return [job for job in _jobs.values() if job.is_waiting]


def _training() -> int:
    return sum(job.process is not None for job in _jobs.values())


def _running_of(visitor: str) -> Job | None:
    if not visitor:
        return None
    runs = (job for job in _jobs.values() if job.visitor == visitor and job.progress.is_running)
    return next(runs, None)


def _root_folder() -> Path:
    global _root  # noqa: PLW0603
    if _root is None or not _root.is_dir():
        _root = Path(tempfile.mkdtemp(prefix="convoscope-"))
    return _root


def host_limits() -> Limits:
    """The most that one run may take on this host, from the environment."""
    return Limits(
        _setting("TRAINING_MINUTES", DEFAULT_MINUTES),
        _setting("TRAINING_MEMORY_MB", DEFAULT_MEMORY_MB),
        _setting("CHECKPOINT_MB", DEFAULT_CHECKPOINT_MB),
    )


def _trainings() -> int:
    return max(1, int(_setting("TRAININGS", DEFAULT_TRAININGS)))


def _setting(name: str, default: float) -> float:
    try:
        value = float(os.environ.get(name, default))
    except ValueError:
        return default
    return value if 0 < value < float("inf") else default


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
        if _root is not None:
            shutil.rmtree(_root, ignore_errors=True)
