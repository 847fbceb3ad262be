"""Small training runs through the real trainer process, each made once for all tests."""

import time
from collections.abc import Callable

import pytest

from cnn.network.architecture import textbook
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.job import Job
from cnn.runs.progress import Progress

SMALL = textbook((4, 6), 16)
DEADLINE_SECONDS = 180.0


def wait_until(job: Job, holds: Callable[[Progress], bool]) -> Progress:
    """Poll until a condition holds, or fail with what is known."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        progress = jobs.poll(job)
        if holds(progress):
            return progress
        if not progress.is_running:
            break
        time.sleep(0.05)
    log = job.folder / "worker.log"
    pytest.fail(f"{progress}\n{log.read_text() if log.exists() else 'no log'}")


def wait_for_end(job: Job) -> Progress:
    """Poll until the run has ended, one way or the other."""
    return wait_until(job, lambda progress: not progress.is_running)


@pytest.fixture(scope="session")
def finished_job():
    """A run of 500 images and two epochs, at its end."""
    job = jobs.start(SMALL, Recipe(epochs=2, training_images=500, batch_size=50, seed=3), "small")
    wait_for_end(job)
    yield job
    jobs.discard(job)
