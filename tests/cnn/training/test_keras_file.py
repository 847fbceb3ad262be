"""A .keras file opens in Keras, and gives each layer's output there in two lines."""

import numpy as np
import pytest
from hypothesis import given, settings

keras = pytest.importorskip("keras")

from cnn.network import Network  # noqa: E402
from cnn.network.architecture import Architecture  # noqa: E402
from cnn.network.kinds.dense import Dense  # noqa: E402
from cnn.network.presets import DESIGNS  # noqa: E402
from cnn.network.recipe import Recipe  # noqa: E402
from cnn.runs.export.keras_usage import keras_usage  # noqa: E402
from cnn.training.build import build_keras, compile_model, set_weights  # noqa: E402
from tests.designs import architectures, random_network  # noqa: E402

EVERY_DESIGN = {name: Architecture(hidden) for name, hidden in DESIGNS.items()}
EVERY_DESIGN["no convolution"] = Architecture((Dense(5),))


def saved(network, path):
    """The network as the trainer leaves its file: compiled, then saved."""
    model = build_keras(network.architecture, 0)
    compile_model(model, Recipe())
    set_weights(model, network.weights)
    model.save(path)


def assert_each_layers_output_can_be_had(network, model):
    images = np.random.default_rng(1).random((3, 28, 28), dtype=np.float32)
    for name, ours in network.forward(images).items():
        up_to_layer = keras.Model(model.input, model.get_layer(name).output)
        theirs = up_to_layer(images[..., np.newaxis])
        np.testing.assert_allclose(ours, theirs, atol=1e-5, rtol=1e-5, err_msg=name)


@pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer")
@pytest.mark.parametrize("design", EVERY_DESIGN)
def test_each_layers_output_can_be_had_of_a_loaded_file(design, tmp_path):
    network = random_network(EVERY_DESIGN[design])
    saved(network, tmp_path / "net.keras")
    model = keras.saving.load_model(tmp_path / "net.keras")
    assert_each_layers_output_can_be_had(network, model)


@pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer")
@settings(max_examples=5)
@given(architecture=architectures())
def test_so_it_can_of_any_design(architecture, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "net.keras"
    network = random_network(architecture)
    saved(network, path)
    assert_each_layers_output_can_be_had(network, keras.saving.load_model(path))


@pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer")
@pytest.mark.parametrize(
    ("design", "layer"), [("textbook", "conv3"), ("no convolution", "flatten")]
)
def test_the_two_lines_beside_the_button_work_as_they_stand(design, layer, tmp_path, monkeypatch):
    network: Network = random_network(EVERY_DESIGN[design])
    monkeypatch.chdir(tmp_path)
    saved(network, "my net.keras")
    lines = keras_usage("my net.keras", network.architecture)
    assert len(lines.splitlines()) == 2
    names = {"keras": keras}
    exec(lines, names)
    images = np.random.default_rng(2).random((2, 28, 28), dtype=np.float32)
    theirs = names[layer](images[..., np.newaxis])
    np.testing.assert_allclose(network.forward(images)[layer], theirs, atol=1e-5)
