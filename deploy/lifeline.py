"""Processes that do not outlive the one that started them, however that one ended."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

# Of prctl, as linux/prctl.h numbers it.
_PR_SET_PDEATHSIG = 1


def start_child(command: Sequence[str], **settings: Any) -> subprocess.Popen:
    """Start a process that is told to end, by SIGTERM, when this one ends; of Linux alone.

    Args:
        command: what to run.
        settings: of `subprocess.Popen`.
    """
    # There are no threads here that could hold a lock while the child is made.
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=_end_with_the_parent,  # noqa: PLW1509
        **settings,
    )


def _end_with_the_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
