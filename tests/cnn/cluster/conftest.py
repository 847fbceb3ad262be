"""A Ray cluster for tests, in a process of its own; without Ray they are left out."""

from __future__ import annotations

import importlib.util
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cnn.runs import launcher
from cnn.runs.cluster_status import STATUS_FILE
from cnn.runs.server_folder import own_folder
from tests.conftest import not_at_hand
from tests.serving import ROOT


@pytest.fixture(scope="session", autouse=True)
def _ray() -> None:
    """Under CI it must be there."""
    if importlib.util.find_spec("ray") is None:
        not_at_hand("Ray is not installed: see requirements-cluster.txt")


@dataclass(frozen=True)
class SmallCluster:
    """A cluster that takes orders; see `tests.cnn.cluster.small_cluster`.

    Attributes:
        address: of its head.
        process: in which it lives.
    """

    address: str
    process: subprocess.Popen[str]

    def order(self, line: str) -> None:
        """Have it done: `kill 0`, `kill head`, `add`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n"


@pytest.fixture
def only_cluster() -> Iterator[None]:
    """Two at once are too much for a small machine: its nodes are slow, and pass for lost."""
    import fcntl  # Linux's, as several nodes are

    with (Path(tempfile.gettempdir()) / "convoscope-tests-cluster.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def cluster(
    only_cluster: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SmallCluster]:
    """Two nodes of one processor each, where runs now train."""
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    monkeypatch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(32))
    command = [sys.executable, "-m", "tests.cnn.cluster.small_cluster", "2"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, text=True, **pipes) as process:
        address = process.stdout.readline().strip()
        assert address.startswith("ray://")
        monkeypatch.setenv("TRAINING_CLUSTER", address)
        yield SmallCluster(address, process)
        launcher.cluster_at(address).end()
        (own_folder() / STATUS_FILE).unlink(missing_ok=True)
        process.stdin.close()
