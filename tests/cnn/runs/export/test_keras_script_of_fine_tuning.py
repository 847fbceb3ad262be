"""The exported script of a fine-tuning makes the same network, and counts the same digits right."""

import os
import subprocess
import sys

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from cnn.handwriting.own_digits import OwnDigits  # noqa: E402
from cnn.handwriting.synthetic import synthetic_digits, synthetic_test  # noqa: E402
from cnn.network import Network  # noqa: E402
from cnn.network.architecture import Architecture  # noqa: E402
from cnn.network.fine_tuning import FineTuningPlan, HeldFixed, fixed_layers  # noqa: E402
from cnn.network.kinds.batch_normalization import BatchNormalization  # noqa: E402
from cnn.network.kinds.conv2d import Conv2D  # noqa: E402
from cnn.network.kinds.dense import Dense  # noqa: E402
from cnn.network.kinds.dropout import Dropout  # noqa: E402
from cnn.network.kinds.pooling import MaxPool2D  # noqa: E402
from cnn.runs.export.keras_script import keras_script  # noqa: E402
from cnn.runs.export.keras_script_fine_tuning import fine_tuning_npz  # noqa: E402
from cnn.runs.fine_tuning_files import FineTuningStart  # noqa: E402
from cnn.training.beginning import Beginning  # noqa: E402
from cnn.training.build import build_keras, weights_of  # noqa: E402
from cnn.training.digits import own_run_digits  # noqa: E402
from cnn.training.fine_tune import right  # noqa: E402
from cnn.training.fit import fit  # noqa: E402

ARCHITECTURE = Architecture(
    (Conv2D(4), BatchNormalization(), MaxPool2D(), Dropout(0.2), Dense(12), BatchNormalization())
)


@pytest.mark.long
@pytest.mark.parametrize("held_fixed", ["convolutions", "nothing"])
def test_the_script_makes_the_same_network(held_fixed: HeldFixed, tmp_path):
    images, labels = synthetic_digits(40, 5)
    digits = OwnDigits(
        images / np.float32(255), labels.astype(np.int64), np.zeros(len(labels), bool)
    )
    network = Network(ARCHITECTURE, weights_of(build_keras(ARCHITECTURE, 3)))
    plan = FineTuningPlan(held_fixed, epochs=2, learning_rate=0.004, seed=6)
    start = FineTuningStart(network, digits, plan)
    fixed = fixed_layers(ARCHITECTURE, held_fixed)
    ours = fit(
        ARCHITECTURE,
        start.recipe,
        (own_run_digits(start).train, synthetic_test()),
        lambda kind, **fields: None,
        beginning=Beginning(network.weights, frozenset(fixed)),
    )
    script = keras_script(ARCHITECTURE, start.recipe, test_set="synthetic", held_fixed=held_fixed)
    (tmp_path / "run.py").write_text(script)
    (tmp_path / "fine_tuning.npz").write_bytes(fine_tuning_npz(start, "synthetic"))
    done = subprocess.run(
        [sys.executable, "-I", "run.py"],
        cwd=tmp_path,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    held_out = digits.split(plan.seed)[1]
    tuned = Network(ARCHITECTURE, weights_of(ours.model))
    before, after = (f"{right(each, held_out).sum()} of 10" for each in (network, tuned))
    assert f"same hand: {before} before, {after} after" in done.stdout
    assert f"Test accuracy: {ours.test_accuracy:.4f}" in done.stdout
    theirs = weights_of(keras.saving.load_model(tmp_path / "model.keras"))
    for layer, arrays in tuned.weights.items():
        for name, array in arrays.items():
            np.testing.assert_allclose(theirs[layer][name], array, rtol=0, atol=1e-4, err_msg=layer)
            if layer in fixed:
                np.testing.assert_array_equal(theirs[layer][name], network.weights[layer][name])
