"""Single runs on a cluster of two nodes: steered as here, and what goes wrong with it."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from cnn.network import Network
from cnn.network.recipe import Recipe
from cnn.runs import cluster_launcher, jobs
from cnn.runs.job import Job
from cnn.runs.ownership import new_secret, owner_of
from tests.cnn.cluster.conftest import KeptCluster
from tests.cnn.cluster.started_cluster import end_bridge
from tests.cnn.conftest import SMALL
from tests.serving import ROOT

pytestmark = pytest.mark.long

# A generous bound for a machine that does other things: all here wait for conditions.
DEADLINE_SECONDS = 300.0
RECIPE = Recipe(optimizer="adam", epochs=4, training_images=1000, batch_size=20, seed=5)
LONG = Recipe(epochs=50, training_images=5000)


@pytest.fixture
def start():
    """`jobs.start`; whatever goes on after the test is ended."""
    begun: list[Job] = []

    def start_one(recipe: Recipe, **settings) -> Job:
        begun.append(jobs.start(SMALL, recipe, **settings))
        return begun[-1]

    yield start_one
    for job in begun:
        jobs.discard(job)


# Where each run was last; one that has ended is nowhere.
places: dict[str, str] = {}


def look(job: Job) -> None:
    jobs.poll(job)
    if job.where is not None:
        places[job.token] = job.where


def wait(job: Job, holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        look(job)
        if holds():
            return
        time.sleep(0.05)
    pytest.fail(f"{job.progress} {job.where} {job.trouble}")


def wait_for_end(job: Job) -> None:
    wait(job, lambda: has_ended(job))


def has_ended(job: Job) -> bool:
    return not job.progress.is_running and job.trainer is None


def pause_in_the_middle(job: Job) -> None:
    """Past two checkpoints; a run that stands still is not over before something happens to it."""
    wait(job, lambda: len(job.checkpoints()) > 2)
    jobs.pause(job)
    wait(job, lambda: job.progress.state == "paused")
    assert job.progress.steps_done < job.recipe.steps


def node(job: Job) -> str:
    """The number of its node, as a page says it."""
    wait(job, lambda: "node" in (job.where or ""))
    return job.where.rpartition(" ")[2]


def here(recipe: Recipe, start, monkeypatch) -> Job:
    """The same run on this machine."""
    monkeypatch.delenv("TRAINING_CLUSTER")
    monkeypatch.setenv("TRAINING_THREADS", "1")
    job = start(recipe)
    wait_for_end(job)
    return job


def assert_same_network(one: Job, other: Job) -> None:
    ours, theirs = (Network.load(job.network_path).weights for job in (one, other))
    for layer, arrays in ours.items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(array, theirs[layer][name], err_msg=f"{layer} {name}")


def assert_whole_curve(job: Job) -> None:
    """Each image of the run was learned from once, each epoch tested once."""
    progress = job.progress
    assert progress.state == "finished"
    images = [point.images for point in progress.points]
    assert images == sorted(set(images))
    assert sum(point.count for point in progress.points) == job.recipe.images
    each = job.recipe.training_images
    epochs = range(1, job.recipe.epochs + 1)
    assert [test.images for test in progress.epochs] == [each * epoch for epoch in epochs]


def test_a_run_is_paused_stepped_changed_and_stopped_as_here(cluster, start):
    job = start(LONG)
    wait(job, lambda: bool(job.progress.points))
    assert job.where in {"on the cluster, node 1", "on the cluster, node 2"}
    assert job.trouble is None
    jobs.pause(job)
    wait(job, lambda: job.progress.state == "paused")
    # What was on its way when it paused has come.
    wait(job, lambda: job.progress.steps_done == job.checkpoints()[-1].step)
    before = job.progress.steps_done
    jobs.step(job)
    wait(job, lambda: job.progress.steps_done > before)
    assert (job.progress.steps_done, job.progress.state) == (before + 1, "paused")
    jobs.set_learning_rate(job, 0.002)
    jobs.resume(job)
    wait(job, lambda: job.progress.steps_done > before + 1)
    assert job.progress.rate_changes == ((before + 1, 0.002),)
    jobs.stop(job)
    wait_for_end(job)
    assert job.progress.state == "finished"
    assert "Stopped early" in job.progress.message
    provenance = Network.load(job.network_path).provenance
    assert provenance.images_trained == job.progress.images_done
    assert job.keras_path.is_file()
    steps = [checkpoint.step for checkpoint in job.checkpoints()]
    assert (steps[0], steps[-1]) == (0, job.progress.steps_done)


def test_as_many_train_as_there_are_processors_and_the_next_waits(cluster, start):
    first, second, third = (start(LONG) for _ in range(3))
    wait(second, lambda: bool(first.progress.points and second.progress.points))
    assert {node(first), node(second)} == {"1", "2"}
    assert (third.is_waiting, third.progress.place) == (True, 1)
    jobs.stop(first)
    wait(third, lambda: bool(third.progress.points))


WEB_PROCESS = """
    import sys, time
    from cnn.network.recipe import Recipe
    from cnn.runs import jobs
    from tests.cnn.conftest import SMALL
    recipe = Recipe(optimizer="adam", epochs=4, training_images=1000, batch_size=20, seed=5)
    job = jobs.start(SMALL, recipe, owner=sys.argv[1])
    while len(job.checkpoints()) < 3:
        jobs.poll(job)
        time.sleep(0.05)
    jobs.pause(job)
    while jobs.poll(job).state != "paused":
        time.sleep(0.05)
    print(job.token, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_is_found_again_by_the_next_web_process(cluster, monkeypatch, tmp_path, ending):
    monkeypatch.setenv("CONVOSCOPE_RUNS", str(tmp_path))
    monkeypatch.setattr(jobs, "_looked", -float("inf"))
    secret = new_secret()
    command = [sys.executable, "-c", textwrap.dedent(WEB_PROCESS), owner_of(secret)]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True
    ) as web:
        token = web.stdout.readline().strip()
        web.send_signal(ending)
    job = jobs.find(token)
    assert job is not None
    assert job.is_owned_by(secret)
    assert jobs.begun_by(secret) == [job]
    assert 0 < job.progress.images_done < job.recipe.images
    assert job.control.paused
    jobs.resume(job)
    wait_for_end(job)
    assert_whole_curve(job)
    jobs.discard(job)
    assert not job.folder.exists()


def test_a_run_whose_node_is_lost_goes_on_on_another_from_its_last_checkpoint(
    cluster, start, monkeypatch
):
    job = start(RECIPE)
    pause_in_the_middle(job)
    lost = node(job)
    cluster.order("kill busy")
    wait(job, lambda: job.trouble is not None)
    assert f"Node {lost} of the cluster was lost" in job.trouble
    jobs.resume(job)
    wait_for_end(job)
    assert places[job.token] == f"on the cluster, node {3 - int(lost)}"
    assert_whole_curve(job)
    near = here(RECIPE, start, monkeypatch)
    assert_same_network(job, near)
    assert [test.test_loss for test in job.progress.epochs] == [
        test.test_loss for test in near.progress.epochs
    ]


def test_a_cluster_that_is_gone_is_told_what_was_learned_is_kept_and_it_goes_on_here(
    cluster, start, monkeypatch
):
    monkeypatch.setattr(cluster_launcher, "LOST_SECONDS", 8.0)
    job = start(RECIPE)
    pause_in_the_middle(job)
    cluster.order("kill head")
    wait(job, lambda: job.trouble is not None)
    wait_for_end(job)
    assert job.progress.state == "failed"
    assert job.was_lost
    kept = job.checkpoints()[-1]
    assert f"after {kept.step:,} gradient steps" in job.progress.message
    assert Network.load(job.network_path).provenance.images_trained == kept.images
    going_on = jobs.train_here(job)
    assert going_on is not job
    wait_for_end(going_on)
    assert going_on.where is None
    assert_whole_curve(going_on)
    assert_same_network(going_on, here(RECIPE, start, monkeypatch))
    jobs.discard(going_on)


def test_a_run_goes_on_here_while_the_cluster_does_not_answer(cluster, start):
    job = start(RECIPE)
    pause_in_the_middle(job)
    cluster.order("kill head")
    wait(job, lambda: job.trouble is not None)
    assert job.progress.is_running
    assert jobs.train_here(job) is job
    jobs.resume(job)
    wait_for_end(job)
    assert_whole_curve(job)


def test_a_cluster_without_tensorflow_is_told_with_its_nodes(cluster, start):
    cluster.order("add unfit")
    cluster.order("kill 0")
    cluster.order("kill 1")
    job = start(Recipe(epochs=1, training_images=500))
    wait_for_end(job)
    assert job.progress.state == "failed"
    assert "TensorFlow is not installed on node" in job.progress.message


def test_a_node_without_tensorflow_is_passed_over(cluster, start):
    cluster.order("kill 0")
    cluster.order("add unfit")
    # One trains them all; the other is tried once at most.
    runs = [start(Recipe(epochs=1, training_images=500, seed=seed)) for seed in (1, 2, 3)]
    first, second, third = runs

    def have_ended() -> bool:
        for job in (second, third):
            look(job)
        return all(has_ended(job) for job in runs)

    wait(first, have_ended)
    assert [job.progress.state for job in runs] == ["finished"] * 3
    assert len({places[job.token] for job in runs}) == 1


def test_a_node_without_mnist_gets_it_from_here(cluster, start, mnist_test):
    cluster.order("add bare")
    cluster.order("kill 0")
    cluster.order("kill 1")
    job = start(Recipe(epochs=1, training_images=500))
    wait_for_end(job)
    assert job.progress.state == "finished"
    assert job.progress.test_set == "mnist"


@pytest.fixture
def silent_cluster(kept_cluster: KeptCluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An address at which nobody answers."""
    kept_cluster.end()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"ray://127.0.0.1:{nobody.getsockname()[1]}"
        monkeypatch.setenv("TRAINING_CLUSTER", address)
        yield
        end_bridge(address)


def test_a_cluster_that_never_answers_is_told_and_training_here_is_to_be_had(silent_cluster, start):
    job = start(Recipe(epochs=1, training_images=500))
    wait(job, lambda: job.trouble is not None)
    assert job.trouble == "The cluster's head does not answer."
    assert job.is_waiting
    jobs.train_here(job)
    wait_for_end(job)
    assert job.progress.state == "finished"
