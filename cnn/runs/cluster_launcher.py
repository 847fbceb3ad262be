"""Trains on a cluster, by way of one bridge: a process that alone knows the cluster's engine.

The bridge (`python -m cnn.cluster.bridge`) is told of job folders by lines on its standard input,
brings into each what its trainer writes on a node of the cluster, and writes down how all go.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnn.runs.cluster_status import ClusterStatus, RunStatus, read_status
from cnn.runs.limits import training_threads
from cnn.runs.server_folder import own_folder

REPOSITORY = Path(__file__).parents[2]
BRIDGE = (sys.executable, "-m", "cnn.cluster.bridge")
# A status is read again when it is as old as that.
LOOK_SECONDS = 0.2
# A bridge that ended is started again after so long.
RESTART_SECONDS = 3.0
# While the bridge starts, its silence means nothing.
START_SECONDS = 20.0
MAX_UNHEARD = 200
# It is given so long to end what is on the cluster.
END_SECONDS = 5.0
# When the cluster has not answered for so long, its runs have ended.
LOST_SECONDS = 30.0
LOST_EXIT = 75

UNREACHABLE = "The cluster does not answer."
LOST = "The cluster has not answered for half a minute, so this run has ended on it."


@dataclass(frozen=True)
class _Told:
    """What the bridge was told of a run, to be told again where it is started anew."""

    token: str
    line: dict[str, Any]


class ClusterTrainer:
    """A trainer on a node of the cluster."""

    def __init__(self, launcher: ClusterLauncher, token: str) -> None:
        self._launcher = launcher
        self._token = token
        self._where: str | None = None

    @property
    def where(self) -> str | None:
        """Which node; while it is on none, the one before."""
        node = self._run.node
        if node is not None:
            self._where = f"on the cluster, node {node}"
        return self._where or "on the cluster"

    @property
    def trouble(self) -> str | None:
        """What is wrong with the cluster, or else with this run on it."""
        if self.exit_code() == LOST_EXIT:
            return LOST
        return self._run.trouble or self._launcher.trouble

    def exit_code(self) -> int | None:
        """How the trainer ended; `LOST_EXIT` once the cluster has not answered for too long."""
        code = self._run.exit_code
        if code is None and self._launcher.is_lost():
            return LOST_EXIT
        return code

    def kill(self) -> None:
        """Have the bridge end it; what is on the node goes with it."""
        self._launcher.forget(self._token)

    @property
    def _run(self) -> RunStatus:
        status = self._launcher.status()
        return status.runs.get(self._token, RunStatus()) if status else RunStatus()


class ClusterLauncher:
    """Hands runs to the bridge, which it starts when it is first asked for anything.

    Args:
        address: of the cluster's head, such as ray://10.0.0.5:10001.
    """

    takes_sweeps = True

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = threading.RLock()
        self._bridge: subprocess.Popen[bytes] | None = None
        self._started = -float("inf")
        self._told: list[_Told] = []
        # Runs that ended while the cluster did not answer: it may still train them.
        self._unheard: deque[str] = deque(maxlen=MAX_UNHEARD)
        self._status: ClusterStatus | None = None
        self._looked = -float("inf")
        self._answered = time.monotonic()
        # Why it did not answer; a new bridge, which still connects, does not know that.
        self._trouble: str | None = None
        self._has_ended = False

    @property
    def trouble(self) -> str | None:
        """Why no run can begin at this moment; None where one can, or the bridge still starts."""
        status = self.status()
        if self._trouble is not None:
            return self._trouble
        is_silent = status is None or status.is_stale
        return UNREACHABLE if is_silent and self._silent_seconds() > START_SECONDS else None

    def status(self) -> ClusterStatus | None:
        """The cluster as its bridge last wrote it; None before that."""
        with self._lock:
            now = time.monotonic()
            if now - self._looked < LOOK_SECONDS:
                return self._status
            self._looked = now
            with contextlib.suppress(OSError):  # no memory, no room: it is tried again
                self._keep_bridge()
                self._status = read_status(own_folder()) or self._status
            status = self._status
            if status is None or status.is_stale:
                return status
            if status.is_reachable:
                self._answered = now
                self._unheard.clear()
            if status.is_reachable or status.trouble is not None:
                self._trouble = status.trouble
            return status

    def is_lost(self) -> bool:
        """Whether the cluster has not answered for so long that its runs are given up."""
        self.status()
        return self._silent_seconds() > LOST_SECONDS

    def slots(self) -> int:
        """As many as its processors carry; none while it does not answer."""
        status = self.status()
        if status is None or status.is_stale:
            return 0
        return status.processors // (training_threads() or 1)

    def launch(self, folder: Path, token: str) -> ClusterTrainer:
        """Tell the bridge of a run; it goes on from where it was, if it is on the cluster."""
        (trainer,) = self._launch({"do": "run"}, ((folder, token),))
        return trainer

    def launch_together(
        self, sweep: str, runs: Sequence[tuple[Path, str]]
    ) -> tuple[ClusterTrainer, ...]:
        """Tell the bridge of a sweep's runs, to be tried together."""
        return self._launch({"do": "sweep", "sweep": sweep}, runs)

    def forget(self, token: str) -> None:
        """Have a run ended, if it has not, and no longer tell a new bridge of it."""
        with self._lock:
            self._told = [told for told in self._told if told.token != token]
            if self.trouble is not None:
                self._unheard.append(token)
            with contextlib.suppress(OSError):
                self._say({"do": "end", "token": token})

    def end(self) -> None:
        """End the bridge, as this server ends; what it holds on the cluster goes with it."""
        with self._lock:
            self._has_ended = True
            self._end_bridge()

    def _end_bridge(self) -> None:
        bridge, self._bridge = self._bridge, None
        if bridge is None:
            return
        if bridge.stdin is not None:
            with contextlib.suppress(OSError):
                bridge.stdin.close()
        try:
            bridge.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            bridge.kill()
            bridge.wait()

    def _launch(
        self, order: dict[str, Any], runs: Sequence[tuple[Path, str]]
    ) -> tuple[ClusterTrainer, ...]:
        with self._lock:
            self._keep_bridge()
            self._answered = time.monotonic()
            line = {**order, "runs": [(str(folder), token) for folder, token in runs]}
            self._told.extend(_Told(token, line) for _, token in runs)
            with contextlib.suppress(BrokenPipeError):  # the next bridge is told
                self._say(line)
            return tuple(ClusterTrainer(self, token) for _, token in runs)

    def _silent_seconds(self) -> float:
        return time.monotonic() - self._answered

    def _keep_bridge(self) -> None:
        """Start the bridge where there is none, and tell it of all that is to be trained."""
        now = time.monotonic()
        if self._has_ended or (self._bridge is not None and self._bridge.poll() is None):
            return
        if now - self._started < RESTART_SECONDS:
            return
        if self._started == -float("inf"):  # the first one
            self._answered = now
        self._end_bridge()
        self._started = now
        self._bridge = subprocess.Popen(
            [*BRIDGE, self._address, str(own_folder())],
            cwd=REPOSITORY,
            env={"RAY_USAGE_STATS_ENABLED": "0", **os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        said: list[dict[str, Any]] = []
        for told in self._told:
            if told.line not in said:
                said.append(told.line)
        with contextlib.suppress(OSError):
            for line in said:
                going_on = {told.token for told in self._told}
                runs = [run for run in line["runs"] if run[1] in going_on]
                self._say({**line, "runs": runs})
            for token in self._unheard:
                self._say({"do": "end", "token": token})

    def _say(self, line: dict[str, Any]) -> None:
        if self._bridge is not None and self._bridge.stdin is not None:
            self._bridge.stdin.write(json.dumps(line).encode() + b"\n")
            self._bridge.stdin.flush()
