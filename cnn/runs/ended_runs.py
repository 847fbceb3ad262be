"""What is kept of runs that have ended, and for how long."""

from __future__ import annotations

import contextlib
import time
import weakref
from collections import deque
from collections.abc import Iterable

from cnn.errors import VisitorError
from cnn.network import Network
from cnn.runs.job import Job
from cnn.runs.limits import ended_runs_bytes
from cnn.runs.store import Run, RunStore

# Room for two whole sweeps, or for a class.
MAX_KEPT = 200
# Curves of runs that are kept no more but that some visit still lists; of the whole process.
MAX_CURVES = 100
UNSEEN_SECONDS = 1800.0
# A visitor who is there takes what came of a run sooner.
TAKING_SECONDS = 10.0

_forgotten: deque[weakref.ref[Job]] = deque()


def no_longer_kept(jobs: Iterable[Job]) -> list[Job]:
    """Those that nobody has looked at for long, and the oldest past what all may take.

    Args:
        jobs: oldest first; those that have not ended are passed over.
    """
    now = time.monotonic()
    size = 0
    found = []
    ended = [job for job in jobs if not job.progress.is_running]
    for newer, job in enumerate(reversed(ended)):
        size += job.size
        is_past_limit = newer >= MAX_KEPT or (newer and size > ended_runs_bytes())
        if is_past_limit or now - job.last_seen > UNSEEN_SECONDS:
            found.append(job)
    return found


def drop_old_curves(forgotten: Job) -> None:
    """Note that a run is kept no more: visits may list it, and the newest have their curves."""
    living = [reference for reference in _forgotten if reference() is not None]
    _forgotten.clear()
    _forgotten.extend([*living, weakref.ref(forgotten)])
    while len(_forgotten) > MAX_CURVES:
        job = _forgotten.popleft()()
        if job is not None:
            job.drop_curve()


def untaken_runs(jobs: Iterable[Job]) -> list[Job]:
    """Those that ended while their visitors were away, and whose networks nobody has taken.

    Runs of sweeps are left to their sweep.
    """
    return [job for job in jobs if _is_untaken(job)]


def keep(job: Job, store: RunStore) -> None:
    """Keep what came of a run. Where its files are gone or the disk is full, nothing is kept."""
    with contextlib.suppress(VisitorError):
        network = Network.load(job.network_path)
        store.save(Run(job.token, job.name, network, job.progress, job.made, job.owner))


def _is_untaken(job: Job) -> bool:
    if job.is_taken or job.sweep or job.progress.is_running:
        return False
    is_away = time.monotonic() - job.last_seen > TAKING_SECONDS
    return is_away and job.network_path.is_file()
