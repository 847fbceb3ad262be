"""The queue of one server: its runs in the order of joining, by the rule of `queue_order`."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

from cnn.runs.job import Job
from cnn.runs.queue_order import Training, Turn, Waiting, next_place, turns, without

# The token of a run that is not there yet.
NEWCOMER = ""
_joined = itertools.count()


def let_join(jobs: Iterable[Job]) -> None:
    """Put those that wait at the queue's end, of a sweep only the next, once none of it trains."""
    jobs = list(jobs)
    taken = {job.sweep for job in jobs if job.is_training or (job.is_waiting and _has_joined(job))}
    for job in jobs:
        if not job.is_waiting or _has_joined(job) or (job.sweep and job.sweep in taken):
            continue
        job.standing = replace(job.standing, joined=next(_joined))
        taken.add(job.sweep)


def take_next(jobs: Iterable[Job]) -> Job | None:
    """Whose turn it is; those that it passes remember it. None where nobody waits."""
    line = _line(jobs)
    if not line:
        return None
    queue = [_waiting(job) for job in line]
    place = next_place(queue)
    chosen = line.pop(place)
    for job, run in zip(line, without(queue, place), strict=True):
        job.standing = replace(job.standing, passed=run.passed)
    return chosen


def slots_taken(jobs: Iterable[Job]) -> int:
    """How many of the places for runs are taken; a sweep takes one, however many of it train."""
    return len({_visit(job) for job in jobs if job.is_training})


def expected_turns(
    jobs: Iterable[Job], at_once: int, newcomer_seconds: float | None = None
) -> list[Turn]:
    """When each run that waits is expected to begin, by token, in the order of their turns.

    Args:
        jobs: all of the server.
        at_once: how many train at the same time.
        newcomer_seconds: also of a run of so many seconds that joins now; its token is NEWCOMER.
    """
    jobs = list(jobs)
    queue = [_waiting(job) for job in _line(jobs)]
    if newcomer_seconds is not None:
        queue.append(Waiting(NEWCOMER, newcomer_seconds))
    left: dict[str, list[float]] = {}
    for job in jobs:
        if job.is_training:
            left.setdefault(_visit(job), []).append(job.seconds_left)
    training = [
        Training(sum(seconds) / min(len(seconds), at_once), visit)
        for visit, seconds in left.items()
    ]
    later: dict[str, list[Waiting]] = {}
    for job in jobs:
        if job.is_waiting and not _has_joined(job):
            later.setdefault(job.sweep, []).append(_waiting(job))
    return turns(queue, training, at_once, later)


def _line(jobs: Iterable[Job]) -> list[Job]:
    joined = (job for job in jobs if job.is_waiting and _has_joined(job))
    return sorted(joined, key=lambda job: job.standing.joined or 0)


def _visit(job: Job) -> str:
    """What trains one run at a time, or is begun together: the sweep, or else the run."""
    return job.sweep or job.token


def _has_joined(job: Job) -> bool:
    return job.standing.joined is not None


def _waiting(job: Job) -> Waiting:
    standing = job.standing
    return Waiting(job.token, standing.seconds, not job.sweep, standing.passed, job.sweep)
