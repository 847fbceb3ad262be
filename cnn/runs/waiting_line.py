"""The queue of one server: whose turn it is, by the rule of `queue_order`, and when others'."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cnn.runs.job import NOT_STARTED, Job
from cnn.runs.job_folder import disk_words
from cnn.runs.launcher import Launcher
from cnn.runs.queue_order import Training, Turn, Waiting, next_place, turns, without

# The token of a run that is not there yet.
_NEWCOMER = ""
_joined = itertools.count()


@dataclass(frozen=True)
class Wait:
    """What a run that is started now may expect.

    Attributes:
        place: in the queue, from 1.
        seconds: until it begins; None where that is not known.
    """

    place: int
    seconds: float | None


def give_turns(jobs: Iterable[Job], launcher: Launcher) -> None:
    """Begin what can begin, and note of the others when their turns are expected.

    Args:
        jobs: all that train at the place of the launcher, whatever their state.
        launcher: starts them.
    """
    jobs = list(jobs)
    slots = launcher.slots()
    _let_join(jobs)
    while _slots_taken(jobs) < slots and (chosen := _take_next(jobs)) is not None:
        _launch(chosen, jobs, launcher)
        _let_join(jobs)  # the next of its sweep, where it could not begin
    waiting = {job.token: job for job in jobs if job.is_waiting}
    for place, turn in enumerate(_expected_turns(jobs, max(slots, 1)), start=1):
        job = waiting[turn.key]
        wait_seconds = turn.seconds if slots else None
        job.progress = replace(job.progress, place=place, wait_seconds=wait_seconds)


def wait_of_newcomer(
    jobs: Iterable[Job], slots: int, seconds: float, may_pass: bool = True
) -> Wait | None:
    """What a run of so many seconds would wait that joined now; None where it begins at once.

    One that is the first of a sweep may pass nobody.
    """
    newcomer = Waiting(_NEWCOMER, seconds, may_pass)
    found = _expected_turns(jobs, max(slots, 1), newcomer)
    place = next(place for place, turn in enumerate(found) if turn.key == _NEWCOMER)
    if slots and not found[place].seconds:
        return None
    return Wait(place + 1, found[place].seconds if slots else None)


def _let_join(jobs: Sequence[Job]) -> None:
    """Put those that wait at the queue's end, of a sweep only the next, once none of it trains."""
    taken = {job.sweep for job in jobs if job.is_training or (job.is_waiting and _has_joined(job))}
    for job in jobs:
        if not job.is_waiting or _has_joined(job) or (job.sweep and job.sweep in taken):
            continue
        job.standing = replace(job.standing, joined=next(_joined))
        taken.add(job.sweep)


def _take_next(jobs: Sequence[Job]) -> Job | None:
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


def _launch(job: Job, jobs: Sequence[Job], launcher: Launcher) -> None:
    """Begin a run; of a sweep all that wait, where its runs are best begun together."""
    if not (job.sweep and launcher.takes_sweeps):
        job.spawn()
        return
    together = [run for run in jobs if run.sweep == job.sweep and run.is_waiting]
    try:
        trainers = launcher.launch_together(
            job.sweep, [(run.folder, run.token) for run in together]
        )
    except OSError as error:
        for run in together:
            run.fail(disk_words(error, NOT_STARTED))
        return
    for run, trainer in zip(together, trainers, strict=True):
        run.begin_with(trainer, ahead=len(together) - 1)


def _slots_taken(jobs: Iterable[Job]) -> int:
    """How many of the places for runs are taken; a sweep takes one, however many of it train."""
    return len({_visit(job) for job in jobs if job.is_training})


def _expected_turns(
    jobs: Iterable[Job], at_once: int, newcomer: Waiting | None = None
) -> list[Turn]:
    """When each run that waits is expected to begin, by token, in the order of their turns."""
    jobs = list(jobs)
    queue = [_waiting(job) for job in _line(jobs)]
    if newcomer is not None:
        queue.append(newcomer)
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
