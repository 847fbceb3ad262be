"""The trainer process: what it leaves behind, and what it says when it cannot go on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnn.datasets import load_mnist_test
from cnn.errors import DatasetError
from cnn.network import Network
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.job_file import JobFile
from cnn.runs.job_folder import DISK_FULL_EXIT, JOB_FILE, NETWORK_FILE, PROGRESS_FILE
from cnn.runs.server_folder import LOCK_FILE
from cnn.strangeness import BOUND, strangeness
from cnn.training import fit as fit_module
from cnn.training import worker
from cnn.training.build import build_keras
from cnn.training.digits import TAKE_SYNTHETIC
from cnn.training.fit import DivergedError, Trained
from tests.cnn.conftest import SMALL, wait_for_end

keras = pytest.importorskip("keras")


def test_the_run_ends_with_a_network_and_its_record(finished_job):
    progress = jobs.poll(finished_job)
    network = Network.load(finished_job.network_path)
    assert progress.state == "finished"
    assert progress.message is None
    assert network.architecture == SMALL
    assert network.provenance.recipe == finished_job.recipe
    assert network.provenance.training_seconds > 0
    assert network.provenance.images_trained is None


def test_one_in_a_hundred_of_its_test_digits_is_past_its_bound(finished_job):
    network = Network.load(finished_job.network_path)
    images = load_mnist_test()[0] / np.float32(255)
    assert (strangeness(network, images[:4000]) > BOUND).mean() == pytest.approx(0.01)


def test_the_recorded_accuracy_is_what_our_own_forward_pass_measures(finished_job):
    network = Network.load(finished_job.network_path)
    images, labels = load_mnist_test()
    right = (network.predict(images / np.float32(255)).argmax(1) == labels).mean()
    # One digit of 10,000 may tip over where two probabilities differ in the last place.
    assert abs(right - network.provenance.mnist_test_accuracy) <= 1e-4


def test_plain_keras_opens_the_keras_file_and_agrees(finished_job):
    model = keras.saving.load_model(finished_job.keras_path)
    images = load_mnist_test()[0][:200] / np.float32(255)
    ours = Network.load(finished_job.network_path).predict(images)
    np.testing.assert_allclose(ours, model(images[..., None]), atol=1e-5)


def test_keras_gives_any_layers_output_of_the_keras_file(finished_job):
    model = keras.saving.load_model(finished_job.keras_path)
    images = load_mnist_test()[0][:20] / np.float32(255)
    for name, ours in Network.load(finished_job.network_path).forward(images).items():
        up_to_layer = keras.Model(model.input, model.get_layer(name).output)
        np.testing.assert_allclose(ours, up_to_layer(images[..., None]), atol=1e-5, err_msg=name)


def test_the_curve_reaches_the_last_image(finished_job):
    progress = jobs.poll(finished_job)
    assert progress.images_done == progress.images_total == 1000
    assert sum(point.count for point in progress.points) == 1000
    assert [result.images for result in progress.epochs] == [500, 1000]
    assert all(0 <= point.accuracy <= 1 and point.loss >= 0 for point in progress.points)


def test_a_diverging_run_says_so_and_keeps_the_last_good_checkpoint(tmp_path, monkeypatch):
    def diverge(architecture, recipe, *_, **__):
        raise DivergedError(Trained(build_keras(architecture), 0.5, 1.0, 25, 250, (), "stopped"))

    monkeypatch.setattr(fit_module, "fit", diverge)
    order = {"architecture": SMALL.to_json(), "recipe": Recipe().to_json(), "max_seconds": 60}
    order |= {"max_memory_mb": 1e6, "max_checkpoint_mb": 64}
    (tmp_path / JOB_FILE).write_text(json.dumps(order))
    with pytest.raises(DivergedError, match="diverged") as caught:
        worker.run(tmp_path)
    assert "after 25 gradient steps" in worker.sentence_for(caught.value)
    provenance = Network.load(tmp_path / NETWORK_FILE).provenance
    assert (provenance.images_trained, provenance.mnist_test_accuracy) == (250, 0.5)


@pytest.mark.long
def test_a_run_keeps_to_the_threads_of_its_job_wherever_it_trains(monkeypatch):
    """Two threads add up in another order than one, so the weights tell how many there were."""

    def first_kernel(threads: str, elsewhere: str) -> bytes:
        monkeypatch.setenv("TRAINING_THREADS", threads)
        monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", elsewhere)
        monkeypatch.setenv("TF_NUM_INTEROP_THREADS", elsewhere)
        job = jobs.start(SMALL, Recipe(epochs=1, training_images=2000, augment=True))
        wait_for_end(job)
        network = Network.load(job.network_path)
        jobs.discard(job)
        return network.weights["conv1"]["kernel"].tobytes()

    assert first_kernel("1", "2") == first_kernel("1", "1")
    assert first_kernel("2", "1") == first_kernel("2", "2") != first_kernel("1", "1")


def test_missing_mnist_is_told_with_where_to_put_it(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "nowhere.npz"))
    job = jobs.start(SMALL, Recipe())
    progress = wait_for_end(job)
    jobs.discard(job)
    assert progress.state == "failed"
    assert "put mnist.npz at" in progress.message
    assert progress.message.endswith(TAKE_SYNTHETIC)


def flipped(content: bytes) -> bytes:
    """The same but for one bit in the middle."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.long
@pytest.mark.parametrize("damage", [flipped, lambda content: content[: len(content) // 2]])
def test_a_damaged_file_of_mnist_is_told_with_where_to_put_it(
    monkeypatch, tmp_path, mnist_test, damage
):
    whole = Path(os.environ.get("MNIST_NPZ") or Path.home() / ".keras/datasets/mnist.npz")
    damaged = tmp_path / "mnist.npz"
    damaged.write_bytes(damage(whole.read_bytes()))
    monkeypatch.setenv("MNIST_NPZ", str(damaged))
    job = jobs.start(SMALL, Recipe())
    progress = wait_for_end(job)
    jobs.discard(job)
    assert progress.state == "failed"
    assert "is not the whole of MNIST, or altered: put mnist.npz at" in progress.message
    assert progress.message.endswith(TAKE_SYNTHETIC)


@pytest.mark.skipif(sys.platform != "linux", reason="looks the memory up in /proc")
def test_too_little_memory_is_told(monkeypatch):
    monkeypatch.setattr(jobs, "check_affordable", lambda *_: None)
    monkeypatch.setenv("TRAINING_MEMORY_MB", "20")
    job = jobs.start(SMALL, Recipe())
    progress = wait_for_end(job)
    jobs.discard(job)
    assert (progress.state, progress.message) == ("failed", worker.NOT_ENOUGH_MEMORY)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_disk_too_full_for_a_line_of_progress_is_told_by_the_exit_code(tmp_path):
    (tmp_path / PROGRESS_FILE).symlink_to("/dev/full")
    command = [sys.executable, "-m", "cnn.training.worker", str(tmp_path)]
    # The pipe stays open until the end: the worker ends by itself where it closes.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as trainer:
        assert trainer.wait(timeout=120) == DISK_FULL_EXIT


# A trainer whose watch is so late that it reads only once the other thread has asked for itself.
LATE_WATCH = """
import os, select, sys, threading
from pathlib import Path
from cnn.training import worker

read, ask, has_asked = os.read, select.select, threading.Event()

def read_late(*of):
    has_asked.wait()
    return read(*of)

def ask_and_let_read(*of):
    answer = ask(*of)
    has_asked.set()
    return answer

os.read, select.select = read_late, ask_and_let_read
sys.exit(worker.main(Path(sys.argv[1])))
"""


@pytest.mark.parametrize(
    "trainer_command",
    [
        pytest.param(["-m", "cnn.training.worker"], id="seen soon"),
        pytest.param(
            ["-c", LATE_WATCH],
            id="seen late",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="pipes cannot be asked there"),
        ),
    ],
)
def test_a_trainer_that_fails_as_its_web_process_ends_leaves_no_file(tmp_path, trainer_command):
    server = tmp_path / "convoscope-abcd1234"
    folder = server / "tmpabcd1234"
    folder.mkdir(parents=True)
    (server / LOCK_FILE).touch()
    # There is no job in it, so that it fails while it removes what it left.
    command = [sys.executable, *trainer_command, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as trainer:
        assert trainer.wait(timeout=120) == worker.FAILED_EXIT
    assert not list(tmp_path.iterdir())


def test_every_error_has_a_sentence():
    assert worker.sentence_for(DatasetError("Put it there.")) == "Put it there."
    assert worker.sentence_for(MemoryError()) == worker.NOT_ENOUGH_MEMORY
    assert worker.sentence_for(RuntimeError("secret/path")) == worker.UNEXPECTED


def test_an_order_outside_the_limits_is_refused(tmp_path):
    order = {"architecture": [], "recipe": {"epochs": 10**9}, "max_seconds": 1}
    (tmp_path / "job.json").write_text(json.dumps(order))
    with pytest.raises(worker.VisitorError, match="number of epochs"):
        JobFile.read(tmp_path)
