"""Where a run's trainer works: in a process of its own on this machine, or on a cluster.

The job's folder is all that a run and its page share, wherever it trains: the same files come to
be in it. TRAINING_CLUSTER, the address of a cluster, chooses; without it all runs train here.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from cnn.runs.cluster_launcher import ClusterLauncher
from cnn.runs.job_folder import LOG_FILE, TEMPORARY_FOLDER
from cnn.runs.limits import cluster_address, trainings_at_once

REPOSITORY = Path(__file__).parents[2]
# What is run, with the job's folder as its last argument.
TRAINER = (sys.executable, "-m", "cnn.training.worker")


class Trainer(Protocol):
    """What trains one run, as the web process sees it; asking never waits."""

    @property
    def where(self) -> str | None:
        """Where it trains, as a page may say it: "on the cluster, node 2"; None on this machine."""

    @property
    def trouble(self) -> str | None:
        """What keeps the run from going on, or why it ended without a result; None of none."""

    def exit_code(self) -> int | None:
        """How the trainer ended; None while it goes on."""

    def kill(self) -> None:
        """End it at once, and take away what it left beside the job's files."""


class Launcher(Protocol):
    """Starts trainers."""

    @property
    def takes_sweeps(self) -> bool:
        """Whether the runs of a sweep are best given to it all at once."""

    @property
    def trouble(self) -> str | None:
        """What keeps every run from beginning at this moment; None of nothing."""

    def slots(self) -> int:
        """How many runs may train at the same time; it may change, and may be 0 for a while."""

    def launch(self, folder: Path, token: str) -> Trainer:
        """Start the trainer of a job's folder; one that goes on from there where it has begun.

        Raises:
            OSError: it cannot be started.
        """

    def launch_together(self, sweep: str, runs: Sequence[tuple[Path, str]]) -> tuple[Trainer, ...]:
        """Start the trainers of a sweep's runs, (folder, token) each; `sweep` names it.

        Raises:
            OSError: they cannot be started.
        """


def chosen_launcher() -> Launcher:
    """The one that the environment chooses, the same each time."""
    address = cluster_address()
    return cluster_at(address) if address else LocalLauncher()


@cache
def cluster_at(address: str) -> ClusterLauncher:
    """The launcher of the cluster at an address, the same each time."""
    launcher = ClusterLauncher(address)
    atexit.register(launcher.end)
    return launcher


class LocalTrainer:
    """A trainer in a process of its own on this machine."""

    where: str | None = None
    trouble: str | None = None

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.process = process
        self._folder = folder

    def exit_code(self) -> int | None:
        """How the process ended; None while it goes on."""
        return self.process.poll()

    def kill(self) -> None:
        """End the process, and remove its temporary files."""
        self.process.kill()
        self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()
        shutil.rmtree(self._folder / TEMPORARY_FOLDER, ignore_errors=True)


class LocalLauncher:
    """Trains on this machine, TRAININGS at once."""

    takes_sweeps = False
    trouble: str | None = None

    def slots(self) -> int:
        """TRAININGS."""
        return trainings_at_once()

    def launch(self, folder: Path, token: str) -> Trainer:
        """Start the trainer's process."""
        temporary = folder / TEMPORARY_FOLDER
        environment = {
            "TF_CPP_MIN_LOG_LEVEL": "2",
            **os.environ,
            "KERAS_BACKEND": "tensorflow",
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)),
        }
        temporary.mkdir(exist_ok=True)
        with (folder / LOG_FILE).open("ab") as log:
            process = subprocess.Popen(
                [*TRAINER, str(folder)],
                cwd=REPOSITORY,
                env=environment,
                # Never written to. It closes when this process ends, however that comes about,
                # and the trainer then ends too.
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return LocalTrainer(process, folder)

    def launch_together(self, sweep: str, runs: Sequence[tuple[Path, str]]) -> tuple[Trainer, ...]:
        """Start a trainer for each; the queue gives this one run after the other instead."""
        return tuple(self.launch(folder, token) for folder, token in runs)
