"""Real Keras models, saved by the two lines beside the upload, are read as Keras reads them."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from keras import layers as kl  # noqa: E402

from cnn.errors import NetworkFileError  # noqa: E402
from cnn.network import Network  # noqa: E402
from cnn.network.keras_import import EXPORT_LINES, network_from_npz  # noqa: E402

IMAGE = (28, 28, 1)


def exported(model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(EXPORT_LINES, {"model": model})
    return (tmp_path / "mine.npz").read_bytes()


def varied(model):
    """Weights such as a training leaves, biases and moving averages among them."""
    rng = np.random.default_rng(3)
    weights = [rng.normal(0.02, 0.2, weight.shape) for weight in model.get_weights()]
    model.set_weights(
        [
            abs(w) + 0.05 if "variance" in v.path else w
            for w, v in zip(weights, model.weights, strict=True)
        ]
    )
    return model


def sequential(*layers, shape=IMAGE):
    return keras.Sequential([keras.Input(shape), *layers])


def chain(*layers, shape=IMAGE):
    image = values = keras.Input(shape)
    for layer in layers:
        values = layer(values)
    return keras.Model(image, values)


def tail():
    return kl.Flatten(), kl.Dense(10, activation="softmax")


MODELS = {
    "tutorial": lambda: sequential(
        kl.Conv2D(4, 3, activation="relu"),
        kl.MaxPooling2D(),
        kl.Conv2D(6, (3, 3), activation="relu"),
        kl.MaxPooling2D(pool_size=(2, 2)),
        kl.Flatten(),
        kl.Dropout(0.5),
        kl.Dense(10, activation="softmax"),
    ),
    "separate activations and normalisation": lambda: sequential(
        kl.Conv2D(4, 5, strides=2, padding="same", use_bias=False),
        kl.BatchNormalization(epsilon=1e-5),
        kl.ReLU(),
        kl.AveragePooling2D(2),
        kl.Conv2D(5, 3),
        kl.Activation("relu"),
        kl.BatchNormalization(scale=False, epsilon=0.01),
        kl.GlobalAveragePooling2D(),
        kl.Dense(8),
        kl.BatchNormalization(center=False),
        kl.Activation("relu"),
        kl.Dense(10),
        kl.Softmax(),
    ),
    "functional, padded pooling": lambda: chain(
        kl.Conv2D(3, 3, padding="same", activation="relu"),
        kl.MaxPooling2D(2, padding="same"),
        *tail(),
    ),
    "no channel axis": lambda: sequential(
        kl.Reshape(IMAGE), kl.Conv2D(3, 3, activation="relu"), *tail(), shape=(28, 28)
    ),
    "rows of 784": lambda: sequential(
        kl.Dropout(0.2), kl.Dense(9, activation="relu"), tail()[1], shape=(784,)
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_read_as_keras_reads_it(name, tmp_path, monkeypatch):
    model = varied(MODELS[name]())
    network = network_from_npz(exported(model, tmp_path, monkeypatch))
    images = np.random.default_rng(0).random((20, 28, 28), dtype=np.float32)
    theirs = model.predict(images.reshape(20, *model.inputs[0].shape[1:]), verbose=0)
    np.testing.assert_allclose(network.predict(images), theirs, atol=1e-5)
    again = Network.from_bytes(network.to_bytes())
    assert again.architecture == network.architecture
    assert again.provenance.is_imported


def test_logits_get_their_softmax_and_pixels_of_255_their_scale(tmp_path, monkeypatch):
    model = varied(sequential(kl.Rescaling(1 / 255), kl.Flatten(), kl.Dense(10)))
    network = network_from_npz(exported(model, tmp_path, monkeypatch))
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28)).astype(np.float32)
    theirs = keras.ops.softmax(model(images[..., None]))
    np.testing.assert_allclose(network.predict(images / 255), theirs, atol=1e-5)


def branched():
    image = keras.Input(IMAGE)
    row = kl.Flatten()(image)
    joined = kl.Concatenate()([kl.Dense(4)(row), kl.Dense(4)(row)])
    return keras.Model(image, kl.Dense(10)(joined))


def skipping():
    image = keras.Input(IMAGE)
    maps = kl.Conv2D(1, 3, padding="same", activation="relu")(image)
    return keras.Model(image, kl.Dense(10)(kl.Flatten()(kl.Add()([image, maps]))))


def two_outputs():
    image = keras.Input(IMAGE)
    row = kl.Dense(4, activation="relu")(kl.Flatten()(image))
    return keras.Model(image, [row, kl.Dense(10)(row)])


WRONG = {
    "branches": (branched, "no plain chain"),
    "a skip": (skipping, "no plain chain"),
    "two outputs": (two_outputs, "no plain chain"),
    "input": (lambda: sequential(*tail(), shape=(32, 32, 1)), "28 x 28"),
    "colours": (lambda: sequential(*tail(), shape=(28, 28, 3)), "28 x 28"),
    "outputs": (lambda: sequential(kl.Flatten(), kl.Dense(11)), "Dense(10)"),
    "no dense": (
        lambda: sequential(kl.Conv2D(10, 3), kl.GlobalAveragePooling2D()),
        "has no ReLU",
    ),
    "tanh": (lambda: sequential(kl.Conv2D(2, 3, activation="tanh"), *tail()), "activation"),
    "another kind": (lambda: sequential(kl.DepthwiseConv2D(3), *tail()), "(DepthwiseConv2D)"),
    "dilation": (
        lambda: sequential(kl.Conv2D(2, 3, dilation_rate=2, activation="relu"), *tail()),
        "dilated",
    ),
    "groups": (
        lambda: sequential(kl.Conv2D(4, 3, activation="relu"), kl.Conv2D(4, 3, groups=2), *tail()),
        "groups=1",
    ),
    "kernel": (lambda: sequential(kl.Conv2D(2, (3, 5), activation="relu"), *tail()), "square"),
    "limits": (lambda: sequential(kl.Conv2D(129, 3, activation="relu"), *tail()), "1 to 128"),
    "overlapping windows": (lambda: sequential(kl.MaxPooling2D(3, 2), *tail()), "side by side"),
    "data type": (
        lambda: sequential(kl.Conv2D(2, 3, activation="relu", dtype="mixed_bfloat16"), *tail()),
        "float32",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_shown_is_named_in_one_sentence(name, tmp_path, monkeypatch):
    make, sentence = WRONG[name]
    data = exported(make(), tmp_path, monkeypatch)
    with pytest.raises(NetworkFileError) as caught:
        network_from_npz(data)
    assert sentence in str(caught.value)


def test_weights_of_another_model_are_refused(tmp_path, monkeypatch):
    first, second = sequential(*tail()), sequential(kl.Dense(4, activation="relu"), *tail())
    first.get_weights = second.get_weights
    data = exported(first, tmp_path, monkeypatch)
    with pytest.raises(NetworkFileError, match="do not belong"):
        network_from_npz(data)
