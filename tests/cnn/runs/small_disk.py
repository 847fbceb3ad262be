"""Runs on a real file system of 2 MB: `python -m tests.cnn.runs.small_disk FOLDER SCENARIO`.

Started in a namespace of mounts of its own, so that the file system goes with this process. What
came of it is printed as JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cnn.errors import VisitorError
from cnn.network import Network
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.job import Job
from cnn.runs.progress import Progress
from cnn.runs.store import Run, RunStore
from tests.cnn.conftest import SMALL, wait_for_end, wait_until
from tests.designs import random_network

SIZE = "2m"
LONG = Recipe(epochs=50, training_images=5000)
# So many gradient steps that 64 checkpoints, if they had room, would take 2.5 MB.
MANY_STEPS = Recipe(epochs=1, training_images=16_000, batch_size=10)


def fill(folder: Path) -> Path:
    """Take the last byte of a disk; gives the file that does."""
    path = folder / "someone else's"
    with path.open("ab", buffering=0) as file:
        for size in (1 << 16, 1 << 10, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)) == size:
                    pass
    return path


def account(job: Job, progress: Progress) -> dict[str, object]:
    """What a run left, once its trainer is gone."""
    while job.is_training:
        jobs.poll(job)
        time.sleep(0.05)
    network = Network.load(job.network_path) if job.network_path.exists() else None
    return {
        "state": progress.state,
        "message": progress.message,
        "images": progress.images_done,
        "last_point": progress.points[-1].images if progress.points else None,
        "tests": len(progress.epochs),
        "network_images": network and (network.provenance.images_trained or job.recipe.images),
        "keras": job.keras_path.is_file(),
        "checkpoints": len(job.checkpoints()),
        "temporary": sorted(path.name for path in job.folder.glob("temporary/*")),
    }


def full_before_the_start(folder: Path) -> dict[str, object]:
    """A run is asked for where there is next to no room, and again where there is."""
    filler = fill(folder)
    try:
        jobs.start(SMALL, LONG)
    except VisitorError as error:
        refusal = str(error)
    filler.unlink()
    job = jobs.start(SMALL, Recipe(epochs=1, training_images=100))
    return {"refusal": refusal, **account(job, wait_for_end(job))}


def filled_by_others(folder: Path) -> dict[str, object]:
    """Somebody else takes the whole disk while a run trains, which is then stopped."""
    job = jobs.start(SMALL, LONG)
    seen = wait_until(job, lambda progress: progress.points and len(job.checkpoints()) > 3)
    fill(folder)
    wait_until(job, lambda _: len(job.checkpoints()) <= 3)
    jobs.stop(job)
    return {"images_before": seen.images_done, **account(job, wait_for_end(job))}


def filled_by_checkpoints(folder: Path) -> dict[str, object]:
    """The run's own checkpoints would take more than there is."""
    job = jobs.start(SMALL, MANY_STEPS)
    return account(job, wait_for_end(job))


def kept_run(folder: Path) -> dict[str, object]:
    """A second run finds no room in the folder of kept runs."""
    store = RunStore(folder / "runs")
    runs = [
        Run(f"token00{number}", "mine", random_network(SMALL), Progress("finished"), 1.0)
        for number in (1, 2)
    ]
    store.save(runs[0])
    fill(folder)
    refusals = []
    for save in (lambda: store.save(runs[1]), lambda: store.rename("token001", "other" * 200)):
        try:
            save()
        except VisitorError as error:
            refusals.append(str(error))
    kept = [run.token for run in RunStore(folder / "runs").runs()]
    return {"refusals": refusals, "kept": kept, "files": sorted(os.listdir(folder / "runs"))}


SCENARIOS: dict[str, Callable[[Path], dict[str, object]]] = {
    scenario.__name__: scenario
    for scenario in (full_before_the_start, filled_by_others, filled_by_checkpoints, kept_run)
}


def main(folder: Path, scenario: str) -> None:
    """Mount the file system, let the scenario happen on it, print what came of it."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], check=True)
    if shutil.disk_usage(folder).total > 2 << 20:
        sys.exit("the file system is not the small one")
    tempfile.tempdir = str(folder)
    print(json.dumps(SCENARIOS[scenario](folder)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
