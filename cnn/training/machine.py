"""What a training run is made on."""

from __future__ import annotations

import os
import platform

import keras
import numpy as np
import tensorflow as tf

from cnn.lessons.trained_results import Machine
from cnn.runs.processor import processor


def this_machine() -> Machine:
    """What the runs of this process are made on."""
    return Machine(
        cores=os.cpu_count() or 1,
        processor=processor(),
        python=platform.python_version(),
        keras=keras.__version__,
        tensorflow=tf.__version__,
        numpy=np.__version__,
    )
