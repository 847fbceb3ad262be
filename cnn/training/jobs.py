"""Training runs, seen from the web process: started, watched and ended, each a process of its own.

One run trains at a time on a host; up to five more wait in a queue. A run whose visitor has been
away for two minutes is ended and forgotten. Nothing in here imports keras.

Settings, from the environment: TRAINING_MINUTES (30) and TRAINING_MEMORY_MB (2500), the most that
one run may take.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from cnn.architecture import Architecture
from cnn.atomic_write import write_atomically
from cnn.errors import TrainingError
from cnn.recipe import Recipe
from cnn.training.job_folder import (
    DISK_FULL,
    DISK_FULL_EXIT,
    JOB_FILE,
    KERAS_FILE,
    LOG_FILE,
    NETWORK_FILE,
    STOP_FILE,
    is_disk_full,
)
from cnn.training.progress import Progress, ProgressReader

MAX_WAITING = 5
MAX_KEPT = 24
ABSENCE_SECONDS = 120.0
OVERTIME_SECONDS = 180.0
MAX_LOG_BYTES = 256 * 1024
TEND_SECONDS = 1.0
DEFAULT_MINUTES = 30.0
DEFAULT_MEMORY_MB = 2500.0
REPOSITORY = Path(__file__).parents[2]

KILLED = (
    "The trainer was ended before it had finished, perhaps because the machine ran out of memory. "
    "Start again; a smaller batch or fewer filters need less memory."
)
TOO_LONG = "The trainer did not end in the time that a run may take, and was ended."
NEVER_BEGAN = "Stopped before the training had begun."
FORGOTTEN = "This run was ended because nobody was watching it."


@dataclass(eq=False)
class Job:
    """One training run. What goes on in it is for `poll` to say.

    Attributes:
        token: names the run; cannot be guessed.
        architecture: what is trained.
        recipe: how.
        name: what its visitor calls the network.
        folder: its files, in a private temporary folder.
        is_watched: says whether the visitor is still there.
    """

    token: str
    architecture: Architecture
    recipe: Recipe
    name: str
    folder: Path
    is_watched: Callable[[], bool]
    progress: Progress
    reader: ProgressReader
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    last_seen: float = field(default_factory=time.monotonic)

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to end early and has not yet done so."""
        return self.progress.is_running and (self.folder / STOP_FILE).exists()

    @property
    def network_path(self) -> Path:
        """Our file of the trained network, there once the run has finished."""
        return self.folder / NETWORK_FILE

    @property
    def keras_path(self) -> Path:
        """The same network as a Keras file."""
        return self.folder / KERAS_FILE


_lock = threading.RLock()
_jobs: dict[str, Job] = {}
_root: Path | None = None
_tender: threading.Thread | None = None


def start(
    architecture: Architecture,
    recipe: Recipe,
    name: str = "mine",
    is_watched: Callable[[], bool] = lambda: False,
) -> Job:
    """Begin a training run, or put it into the queue.

    Args:
        architecture: what to train.
        recipe: how.
        name: what the visitor calls the network.
        is_watched: called about once a second, from another thread; a run for which it has been
            false, and which has not been polled, for two minutes is ended.

    Returns:
        The job.

    Raises:
        TrainingError: the queue is full, or the job's folder cannot be written.
    """
    with _lock:
        _tend()
        if sum(job.progress.state == "waiting" for job in _jobs.values()) >= MAX_WAITING:
            raise TrainingError(
                f"One training is running and {MAX_WAITING} are waiting, as many as this host "
                "takes. Try again in a few minutes."
            )
        token = secrets.token_urlsafe(16)
        try:
            folder = _new_folder(architecture, recipe)
        except OSError as error:
            raise TrainingError(
                DISK_FULL if is_disk_full(error) else f"The run cannot begin: {error.strerror}."
            ) from error
        total = recipe.epochs * recipe.training_images
        progress = Progress("waiting", images_total=total)
        reader = ProgressReader(folder, total)
        job = Job(token, architecture, recipe, name, folder, is_watched, progress, reader)
        _jobs[token] = job
        _tend()
        _keep_tending()
        return job


def find(token: str) -> Job | None:
    """The run of a given token, such as one from a page's address.

    Args:
        token: from anyone.

    Returns:
        The job, or None where there is none, or none any more.
    """
    with _lock:
        return _jobs.get(token)


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
        if job.progress.state == "waiting":
            job.progress = replace(job.progress, state="failed", place=0, message=NEVER_BEGAN)
        elif job.progress.is_running:
            (job.folder / STOP_FILE).touch()


def discard(job: Job) -> None:
    """End a run at once and remove its files; polling it goes on giving its last progress.

    Args:
        job: any job.
    """
    with _lock:
        _end_process(job)
        if job.progress.is_running:
            job.progress = replace(job.progress, state="failed", place=0, message=FORGOTTEN)
        _jobs.pop(job.token, None)
        shutil.rmtree(job.folder, ignore_errors=True)


def _tend() -> None:
    """Note what has changed, end what must end, begin what can begin."""
    for job in list(_jobs.values()):
        _observe(job)
        if time.monotonic() - job.last_seen > ABSENCE_SECONDS:
            discard(job)
    ended = [job for job in _jobs.values() if not job.progress.is_running]
    for job in ended[:-MAX_KEPT]:
        discard(job)
    waiting = [job for job in _jobs.values() if job.progress.state == "waiting"]
    if waiting and not any(job.process for job in _jobs.values()):
        _spawn(waiting.pop(0))
    for place, job in enumerate(waiting, start=1):
        job.progress = replace(job.progress, place=place)


def _observe(job: Job) -> None:
    """Read a job's news and notice its process's end."""
    if job.is_watched():
        job.last_seen = time.monotonic()
    if job.process is None:
        return
    exit_code = job.process.poll()  # before reading: what it wrote last is then in the file
    job.progress = job.reader.read()
    _trim_log(job)
    if exit_code is not None:
        if job.progress.is_running:
            sentence = DISK_FULL if exit_code == DISK_FULL_EXIT else KILLED
            job.progress = replace(job.progress, state="failed", message=sentence)
        _end_process(job)
    elif time.monotonic() - job.started > 60 * _minutes() + OVERTIME_SECONDS:
        _end_process(job)
        job.progress = replace(job.progress, state="failed", message=TOO_LONG)


def _spawn(job: Job) -> None:
    environment = {"TF_CPP_MIN_LOG_LEVEL": "2", **os.environ, "KERAS_BACKEND": "tensorflow"}
    try:
        with (job.folder / LOG_FILE).open("ab") as log:
            job.process = subprocess.Popen(
                [sys.executable, "-m", "cnn.training.worker", str(job.folder)],
                cwd=REPOSITORY,
                env=environment,
                # Never written to. It closes when this process ends, however that comes about,
                # and the trainer then ends too.
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    except OSError as error:
        sentence = DISK_FULL if is_disk_full(error) else "The trainer could not be started."
        job.progress = replace(job.progress, state="failed", place=0, message=sentence)
        return
    job.started = time.monotonic()
    job.progress = replace(job.progress, state="starting", place=0)


def _end_process(job: Job) -> None:
    if job.process is None:
        return
    job.process.kill()
    job.process.wait()
    job.process.stdin.close()
    job.process = None


def _new_folder(architecture: Architecture, recipe: Recipe) -> Path:
    global _root  # noqa: PLW0603
    if _root is None or not _root.is_dir():
        _root = Path(tempfile.mkdtemp(prefix="convoscope-"))
    folder = Path(tempfile.mkdtemp(dir=_root))
    description = {
        "architecture": architecture.to_json(),
        "recipe": recipe.to_json(),
        "max_seconds": 60 * _minutes(),
        "max_memory_mb": _setting("TRAINING_MEMORY_MB", DEFAULT_MEMORY_MB),
    }
    write_atomically(folder / JOB_FILE, json.dumps(description).encode())
    return folder


def _minutes() -> float:
    return _setting("TRAINING_MINUTES", DEFAULT_MINUTES)


def _setting(name: str, default: float) -> float:
    try:
        value = float(os.environ.get(name, default))
    except ValueError:
        return default
    return value if 0 < value < float("inf") else default


def _trim_log(job: Job) -> None:
    """Start the log over when it has grown too long; the trainer appends, so it goes on at 0."""
    path = job.folder / LOG_FILE
    with contextlib.suppress(OSError):
        if path.stat().st_size > MAX_LOG_BYTES:
            os.truncate(path, 0)


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
