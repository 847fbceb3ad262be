"""Runs in processes of their own: queued, stopped, killed, abandoned."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from cnn.errors import TrainingError
from cnn.network import Network
from cnn.recipe import Recipe
from cnn.training import jobs
from cnn.training.job import KILLED
from tests.cnn.training.conftest import SMALL, wait_for_end, wait_until

LONG = Recipe(epochs=50, training_images=5000)


@pytest.fixture
def start():
    """`jobs.start` whose runs are discarded after the test."""
    begun = []

    def start_one(recipe=LONG, **settings):
        begun.append(jobs.start(SMALL, recipe, **settings))
        return begun[-1]

    yield start_one
    for job in reversed(begun):
        jobs.discard(job)


def test_one_trains_and_five_wait(start):
    first, *others = [start() for _ in range(6)]
    assert jobs.poll(first).state != "waiting"
    assert [jobs.poll(job).place for job in others] == [1, 2, 3, 4, 5]
    with pytest.raises(TrainingError, match="Try again in a few minutes"):
        start()
    jobs.discard(first)
    assert jobs.poll(others[0]).state != "waiting"
    assert jobs.poll(others[1]).place == 1


def test_one_who_waits_can_leave_the_queue(start):
    start()
    waiting = start()
    jobs.stop(waiting)
    assert jobs.poll(waiting).message == jobs.NEVER_BEGAN


def test_a_run_is_found_by_its_token_alone(start):
    job = start()
    assert jobs.find(job.token) is job
    assert jobs.find("no such token") is None
    assert len(job.token) >= 20


def test_a_job_folder_is_private_and_goes_with_the_job(start):
    job = start()
    if os.name == "posix":
        assert job.folder.stat().st_mode & 0o077 == 0
    jobs.discard(job)
    assert not job.folder.exists()
    assert jobs.find(job.token) is None
    assert not jobs.poll(job).is_running


def test_stopping_keeps_what_was_learnt(start):
    job = start()
    wait_until(job, lambda progress: progress.points)
    jobs.stop(job)
    assert job.is_stopping
    progress = wait_for_end(job)
    assert progress.state == "finished"
    assert progress.images_done < progress.images_total
    assert "Stopped early" in progress.message
    network = Network.load(job.network_path)
    assert network.record.mnist_test_accuracy == progress.epochs[-1].test_accuracy
    assert network.record.images_trained == progress.images_done
    assert job.keras_path.is_file()


def test_a_killed_trainer_is_told_and_the_next_run_works(start):
    job = start()
    wait_until(job, lambda progress: progress.points)
    job.process.kill()
    killed_at = time.monotonic()
    progress = wait_for_end(job)
    assert time.monotonic() - killed_at < 5
    assert (progress.state, progress.message) == ("failed", KILLED)
    after = start(Recipe(epochs=1, training_images=100))
    assert wait_for_end(after).state == "finished"


def test_a_run_that_nobody_watches_is_ended(start, monkeypatch):
    watched, unwatched = start(is_watched=lambda: True), start(is_watched=lambda: False)
    process = watched.process
    monkeypatch.setattr(jobs, "ABSENCE_SECONDS", 0.5)
    deadline = time.monotonic() + 10
    while unwatched.folder.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not unwatched.folder.exists()
    assert watched.folder.exists()
    assert process.poll() is None


def test_settings_that_make_no_sense_are_the_defaults(monkeypatch):
    for value in ("", "many", "-1", "nan", "inf"):
        monkeypatch.setenv("TRAINING_MINUTES", value)
        assert jobs.host_limits().minutes == jobs.DEFAULT_MINUTES
    monkeypatch.setenv("TRAINING_MINUTES", "2.5")
    assert jobs.host_limits().minutes == 2.5


@pytest.mark.skipif(sys.platform != "linux", reason="looks the processes up in /proc")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_web_process_that_ends_leaves_no_trainer_behind(ending):
    script = """
        import signal, sys, time
        from cnn.architecture import textbook
        from cnn.recipe import Recipe
        from cnn.training import jobs
from cnn.training.job import KILLED
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        job = jobs.start(textbook((4, 6), 16), Recipe())
        print(job.process.pid, job.folder, flush=True)
        time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True
    ) as web:
        pid, folder = web.stdout.readline().split()
        web.send_signal(ending)
    deadline = time.monotonic() + 15
    while is_alive(int(pid)) or Path(folder).exists():
        assert time.monotonic() < deadline, "the trainer or its folder is still there"
        time.sleep(0.1)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_web_process_imports_no_keras():
    script = "import sys, cnn.training.jobs, cnn.training.estimate, cnn.curves; print(*sys.modules)"
    listing = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"keras", "tensorflow"} & set(listing)
