"""The text of an exported script: formatted, without anything that its run does not need.

That it makes the same network is held by test_keras_script_against_trainer.
"""

import ast
import io
import re
import subprocess
import sys
from itertools import product

import numpy as np
import pytest

from cnn.errors import TrainingError
from cnn.handwriting.synthetic import synthetic_digits, synthetic_test
from cnn.network.architecture import Architecture, textbook
from cnn.network.fine_tuning import HELD_FIXED, FineTuningPlan
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.pooling import AveragePool2D
from cnn.network.presets import DESIGNS
from cnn.network.recipe import Recipe
from cnn.runs.export.keras_script import keras_script
from cnn.runs.export.keras_script_digits import synthetic_npz

LONG_LINES = Architecture(
    (
        *(Conv2D(1, 1, padding="same") for _ in range(9)),
        Conv2D(128, 7, stride=3, padding="same"),
        Dropout(0.29),
        AveragePool2D(3),
        Dense(512),
        Dropout(0.01),
        Dense(512),
    )
)
ARCHITECTURES = {name: Architecture(hidden) for name, hidden in DESIGNS.items()}
ARCHITECTURES["long lines"] = LONG_LINES


def scripts():
    """One of every design, and one for every combination of what else changes the text."""
    for architecture in ARCHITECTURES.values():
        yield keras_script(architecture, Recipe())
    for number, (data, optimizer, schedule, augment, rates, images) in enumerate(
        product(
            (("mnist", "mnist"), ("synthetic", "mnist"), ("synthetic", "synthetic")),
            ("rmsprop", "sgd"),
            ("constant", "cosine"),
            (False, True),
            ((), ((0, 0.5), (40, 1.2345678901234567e-06), (10**6, 1.0))),
            (None, 0, 2048, 60_000, 70_000),
        )
    ):
        recipe = Recipe(
            optimizer,
            0.0012345678901234567,
            seed=2**31 - 1,
            training_images=60_000 if number % 3 else 59_999,
            data=data[0],
            schedule=schedule,
            label_smoothing=0.1 if number % 2 else 0.0,
            augment=augment,
        )
        yield keras_script(textbook(), recipe, rates, images, data[1])
    for architecture, held_fixed, test_set, rates, images in product(
        (textbook(), LONG_LINES),
        HELD_FIXED,
        ("mnist", "synthetic"),
        ((), ((0, 0.5),)),
        (None, 0, 320),
    ):
        recipe = FineTuningPlan(held_fixed).recipe(30)
        yield keras_script(architecture, recipe, rates, images, test_set, held_fixed=held_fixed)


SCRIPTS = sorted(set(scripts()))


def test_every_script_is_formatted_and_without_findings(tmp_path):
    for number, script in enumerate(SCRIPTS):
        (tmp_path / f"{number}.py").write_text(script)
    for command in (["format", "--check"], ["check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", "."]
        done = subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_every_script_uses_all_that_it_defines():
    for script in SCRIPTS:
        code = re.sub(r"#.*", "", script.split('"""', 2)[2])
        tree = ast.parse(code)
        nodes = list(ast.walk(tree))
        defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        names = [node for node in nodes if isinstance(node, ast.Name)]
        defined |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
        used = {node.id for node in names if isinstance(node.ctx, ast.Load)}
        called_by_keras = {"on_train_batch_begin", "on_train_batch_end"}
        assert defined - used - called_by_keras <= {"_", "loss"}


def test_no_script_imports_this_project():
    imported = {
        name
        for script in SCRIPTS
        for name in re.findall(r"^(?:import|from) (\w+)", script, re.MULTILINE)
    }
    assert imported == {"os", "keras", "numpy", "tensorflow"}


def test_a_plain_run_has_no_callbacks_no_schedule_and_no_augmentation():
    script = keras_script(textbook(), Recipe())
    for word in ("Callback", "CosineDecay", "Random", "TRAINING_IMAGES", "synthetic", "smoothing"):
        assert word not in script
    assert "Trains a network of 93,322 parameters on MNIST" in script
    assert "keras.optimizers.RMSprop(0.001)" in script


def test_only_learning_rates_that_a_step_was_taken_with_appear():
    recipe = Recipe(training_images=640, batch_size=64, epochs=2)
    script = keras_script(textbook(), recipe, ((3, 0.01), (9, 0.02), (15, 0.03)), 640)
    assert "    3: 0.01,\n    9: 0.02,\n}" in script
    assert "0.03" not in script


@pytest.mark.parametrize(
    ("images", "epochs", "steps"),
    [(None, 3, None), (200, 1, None), (300, 2, 6), (264, 2, 5), (64, 1, 1), (600, 3, None)],
)
def test_a_run_that_was_stopped_ends_after_the_same_step(images, epochs, steps):
    """200 images in batches of 64: four steps an epoch, the last of eight images."""
    recipe = Recipe(training_images=200, batch_size=64, epochs=3)
    script = keras_script(textbook(), recipe, images_trained=images)
    assert f"EPOCHS = {epochs}\n" in script
    assert ("Stop()" in script) == (steps is not None)
    if steps:
        assert f"\nSTEPS = {steps}\n" in script


def test_a_run_on_digits_that_nobody_else_has_is_no_script():
    with pytest.raises(TrainingError, match="outside this project"):
        keras_script(textbook(), Recipe(data="mnist+pen"))


def test_the_synthetic_digits_of_a_run_are_the_same_each_time():
    recipe = Recipe(data="synthetic", training_images=120, seed=4)
    data = synthetic_npz(recipe)
    assert data == synthetic_npz(recipe)
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        for (images, labels), part in (
            (synthetic_digits(120, 4), "train"),
            (synthetic_test(), "test"),
        ):
            np.testing.assert_array_equal(arrays[f"x_{part}"], images)
            np.testing.assert_array_equal(arrays[f"y_{part}"], labels)


def test_numbers_are_written_as_python_writes_them():
    recipe = Recipe(learning_rate=np.float64(0.01), label_smoothing=np.float64(0.1))
    script = keras_script(textbook(), recipe, ((3, np.float64(0.5)),))
    assert "RMSprop(0.01)" in script
    assert "label_smoothing=0.1" in script
    assert "3: 0.5," in script
