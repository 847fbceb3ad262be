"""What the bridge to a cluster writes of it, twice a second: one small file, put in place whole."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cnn.atomic_write import write_atomically

STATUS_FILE = "cluster.json"
# Older than that, it is of a bridge that is gone or stands still.
STALE_SECONDS = 6.0


@dataclass(frozen=True)
class RunStatus:
    """One run on the cluster.

    Attributes:
        exit_code: how its trainer ended; None while it goes on, or has not begun.
        node: the number of the node where it trains, from 1; None while it is on none.
        trouble: a sentence on what keeps it from going on, or why it ended without a result.
    """

    exit_code: int | None = None
    node: int | None = None
    trouble: str | None = None


@dataclass(frozen=True)
class ClusterStatus:
    """The cluster as its bridge knew it at one moment.

    Attributes:
        is_reachable: whether its head answers.
        nodes: how many have processors to train on.
        processors: of all nodes together: so many runs train at once.
        trouble: a sentence on why the head does not answer; None where it does.
        runs: {token: status} of all that the bridge was told of.
        written: when, in seconds since 1970.
    """

    is_reachable: bool = False
    nodes: int = 0
    processors: int = 0
    trouble: str | None = None
    runs: Mapping[str, RunStatus] = field(default_factory=dict)
    written: float = field(default_factory=time.time)

    @property
    def is_stale(self) -> bool:
        """Whether nobody has written it for too long to go by it."""
        return abs(time.time() - self.written) > STALE_SECONDS


def write_status(folder: Path, status: ClusterStatus) -> None:
    """Put it in place of the one before.

    Raises:
        OSError: the disk is full or the folder is gone.
    """
    write_atomically(folder / STATUS_FILE, json.dumps(asdict(status)).encode(), durable=False)


def read_status(folder: Path) -> ClusterStatus | None:
    """The latest; None where there is none yet."""
    try:
        data: dict[str, Any] = json.loads((folder / STATUS_FILE).read_bytes())
        runs = {token: RunStatus(**run) for token, run in data.pop("runs").items()}
        return ClusterStatus(**data, runs=runs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
