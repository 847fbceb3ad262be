"""How well MNIST is read by a network that learned from synthetic digits only.

The rival is the same architecture, trained in the same way on MNIST itself. Each is also read on
the synthetic test digits.

    python -m tests.benchmarks.synthetic_accuracy [--seed 0]
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from cnn.datasets import Part, load_mnist
from cnn.handwriting.synthetic import synthetic_digits, synthetic_test
from cnn.network import Network
from cnn.network.architecture import textbook
from cnn.network.recipe import Recipe
from cnn.training.build import weights_of
from cnn.training.fit import fit

RECIPE = Recipe(
    optimizer="adam",
    learning_rate=0.002,
    batch_size=128,
    epochs=5,
    schedule="cosine",
    label_smoothing=0.05,
)


def trained(train: Part, test: Part, recipe: Recipe) -> Network:
    """The textbook network after a training.

    Args:
        train: (n, 28, 28) uint8 and (n,) uint8.
        test: likewise; read after each epoch, never trained on.
        recipe: the settings.
    """
    run = fit(textbook(), recipe, (train, test), _say_nothing)
    return Network(textbook(), weights_of(run.model))


def _say_nothing(kind: str, **fields: float | str) -> None:
    pass


def _accuracies(network: Network, digits: Part) -> tuple[float, list[float]]:
    images, labels = digits
    right = network.predict(images / np.float32(255)).argmax(axis=1) == labels
    return float(right.mean()), [float(right[labels == digit].mean()) for digit in range(10)]


def main() -> None:
    """Print the speed of the generator and the accuracies of both networks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    seed = parser.parse_args().seed
    recipe = Recipe(**{**RECIPE.to_json(), "seed": seed})
    mnist_train, mnist_test = load_mnist()
    started = time.process_time()
    synthetic = synthetic_digits(recipe.training_images, seed)
    speed = recipe.training_images / (time.process_time() - started)
    print(f"{recipe.training_images:,} synthetic digits, seed {seed}: {speed:,.0f} a second")
    for name, train in (("synthetic digits", synthetic), ("MNIST", mnist_train)):
        network = trained(train, mnist_test, recipe)
        accuracy, by_digit = _accuracies(network, mnist_test)
        on_synthetic, _ = _accuracies(network, synthetic_test())
        listed = " ".join(f"{share:.3f}" for share in by_digit)
        print(f"trained on {name}: MNIST's test digits {accuracy:.4f} (0 to 9: {listed})")
        print(f"  synthetic test digits {on_synthetic:.4f}", flush=True)


if __name__ == "__main__":
    main()
