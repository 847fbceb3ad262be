"""The league table of a layer of 64 filters: only what lies behind, against whole networks anew.

Run: python -m tests.benchmarks.league_table [LAYER] [FILTERS]

On MNIST's first 1,000 test digits, or on synthetic ones where MNIST is not at hand. For each of the
first FILTERS filters (all by default) the whole network is run anew on all digits, as batches that
`Network.predict` finds fastest; the table's time is always that of all filters, so the other one is
scaled up from those that were run. Times are the processor's, so that other programs do not count.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from cnn.datasets import load_mnist_test, mnist_available
from cnn.evaluation.evaluation import Evaluation
from cnn.experiment.league import LeagueSearch
from cnn.experiment.silencing import silenced
from cnn.handwriting.synthetic import synthetic_test
from cnn.network import Network

DIGITS = 1000


def main() -> None:
    """Make the table both ways and print the times, their ratio and the largest difference."""
    layer = sys.argv[1] if len(sys.argv) > 1 else "conv2"
    network = Network.load("textbook")
    images, labels = load_mnist_test() if mnist_available() else synthetic_test()
    images, labels = images[:DIGITS], labels[:DIGITS]
    filters = network.architecture.layer(layer).output_shape[-1]
    tried = int(sys.argv[2]) if len(sys.argv) > 2 else filters
    inked = images.astype(np.float32) / 255
    network.predict(inked[:64])

    start = time.process_time()
    search = LeagueSearch(network, layer, images, labels)
    while search.read < search.total:
        search.continue_with(network)
    league = search.result()
    ours = time.process_time() - start

    right = {}
    start = time.process_time()
    for number in range(tried):
        probabilities = silenced(network, {layer: [number]}).predict(inked)
        right[number] = Evaluation(probabilities, labels).right
    anew = (time.process_time() - start) * filters / tried

    lost = {cost.number: cost.lost for cost in league.costs}
    apart = max(abs(league.right - lost[number] - right[number]) for number in right)
    print(f"{layer}, {filters} filters, {len(labels)} digits")
    print(f"only what lies behind:  {ours:.2f} s")
    print(f"whole networks anew:    {anew:.2f} s")
    print(f"ratio {ours / anew:.3f} (largest difference in digits read right: {apart})")


if __name__ == "__main__":
    main()
