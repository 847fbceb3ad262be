"""The trainer's own process: `python -m cnn.training.worker JOB_FOLDER`.

Started by `cnn.training.jobs`, which holds the other end of this process's standard input: when
that closes, the web process is gone, and this one removes its files and ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cnn.architecture import Architecture
from cnn.datasets import load_mnist
from cnn.errors import VisitorError
from cnn.network import Network
from cnn.recipe import Recipe
from cnn.record import Record
from cnn.training.control import read_control
from cnn.training.job_folder import (
    DISK_FULL,
    DISK_FULL_EXIT,
    FILES,
    JOB_FILE,
    KERAS_FILE,
    NETWORK_FILE,
    is_disk_full,
)
from cnn.training.progress import append_event

if TYPE_CHECKING:
    from cnn.training.fit import Trained

NICENESS = 10
MEMORY_CHECK_SECONDS = 0.5
FAILED_EXIT = 1

NOT_ENOUGH_MEMORY = (
    "The training needs more memory than there is. Use a smaller batch, fewer filters or fewer "
    "dense units."
)
UNEXPECTED = "The trainer ended with an error of its own; the host's log has the details."


@dataclass(frozen=True)
class Order:
    """What job.json asks for.

    Attributes:
        architecture: what to train.
        recipe: how.
        max_seconds: training is stopped after so long, keeping what was learnt.
        max_memory_mb: the process is ended when it takes more.
    """

    architecture: Architecture
    recipe: Recipe
    max_seconds: float
    max_memory_mb: float

    @classmethod
    def read(cls, folder: Path) -> Order:
        """The order in a job's folder.

        Args:
            folder: holds job.json.

        Returns:
            The order.

        Raises:
            VisitorError: it asks for what is outside the limits.
        """
        data = json.loads((folder / JOB_FILE).read_bytes())
        return cls(
            Architecture.from_json(data["architecture"]),
            Recipe.from_json(data["recipe"]),
            float(data["max_seconds"]),
            float(data["max_memory_mb"]),
        )


def main(folder: Path) -> int:
    """Run the job of a folder and say in its progress file how it ended.

    Args:
        folder: as `cnn.training.jobs.start` made it.

    Returns:
        The exit code: 0 when a network was saved.
    """
    threading.Thread(target=_end_with_the_web_process, args=(folder,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        try:
            run(folder)
        except Exception as error:  # whatever it is, the page must be told
            traceback.print_exc()
            append_event(folder, "failed", message=sentence_for(error))
            return FAILED_EXIT
    except OSError as error:
        return DISK_FULL_EXIT if is_disk_full(error) else FAILED_EXIT
    return 0


def run(folder: Path) -> None:
    """Load MNIST, train, save both files.

    Args:
        folder: the job's.

    Raises:
        VisitorError: MNIST is not to be had, or the training diverged.
        OSError: the disk is full.
    """
    append_event(folder, "state", state="starting")
    order = Order.read(folder)
    threading.Thread(target=_watch_memory, args=(folder, order), daemon=True).start()
    append_event(folder, "state", state="loading")
    digits = load_mnist()
    append_event(folder, "state", state="building")
    from cnn.training.fit import fit  # imports keras and tensorflow: several seconds

    deadline = time.monotonic() + order.max_seconds
    trained = fit(
        order.architecture,
        order.recipe,
        digits,
        report=partial(append_event, folder),
        should_stop=lambda: read_control(folder).stop or time.monotonic() > deadline,
    )
    append_event(folder, "state", state="saving")
    save(folder, order, trained)
    append_event(folder, "finished", message=_why_early(folder, order, deadline))


def save(folder: Path, order: Order, trained: Trained) -> None:
    """Write the network as our file and as Keras's, each whole or not at all.

    Args:
        folder: the job's.
        order: what was asked for.
        trained: what came of it.

    Raises:
        OSError: the disk is full.
        NetworkFileError: a weight is not finite.
    """
    from cnn.training.build import weights_of

    planned = order.recipe.epochs * order.recipe.training_images
    record = Record(
        recipe=order.recipe,
        mnist_test_accuracy=trained.test_accuracy,
        training_seconds=round(trained.seconds, 1),
        images_trained=trained.images if trained.images < planned else None,
    )
    network = Network(order.architecture, weights_of(trained.model), record)
    partial_file = folder / f"partial-{KERAS_FILE}"
    try:
        trained.model.save(partial_file)
        os.replace(partial_file, folder / KERAS_FILE)
    finally:
        partial_file.unlink(missing_ok=True)
    network.save(folder / NETWORK_FILE)


def sentence_for(error: Exception) -> str:
    """What a visitor is told of an error.

    Args:
        error: anything that ended the run.

    Returns:
        One or two sentences: what is wrong, and what to do.
    """
    if isinstance(error, VisitorError):
        return str(error)
    if isinstance(error, OSError) and is_disk_full(error):
        return DISK_FULL
    # TensorFlow's own, by name: it may not be imported yet.
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return NOT_ENOUGH_MEMORY
    return UNEXPECTED


def _why_early(folder: Path, order: Order, deadline: float) -> str:
    if read_control(folder).stop:
        return "Stopped early; what was learnt until then is kept."
    if time.monotonic() > deadline:
        minutes = order.max_seconds / 60
        return (
            f"Ended after {minutes:g} minutes, the most that a run may take on this host; what was "
            "learnt until then is kept."
        )
    return ""


def _end_with_the_web_process(folder: Path) -> None:
    with contextlib.suppress(OSError, AttributeError, ValueError):
        while os.read(sys.stdin.fileno(), 1024):
            pass
    for name in FILES:
        with contextlib.suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()
    os._exit(FAILED_EXIT)


def _watch_memory(folder: Path, order: Order) -> None:
    """End this process before it takes the host's memory; Linux only, where /proc tells."""
    statm = Path("/proc/self/statm")
    while statm.exists():
        resident_pages = int(statm.read_text().split()[1])
        if resident_pages * os.sysconf("SC_PAGE_SIZE") > order.max_memory_mb * 1e6:
            with contextlib.suppress(OSError):
                append_event(folder, "failed", message=NOT_ENOUGH_MEMORY)
            os._exit(FAILED_EXIT)
        time.sleep(MEMORY_CHECK_SECONDS)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m cnn.training.worker JOB_FOLDER")
    sys.exit(main(Path(sys.argv[1])))
