"""A sweep of 12 seeds on a Ray cluster of one worker process and of two, and on this machine.

    python -m tests.benchmarks.sweep_on_cluster [--runs 12] [--images 6000] [--epochs 2]

Each cluster lives on this machine: a head that trains nothing and nodes of one processor each. The
clock runs from the moment at which the app begins the sweep, its bridge connected, to the last
network in its job's folder. The sweep takes turns with itself, one node, two nodes, as often as
`--rounds` says, so that a busy machine slows both alike. At the end each run is held to the one
that this machine makes of the same seed without a cluster: all weights, bit by bit.

What n workers take is s + ceil(runs / n) * r: s until the first run begins, r a run with its
start and end. Both follow from what one worker and two took; with as many cores as workers
nothing else is shared but MNIST, 11 MB on each node, and a network's few hundred kB on the way.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from cnn.network import Network
from cnn.network.architecture import textbook
from cnn.network.recipe import Recipe
from cnn.runs import jobs, launcher
from cnn.runs.job import Job
from cnn.runs.new_jobs import Order
from tests.cnn.cluster.started_cluster import small_cluster

LOOK_SECONDS = 0.1
DESIGN = textbook((8, 16), 32)

Networks = list[dict[str, dict[str, np.ndarray]]]


@contextmanager
def cluster(nodes: int) -> Iterator[None]:
    """A cluster of so many nodes, where runs now train; the app's bridge is connected to it."""
    with small_cluster(nodes) as started:
        os.environ.update(started.settings)
        while launcher.cluster_at(started.address).slots() < nodes:
            time.sleep(LOOK_SECONDS)
        yield
    del os.environ["TRAINING_CLUSTER"]


def swept(recipes: Sequence[Recipe]) -> tuple[float, Networks]:
    """Seconds of a sweep where runs train now, and what came of each run."""
    began = time.perf_counter()
    orders = [Order(DESIGN, recipe, str(recipe.seed)) for recipe in recipes]
    runs = jobs.start_many(orders, is_watched=lambda: True, owner="the benchmark")
    while any(jobs.poll(run).is_running for run in runs):
        time.sleep(LOOK_SECONDS)
    seconds = time.perf_counter() - began
    networks = [weights(run) for run in runs]
    for run in runs:
        jobs.discard(run)
    return seconds, networks


def weights(run: Job) -> dict[str, dict[str, np.ndarray]]:
    """What a run has learned; it must have come to its end."""
    if run.progress.state != "finished" or run.progress.message is not None:
        sys.exit(f"{run.name}: {run.progress.state}, {run.progress.message}")
    return dict(Network.load(run.network_path).weights)


def differing(ours: Networks, theirs: Networks) -> int:
    """How many runs are not the same, bit by bit."""
    return sum(
        any(
            not np.array_equal(array, theirs[n][layer][name])
            for layer, arrays in network.items()
            for name, array in arrays.items()
        )
        for n, network in enumerate(ours)
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=12)
    parser.add_argument("--images", type=int, default=6000)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    os.environ["TRAINING_THREADS"] = "1"
    recipes = [
        Recipe(seed=seed, epochs=arguments.epochs, training_images=arguments.images)
        for seed in range(arguments.runs)
    ]
    took: dict[int, list[float]] = {1: [], 2: []}
    made: dict[int, Networks] = {}
    for _ in range(arguments.rounds):
        for nodes, seconds in took.items():
            with cluster(nodes):
                taken, made[nodes] = swept(recipes)
            seconds.append(taken)
            print(f"workers: {nodes}, {taken:.0f} s", flush=True)
    taken, here = swept(recipes)
    print(f"this machine, one after the other: {taken:.0f} s")
    for nodes, networks in made.items():
        wrong = differing(here, networks)
        print(
            f"{nodes} worker{'s' * (nodes > 1)}: {wrong} of {len(here)} networks differ from here"
        )
    one, two = (statistics.median(seconds) for seconds in took.values())
    print(f"two workers take {two / one:.2f} of one's time")
    print(expected(arguments.runs, one, two))


def expected(runs: int, one: float, two: float) -> str:
    """What more workers would take, by what one and two took, in a sentence."""
    turns = {n: math.ceil(runs / n) for n in (1, 2, 4, 6, runs)}
    each = (one - two) / (turns[1] - turns[2])
    start = one - turns[1] * each
    more = ", ".join(
        f"{n}: {start + turn * each:.0f} s ({(start + turn * each) / one:.2f})"
        for n, turn in turns.items()
        if n > 2
    )
    return f"start {start:.0f} s, each run {each:.1f} s; workers, expected: {more}"


if __name__ == "__main__":
    main()
