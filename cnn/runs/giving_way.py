"""Which runs give way to those of others who wait: they have stood idle for two minutes."""

from __future__ import annotations

import time
from collections.abc import Iterable

from cnn.runs.job import Job

ABSENCE_SECONDS = 120.0
PAUSE_SECONDS = 120.0

LEFT_QUEUE = "This run left the queue: its page had been closed for two minutes and others waited."
GAVE_WAY = (
    "Others were waiting, and this run had been paused, or its page closed, for two minutes. So it "
    "was stopped; what it had learned by then is kept."
)


def idle_runs(jobs: Iterable[Job]) -> list[Job]:
    """Those whose visitor has been away, or that have been paused, for too long for who waits."""
    jobs = list(jobs)
    present = [job for job in jobs if job.is_waiting and not _is_absent(job)]
    return [
        job
        for job in jobs
        if _is_idle(job) and not all(job.is_same_or_of_sweep(waiting) for waiting in present)
    ]


def _is_idle(job: Job) -> bool:
    if job.is_stopping or not job.progress.is_running:
        return False
    paused = job.paused_since and time.monotonic() - job.paused_since > PAUSE_SECONDS
    return bool(paused) or _is_absent(job)


def _is_absent(job: Job) -> bool:
    return time.monotonic() - job.last_seen > ABSENCE_SECONDS
