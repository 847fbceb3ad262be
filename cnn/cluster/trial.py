"""One run of a sweep on a node: what Ray Tune calls a trial, and the actor beside it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import time
from typing import Any

import ray
from ray import tune
from ray.exceptions import ActorUnavailableError, RayActorError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from cnn.cluster.node_run import Asked, News
from cnn.cluster.remote_run import NAMESPACE, NodeRunActor
from cnn.runs.control import Control, read_control, write_control
from cnn.runs.progress import ProgressReader

LOOK_SECONDS = 0.5
# The name of an actor that has died is free again within so long.
NAME_SECONDS = 60.0
EPOCH = "epoch"
TEST_ACCURACY = "test_accuracy"


def actor_name(token: str) -> str:
    """Under which the actor of a sweep's run is found on the cluster."""
    return f"run-{token}-of-sweep"


def sweep_actor_name(sweep: str) -> str:
    """Under which the actor of a sweep is found on the cluster."""
    return f"sweep {sweep}"


class SweptRun(NodeRunActor):
    """A run that its sweep looks at and may end early, besides its visitor."""

    def __init__(self, patience: float) -> None:
        super().__init__(patience)
        self._is_outdone = False

    def exchange(self, asked: Asked) -> News:
        """The same; that the sweep ends the run is added to the visitor's wishes."""
        if self._is_outdone:
            asked = dataclasses.replace(asked, control=_outdone(asked.control))
        return super().exchange(asked)

    def outdo(self) -> None:
        """End the run because others do better; it tests and saves what it has learned."""
        self._is_outdone = True
        if self._folder is not None:
            wishes = dataclasses.replace(read_control(self._folder), outdone=True)
            write_control(self._folder, wishes)

    def tests(self) -> tuple[tuple[tuple[int, float], ...], bool]:
        """(images worked through, test accuracy) of each test here, and whether it has ended."""
        if self._folder is None or self._process is None:
            return (), False
        is_over = self._process.poll() is not None
        epochs = ProgressReader(self._folder, 1).read().epochs
        return tuple((test.images, test.test_accuracy) for test in epochs), is_over


def train_point(config: dict[str, Any]) -> None:
    """Hold a processor while a run trains on this node, and report its tests to Ray Tune.

    Args:
        config: "point": sweep (its name), token, training_images, patience.

    Raises:
        RayActorError: the node or the actor beside this one died; Tune tries again, and the run
            goes on from its last checkpoint.
    """
    point = config["point"]
    token = point["token"]
    sweep = ray.get_actor(sweep_actor_name(point["sweep"]), NAMESPACE)
    if ray.get(sweep.is_over.remote(token)):
        return
    run = _actor_beside(token, point["patience"])
    sweep.note_begun.remote(token)
    told = 0
    while True:
        try:
            tests, is_over = ray.get(run.tests.remote())
        except ActorUnavailableError:
            time.sleep(LOOK_SECONDS)
            continue
        except RayActorError:
            if ray.get(sweep.is_over.remote(token)):
                return  # the bridge has all of it, and has ended the actor
            raise
        for images, accuracy in tests[told:]:
            epochs_done = images / point["training_images"]
            tune.report({EPOCH: epochs_done, TEST_ACCURACY: accuracy})
        told = len(tests)
        if is_over:
            return
        time.sleep(LOOK_SECONDS)


def _actor_beside(token: str, patience: float) -> Any:
    """The run's actor, on this very node, whose processor the trial holds."""
    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    actor = ray.remote(SweptRun).options(
        name=actor_name(token),
        namespace=NAMESPACE,
        lifetime="detached",
        num_cpus=0,
        scheduling_strategy=here,
    )
    until = time.monotonic() + NAME_SECONDS
    while True:
        try:
            return actor.remote(patience)
        except ValueError:  # the name is still that of an earlier one
            if time.monotonic() > until:
                raise
        _end_actor(token)
        time.sleep(LOOK_SECONDS)


def _end_actor(token: str) -> None:
    """End what an earlier trial of the run, which died, has left."""
    with contextlib.suppress(ValueError, RayActorError):
        ray.kill(ray.get_actor(actor_name(token), NAMESPACE))


def _outdone(control: bytes | None) -> bytes:
    wishes = Control(**json.loads(control)) if control else Control()
    return json.dumps(dataclasses.asdict(dataclasses.replace(wishes, outdone=True))).encode()
