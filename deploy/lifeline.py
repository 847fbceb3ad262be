"""Processes that do not outlive the one that started them, however that one ended."""

from __future__ import annotations

import ctypes
import signal
import sys

# Of prctl, as linux/prctl.h numbers it.
_PR_SET_PDEATHSIG = 1


def ends_with_its_parent() -> None:
    """To be run in a child before it becomes what it is to be: of Linux alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
