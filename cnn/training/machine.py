"""What a training run is made on."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from cnn.lessons.trained_results import Machine


def this_machine() -> Machine:
    """What the runs of this process are made on."""
    return Machine(
        cores=os.cpu_count() or 1,
        processor=_processor(),
        python=platform.python_version(),
        keras=keras.__version__,
        tensorflow=tf.__version__,
        numpy=np.__version__,
    )


def _processor() -> str:
    """What the processor calls itself; only its kind where the system does not tell."""
    cpuinfo = Path("/proc/cpuinfo")
    lines: Iterable[str] = cpuinfo.read_text().splitlines() if cpuinfo.exists() else ()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
