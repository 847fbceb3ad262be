"""A sweep on the cluster: Ray Tune decides which of its runs train, and which are hopeless.

Tune holds the processors of each run that trains, and starts an actor for it on the same node. The
bridge finds that by the run's token and mirrors the run as any other: files and wishes never pass
through Tune. What a node's end takes away, Tune begins again on another node, from the last
checkpoint that the bridge has.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
import threading
import time
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import ray
from ray import tune
from ray.exceptions import RayError
from ray.tune.schedulers import ASHAScheduler, FIFOScheduler, TrialScheduler
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from cnn.cluster.remote_run import MAX_ATTEMPTS, NAMESPACE
from cnn.cluster.trial import (
    EPOCH,
    TEST_ACCURACY,
    actor_name,
    sweep_actor_name,
    train_point,
)

# After 1, 2, 4, 8 ... epochs a run goes on if it is in the better half of those that came so far.
REDUCTION = 2
# How often a run is begun again when its node dies.
MAX_FAILURES = MAX_ATTEMPTS
PROBE_SECONDS = 20.0
# Tune may print nothing, write no tables of its own, and keep few files.
_TUNE_SETTINGS = {
    "TUNE_DISABLE_AUTO_CALLBACK_LOGGERS": "1",
    # A run may end before its first test.
    "TUNE_DISABLE_STRICT_METRIC_CHECKING": "1",
    # Runs that are no part of the sweep are given processors in between.
    "TUNE_MAX_PENDING_TRIALS_PG": "1",
    "TUNE_WARN_EXCESSIVE_EXPERIMENT_CHECKPOINT_SYNC_THRESHOLD_S": "0",
    "RAY_AIR_NEW_OUTPUT": "0",
}


@dataclass(frozen=True)
class Point:
    """One run of a sweep.

    Attributes:
        token: the run's.
        epochs: of its recipe.
        training_images: of each epoch.
        seed: of its recipe.
    """

    token: str
    epochs: int
    training_images: int
    seed: int

    @classmethod
    def of(cls, token: str, order: dict[str, Any]) -> Point:
        """The run of a token, as its job's file has it."""
        recipe = order["recipe"]
        return cls(token, recipe["epochs"], recipe["training_images"], recipe["seed"])


def stops_early(points: Iterable[Point]) -> bool:
    """Whether hopeless runs of a sweep are ended early.

    Not where runs differ by their seed: the spread of those that were left would be too small.
    """
    points = tuple(points)
    return len({point.seed for point in points}) == 1 and max(p.epochs for p in points) > 1


@dataclass(frozen=True)
class SweepState:
    """How a sweep goes, besides what each of its runs tells.

    Attributes:
        begun: tokens of the runs whose actors have been made.
        over: of those that need no processor any more.
        given_up: of those that were begun too often, and will not be again.
        unfit_nodes: ids of the nodes that have no TensorFlow.
        error: why no run will be begun any more, for the host's log; else None.
    """

    begun: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    given_up: frozenset[str] = frozenset()
    unfit_nodes: frozenset[str] = frozenset()
    error: str | None = None


class Sweep:
    """Goes through all runs of a sweep; one for each sweep, as a detached Ray actor.

    Args:
        name: of the sweep.
        points: its runs.
        processors: that each of them takes.
        patience: seconds without a question after which nobody is taken to want the sweep, or any
            of its runs, any more.
    """

    def __init__(
        self, name: str, points: tuple[Point, ...], processors: int, patience: float
    ) -> None:
        self._name = name
        self._points = points
        self._processors = processors
        self._patience = patience
        self._asked = time.monotonic()
        self._begun: set[str] = set()
        self._over: set[str] = set()
        self._given_up: set[str] = set()
        self._unfit: frozenset[str] = frozenset()
        self._error: str | None = None
        threading.Thread(target=self._watch, daemon=True).start()
        threading.Thread(target=self._try_all, daemon=True).start()

    def note_begun(self, token: str) -> None:
        """Take note that a run has an actor on a node."""
        self._begun.add(token)

    def is_over(self, token: str) -> bool:
        """Whether a run needs no processor any more."""
        return token in self._over

    def note_over(self, token: str) -> None:
        """Take note that a run has ended, or that nobody wants it any more."""
        self._over.add(token)

    def state(self) -> SweepState:
        """How it goes; who asks is taken to want it still."""
        self._asked = time.monotonic()
        return SweepState(
            frozenset(self._begun),
            frozenset(self._over),
            frozenset(self._given_up),
            self._unfit,
            self._error,
        )

    def _try_all(self) -> None:
        os.environ.update(_TUNE_SETTINGS)
        try:
            self._unfit = unfit_nodes()
            with tempfile.TemporaryDirectory(prefix="convoscope-sweep-") as folder:
                self._tuner(folder).fit()
        except BaseException:
            self._error = traceback.format_exc()
            raise

    def _tuner(self, folder: str) -> tune.Tuner:
        configs = [
            {
                "sweep": self._name,
                "token": point.token,
                "training_images": point.training_images,
                "patience": self._patience,
            }
            for point in self._points
        ]
        elsewhere = {"ray.io/node-id": f"!in({','.join(self._unfit)})"} if self._unfit else {}
        resources = tune.PlacementGroupFactory(
            [{"CPU": self._processors}], bundle_label_selector=[elsewhere]
        )
        return tune.Tuner(
            tune.with_resources(train_point, resources),
            param_space={"point": tune.grid_search(configs)},
            tune_config=tune.TuneConfig(scheduler=_scheduler(self._points), reuse_actors=True),
            run_config=tune.RunConfig(
                name=self._name,
                storage_path=folder,
                verbose=0,
                failure_config=tune.FailureConfig(max_failures=MAX_FAILURES),
                callbacks=[_GivenUp(self._given_up)],
            ),
        )

    def _watch(self) -> None:
        while time.monotonic() - self._asked < self._patience:
            time.sleep(1.0)
        os._exit(0)


def unfit_nodes() -> frozenset[str]:
    """Ids of the nodes that have processors but no TensorFlow; each is asked."""
    nodes = [node for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU")]
    asked = {
        node["NodeID"]: ray.remote(has_tensorflow)
        .options(
            num_cpus=0, scheduling_strategy=NodeAffinitySchedulingStrategy(node["NodeID"], False)
        )
        .remote()
        for node in nodes
    }
    unfit = set()
    for node, answer in asked.items():
        try:
            if not ray.get(answer, timeout=PROBE_SECONDS):
                unfit.add(node)
        except (RayError, TimeoutError):
            continue  # it is dying, or slow: a run that is begun there will tell
    return frozenset(unfit)


def has_tensorflow() -> bool:
    """Whether the node where this is called can train."""
    return importlib.util.find_spec("tensorflow") is not None


def _scheduler(points: tuple[Point, ...]) -> TrialScheduler:
    if not stops_early(points):
        return FIFOScheduler()
    return GentleASHA({point.token: point.epochs for point in points})


class GentleASHA(ASHAScheduler):
    """ASHA that asks a hopeless run to end, where Tune would kill it: what it learned is kept.

    Source: L. Li et al., "A System for Massively Parallel Hyperparameter Tuning", 2020.
    """

    def __init__(self, epochs: dict[str, int]) -> None:
        super().__init__(
            time_attr=EPOCH,
            metric=TEST_ACCURACY,
            mode="max",
            max_t=max(epochs.values()),
            grace_period=1,
            reduction_factor=REDUCTION,
            stop_last_trials=False,
        )
        self._epochs = epochs

    def on_trial_result(self, tune_controller: Any, trial: Any, result: dict[str, Any]) -> str:
        """Tune goes on with the run in any case; it ends once its network is saved."""
        decision = super().on_trial_result(tune_controller, trial, result)
        token = trial.config["point"]["token"]
        if decision == TrialScheduler.STOP and result[EPOCH] < self._epochs[token]:
            ask_to_end(token)
        return TrialScheduler.CONTINUE


def ask_to_end(token: str) -> None:
    """Have a run save what it has learned; one that has just died is begun again instead."""
    try:
        actor = ray.get_actor(actor_name(token), NAMESPACE)
    except ValueError:
        return
    actor.outdo.remote()


class _GivenUp(tune.Callback):
    """Notes the runs that Tune begins no more."""

    def __init__(self, tokens: set[str]) -> None:
        self._tokens = tokens

    def on_trial_error(self, iteration: int, trials: list, trial: Any, **info: Any) -> None:
        self._tokens.add(trial.config["point"]["token"])


def begin_sweep(name: str, points: tuple[Point, ...], processors: int, patience: float) -> Any:
    """The actor of a sweep: found, where the sweep goes on already, or made on the head's node."""
    return (
        ray.remote(Sweep)
        .options(
            name=sweep_actor_name(name),
            namespace=NAMESPACE,
            lifetime="detached",
            get_if_exists=True,
            num_cpus=0,
            # What dies with the head is lost in any case; other nodes come and go.
            resources={"node:__internal_head__": 0.001},
            max_concurrency=4,
        )
        .remote(name, points, processors, patience)
    )
