"""The most that runs may take on this host, from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cnn.runs.checkpoints import DEFAULT_CHECKPOINT_MB

DEFAULT_TRAININGS = 1
# More than a class: as many as visitors, each of whom has one run, or one sweep, at a time.
DEFAULT_QUEUE = 300
DEFAULT_MINUTES = 30.0
DEFAULT_MEMORY_MB = 2500.0
DEFAULT_ENDED_RUNS_MB = 512.0


@dataclass(frozen=True)
class Limits:
    """What one run may take.

    Attributes:
        minutes: of training, pauses excluded; and of any one pause.
        memory_mb: of the trainer's process.
        checkpoint_mb: of its checkpoints on the disk.
        threads: of TensorFlow; None for one per processor of the machine. With another number of
            them the same seed gives a slightly different network.
    """

    minutes: float
    memory_mb: float
    checkpoint_mb: float
    threads: int | None = None


def host_limits() -> Limits:
    """TRAINING_MINUTES, TRAINING_MEMORY_MB, CHECKPOINT_MB and TRAINING_THREADS."""
    return Limits(
        _setting("TRAINING_MINUTES", DEFAULT_MINUTES),
        _setting("TRAINING_MEMORY_MB", DEFAULT_MEMORY_MB),
        _setting("CHECKPOINT_MB", DEFAULT_CHECKPOINT_MB),
        training_threads(),
    )


def training_threads() -> int | None:
    """TRAINING_THREADS: what one run takes of processors, wherever it trains.

    Where a cluster is chosen one, so that a run gives the same network on each of its nodes and
    here; else as many as there are.
    """
    return int(_setting("TRAINING_THREADS", 1 if cluster_address() else 0)) or None


def cluster_address() -> str:
    """TRAINING_CLUSTER: the address of the cluster that runs train on; empty where they do here."""
    return os.environ.get("TRAINING_CLUSTER", "").strip()


def trainings_at_once() -> int:
    """TRAININGS: how many runs train at the same time."""
    return max(1, int(_setting("TRAININGS", DEFAULT_TRAININGS)))


def most_waiting() -> int:
    """TRAINING_QUEUE: how many visitors may wait for a run of theirs, or for a sweep."""
    return max(1, int(_setting("TRAINING_QUEUE", DEFAULT_QUEUE)))


def ended_runs_bytes() -> float:
    """ENDED_RUNS_MB: what the files of all ended runs may take of the temporary folder."""
    return 1e6 * _setting("ENDED_RUNS_MB", DEFAULT_ENDED_RUNS_MB)


def _setting(name: str, default: float) -> float:
    try:
        value = float(os.environ.get(name, default))
    except ValueError:
        return default
    return value if 0 < value < float("inf") else default
