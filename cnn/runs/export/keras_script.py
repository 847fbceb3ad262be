"""A training run as a plain Keras script, which makes the same network without this project.

The script holds what its run needs and nothing else, formatted as `ruff format` would. Nothing
that a visitor has typed as text goes into it: only checked numbers and the words of this file.
"""

from __future__ import annotations

import importlib.metadata
import math
from itertools import pairwise
from textwrap import indent

from cnn.network.architecture import Architecture
from cnn.network.fine_tuning import HeldFixed, fixed_layers
from cnn.network.layer_shapes import CLASSES
from cnn.network.layers import Layer
from cnn.network.rate_changes import RateChanges
from cnn.network.recipe import (
    ROTATION_DEGREES,
    SGD_MOMENTUM,
    TRANSLATION_PIXELS,
    ZOOM_SHARE,
    Recipe,
)
from cnn.network.shapes import IMAGE_SIZE
from cnn.runs.export.keras_script_digits import SUBSET, ScriptDigits, is_subset
from cnn.runs.export.keras_script_fine_tuning import JUDGED_AFTER, JUDGED_BEFORE, begun_with
from cnn.runs.progress import TestSet
from cnn.runs.schedule import warmup_steps

KERAS_FILE = "model.keras"
TEST_BATCH = 500
# What `ruff format` keeps to where nothing else is said.
LINE_LENGTH = 88
_LAYER_INDENT = 4 * " "
_MOVE = f"{TRANSLATION_PIXELS} / {IMAGE_SIZE}"


def keras_script(
    architecture: Architecture,
    recipe: Recipe,
    rate_changes: RateChanges = (),
    images_trained: int | None = None,
    test_set: TestSet = "mnist",
    *,
    held_fixed: HeldFixed | None = None,
) -> str:
    """The run as a Python script for Keras, NumPy and TensorFlow.

    Args:
        architecture: what is trained.
        recipe: how; its data are MNIST, synthetic digits or one hand's own.
        rate_changes: (gradient steps done, new learning rate), as the run's provenance has them.
        images_trained: training images worked through, where the run was stopped early; None
            where it was not.
        test_set: which digits the run was tested on; a run on MNIST knows MNIST's only.
        held_fixed: of a fine-tuning, what was held fixed; None of any other run.

    Returns:
        Python source, which prints the accuracy on the test digits and writes model.keras. For
        synthetic digits it reads the file that `synthetic_npz` gives; of a fine-tuning, which goes
        on with a network and one hand's digits, that of `fine_tuning_npz`, and it also prints how
        many held-out digits of that hand are read right before and afterwards.

    Raises:
        TrainingError: the run's digits cannot be had by such a script.
    """
    digits = ScriptDigits.of(recipe, test_set)
    steps = _steps_taken(recipe, images_trained)
    rates = {step: rate for step, rate in rate_changes if step < steps}
    stops_early = steps % recipe.steps_per_epoch > 0
    is_fine_tuning = held_fixed is not None
    return _joined(
        _head(architecture, digits, is_fine_tuning=is_fine_tuning),
        _IMPORTS,
        _settings(recipe, steps, rates),
        digits.source,
        SUBSET if is_subset(recipe) else "",
        _PREPARED,
        _RANDOMNESS,
        _AUGMENTATION if recipe.augment else "",
        _batches(recipe),
        _model(architecture),
        "" if held_fixed is None else begun_with(fixed_layers(architecture, held_fixed)),
        _schedule(recipe, is_scaled=bool(rates)),
        _compiled(recipe, is_scheduled=recipe.schedule == "cosine" and not rates),
        _new_learning_rates(recipe) if rates else "",
        _STOP if stops_early else "",
        JUDGED_BEFORE if is_fine_tuning else "",
        _fit(["NewLearningRates()"] * bool(rates) + ["Stop()"] * stops_early),
        JUDGED_AFTER if is_fine_tuning else "",
        _END,
    )


def _steps_taken(recipe: Recipe, images_trained: int | None) -> int:
    if images_trained is None:
        return recipe.steps
    epochs, rest = divmod(min(images_trained, recipe.images), recipe.training_images)
    return epochs * recipe.steps_per_epoch + math.ceil(rest / recipe.batch_size)


def _joined(*parts: str) -> str:
    """Parts with the blank lines between them that a formatter asks for: two around definitions."""
    stripped = [part.strip("\n") for part in parts if part]
    spaced = stripped[0]
    for before, part in pairwise(stripped):
        is_at_definition = any(one.startswith(("def ", "class ")) for one in (before, part))
        spaced += ("\n\n\n" if is_at_definition else "\n\n") + part
    return f"{spaced}\n"


def _head(architecture: Architecture, digits: ScriptDigits, *, is_fine_tuning: bool) -> str:
    what = "Fine-tunes" if is_fine_tuning else "Trains"
    return f'''
"""{what} a network of {architecture.parameters:,} parameters on {digits.name} with Keras.

{(_SAME_FINE_TUNING if is_fine_tuning else _SAME_RUN).strip()}

    pip install {_pinned("keras")} {_pinned("tensorflow")}

{digits.note.strip()}
"""
'''


_SAME_RUN = """
The same run as on Convoscope's Train page: the same layers and random start, the same
images in the same order, the same gradient steps. On another machine, or with other
versions than these, the weights may differ in their last digits.
"""
_SAME_FINE_TUNING = """
The same run as on Convoscope's Experiment page: the same layers and the weights that they
had before, the same images in the same order, the same gradient steps. On another machine,
or with other versions than these, the weights may differ in their last digits.
"""


def _pinned(package: str) -> str:
    """A package with the version that the trainer of this host has, where it has one."""
    for name in (package, f"{package}-cpu"):
        try:
            return f"{package}=={importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            continue
    return package


_IMPORTS = """
import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from keras import layers
"""


def _settings(recipe: Recipe, steps: int, rates: dict[int, float]) -> str:
    lines = [f"SEED = {recipe.seed}"]
    if is_subset(recipe):
        lines.append(f"TRAINING_IMAGES = {recipe.training_images}")
    lines.append(f"BATCH_SIZE = {recipe.batch_size}")
    lines.append(f"EPOCHS = {math.ceil(steps / recipe.steps_per_epoch)}")
    lines.append(f"STEPS_PER_EPOCH = {recipe.steps_per_epoch}")
    if steps % recipe.steps_per_epoch:
        lines += ["# The run was stopped after so many gradient steps.", f"STEPS = {steps}"]
    if rates:
        lines += _learning_rates(recipe, rates)
    return "\n".join(lines)


def _learning_rates(recipe: Recipe, rates: dict[int, float]) -> list[str]:
    what = "the learning rate"
    if recipe.schedule == "cosine":
        what = "what the schedule is multiplied by"
        rates = {0: recipe.learning_rate, **rates}
    return [
        f"# Gradient steps done, and {what} from there on.",
        "LEARNING_RATES = {",
        *(f"    {step}: {float(rate)!r}," for step, rate in rates.items()),
        "}",
    ]


_PREPARED = f"""
def prepared(images, labels):
    images = tf.cast(images, tf.float32)[..., tf.newaxis] / 255.0
    return images, tf.one_hot(labels, {CLASSES})
"""
_RANDOMNESS = """
# All that is random, the order of the images for instance, follows from the seed.
keras.utils.set_random_seed(SEED)
"""
_AUGMENTATION = f"""
# Each image is turned, scaled and moved a little at random; what comes in is background.
background = {{"fill_mode": "constant", "fill_value": 0.0, "seed": SEED}}
varied = keras.Sequential(
    [
        layers.RandomRotation({ROTATION_DEGREES} / 360, **background),
        layers.RandomZoom({ZOOM_SHARE}, **background),
        layers.RandomTranslation({_MOVE}, {_MOVE}, **background),
    ]
)
"""


def _batches(recipe: Recipe) -> str:
    varied = "train = train.map(lambda images, labels: (varied(images, training=True), labels))\n"
    return f"""
train = tf.data.Dataset.from_tensor_slices((x_train, y_train))
train = train.shuffle(len(x_train), seed=SEED).batch(BATCH_SIZE).map(prepared)
{varied if recipe.augment else ""}train = train.repeat().prefetch(2)
test = tf.data.Dataset.from_tensor_slices((x_test, y_test)).batch({TEST_BATCH}).map(prepared)
"""


def _model(architecture: Architecture) -> str:
    """The layers one after the other, as a functional model.

    Unlike a Sequential one it still has its `input` after it was saved and loaded.
    """
    lines = [_layer(layer) for layer in architecture.layers]
    return f"""
image = keras.Input(({IMAGE_SIZE}, {IMAGE_SIZE}, 1), name="image")
output = image
for layer in [
{indent(chr(10).join(lines), _LAYER_INDENT)}
]:
    output = layer(output)
model = keras.Model(image, output)
"""


def _layer(layer: Layer) -> str:
    """A layer as it is written in Keras, on three lines where one would be too long."""
    call = layer.spec.keras_call()
    settings = ", ".join(
        [
            *map(_literal, call.positional),
            *(f"{name}={_literal(value)}" for name, value in call.named.items()),
            f"name={_literal(layer.name)}",
        ]
    )
    line = f"layers.{call.class_name}({settings}),"
    if len(_LAYER_INDENT + line) <= LINE_LENGTH:
        return line
    return f"layers.{call.class_name}(\n    {settings}\n),"


def _literal(value: float | str) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


_OPTIMIZERS = {
    "rmsprop": "RMSprop({})",
    "adam": "Adam({})",
    "sgd": f"SGD({{}}, momentum={SGD_MOMENTUM})",
}


def _schedule(recipe: Recipe, *, is_scaled: bool) -> str:
    """The cosine schedule; where learning rates scale it, it rises to 1."""
    if recipe.schedule == "constant":
        return ""
    rise = warmup_steps(recipe.steps)
    peak = 1.0 if is_scaled else float(recipe.learning_rate)
    return f"""
# A rise over the first {rise} steps, then half a cosine down to zero.
schedule = keras.optimizers.schedules.CosineDecay(
    0.0,
    decay_steps={max(1, recipe.steps - rise)},
    warmup_target={peak!r},
    warmup_steps={rise},
)
"""


def _compiled(recipe: Recipe, *, is_scheduled: bool) -> str:
    rate = "schedule" if is_scheduled else repr(float(recipe.learning_rate))
    smoothing = (
        f"label_smoothing={float(recipe.label_smoothing)!r}" if recipe.label_smoothing else ""
    )
    return f"""
model.compile(
    optimizer=keras.optimizers.{_OPTIMIZERS[recipe.optimizer].format(rate)},
    loss=keras.losses.CategoricalCrossentropy({smoothing}),
    metrics=["accuracy"],
)
model.summary()
"""


def _new_learning_rates(recipe: Recipe) -> str:
    if recipe.schedule == "constant":
        return """
class NewLearningRates(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        step = int(self.model.optimizer.iterations)
        if step in LEARNING_RATES:
            self.model.optimizer.learning_rate = LEARNING_RATES[step]
"""
    return """
class NewLearningRates(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        step = int(self.model.optimizer.iterations)
        if step in LEARNING_RATES:
            self.rate = LEARNING_RATES[step]
        self.model.optimizer.learning_rate = self.rate * schedule(step)
"""


_STOP = """
class Stop(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if self.model.optimizer.iterations == STEPS:
            self.model.stop_training = True
"""


def _fit(callbacks: list[str]) -> str:
    """The training, in epochs of a given number of steps out of data that never end.

    With data that end, Keras 3.15's `fit` begins them once more after each epoch and throws that
    away, so that it would leave out every other shuffling.
    """
    callback_line = f"    callbacks=[{', '.join(callbacks)}],\n" if callbacks else ""
    return f"""
model.fit(
    train,
    epochs=EPOCHS,
    steps_per_epoch=STEPS_PER_EPOCH,
    validation_data=test,
    shuffle=False,  # the batches come shuffled
{callback_line})
"""


_END = f"""
loss, accuracy = model.evaluate(test, verbose=0)
print(f"Test accuracy: {{accuracy:.4f}}")
model.save("{KERAS_FILE}")
"""
