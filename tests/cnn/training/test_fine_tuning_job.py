"""A fine-tuning through the real trainer's process: its network, its record, and what it leaves."""

import numpy as np
import pytest

pytest.importorskip("keras")

from cnn.datasets import load_mnist_test
from cnn.handwriting.own_digits import OwnDigits
from cnn.handwriting.synthetic import synthetic_digits
from cnn.network import Network
from cnn.network.fine_tuning import FineTuningPlan
from cnn.runs import jobs
from cnn.runs.job import Job
from cnn.runs.job_folder import FILES
from tests.cnn.conftest import wait_for_end, wait_until

pytestmark = pytest.mark.long


def own_digits() -> OwnDigits:
    images, labels = synthetic_digits(40, 5)
    return OwnDigits(images / np.float32(255), labels.astype(np.int64), np.zeros(40, bool))


@pytest.fixture(scope="module")
def base(finished_job) -> Network:
    """What a short run on MNIST gave."""
    return Network.load(finished_job.network_path)


@pytest.fixture(scope="module")
def fine_tuned_job(base) -> Job:
    plan = FineTuningPlan("convolutions", epochs=3, learning_rate=0.01, seed=2)
    job = jobs.start_fine_tuning(base, own_digits(), plan, "mine")
    wait_for_end(job)
    yield job
    jobs.discard(job)


def test_it_ends_with_a_network_whose_record_holds(fine_tuned_job, base):
    progress = jobs.poll(fine_tuned_job)
    assert (progress.state, progress.message) == ("finished", None)
    network = Network.load(fine_tuned_job.network_path)
    found = network.provenance.fine_tuning
    assert found.plan == fine_tuned_job.plan
    assert network.provenance.recipe == base.provenance.recipe
    for layer in ("conv1", "conv2"):
        np.testing.assert_array_equal(
            network.weights[layer]["kernel"], base.weights[layer]["kernel"]
        )
    images, labels = load_mnist_test()
    for one, told in ((base, found.test_before), (network, found.test_after)):
        share = (one.predict(images / np.float32(255)).argmax(1) == labels).mean()
        assert told == pytest.approx(share, abs=1.1e-4)
    assert [result.images for result in progress.epochs] == [
        epoch * found.recipe.training_images for epoch in range(4)
    ]
    assert network.statistics is not None


def test_what_it_began_with_stays_with_it_until_it_is_discarded(fine_tuned_job, base):
    start = fine_tuned_job.fine_tuning_start()
    np.testing.assert_array_equal(start.digits.images, own_digits().images)
    assert start.network.provenance == base.provenance
    names = {path.name for path in fine_tuned_job.folder.iterdir() if path.is_file()}
    assert {"base.safetensors", "own_digits.safetensors"} <= names <= set(FILES)


def test_it_is_stopped_as_any_other_and_keeps_what_it_has_learned(base):
    plan = FineTuningPlan("nothing", epochs=20, learning_rate=0.001)
    job = jobs.start_fine_tuning(base, own_digits(), plan, "mine")
    wait_until(job, lambda progress: progress.images_done > 0)
    jobs.stop(job)
    progress = wait_for_end(job)
    assert progress.state == "finished"
    assert "Stopped early" in progress.message
    found = Network.load(job.network_path).provenance.fine_tuning
    assert found.is_stopped_early
    assert found.images == progress.images_done
    folder = job.folder
    jobs.discard(job)
    assert not folder.exists()
