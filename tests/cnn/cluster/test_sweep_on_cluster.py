"""Sweeps on a cluster of two nodes: the very runs that this machine makes, and what goes wrong."""

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from cnn.network import Network
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.job import Job
from cnn.runs.new_jobs import Order
from tests.cnn.cluster.started_cluster import SmallCluster
from tests.cnn.conftest import SMALL

pytestmark = pytest.mark.long

DEADLINE_SECONDS = 600.0
# So long that it is caught in the middle.
LONG = 50


@pytest.fixture
def sweep() -> Iterator[Callable[..., tuple[Job, ...]]]:
    """Begins a sweep of small runs, one for each recipe; whatever is left of it is removed."""
    begun: list[Job] = []

    def begin(*recipes: Recipe) -> tuple[Job, ...]:
        orders = [Order(SMALL, recipe, str(n)) for n, recipe in enumerate(recipes)]
        runs = jobs.start_many(orders, is_watched=lambda: True, owner="one who sweeps")
        begun.extend(runs)
        return runs

    yield begin
    for job in begun:
        jobs.discard(job)


def recipe(epochs: int = 2, seed: int = 0, learning_rate: float = 0.001) -> Recipe:
    return Recipe(
        optimizer="adam",
        learning_rate=learning_rate,
        epochs=epochs,
        training_images=500,
        batch_size=50,
        seed=seed,
        augment=True,
    )


def wait_until(runs: Sequence[Job], holds: Callable[[], bool]) -> None:
    """Poll until a condition holds, or fail with what is known."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        for job in runs:
            jobs.poll(job)
        if holds():
            return
        time.sleep(0.1)
    pytest.fail(str([(job.progress, job.where, job.trouble) for job in runs]))


def wait_for_ends(runs: Sequence[Job]) -> None:
    wait_until(runs, lambda: not any(job.progress.is_running for job in runs))


def arrays(job: Job) -> dict[tuple[str, str], np.ndarray]:
    layers = Network.load(job.network_path).weights.items()
    return {(layer, name): array for layer, named in layers for name, array in named.items()}


def seen(job: Job) -> bool:
    return bool(job.progress.epochs)


def results_of(job: Job) -> tuple[tuple[float, ...], ...]:
    return tuple((test.images, test.test_loss, test.test_accuracy) for test in job.progress.epochs)


def assert_whole_curve(job: Job) -> None:
    """Each image of the run was learned from once, each epoch tested once."""
    progress = job.progress
    assert (progress.state, progress.message) == ("finished", None)
    assert sum(point.count for point in progress.points) == job.recipe.images
    each = job.recipe.training_images
    assert [test.images for test in progress.epochs] == [
        each * epoch for epoch in range(1, job.recipe.epochs + 1)
    ]


def test_each_seed_gives_the_network_that_it_gives_on_this_machine(cluster, sweep, monkeypatch):
    recipes = [recipe(seed=seed) for seed in (0, 1, 2)]
    there = sweep(*recipes)
    wheres: set[str | None] = set()

    def have_ended() -> bool:
        wheres.update(job.where for job in there if job.progress.state == "training")
        return not any(job.progress.is_running for job in there)

    wait_until(there, have_ended)
    # What a run has done may be heard of before its node is.
    wheres.discard("on the cluster")
    assert wheres
    assert wheres <= {"on the cluster, node 1", "on the cluster, node 2"}
    monkeypatch.delenv("TRAINING_CLUSTER")
    monkeypatch.setenv("TRAINING_THREADS", "1")
    here = sweep(*recipes)
    wait_for_ends(here)
    for far, near in zip(there, here, strict=True):
        assert_whole_curve(far)
        assert results_of(far) == results_of(near)
        ours, theirs = arrays(near), arrays(far)
        assert ours.keys() == theirs.keys()
        for name, array in ours.items():
            np.testing.assert_array_equal(array, theirs[name], err_msg=str(name))
        assert far.keras_path.is_file()
    assert len({results_of(job) for job in there}) == 3


def test_a_hopeless_run_ends_early_and_its_network_is_kept(cluster, sweep):
    # The third begins when one of the others has ended, and so is compared with both.
    runs = sweep(*(recipe(10, learning_rate=rate) for rate in (0.001, 1.0, 2.0)))
    wait_for_ends(runs)
    good, _, hopeless = runs
    assert_whole_curve(good)
    assert hopeless.progress.state == "finished"
    assert "other runs of this sweep" in hopeless.progress.message
    kept = Network.load(hopeless.network_path).provenance
    assert 0 < kept.images_trained < hopeless.recipe.images


def test_one_run_and_then_all_are_stopped_and_free_their_processors(cluster, sweep):
    first, second, third, fourth = runs = sweep(*(recipe(LONG, seed=seed) for seed in range(4)))
    wait_until(runs, lambda: seen(first))
    jobs.stop(fourth)  # it waits for a processor
    jobs.stop(first)
    wait_until(runs, lambda: not first.progress.is_running and not fourth.progress.is_running)
    assert first.progress.state == "finished"
    assert Network.load(first.network_path).provenance.images_trained < first.recipe.images
    assert not fourth.network_path.exists()
    wait_until(runs, lambda: seen(third))  # the processor that was given back
    jobs.stop_all(runs)
    wait_for_ends(runs)
    assert {job.progress.state for job in (second, third)} == {"finished"}
    (later,) = sweep(recipe())
    wait_for_ends((later,))
    assert_whole_curve(later)


def test_a_node_that_dies_takes_nothing_along(cluster: SmallCluster, sweep):
    runs = sweep(recipe(8, seed=0), recipe(8, seed=1))
    wait_until(runs, lambda: any(len(job.progress.epochs) > 1 for job in runs))
    cluster.order("kill busy")  # the other node trains both, one after the other
    wait_for_ends(runs)
    for job in runs:
        assert_whole_curve(job)


def test_a_node_without_tensorflow_is_passed_over(cluster: SmallCluster, sweep):
    cluster.order("kill 0")
    cluster.order("add unfit")
    runs = sweep(recipe(1), recipe(1, learning_rate=0.01))
    wait_for_ends(runs)
    for job in runs:
        assert_whole_curve(job)


def test_the_head_gone_ends_a_sweep_and_keeps_what_was_learned(cluster: SmallCluster, sweep):
    runs = sweep(*(recipe(LONG, seed=seed) for seed in range(3)))
    wait_until(runs, lambda: seen(runs[0]))
    cluster.order("kill head")
    wait_until(runs, lambda: all(job.trouble for job in runs if job.progress.is_running))
    wait_for_ends(runs)
    assert all(job.progress.message for job in runs)
    assert runs[0].checkpoints()
