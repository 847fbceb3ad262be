"""The bridge between a web server and a Ray cluster: `python -m cnn.cluster.bridge ADDRESS FOLDER`.

Started by `cnn.runs.cluster_launcher`, which tells it of job folders by lines of JSON on its
standard input and reads how all go from one file in FOLDER. When that input closes, the web
process is gone: the bridge ends its runs and itself. It also ends when the cluster no longer
answers: a new one begins with a new connection.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cnn.runs.cluster_status import ClusterStatus, write_status
from cnn.runs.job_folder import JOB_FILE

LOST_EXIT = 3
TICK_SECONDS = 0.25
KNOCK_SECONDS = 1.0
KNOCK_TIMEOUT_SECONDS = 2.0
# The head takes connections but has not answered for so long. A page looks every two seconds, and
# is to say so within ten.
SILENCE_SECONDS = 7.0
# To connect takes no longer where all is well.
SLOW_SECONDS = 20.0
# Ending runs on the cluster takes at most so long.
END_SECONDS = 3.0
PACKAGE = Path(__file__).parents[1]

NO_RAY = "The cluster needs Ray on this host: install requirements-cluster.txt."
NO_HEAD = "The cluster's head does not answer."
NO_ADDRESS = "TRAINING_CLUSTER is no address of a cluster, such as ray://10.0.0.5:10001."
REFUSED = (
    "The cluster's head refuses this host: another version of Ray or of Python, or another token. "
    "The host's log has the details."
)


def log(text: str) -> None:
    """Into the host's log."""
    print(f"cluster: {text}", file=sys.stderr, flush=True)


class Bridge:
    """Keeps the runs that it is told of going, and tells how they go."""

    def __init__(self, address: str, folder: Path) -> None:
        self._address = address
        self._folder = folder
        self._lines: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        # Told before the cluster had answered.
        self._early: list[dict[str, Any]] = []
        self._runs: dict[str, Any] = {}
        self._ending: list[Any] = []
        self._nodes: Any = None
        self._trouble: str | None = None
        self._answered: float | None = None
        threading.Thread(target=self._read_lines, daemon=True).start()

    def work(self) -> int:
        """Until the web process is gone or the cluster is lost; the exit code."""
        try:
            host, port = _host_and_port(self._address)
        except ValueError:
            return self._stand_still(NO_ADDRESS)
        try:
            import ray  # noqa: F401
        except ImportError:
            return self._stand_still(NO_RAY)
        while not _answers(host, port):
            self._write(NO_HEAD)
            if self._is_told_to_end(KNOCK_SECONDS):
                return 0
        connecting = threading.Thread(target=self._connect, daemon=True)
        connecting.start()
        began = time.monotonic()
        while connecting.is_alive():
            is_slow = time.monotonic() - began > SLOW_SECONDS or not _answers(host, port)
            self._write(NO_HEAD if is_slow else None, is_reachable=False)
            connecting.join(KNOCK_SECONDS)
        if self._trouble is not None:
            return self._stand_still(self._trouble)
        return self._keep(host, port)

    def _connect(self) -> None:
        import ray

        from cnn.cluster.nodes import Nodes, nodes_of
        from cnn.cluster.remote_run import NAMESPACE

        nodes = Nodes()
        try:
            ray.init(
                self._address,
                namespace=NAMESPACE,
                runtime_env={"py_modules": [str(PACKAGE)]},
                logging_level=logging.ERROR,
                log_to_driver=False,
            )
            nodes.note(nodes_of(ray.nodes()))
        except Exception as error:  # gRPC's, Ray's, and plain ones
            log(f"{type(error).__name__}: {error}")
            self._trouble = REFUSED
            return
        self._answered = time.monotonic()
        self._nodes = nodes
        threading.Thread(target=self._look, args=(nodes,), daemon=True).start()

    def _look(self, nodes: Any) -> None:
        """Ask the head for its nodes again and again: its answers show that it is there."""
        import ray

        from cnn.cluster.nodes import nodes_of

        while True:
            try:
                nodes.note(nodes_of(ray.nodes()))
            except Exception as error:
                log(f"{type(error).__name__}: {error}")
                self._answered = -float("inf")
                return
            self._answered = time.monotonic()
            time.sleep(KNOCK_SECONDS)

    def _keep(self, host: str, port: int) -> int:
        """Do as the lines say, and tell how all go, while the cluster answers."""
        for line in self._early:
            self._follow(line)
        knocked = time.monotonic()
        while True:
            if self._is_told_to_end(TICK_SECONDS):
                self._end_runs()
                return 0
            now = time.monotonic()
            is_there = True
            if now - knocked > KNOCK_SECONDS:
                is_there, knocked = _answers(host, port), now
            if not is_there or now - (self._answered or now) > SILENCE_SECONDS:
                log(NO_HEAD)
                self._write(NO_HEAD)
                return LOST_EXIT
            self._write(None)

    def _is_told_to_end(self, seconds: float) -> bool:
        """Follow the lines that come within so long; True when there will be no more."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                line = self._lines.get(timeout=left)
            except queue.Empty:
                return False
            if line is None:
                return True
            if self._nodes is None:
                self._early.append(line)
            else:
                self._follow(line)
        return False

    def _follow(self, line: dict[str, Any]) -> None:
        from cnn.cluster.remote_run import RemoteRun

        match line["do"]:
            case "run":
                for folder, token in line["runs"]:
                    if token not in self._runs:
                        self._runs[token] = RemoteRun(Path(folder), token, self._nodes, log)
            case "sweep":
                self._follow_sweep(line["sweep"], [(Path(f), token) for f, token in line["runs"]])
            case "end":
                self._end(line["token"])

    def _end(self, token: str) -> None:
        run = self._runs.pop(token, None)
        self._ending = [ending for ending in self._ending if not ending.is_over]
        if run is not None:
            run.end()
            self._ending.append(run)
        else:
            threading.Thread(target=self._end_strays, args=(token,), daemon=True).start()

    def _end_strays(self, token: str) -> None:
        from cnn.cluster.remote_run import end_strays

        try:
            end_strays(token)
        except Exception as error:  # the cluster is gone again, or the run has just ended
            log(f"{type(error).__name__}: {error}")

    def _follow_sweep(self, sweep: str, runs: list[tuple[Path, str]]) -> None:
        from cnn.cluster.swept_run import RemoteSweep

        new = [
            (folder, token)
            for folder, token in runs
            if token not in self._runs and (folder / JOB_FILE).is_file()
        ]
        if not new:
            return
        try:
            self._runs.update(RemoteSweep(sweep, new, self._nodes, log).runs)
        except OSError as error:  # they are deleted at this very moment
            log(f"sweep {sweep[:6]}: {error}")

    def _end_runs(self) -> None:
        runs = [*self._runs.values(), *self._ending]
        for run in self._runs.values():
            run.leave()
        until = time.monotonic() + END_SECONDS
        while not all(run.is_over for run in runs) and time.monotonic() < until:
            time.sleep(0.05)

    def _write(self, trouble: str | None, is_reachable: bool | None = None) -> None:
        nodes = self._nodes
        status = ClusterStatus(
            is_reachable=trouble is None if is_reachable is None else is_reachable,
            nodes=nodes.count() if nodes and trouble is None else 0,
            processors=nodes.processors() if nodes and trouble is None else 0,
            trouble=trouble,
            runs={token: run.status for token, run in list(self._runs.items())},
        )
        try:
            write_status(self._folder, status)
        except OSError as error:
            if not self._folder.is_dir():
                self._end_runs()
                os._exit(LOST_EXIT)
            log(str(error))

    def _stand_still(self, trouble: str) -> int:
        """Say what is wrong until the web process is gone, or somebody has mended it."""
        until = time.monotonic() + 30.0
        while time.monotonic() < until:
            self._write(trouble)
            if self._is_told_to_end(KNOCK_SECONDS):
                return 0
        return LOST_EXIT

    def _read_lines(self) -> None:
        for line in sys.stdin.buffer:
            with contextlib.suppress(ValueError):
                self._lines.put(json.loads(line))
        self._lines.put(None)


def _host_and_port(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    if parts.scheme != "ray" or not parts.hostname:
        raise ValueError(f"{address} is no address")
    return parts.hostname, parts.port or 10001


def _answers(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        with socket.create_connection((host, port), KNOCK_TIMEOUT_SECONDS):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m cnn.cluster.bridge ADDRESS FOLDER")
    # Not by way of Python's end, which waits for Ray's threads.
    os._exit(Bridge(sys.argv[1], Path(sys.argv[2])).work())
