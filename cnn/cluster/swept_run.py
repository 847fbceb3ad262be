"""A sweep as the bridge sees it: the actor that goes through it, and its runs, each mirrored."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ray
from ray.exceptions import ActorUnavailableError, GetTimeoutError

from cnn.cluster.nodes import Nodes
from cnn.cluster.remote_run import (
    ANSWER_SECONDS,
    NAMESPACE,
    PATIENCE_SECONDS,
    LostError,
    NotBegunError,
    RemoteRun,
)
from cnn.cluster.sweep import Point, SweepState, begin_sweep
from cnn.cluster.trial import actor_name
from cnn.runs.job_folder import JOB_FILE

LOOK_SECONDS = 0.3
KEEP_SECONDS = 0.5

WAITS = "This run of the sweep begins when the cluster has a processor free."
BROKEN = "The cluster could not go on with this sweep; the host's log has the details."


class RemoteSweep:
    """Has a sweep gone through on the cluster, and asks how it goes until all its runs are over.

    Args:
        name: of the sweep.
        runs: (folder here on the web host, token) of each.
        nodes: what is known of the cluster's.
        log: told of what the host's log should hold.

    Raises:
        OSError: a folder is gone.

    Attributes:
        runs: by token.
    """

    def __init__(
        self,
        name: str,
        runs: Sequence[tuple[Path, str]],
        nodes: Nodes,
        log: Callable[[str], None],
    ) -> None:
        self._nodes = nodes
        self._log = log
        orders = [json.loads((folder / JOB_FILE).read_bytes()) for folder, _ in runs]
        self._points = tuple(
            Point.of(token, order) for (_, token), order in zip(runs, orders, strict=True)
        )
        self._processors = max(order.get("threads") or 1 for order in orders)
        self._name = name
        self._actor: Any = None
        self.state = SweepState()
        self.runs = {
            token: SweptRemoteRun(folder, token, nodes, log, self) for folder, token in runs
        }
        threading.Thread(target=self._keep, name=f"sweep {name[:6]}", daemon=True).start()

    def note_over(self, token: str) -> None:
        """Tell the sweep that one of its runs needs no processor any more."""
        if self._actor is not None:
            self._actor.note_over.remote(token)

    def _keep(self) -> None:
        waits = threading.Event()
        try:
            self._actor = begin_sweep(self._name, self._points, self._processors, PATIENCE_SECONDS)
            while not all(run.is_over for run in self.runs.values()):
                try:
                    self.state = ray.get(self._actor.state.remote(), timeout=ANSWER_SECONDS)
                except (GetTimeoutError, ActorUnavailableError):
                    waits.wait(KEEP_SECONDS)
                    continue
                if self.state.error is not None:
                    self._log(f"sweep {self._name[:6]}: {self.state.error}")
                    return
                for node in self.state.unfit_nodes:
                    self._nodes.note_unfit(node)
                for token, run in self.runs.items():
                    if run.is_over and token not in self.state.over:
                        self.note_over(token)
                waits.wait(KEEP_SECONDS)
        except ConnectionError as error:
            self._log(f"sweep {self._name[:6]}: {error}")  # the bridge as a whole sees to that
        except Exception as error:  # the pages must be told, whatever it is
            self._log(f"sweep {self._name[:6]}: {type(error).__name__}: {error}")
            self.state = SweepState(error=str(error))
        finally:
            self._remove_actor()

    def _remove_actor(self) -> None:
        if self._actor is None:
            return
        try:
            ray.kill(self._actor)
        except Exception as error:  # it is gone already, or the cluster is
            self._log(f"sweep {self._name[:6]}: {type(error).__name__}: {error}")


class SweptRemoteRun(RemoteRun):
    """A run that its sweep begins, on a node that has a processor for it."""

    def __init__(
        self,
        folder: Path,
        token: str,
        nodes: Nodes,
        log: Callable[[str], None],
        sweep: RemoteSweep,
    ) -> None:
        self._sweep = sweep
        self._earlier: set[Any] = set()
        super().__init__(folder, token, nodes, log)

    @property
    def _name(self) -> str:
        return actor_name(self._token)

    def _found(self) -> Any:
        actor = super()._found()
        if actor is not None:
            self._earlier.add(actor._actor_id)
        return actor

    def _new_actor(self) -> Any:
        """The actor, once the sweep has made one other than those that were lost."""
        self._tell(self.status.trouble or WAITS)
        while not self._is_unwanted.wait(LOOK_SECONDS):
            if self._sweep.state.error or self._token in self._sweep.state.given_up:
                raise NotBegunError(BROKEN)
            self._expect_fit_node()
            if self._token not in self._sweep.state.begun:
                continue
            try:
                actor = ray.get_actor(self._name, NAMESPACE)
            except ValueError:
                continue
            if actor._actor_id not in self._earlier:
                self._earlier.add(actor._actor_id)
                return actor
        raise LostError("it is no longer wanted")

    def _follow(self) -> int:
        code = super()._follow()
        # Before the actor is ended: its trial would take that for a lost node.
        self._sweep.note_over(self._token)
        return code
