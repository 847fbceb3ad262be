"""Make the two networks that ship: `python -m cnn.training.pretrain textbook|pen`.

`textbook` is the textbook's recipe on MNIST alone, with the first of all seeds, 0.

`pen` learns from MNIST and from pen strokes, both varied at random, in two trainings. The first is
without every fifth writer, whose digits then measure it: its provenance's pen accuracy. The second
goes on from there with all writers, for a quarter of the epochs, since more hands make it read new
hands better: that network ships.
MNIST's test digits are never trained on; the MNIST accuracy is the shipped network's.
Every accuracy is measured through `Network.predict`, as the pages run it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from cnn.datasets import Part, load_mnist
from cnn.errors import VisitorError
from cnn.network import Network
from cnn.network.architecture import textbook
from cnn.network.layer_shapes import CLASSES
from cnn.network.network import PRETRAINED_FOLDER
from cnn.network.provenance import Provenance
from cnn.network.recipe import Recipe
from cnn.training.accuracy import accuracy, as_read
from cnn.training.build import build_keras, compile_model, set_weights, weights_of
from cnn.training.fit import fit
from cnn.training.pen_set import PenSet, epoch_digits, read_pen_digits, render_copies
from cnn.training.pen_strokes import PenDigit, load_pen_digits
from cnn.training.statistics import with_statistics_of, with_statistics_of_pen

TEXTBOOK_RECIPE = Recipe()
PEN_RECIPE = Recipe(
    optimizer="adam",
    learning_rate=0.002,
    batch_size=128,
    epochs=20,
    data="mnist+pen",
    pen_copies=4,
    schedule="cosine",
    label_smoothing=0.05,
)
HELD_OUT_EVERY = 5
# Redrawn digits are made beforehand, enough for so many epochs; then they come round again.
EPOCHS_OF_COPIES = 3
STEPS_PER_CALL = 20
# The second training is so much shorter, and its steps are so much smaller, than the first.
SECOND_SHARE = 0.25
SECOND_RATE = 0.5


def pretrain_textbook(recipe: Recipe = TEXTBOOK_RECIPE) -> Network:
    """The textbook's recipe on MNIST.

    Raises:
        DatasetError: MNIST is not to be had.
    """
    mnist = load_mnist()
    print(f"textbook: {recipe.epochs} epochs of MNIST, seed {recipe.seed}", flush=True)
    trained = fit(textbook(), recipe, mnist, report=_print_epoch)
    network = Network(textbook(), weights_of(trained.model))
    return _with_provenance(
        network,
        Provenance(
            recipe=recipe,
            mnist_test_accuracy=accuracy(network, *as_read(mnist[1])),
            training_seconds=round(trained.seconds, 1),
        ),
    )


def pretrain_pen(
    digits: Sequence[PenDigit], recipe: Recipe = PEN_RECIPE, measured_file: Path | None = None
) -> Network:
    """MNIST and pen strokes: measured on writers left out, then trained on with all of them.

    Gives the network trained with all writers. Its provenance's pen accuracy is that of the first
    training's network, on the writers which that one never saw; its training time is both.

    Args:
        digits: of all writers.
        recipe: the settings.
        measured_file: where to keep the first training's network, to measure more with it.

    Raises:
        DatasetError: MNIST is not to be had.
    """
    mnist = load_mnist()
    started = time.perf_counter()
    pen = render_copies(digits, recipe.pen_copies * EPOCHS_OF_COPIES, recipe.seed)
    print(f"pen: {pen.images.shape[1]} redrawings of {len(digits):,} digits", flush=True)
    held_out = np.array([digit.writer % HELD_OUT_EVERY == 0 for digit in digits])
    test = read_pen_digits([digit for digit in digits if digit.writer % HELD_OUT_EVERY == 0])
    seen = PenSet(pen.images[~held_out], pen.labels[~held_out])
    print(f"pen: without every fifth writer, {len(test[1]):,} digits", flush=True)
    measured = train_on_both(mnist, seen, recipe, test)
    pen_accuracy = accuracy(measured, *test)
    _print_errors(measured, *test)
    if measured_file is not None:
        measured.save(measured_file)
    print("pen: all writers (the pen figures below are of digits trained on)", flush=True)
    network = train_on_both(mnist, pen, second_recipe(recipe), test, measured)
    return _with_provenance(
        network,
        Provenance(
            recipe=recipe,
            mnist_test_accuracy=accuracy(network, *as_read(mnist[1])),
            pen_accuracy=pen_accuracy,
            pen_digits=len(test[1]),
            training_seconds=round(time.perf_counter() - started, 1),
        ),
    )


def second_recipe(recipe: Recipe) -> Recipe:
    """The settings of the second training, with all writers, after the first one's."""
    return replace(
        recipe,
        epochs=max(1, round(recipe.epochs * SECOND_SHARE)),
        learning_rate=recipe.learning_rate * SECOND_RATE,
        seed=recipe.seed + 1,
    )


def train_on_both(
    mnist: tuple[Part, Part],
    pen: PenSet,
    recipe: Recipe,
    test: Part,
    start: Network | None = None,
) -> Network:
    """One training on MNIST and redrawn pen digits.

    Args:
        mnist: as `load_mnist` gives it.
        pen: redrawn digits.
        recipe: the settings.
        test: pen images (n, 28, 28) float32 and labels (n,), read every other epoch for the
            progress that is printed; they decide nothing.
        start: the textbook network whose weights are trained on; else they start at random.
    """
    architecture = textbook()
    model = build_keras(architecture, recipe.seed)
    if start is not None:
        set_weights(model, start.weights)
    images = recipe.training_images + len(pen.labels) * recipe.pen_copies
    compile_model(model, recipe, steps=recipe.epochs * -(-images // recipe.batch_size))
    model.steps_per_execution = STEPS_PER_CALL
    with ThreadPoolExecutor(1) as background:
        coming = background.submit(epoch_digits, mnist[0], pen, recipe, 0)
        for epoch in range(recipe.epochs):
            x, y = coming.result()
            coming = background.submit(epoch_digits, mnist[0], pen, recipe, epoch + 1)
            started = time.perf_counter()
            history = model.fit(
                x[..., np.newaxis],
                keras.utils.to_categorical(y, CLASSES),
                batch_size=recipe.batch_size,
                shuffle=False,
                verbose=0,
            )
            speed = len(x) / (time.perf_counter() - started)
            network = Network(architecture, weights_of(model))
            _print_progress(epoch, recipe, history.history["loss"][0], speed)
            if epoch % 4 == 3 or epoch == recipe.epochs - 1:
                on_mnist = accuracy(network, *as_read(mnist[1]))
                print(f"  MNIST {on_mnist:.4f}, pen {accuracy(network, *test):.4f}", flush=True)
        coming.cancel()
    return network


def _with_provenance(network: Network, provenance: Provenance) -> Network:
    return replace(network, provenance=provenance)


def _print_epoch(kind: str, **fields: float | str) -> None:
    if kind == "epoch":
        print("  " + ", ".join(f"{name} {value}" for name, value in fields.items()), flush=True)


def _print_progress(epoch: int, recipe: Recipe, loss: float, speed: float) -> None:
    print(f"  epoch {epoch + 1} of {recipe.epochs}: loss {loss:.4f}, {speed:,.0f} images/s")
    sys.stdout.flush()


def _print_errors(network: Network, images: np.ndarray, labels: np.ndarray) -> None:
    read = network.predict(images).argmax(axis=1)
    wrong = Counter((int(a), int(b)) for a, b in zip(labels, read, strict=True) if a != b)
    listed = ", ".join(f"{a} as {b}: {count}" for (a, b), count in wrong.most_common())
    print(f"  of {len(labels):,} digits of writers never seen, misread: {listed}", flush=True)


def main() -> None:
    """Train one of the networks and write it where the app finds it."""
    parser = argparse.ArgumentParser(description="Make a network that ships.")
    parser.add_argument("name", choices=["textbook", "pen"])
    parser.add_argument("--pen-strokes", type=Path, help="pendigits-orig.tra, for pen")
    parser.add_argument("--seed", type=int, help="another than the shipped network's")
    parser.add_argument("--folder", type=Path, default=PRETRAINED_FOLDER, help="where to write")
    parser.add_argument("--measured", type=Path, help="where to keep pen's first network, as well")
    options = parser.parse_args()
    if options.name == "pen" and options.pen_strokes is None:
        parser.error("pen needs --pen-strokes, the path of pendigits-orig.tra")
    recipe = PEN_RECIPE if options.name == "pen" else TEXTBOOK_RECIPE
    try:
        if options.seed is not None:
            recipe = replace(recipe, seed=options.seed)
        if options.name == "pen":
            pen = load_pen_digits(options.pen_strokes)
            trained = pretrain_pen(pen, recipe, options.measured)
            network = with_statistics_of_pen(trained, load_mnist()[0], pen)
        else:
            network = with_statistics_of(pretrain_textbook(recipe), *load_mnist())
    except VisitorError as error:
        sys.exit(str(error))
    path = options.folder / f"{options.name}.safetensors"
    network.save(path)
    print(f"{path}: {network.provenance.to_json()}")


if __name__ == "__main__":
    main()
