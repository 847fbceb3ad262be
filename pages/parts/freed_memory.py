"""Memory that work has freed goes back to the system."""

from __future__ import annotations

import ctypes
import sys


def return_freed_memory() -> None:
    """Hand back what is free; glibc would keep it, thread by thread, for the thread's next work."""
    if sys.platform != "linux":
        return
    # Other C libraries have no such function, and keep less.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
