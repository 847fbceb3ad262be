"""The files of a job's folder, through which the web process and the trainer speak.

The web process writes job.json before the trainer starts, of a fine-tuning also the network that
it begins with and the digits that it learns from; and control.json whenever its visitor
pauses, steps, stops or changes the learning rate. The trainer writes the others: progress.jsonl is
appended to line by line, and whole files are put in place at once.
"""

from __future__ import annotations

import errno

JOB_FILE = "job.json"
# What a fine-tuning begins with; there are none of any other run.
BASE_NETWORK_FILE = "base.safetensors"
OWN_DIGITS_FILE = "own_digits.safetensors"
CONTROL_FILE = "control.json"
LOG_FILE = "worker.log"
PROGRESS_FILE = "progress.jsonl"
NETWORK_FILE = "model.safetensors"
KERAS_FILE = "model.keras"
# From where another trainer can go on as if there had been but one; only on a cluster.
STATE_FILE = "state.safetensors"
# The trainer's temporary files: TensorFlow writes some, and leaves them when it is killed.
TEMPORARY_FOLDER = "temporary"
FILES = (
    JOB_FILE,
    BASE_NETWORK_FILE,
    OWN_DIGITS_FILE,
    CONTROL_FILE,
    LOG_FILE,
    PROGRESS_FILE,
    NETWORK_FILE,
    KERAS_FILE,
    STATE_FILE,
)

DISK_FULL = (
    "The host's disk is full, so the training run could not be saved. Free some space, then "
    "start again; networks saved before are whole."
)
# How the trainer says so when not even a line of progress can be written.
DISK_FULL_EXIT = 28

_DISK_FULL_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def is_disk_full(error: OSError) -> bool:
    """Whether no more can be written: a full disk, a used-up quota, a file past its limit."""
    return error.errno in _DISK_FULL_ERRORS


def disk_words(error: OSError, otherwise: str) -> str:
    """What to say of a file that could not be written: that the disk is full, where it is."""
    return DISK_FULL if is_disk_full(error) else otherwise
