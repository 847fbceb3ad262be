"""Runs in processes of their own: steered, stopped, killed, left alone."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from cnn.network import Network
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.checkpoints import load_checkpoint
from cnn.runs.job import KILLED
from cnn.training.digits import TAKE_SYNTHETIC
from tests.cnn.conftest import SMALL, wait_for_end, wait_until

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


def test_a_job_folder_is_private_and_goes_with_the_job(start):
    job = start()
    if os.name == "posix":
        assert job.folder.stat().st_mode & 0o077 == 0
    jobs.discard(job)
    assert not job.folder.exists()
    assert jobs.find(job.token) is None
    assert not jobs.poll(job).is_running


@pytest.fixture
def download_that_hangs(monkeypatch, tmp_path):
    """MNIST is not on this machine, and whoever is asked for it takes the call and is silent."""
    monkeypatch.delenv("MNIST_NPZ", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{silent.getsockname()[1]}")
        yield


def test_a_run_that_waits_for_its_download_is_stopped_at_once(start, download_that_hangs):
    job = start()
    wait_until(job, lambda progress: progress.state == "loading")
    jobs.stop(job)
    assert (job.progress.state, job.progress.message) == ("failed", jobs.NEVER_BEGAN)
    assert not job.is_training


@pytest.mark.long
def test_a_download_that_hangs_is_told_with_where_to_put_the_file(start, download_that_hangs):
    progress = wait_for_end(start())
    assert progress.state == "failed"
    assert "next to nothing came" in progress.message
    assert progress.message.endswith(TAKE_SYNTHETIC)


@pytest.mark.long
@pytest.mark.parametrize("state", ["starting", "building"])
def test_a_run_that_gets_ready_is_stopped_at_once(start, state):
    job = start()
    wait_until(job, lambda progress: progress.state == state)
    jobs.stop(job)
    assert (job.progress.state, job.progress.message) == ("failed", jobs.NEVER_BEGAN)
    assert not job.is_training


@pytest.mark.long
def test_stopping_keeps_what_was_learned(start):
    job = start()
    wait_until(job, lambda progress: progress.points)
    jobs.stop(job)
    assert job.is_stopping
    progress = wait_for_end(job)
    assert progress.state == "finished"
    assert progress.images_done < progress.images_total
    assert "Stopped early" in progress.message
    network = Network.load(job.network_path)
    assert network.provenance.mnist_test_accuracy == progress.epochs[-1].test_accuracy
    assert network.provenance.images_trained == progress.images_done
    assert job.keras_path.is_file()


@pytest.mark.long
def test_a_run_is_paused_stepped_and_goes_on_with_another_learning_rate(start):
    job = start()
    wait_until(job, lambda progress: progress.points)
    jobs.pause(job)
    paused = wait_until(job, lambda progress: progress.state == "paused")
    jobs.step(job)
    stepped = wait_until(job, lambda progress: progress.steps_done > paused.steps_done)
    assert (stepped.steps_done, stepped.state) == (paused.steps_done + 1, "paused")
    assert stepped.points[-1].count == job.recipe.batch_size
    jobs.set_learning_rate(job, 0.002)
    jobs.resume(job)
    wait_until(job, lambda progress: progress.steps_done > stepped.steps_done)
    changed = jobs.poll(job)
    assert changed.rate_changes == ((stepped.steps_done, 0.002),)
    assert changed.learning_rate == 0.002
    jobs.stop(job)
    assert wait_for_end(job).state == "finished"
    provenance = Network.load(job.network_path).provenance
    assert provenance.rate_changes == changed.rate_changes
    steps = [checkpoint.step for checkpoint in job.checkpoints()]
    assert (steps[0], steps[-1]) == (0, jobs.poll(job).steps_done)


@pytest.mark.long
@pytest.mark.parametrize("state", ["starting", "building", "training", "paused"])
def test_a_killed_trainer_is_told_and_leaves_no_half_files(start, state):
    job = start()
    if state == "paused":
        jobs.pause(job)
    wait_until(job, lambda progress: progress.state == state)
    job.trainer.process.kill()
    progress = wait_for_end(job)
    assert (progress.state, progress.message) == ("failed", KILLED)
    assert not job.network_path.exists()
    for checkpoint in job.checkpoints():
        load_checkpoint(job.folder, checkpoint, SMALL)


@pytest.mark.long
def test_the_run_after_a_killed_one_works(start):
    job = start()
    job.trainer.process.kill()
    after = start(Recipe(epochs=1, training_images=100))
    assert wait_for_end(job).message == KILLED
    assert wait_for_end(after).state == "finished"


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="looks the processes up in /proc")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("state", ["starting", "training"])
def test_a_web_process_that_ends_leaves_no_trainer_and_no_file_behind(ending, tmp_path, state):
    script = """
        import signal, sys, time
        from cnn.network.architecture import textbook
        from cnn.network.recipe import Recipe
        from cnn.runs import jobs
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        job = jobs.start(textbook((4, 6), 16), Recipe())
        while jobs.poll(job).state != sys.argv[1]:
            time.sleep(0.05)
        print(job.trainer.process.pid, job.folder, flush=True)
        time.sleep(600)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), state],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as web:
        pid, folder = web.stdout.readline().split()
        assert Path(folder).is_relative_to(tmp_path)
        web.send_signal(ending)
    # The trainer is the last in turn on a busy machine, and hears nothing while TensorFlow loads.
    deadline = time.monotonic() + 300
    while is_alive(int(pid)) or list(tmp_path.iterdir()):
        assert time.monotonic() < deadline, "the trainer or a file of it is still there"
        time.sleep(0.1)
    assert not Path(folder).exists()


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
