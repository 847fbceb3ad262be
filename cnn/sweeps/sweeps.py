"""The sweeps of this server: begun, found again by whoever began them, stopped."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from cnn.runs import jobs
from cnn.runs.job import Job
from cnn.runs.limits import host_limits
from cnn.runs.new_jobs import Order
from cnn.runs.ownership import NOBODY, is_owned
from cnn.sweeps.forecast import check_sweep_affordable
from cnn.sweeps.plan import SweepPlan
from cnn.sweeps.results import Result, result_of

MAX_SWEEPS_EACH = 3
MAX_SWEEPS = 100

_lock = threading.Lock()
_sweeps: OrderedDict[str, Sweep] = OrderedDict()


@dataclass(eq=False)
class Sweep:
    """Runs that were begun together.

    Attributes:
        token: names it.
        plan: which runs they are.
        jobs: one for each point of the plan, in the same order.
        owner: whose it is, see `cnn.runs.ownership`.
    """

    token: str
    plan: SweepPlan
    jobs: tuple[Job, ...]
    owner: str = NOBODY

    @property
    def is_running(self) -> bool:
        """Whether any of its runs trains or waits, as of the latest poll."""
        return any(job.progress.is_running for job in self.jobs)

    @property
    def results(self) -> list[Result]:
        """How each run stands, as of the latest poll."""
        return [
            result_of(point, job) for point, job in zip(self.plan.points, self.jobs, strict=True)
        ]


def begin(
    plan: SweepPlan, *, is_watched: Callable[[], bool] = lambda: False, owner: str = NOBODY
) -> Sweep:
    """Begin all runs of a plan; the same plan once more, as by a double click, is that sweep.

    Of an owner the last three sweeps are kept, of all owners together a hundred; the networks and
    curves of older ones stay where runs are kept.

    Args:
        plan: what to train.
        is_watched: as of `cnn.runs.jobs.start`, of each of its runs.
        owner: likewise.

    Raises:
        TrainingError, ArchitectureError: a run does not work or is past the host's limits, or
            another run or sweep of this owner goes on.
    """
    check_sweep_affordable(plan.points, host_limits())
    orders = [Order(point.architecture, point.recipe, point.name) for point in plan.points]
    begun = jobs.start_many(orders, is_watched=is_watched, owner=owner)
    with _lock:
        known = next((sweep for sweep in _sweeps.values() if sweep.jobs == begun), None)
        if known is not None:
            return known
        # Hexadecimal: names of components are made of it, which may not hold two underscores.
        sweep = Sweep(secrets.token_hex(8), plan, begun, owner)
        _sweeps[sweep.token] = sweep
        _make_room(owner)
        return sweep


def begun_by(secret: str) -> list[Sweep]:
    """The sweeps of the visit that has this secret, oldest first."""
    with _lock:
        return [sweep for sweep in _sweeps.values() if is_owned(sweep.owner, secret)]


def poll(sweep: Sweep) -> list[Result]:
    """How its runs stand now, asked by its own visitor."""
    for job in sweep.jobs:
        if job.progress.is_running:
            jobs.poll(job)
    return sweep.results


def stop_all(sweep: Sweep) -> None:
    """End its runs: what trains is tested and kept, what waits does not begin."""
    jobs.stop_all(sweep.jobs)


def _make_room(owner: str) -> None:
    own = [token for token, sweep in _sweeps.items() if sweep.owner == owner]
    for token in own[:-MAX_SWEEPS_EACH]:
        del _sweeps[token]
    ended = [token for token, sweep in _sweeps.items() if not sweep.is_running]
    for token in ended[: max(len(_sweeps) - MAX_SWEEPS, 0)]:
        del _sweeps[token]
