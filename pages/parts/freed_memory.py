"""Memory that work has freed goes back to the system; of glibc alone, which keeps most of it."""

from __future__ import annotations

import ctypes
import sys
from functools import cache

# Of mallopt, as malloc.h numbers them.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
# What is larger comes from the system by itself, and goes back by itself: long messages do.
# No array of one digit read does, which would take 0.24 ms for 0.15.
_LARGE_BYTES = 2**18


@cache
def share_freed_memory() -> None:
    """Once: let no large array lie among small things, and all threads take from one heap.

    By itself glibc gives up the first with the first large array that is freed, for arrays of its
    size; and what one thread has freed, the next run's thread, with a heap of its own, never finds.
    """
    _call("mallopt", _M_MMAP_THRESHOLD, _LARGE_BYTES)
    _call("mallopt", _M_ARENA_MAX, 1)


def return_freed_memory() -> None:
    """Hand back what is free."""
    _call("malloc_trim", 0)


def _call(name: str, *numbers: int) -> None:
    """Call a function of the C library, where that has it."""
    if sys.platform != "linux":
        return
    function = getattr(ctypes.CDLL(None), name, None)
    if function is not None:
        function(*numbers)
