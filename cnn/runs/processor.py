"""What kind of machine this is, as far as it decides how fast networks train."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from functools import cache
from pathlib import Path


def processor() -> str:
    """What the processor calls itself; only its kind where the system does not tell."""
    cpuinfo = Path("/proc/cpuinfo")
    lines: Iterable[str] = cpuinfo.read_text().splitlines() if cpuinfo.exists() else ()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


@cache
def machine_kind() -> str:
    """The processor with its number of cores: machines of one kind are about as fast."""
    return f"{processor()}, {os.cpu_count() or 1} cores"
