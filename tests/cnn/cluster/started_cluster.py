"""Starts `tests.cnn.cluster.small_cluster`, and orders it about."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cnn.runs import launcher
from cnn.runs.cluster_status import STATUS_FILE
from cnn.runs.server_folder import own_folder
from tests.serving import ROOT


@dataclass
class SmallCluster:
    """A cluster that takes orders; see `tests.cnn.cluster.small_cluster`.

    Attributes:
        address: of its head.
        access: the variables that let others in.
        process: in which it lives.
        is_whole: whether it is as it was started.
    """

    address: str
    access: dict[str, str]
    process: subprocess.Popen[str]
    is_whole: bool = True

    @property
    def settings(self) -> dict[str, str]:
        """The variables with which the app trains there."""
        return {**self.access, "TRAINING_CLUSTER": self.address}

    def order(self, line: str) -> None:
        """Have it changed: `kill 0`, `kill head`, `add`; no other test will have it."""
        self.is_whole = False
        assert self._answer(line) == "done"

    def is_at_rest(self) -> bool:
        """Whether all its processors are free, or come to be within a while."""
        return self._answer("rest") == "done"

    def _answer(self, line: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def only_cluster() -> Iterator[None]:
    """Two at once are too much for a small machine: its nodes are slow, and pass for lost."""
    import fcntl  # Linux's, as several nodes are

    with (Path(tempfile.gettempdir()) / "convoscope-tests-cluster.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def small_cluster(nodes: int = 2) -> Iterator[SmallCluster]:
    """Nodes of one processor each, and in the end nothing of them nor of their bridge."""
    access = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    command = [sys.executable, "-m", "tests.cnn.cluster.small_cluster", str(nodes)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    environment = {**os.environ, **access}
    with (
        only_cluster(),
        subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes) as process,
    ):
        address = process.stdout.readline().strip()
        assert address.startswith("ray://")
        try:
            yield SmallCluster(address, access, process)
        finally:
            end_bridge(address)
            process.stdin.close()


def end_bridge(address: str) -> None:
    """End this process's bridge to a cluster: each writes how it finds its own into one file."""
    launcher.cluster_at(address).end()
    (own_folder() / STATUS_FILE).unlink(missing_ok=True)
