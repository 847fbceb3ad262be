"""The exported script, run by a Python that knows nothing of this project, makes the same network.

Everything at random follows from the seed, and both sides do the same arithmetic: on the machine
that this was written on, all weights agree bit for bit. Where a processor sums in another order
they may differ in their last digits, so 1e-4 is asked for.
"""

import os
import subprocess
import sys
from dataclasses import dataclass, field

import numpy as np
import pytest

pytest.importorskip("keras")

import keras

from cnn.handwriting.synthetic import synthetic_digits, synthetic_test
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.batch_normalization import BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from cnn.network.presets import DESIGNS
from cnn.network.recipe import Recipe
from cnn.runs.control import Control
from cnn.runs.export.keras_script import keras_script
from cnn.runs.export.keras_script_digits import synthetic_npz
from cnn.runs.export.npz_file import npz_bytes
from cnn.training.fit import Trained, fit

TRAIN = synthetic_digits(700, 1)
TEST = synthetic_digits(300, 2)


@dataclass(frozen=True)
class Case:
    """A run to be exported.

    Attributes:
        architecture: what is trained.
        recipe: how.
        rates: learning rates chosen on the way, by gradient steps done.
        stop: stopped after so many gradient steps; None to let it end.
    """

    architecture: Architecture
    recipe: Recipe
    rates: dict[int, float] = field(default_factory=dict)
    stop: int | None = None


CASES = {
    "textbook, steered and stopped": Case(
        textbook(),
        Recipe(training_images=300, epochs=3, batch_size=64, seed=3),
        {0: 0.002, 4: 0.0005},
        stop=12,
    ),
    "LeNet-5, cosine and steered": Case(
        Architecture(DESIGNS["lenet5"]),
        Recipe(
            "adam", training_images=500, epochs=2, schedule="cosine", label_smoothing=0.1, seed=5
        ),
        {6: 0.003},
    ),
    "dropout, augmented, cosine": Case(
        Architecture(
            (
                Conv2D(8, 5, stride=2, padding="same"),
                Dropout(0.25),
                Conv2D(128, 3, stride=2, padding="same"),
                MaxPool2D(),
                AveragePool2D(3),
                Dense(32),
                Dropout(0.5),
                Dense(16),
            )
        ),
        Recipe(
            "sgd",
            0.05,
            32,
            training_images=330,
            epochs=2,
            schedule="cosine",
            augment=True,
            seed=7,
        ),
    ),
    "normalised and averaged": Case(
        Architecture(
            (
                Conv2D(6),
                BatchNormalization(),
                MaxPool2D(),
                Conv2D(8),
                BatchNormalization(),
                GlobalAveragePooling2D(),
                BatchNormalization(),
                Dense(12),
            )
        ),
        Recipe("sgd", 0.05, training_images=300, epochs=2, seed=11),
    ),
    "synthetic digits": Case(
        Architecture((Conv2D(4), MaxPool2D(), Dense(10))),
        Recipe("adam", training_images=250, epochs=1, batch_size=50, data="synthetic", seed=9),
    ),
}


def train(case: Case) -> Trained:
    """The run by our own trainer, in single steps, so that it can be steered at a given one."""
    steps_done = 0

    def report(kind, **fields):
        nonlocal steps_done
        steps_done = fields.get("steps", steps_done)

    def control():
        chosen = [rate for step, rate in case.rates.items() if step <= steps_done]
        return Control(
            paused=True,
            steps=10**6,
            learning_rate=chosen[-1] if chosen else None,
            stop=steps_done == case.stop,
        )

    return fit(case.architecture, case.recipe, digits_of(case.recipe), report, control=control)


def digits_of(recipe: Recipe):
    if recipe.data == "mnist":
        return TRAIN, TEST
    return synthetic_digits(recipe.training_images, recipe.seed), synthetic_test()


@pytest.mark.long
@pytest.mark.parametrize("name", CASES)
def test_the_script_makes_the_same_network(name, tmp_path):
    case = CASES[name]
    ours = train(case)
    images = ours.images if case.stop else None
    (tmp_path / "run.py").write_text(
        keras_script(
            case.architecture, case.recipe, ours.rate_changes, images, test_set=case.recipe.data
        )
    )
    write_digits(tmp_path, case.recipe)
    done = subprocess.run(
        [sys.executable, "-I", "run.py"],
        cwd=tmp_path,
        env={**os.environ, "MNIST_NPZ": "mnist.npz"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    theirs = keras.saving.load_model(tmp_path / "model.keras")
    assert described(theirs) == described(ours.model)
    assert f"Test accuracy: {ours.test_accuracy:.4f}" in done.stdout
    for layer, (here, there) in weights(ours.model, theirs).items():
        np.testing.assert_allclose(here, there, rtol=0, atol=1e-4, err_msg=layer)


def write_digits(folder, recipe):
    if recipe.data == "synthetic":
        (folder / "synthetic.npz").write_bytes(synthetic_npz(recipe))
        return
    arrays = zip(("x_train", "y_train", "x_test", "y_test"), (*TRAIN, *TEST), strict=True)
    (folder / "mnist.npz").write_bytes(npz_bytes(arrays))


def described(model):
    return [
        (type(layer).__name__, layer.name, layer.output.shape, layer.count_params())
        for layer in model.layers
    ]


def weights(ours, theirs):
    pairs = zip(ours.weights, theirs.weights, strict=True)
    return {one.path: (one.numpy(), other.numpy()) for one, other in pairs}
