"""Room on the disk for a run: looked at before it begins, and kept until its end."""

from __future__ import annotations

import os
import shutil
from io import FileIO
from pathlib import Path

from cnn.errors import TrainingError
from cnn.network.architecture import Architecture
from cnn.network.file_checks import MAX_HEADER_BYTES, MAX_STATISTICS_BYTES
from cnn.network.shapes import FLOAT_BYTES
from cnn.runs.checkpoints import LEAST_CHECKPOINTS, checkpoint_bytes
from cnn.runs.job_folder import TEMPORARY_FOLDER, is_disk_full

# Its order, the curve, and what TensorFlow writes for a while.
OTHER_FILES_BYTES = 256 * 1024
_RESERVE = "reserve"
_ZEROS = bytes(1 << 16)


def network_bytes(architecture: Architecture) -> int:
    """The most that the file of a trained network takes."""
    return FLOAT_BYTES * architecture.parameters + MAX_STATISTICS_BYTES + MAX_HEADER_BYTES


def least_bytes(architecture: Architecture) -> int:
    """What a run cannot do without: its network, the fewest checkpoints, the curve.

    It uses more where there is more: for more checkpoints, and for a Keras file.
    """
    checkpoints = LEAST_CHECKPOINTS * checkpoint_bytes(architecture)
    return network_bytes(architecture) + checkpoints + OTHER_FILES_BYTES


def check_room(folder: Path, architecture: Architecture) -> None:
    """Refuse a run whose files the disk has no room for.

    Raises:
        TrainingError: with how much is free, and how much it needs.
        OSError: there is no such folder.
    """
    free, needed = shutil.disk_usage(folder).free, least_bytes(architecture)
    if free < needed:
        raise TrainingError(
            f"The host's disk has {free / 1e6:.1f} MB free, and this run needs at least "
            f"{needed / 1e6:.1f} MB to be saved. Make the network smaller, or try again once there "
            "is room; networks saved before are whole."
        )


class Reserve:
    """Room that a run holds on the disk from its start, for its network and its last words.

    Raises:
        OSError: there is not so much.
    """

    def __init__(self, folder: Path, architecture: Architecture) -> None:
        self._path = folder / TEMPORARY_FOLDER / _RESERVE
        self._path.parent.mkdir(exist_ok=True)
        try:
            _fill(self._path, network_bytes(architecture) + OTHER_FILES_BYTES // 2)
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        """Give the room back, to be written in at once."""
        self._path.unlink(missing_ok=True)


def _fill(path: Path, size: int) -> None:
    """A file that really takes so much, on file systems as well that leave out zeros."""
    with path.open("wb", buffering=0) as file:
        try:
            os.posix_fallocate(file.fileno(), 0, size)
        except AttributeError:  # not on this system
            _write_zeros(file, size)
        except OSError as error:
            if is_disk_full(error):
                raise
            _write_zeros(file, size)  # not on this file system


def _write_zeros(file: FileIO, size: int) -> None:
    while size > 0:
        size -= file.write(_ZEROS[:size])
