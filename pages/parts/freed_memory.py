"""Memory that work has freed goes back to the system; of glibc alone, which keeps most of it."""

from __future__ import annotations

import ctypes
import sys

# Of mallopt, as malloc.h numbers it.
_M_MMAP_THRESHOLD = -3
# What is larger comes from the system by itself, and goes back by itself.
_LARGE_BYTES = 2**20


def keep_large_arrays_apart() -> None:
    """Let no large array lie among small things, where what it leaves can seldom be used again.

    By itself glibc gives this up with the first large array that is freed, for arrays of its size.
    """
    _call("mallopt", _M_MMAP_THRESHOLD, _LARGE_BYTES)


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
