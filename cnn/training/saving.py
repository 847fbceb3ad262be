"""What a run leaves behind, also where the disk is full: the network before all else."""

from __future__ import annotations

import contextlib
import os
import traceback
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from cnn.network import Network
from cnn.runs.checkpoints import CheckpointWriter
from cnn.runs.job_folder import KERAS_FILE, NETWORK_FILE, TEMPORARY_FOLDER, is_disk_full
from cnn.runs.progress import append_line, event_line
from cnn.training.line_count import LineCount

if TYPE_CHECKING:
    import keras

# Their lines take less than what a run holds in reserve.
MAX_UNTOLD = 200

FEWER_CHECKPOINTS = "The host's disk was full, so fewer moments of this run were kept."
NO_KERAS_FILE = "The host's disk was full, so there is no Keras file; the network itself is whole."
KERAS_FILE_FAILED = "Keras could not write its file; the network itself is whole."


class RunReport:
    """Tells of a run's events; where the disk is full, checkpoints go, or it tells them later.

    Attributes:
        lines: counts the lines of progress.
    """

    def __init__(self, folder: Path, checkpoints: CheckpointWriter) -> None:
        self._folder = folder
        self._checkpoints = checkpoints
        self.lines = LineCount()
        self._untold: deque[bytes] = deque(maxlen=MAX_UNTOLD)

    def __call__(self, kind: str, **fields: float | str) -> None:
        """Take note of an event.

        Raises:
            OSError: the folder is gone.
        """
        self._untold.append(event_line(kind, **fields))
        self.lines.count += 1
        while self._untold and self._is_told(self._untold[0]):
            self._untold.popleft()

    def finish(self, message: str) -> None:
        """Tell that the run has ended well.

        Raises:
            OSError: the disk is full even so, or the folder is gone.
        """
        self("finished", message=message)
        for line in self._untold:
            append_line(self._folder, line)

    def _is_told(self, line: bytes) -> bool:
        while True:
            try:
                append_line(self._folder, line)
            except OSError as error:
                if not is_disk_full(error):
                    raise
                if not self._checkpoints.give_way():
                    return False
            else:
                return True


def save(folder: Path, model: keras.Model, network: Network, checkpoints: CheckpointWriter) -> str:
    """Write the network, then Keras's file of it, each whole or not at all.

    Returns:
        What could not be kept for want of room, in whole sentences; else nothing.

    Raises:
        OSError: the network cannot be written, even in place of checkpoints; or the folder is gone.
    """
    save_network(folder, network, checkpoints)
    failure = _save_keras_file(folder, model)
    return " ".join(filter(None, [FEWER_CHECKPOINTS if checkpoints.gave_way else "", failure]))


def save_network(folder: Path, network: Network, checkpoints: CheckpointWriter) -> None:
    """Write the network; where the disk is full, in place of checkpoints.

    Raises:
        OSError: the disk is full even so, or the folder is gone.
    """
    while True:
        try:
            return network.save(folder / NETWORK_FILE)
        except OSError as error:
            if not is_disk_full(error) or not checkpoints.give_way():
                raise


def _save_keras_file(folder: Path, model: keras.Model) -> str:
    """Write the optional file; gives the sentence for where that cannot be."""
    partial_file = folder / TEMPORARY_FOLDER / KERAS_FILE
    try:
        partial_file.parent.mkdir(exist_ok=True)
        model.save(partial_file)
        os.replace(partial_file, folder / KERAS_FILE)
    except Exception as error:  # whatever Keras raises, the network is saved
        with contextlib.suppress(OSError):  # the log is on the same disk
            traceback.print_exc()
        is_full = isinstance(error, OSError) and is_disk_full(error)
        return NO_KERAS_FILE if is_full else KERAS_FILE_FAILED
    finally:
        partial_file.unlink(missing_ok=True)
    return ""
