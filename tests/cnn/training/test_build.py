"""An Architecture in Keras: same layers, same parameters, seeded; weights go both ways."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from cnn.network.architecture import Architecture, textbook  # noqa: E402
from cnn.network.kinds.conv2d import Conv2D  # noqa: E402
from cnn.network.kinds.dense import Dense  # noqa: E402
from cnn.network.kinds.pooling import MaxPool2D  # noqa: E402
from cnn.network.recipe import Recipe  # noqa: E402
from cnn.training.build import build_keras, compile_model, set_weights, weights_of  # noqa: E402

SMALL = Architecture((Conv2D(3, 5, 2, "same"), MaxPool2D(), Dense(7), Dense(6)))


def test_the_textbook_network_has_its_layers_and_93322_parameters():
    model = build_keras(textbook())
    names = ["conv1", "pool1", "conv2", "pool2", "conv3", "flatten", "dense", "softmax"]
    names = ["image", *names]
    assert [layer.name for layer in model.layers] == names
    assert model.count_params() == 93_322


@pytest.mark.parametrize("architecture", [textbook(), SMALL])
def test_shapes_are_those_of_the_architecture(architecture):
    model = build_keras(architecture)
    for layer in architecture.layers:
        assert model.get_layer(layer.name).output.shape[1:] == layer.output_shape


def test_the_seed_decides_the_weights():
    first, again, other = (weights_of(build_keras(SMALL, seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first["conv1"]["kernel"], again["conv1"]["kernel"])
    assert (first["conv1"]["kernel"] != other["conv1"]["kernel"]).any()


def test_weights_go_there_and_back():
    weights = weights_of(build_keras(SMALL, 1))
    model = build_keras(SMALL, 2)
    set_weights(model, weights)
    for layer, arrays in weights_of(model).items():
        for name, array in arrays.items():
            assert array.dtype == np.float32
            np.testing.assert_array_equal(array, weights[layer][name])


def test_weights_of_another_network_are_refused():
    with pytest.raises(ValueError, match="conv1"):
        set_weights(build_keras(textbook()), weights_of(build_keras(SMALL)))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rmsprop", keras.optimizers.RMSprop),
        ("adam", keras.optimizers.Adam),
        ("sgd", keras.optimizers.SGD),
    ],
)
def test_the_recipe_chooses_optimizer_and_step_size(name, kind):
    model = build_keras(SMALL)
    compile_model(model, Recipe(optimizer=name, learning_rate=0.03))
    assert isinstance(model.optimizer, kind)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.03)


def test_the_cosine_rises_to_the_step_size_and_falls_to_zero():
    model = build_keras(SMALL)
    recipe = Recipe(optimizer="adam", learning_rate=0.02, schedule="cosine")
    compile_model(model, recipe, steps=1000)
    schedule = model.optimizer._learning_rate
    sizes = [float(schedule(step)) for step in (0, 50, 525, 1000)]
    assert sizes == pytest.approx([0, 0.02, 0.01, 0], abs=1e-4)


def test_a_cosine_needs_to_know_how_many_steps():
    with pytest.raises(ValueError, match="steps"):
        compile_model(build_keras(SMALL), Recipe(schedule="cosine"))


def test_label_smoothing_enters_the_loss():
    losses = []
    for smoothing in (0.0, 0.2):
        model = build_keras(SMALL)
        compile_model(model, Recipe(label_smoothing=smoothing))
        predicted = np.full((1, 10), 0.01, np.float32)
        predicted[0, 3] = 0.91
        losses.append(float(model.loss(np.eye(10, dtype=np.float32)[[3]], predicted)))
    surprise = -np.log([0.91, 0.01])
    assert losses == pytest.approx([surprise[0], surprise @ [0.82, 0.18]], rel=1e-3)
