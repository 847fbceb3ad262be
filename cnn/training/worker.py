"""The trainer's own process: `python -m cnn.training.worker [--resumable] JOB_FOLDER`.

Started by `cnn.runs.jobs`, which holds the other end of this process's standard input: when
that closes, the web process is gone, and this one removes its files and ends.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import sys
import tempfile
import threading
import time
import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from cnn.errors import VisitorError
from cnn.network import Network
from cnn.network.fine_tuning import fixed_layers
from cnn.network.provenance import Provenance
from cnn.runs.checkpoints import CHECKPOINT_FOLDER, CheckpointWriter
from cnn.runs.control import read_control
from cnn.runs.disk_room import Reserve
from cnn.runs.fine_tuning_files import FineTuningStart, read_start
from cnn.runs.job_file import JobFile
from cnn.runs.job_folder import (
    DISK_FULL,
    DISK_FULL_EXIT,
    FILES,
    TEMPORARY_FOLDER,
    is_disk_full,
)
from cnn.runs.progress import append_event
from cnn.runs.server_folder import remove_after_server
from cnn.training.digits import RunDigits, load_digits, own_run_digits
from cnn.training.saving import RunReport, save, save_network

if TYPE_CHECKING:
    from cnn.training.beginning import Beginning
    from cnn.training.fit import Ending, Trained

# The least that there is: a host with nothing else to do trains as fast, and pages go first.
NICENESS = 19
MEMORY_CHECK_SECONDS = 0.5
FAILED_EXIT = 1

NOT_ENOUGH_MEMORY = (
    "The training needs more memory than there is. Use a smaller batch, fewer filters or fewer "
    "dense units."
)
UNEXPECTED = "The trainer ended with an error of its own; the host's log has the details."


def main(folder: Path, is_resumable: bool = False) -> int:
    """Run the job of a folder and say in its progress file how it ended; gives the exit code.

    Where an earlier trainer left a state there, the run goes on from it.

    Args:
        folder: the job's.
        is_resumable: whether to leave such states.
    """
    is_web_gone = threading.Event()
    watch = threading.Thread(
        target=_end_with_the_web_process, args=(folder, is_web_gone), daemon=True
    )
    watch.start()

    def leave_the_end_to_the_watch() -> None:
        # Otherwise this thread would write what the other has just removed, or end before it.
        if is_web_gone.is_set() or _has_web_process_closed():
            watch.join()

    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        _keep_temporary_files_in(folder / TEMPORARY_FOLDER)
        try:
            run(folder, is_resumable)
        except Exception as error:  # whatever it is, the page must be told
            leave_the_end_to_the_watch()
            with contextlib.suppress(OSError):  # the log is on a disk that may be full
                traceback.print_exc()
            append_event(folder, "failed", message=sentence_for(error))
            return FAILED_EXIT
    except OSError as error:
        return DISK_FULL_EXIT if is_disk_full(error) else FAILED_EXIT
    finally:
        leave_the_end_to_the_watch()
    return 0


def run(folder: Path, is_resumable: bool = False) -> None:
    """Load the digits, train, save both files.

    Raises:
        VisitorError: MNIST is not to be had, or the training diverged; then the last good
            checkpoint is the folder's network file.
        OSError: the disk has no room to begin, or the folder is gone.
    """
    order = JobFile.read(folder)
    checkpoints = CheckpointWriter(
        folder, order.architecture, order.recipe, order.limits.checkpoint_mb
    )
    report = RunReport(folder, checkpoints)
    report("state", state="starting")
    threading.Thread(target=_watch_memory, args=(folder, order), daemon=True).start()
    _keep_to_threads(order.limits.threads)
    reserve = Reserve(folder, order.architecture)
    try:
        _train_and_save(folder, order, checkpoints, reserve, report, is_resumable=is_resumable)
    finally:
        reserve.release()


def _train_and_save(
    folder: Path,
    order: JobFile,
    checkpoints: CheckpointWriter,
    reserve: Reserve,
    report: RunReport,
    *,
    is_resumable: bool,
) -> None:
    report("state", state="loading")
    start = None if order.plan is None else read_start(folder, order.plan)
    digits = load_digits(order.recipe) if start is None else own_run_digits(start)
    report("test_set", test_set=digits.test_set)
    report("state", state="building")
    from cnn.training.fit import DivergedError, fit
    from cnn.training.run_state import RunStateFile

    try:
        trained = fit(
            order.architecture,
            order.recipe,
            (digits.train, digits.test),
            report=report,
            control=partial(read_control, folder),
            checkpoints=checkpoints,
            max_seconds=60 * order.limits.minutes,
            beginning=None if start is None else beginning_of(start),
            state_file=RunStateFile(folder, report.lines),
            is_resumable=is_resumable,
        )
    except DivergedError as error:
        reserve.release()
        network = trained_network(order, error.trained, digits, start)
        save_network(folder, network, checkpoints)
        raise
    report("state", state="saving")
    network = trained_network(order, trained, digits, start)
    reserve.release()
    not_kept = save(folder, trained.model, network, checkpoints)
    report.finish(" ".join(filter(None, [_why_early(order, trained.ending), not_kept])))


def beginning_of(start: FineTuningStart) -> Beginning:
    """What a fine-tuning goes on from, and what of it stays as it is."""
    from cnn.training.beginning import Beginning

    fixed = fixed_layers(start.architecture, start.plan.held_fixed)
    return Beginning(start.network.weights, frozenset(fixed))


def trained_network(
    order: JobFile, trained: Trained, digits: RunDigits, start: FineTuningStart | None = None
) -> Network:
    """What was trained, with its provenance and its statistics of digits.

    Args:
        order: what was asked for.
        trained: what came of it.
        digits: what it learned from, and what it was tested on.
        start: what a fine-tuning began with; None for a training from a random start.

    Raises:
        NetworkFileError: a weight is not finite.
    """
    from cnn.training.build import weights_of
    from cnn.training.fine_tune import fine_tuned
    from cnn.training.statistics import with_statistics_of

    weights = weights_of(trained.model)
    if start is not None:
        return fine_tuned(start, trained, weights, digits)
    accuracy = trained.test_accuracy
    provenance = Provenance(
        recipe=order.recipe,
        mnist_test_accuracy=accuracy if digits.test_set == "mnist" else None,
        synthetic_test_accuracy=accuracy if digits.test_set == "synthetic" else None,
        training_seconds=round(trained.seconds, 1),
        images_trained=trained.images if trained.images < order.recipe.images else None,
        rate_changes=trained.rate_changes,
    )
    network = Network(order.architecture, weights, provenance)
    return with_statistics_of(network, digits.train, digits.test)


def sentence_for(error: Exception) -> str:
    """What a visitor is told of an error that ended the run, and what to do about it."""
    if isinstance(error, VisitorError):
        return str(error)
    if isinstance(error, OSError) and is_disk_full(error):
        return DISK_FULL
    # TensorFlow's own, by name: it may not be imported yet.
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return NOT_ENOUGH_MEMORY
    return UNEXPECTED


def _why_early(order: JobFile, ending: Ending) -> str:
    match ending:
        case "complete":
            return ""
        case "stopped":
            return "Stopped early; what it had learned by then is kept."
        case "outdone":
            return (
                "Ended early: after as many epochs, other runs of this sweep read more test digits "
                "right. What it had learned by then is kept."
            )
        case "out of time":
            return (
                f"Ended after {order.limits.minutes:g} minutes, the most that a run may train or "
                "stand paused on this host; what it had learned by then is kept."
            )
        case _:
            assert_never(ending)


def _keep_to_threads(threads: int | None) -> None:
    """Have TensorFlow, which is not yet imported, use so many threads.

    It adds up in another order with another number of them, so that the last places of the
    weights, and in time all places, are others.
    """
    if threads is not None:
        for kind in ("INTRAOP", "INTEROP"):
            os.environ[f"TF_NUM_{kind}_THREADS"] = str(threads)


def _keep_temporary_files_in(folder: Path) -> None:
    """TensorFlow leaves some behind where it is killed: they go with the job's folder."""
    folder.mkdir(exist_ok=True)
    os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)))
    tempfile.tempdir = str(folder)


def _end_with_the_web_process(folder: Path, is_web_gone: threading.Event) -> None:
    with contextlib.suppress(OSError, AttributeError, ValueError):
        while os.read(sys.stdin.fileno(), 1024):
            pass
    is_web_gone.set()
    for name in FILES:
        with contextlib.suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    for name in (CHECKPOINT_FOLDER, TEMPORARY_FOLDER):
        shutil.rmtree(folder / name, ignore_errors=True)
    with contextlib.suppress(OSError):
        folder.rmdir()
    remove_after_server(folder.parent)
    os._exit(FAILED_EXIT)


def _has_web_process_closed() -> bool:
    """Whether standard input is at its end, though the watch may not have come to see it yet.

    Where pipes cannot be asked, as on Windows, the next server removes what is left.
    """
    with contextlib.suppress(OSError, AttributeError, ValueError):
        return bool(select.select([sys.stdin], [], [], 0)[0])
    return False


def _watch_memory(folder: Path, order: JobFile) -> None:
    """End this process before it takes the host's memory; Linux only, where /proc tells."""
    statm = Path("/proc/self/statm")
    while statm.exists():
        resident_pages = int(statm.read_text().split()[1])
        if resident_pages * os.sysconf("SC_PAGE_SIZE") > order.limits.memory_mb * 1e6:
            with contextlib.suppress(OSError):
                append_event(folder, "failed", message=NOT_ENOUGH_MEMORY)
            os._exit(FAILED_EXIT)
        time.sleep(MEMORY_CHECK_SECONDS)


if __name__ == "__main__":
    match sys.argv[1:]:
        case [folder]:
            sys.exit(main(Path(folder)))
        case ["--resumable", folder]:
            sys.exit(main(Path(folder), is_resumable=True))
        case _:
            sys.exit("usage: python -m cnn.training.worker [--resumable] JOB_FOLDER")
