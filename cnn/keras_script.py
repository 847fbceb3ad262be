"""A training run as a plain Keras script, which makes the same network without this project.

The script holds what its run needs and nothing else, formatted as `ruff format` would. Nothing
that a visitor has typed as text goes into it: only checked numbers and the words of this file.
"""

from __future__ import annotations

import importlib.metadata
import io
import zipfile
from collections.abc import Iterable
from textwrap import indent

import numpy as np

from cnn.architecture import CLASSES, IMAGE_SIZE, Architecture
from cnn.layers import AveragePool2D, Conv2D, Dense, Dropout, Flatten, Layer, MaxPool2D
from cnn.recipe import Recipe
from cnn.record import RateChanges

SYNTHETIC_FILE = "synthetic.npz"
KERAS_FILE = "model.keras"


def keras_script(
    architecture: Architecture,
    recipe: Recipe,
    rate_changes: RateChanges = (),
    images_trained: int | None = None,
) -> str:
    """The run as a Python script for Keras, NumPy and TensorFlow.

    Args:
        architecture: what is trained.
        recipe: how; its data are MNIST or synthetic digits.
        rate_changes: (gradient steps done, new learning rate), as the run's record has them.
        images_trained: training images worked through, where the run was stopped early; None
            where it was not.

    Returns:
        Python source, which prints the accuracy on MNIST's test digits and writes model.keras.
        For synthetic digits it reads the file that `synthetic_npz` gives.

    Raises:
        ValueError: the recipe's data cannot be had by such a script.
    """
    if recipe.data not in ("mnist", "synthetic"):
        raise ValueError(f"there is no script for the data {recipe.data}")
    parts = [
        _head(architecture, recipe),
        _imports(),
        _data(recipe),
        _batches(recipe),
        _model(architecture),
        _compile(recipe),
        _fit(recipe),
        _end(recipe),
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _head(architecture: Architecture, recipe: Recipe) -> str:
    epochs = "1 epoch" if recipe.epochs == 1 else f"{recipe.epochs} epochs"
    return f'''
"""Trains a network of {architecture.parameters:,} parameters on MNIST, {epochs}.

The same run as on Convoscope's Train page: the same layers and random start, the same
images in the same order, the same steps. Needs

    pip install {_pinned("keras")} {_pinned("tensorflow")}
"""
'''


def _pinned(package: str) -> str:
    """A package with the version that the trainer of this host has, where it has one."""
    for name in (package, f"{package}-cpu"):
        try:
            return f"{package}=={importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            continue
    return package


def _imports() -> str:
    return """
import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from keras import layers
"""


def _data(recipe: Recipe) -> str:
    return f"""
SEED = {recipe.seed}

if "MNIST_NPZ" in os.environ:
    with np.load(os.environ["MNIST_NPZ"]) as mnist:
        x_train, y_train = mnist["x_train"], mnist["y_train"]
        x_test, y_test = mnist["x_test"], mnist["y_test"]
else:
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
"""


def _batches(recipe: Recipe) -> str:
    return f"""
def prepared(images, labels):
    images = tf.cast(images, tf.float32)[..., tf.newaxis] / 255.0
    return images, tf.one_hot(labels, {CLASSES})


keras.utils.set_random_seed(SEED)
train = tf.data.Dataset.from_tensor_slices((x_train, y_train))
train = train.shuffle(len(x_train), seed=SEED).batch({recipe.batch_size}).map(prepared)
test = tf.data.Dataset.from_tensor_slices((x_test, y_test)).batch(500).map(prepared)
"""


def _model(architecture: Architecture) -> str:
    lines = [f'keras.Input(({IMAGE_SIZE}, {IMAGE_SIZE}, 1), name="image"),']
    lines += [f"layers.{_layer(layer)}," for layer in architecture.layers]
    return f"""
model = keras.Sequential(
    [
{indent(chr(10).join(lines), 8 * " ")}
    ]
)
"""


def _layer(layer: Layer) -> str:
    """A layer as it is written in Keras; each of these lines keeps to 88 columns."""
    name = f'name="{layer.name}"'
    match layer.spec:
        case Conv2D(filters, kernel_size, stride, padding):
            size = [str(filters), str(kernel_size)]
            if stride > 1:
                size.append(f"strides={stride}")
            if padding == "same":
                size.append('padding="same"')
            return f'Conv2D({", ".join(size)}, activation="relu", {name})'
        case MaxPool2D(pool_size):
            return f"MaxPooling2D({pool_size}, {name})"
        case AveragePool2D(pool_size):
            return f"AveragePooling2D({pool_size}, {name})"
        case Dropout(rate):
            return f"Dropout({rate}, {name})"
        case Flatten():
            return f"Flatten({name})"
        case Dense(units, activation):
            return f'Dense({units}, activation="{activation}", {name})'


def _compile(recipe: Recipe) -> str:
    name = {"rmsprop": "RMSprop", "adam": "Adam", "sgd": "SGD"}[recipe.optimizer]
    momentum = ", momentum=0.9" if recipe.optimizer == "sgd" else ""
    smoothing = f"label_smoothing={recipe.label_smoothing}" if recipe.label_smoothing else ""
    return f"""
model.compile(
    optimizer=keras.optimizers.{name}({recipe.learning_rate}{momentum}),
    loss=keras.losses.CategoricalCrossentropy({smoothing}),
    metrics=["accuracy"],
)
model.summary()
"""


def _fit(recipe: Recipe) -> str:
    return f"model.fit(train, epochs={recipe.epochs}, validation_data=test)"


def _end(recipe: Recipe) -> str:
    return f"""
loss, accuracy = model.evaluate(test, verbose=0)
print(f"Test accuracy: {{accuracy:.4f}}")
model.save("{KERAS_FILE}")
"""


def npz_bytes(arrays: Iterable[tuple[str, np.ndarray]]) -> bytes:
    """Arrays as the content of an .npz file, the same bytes each time.

    Args:
        arrays: names and arrays, without objects in them.

    Returns:
        What `np.load` reads; compressed, with no date in it.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays:
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
            # The date of a ZipInfo is 1980 unless told otherwise.
            entry = zipfile.ZipInfo(f"{name}.npy")
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, member.getvalue())
    return content.getvalue()
