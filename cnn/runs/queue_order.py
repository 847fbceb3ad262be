"""Whose turn it is in the queue, and how long those behind may expect to wait.

The rule: of the runs that wait, the shortest goes first, as long as nobody waits for it too long. A
run may pass one that joined the queue before it only while all that have passed that one take
together, by estimate, no longer than that one does itself. So a run of ten minutes is kept for ten
minutes at most by runs that came later, however many come, and nobody starves.

Runs of one group, which is a sweep, train one at a time. Each joins the queue when the one before
it has ended, at the end, and passes nobody: between any two of them all others who wait have their
turn.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Waiting:
    """A run in the queue.

    Attributes:
        key: names it.
        seconds: how long it takes by estimate, more than 0.
        may_pass: whether it may go before runs that joined earlier.
        passed: seconds of the runs that joined after it and went before it.
        group: those of one group train one after the other.
    """

    key: str
    seconds: float
    may_pass: bool = True
    passed: float = 0.0
    group: str = ""


@dataclass(frozen=True)
class Training:
    """A run that trains: how many seconds are left of it, and its group."""

    seconds_left: float
    group: str = ""


@dataclass(frozen=True)
class Turn:
    """When a run that waits is expected to begin, in seconds from now."""

    key: str
    seconds: float


def next_place(queue: Sequence[Waiting]) -> int:
    """Whose turn it is.

    Args:
        queue: in the order of joining; at least one.

    Returns:
        Its place in `queue`.
    """
    chosen, patience = 0, queue[0].seconds - queue[0].passed
    for place, run in enumerate(queue[1:], start=1):
        if run.may_pass and run.seconds <= patience and run.seconds < queue[chosen].seconds:
            chosen = place
        patience = min(patience, run.seconds - run.passed)
    return chosen


def without(queue: Sequence[Waiting], place: int) -> list[Waiting]:
    """The queue once the run at a place has left it to train: those before it were passed."""
    seconds = queue[place].seconds
    passed = [replace(run, passed=run.passed + seconds) for run in queue[:place]]
    return [*passed, *queue[place + 1 :]]


def turns(
    queue: Sequence[Waiting],
    training: Sequence[Training],
    at_once: int,
    later: Mapping[str, Sequence[Waiting]] | None = None,
) -> list[Turn]:
    """All who wait, in the order of their turns, if nobody joins and the estimates hold.

    Args:
        queue: in the order of joining.
        training: what trains now.
        at_once: how many train at the same time.
        later: by group, the runs that join once the one before them has ended.
    """
    line = list(queue)
    rest = {group: list(runs) for group, runs in (later or {}).items()}
    busy = [(max(run.seconds_left, 0.0), run.group) for run in training]
    heapq.heapify(busy)
    now = 0.0
    found: list[Turn] = []
    while line or busy:
        while line and len(busy) < at_once:
            place = next_place(line)
            run = line[place]
            line = without(line, place)
            found.append(Turn(run.key, now))
            heapq.heappush(busy, (now + run.seconds, run.group))
        if not busy:
            break
        now, group = heapq.heappop(busy)
        if rest.get(group):
            line.append(rest[group].pop(0))
    return found
