"""Digits as batches that Keras learns from: shuffled, scaled to [0, 1], varied where asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import keras
import numpy as np
import tensorflow as tf

from cnn.datasets import Part, balanced
from cnn.network.layer_shapes import CLASSES
from cnn.network.recipe import ROTATION_DEGREES, TRANSLATION_PIXELS, ZOOM_SHARE, Recipe
from cnn.network.shapes import IMAGE_SIZE

TEST_BATCH = 500

# Images (b, 28, 28, 1) to as many, varied at random.
Vary = Callable[[tf.Tensor], tf.Tensor]


def training_batches(digits: Part, recipe: Recipe, vary: Vary | None = None) -> tf.data.Dataset:
    """What one epoch after another is trained on, without end.

    To be gone through by one iterator: Keras's `fit` takes it with `steps_per_epoch`, and then
    sees the same batches as any other loop does.

    Args:
        digits: (n, 28, 28) uint8 and (n,) labels; the first `recipe.training_images` of them,
            balanced over the digits, are used.
        recipe: batch size, seed, augmentation. After `keras.utils.set_random_seed` with the same
            seed, the batches are the same.
        vary: varies each batch at random in a way that no recipe knows; None for not at all.

    Returns:
        Batches of images (b, 28, 28, 1) float32 in [0, 1] and one-hot labels (b, 10), shuffled
        anew each time they are gone through.
    """
    chosen = balanced(digits[1], recipe.training_images)
    indices = tf.data.Dataset.from_tensor_slices(chosen)
    indices = indices.shuffle(len(chosen), seed=recipe.seed).batch(recipe.batch_size)
    batches = indices.map(_gather(digits))
    if recipe.augment:
        varied = augmentation(recipe.seed)
        # One batch after the other, so that each gets its own random numbers in every run.
        batches = batches.map(lambda images, labels: (varied(images, training=True), labels))
    if vary is not None:
        batches = batches.map(lambda images, labels: (vary(images), labels))
    return batches.repeat().prefetch(2)


@tf.function
def leave_out(batches: Iterator[tuple[tf.Tensor, tf.Tensor]], count: tf.Tensor) -> None:
    """Draw so many batches and forget them: what follows is then what would have followed."""
    for _ in tf.range(count):
        next(batches)


def test_batches(digits: Part) -> tf.data.Dataset:
    """What is read to judge the network: batches as of `training_batches`, in order, never varied.

    Args:
        digits: (n, 28, 28) uint8 and (n,) labels.
    """
    return tf.data.Dataset.range(len(digits[1])).batch(TEST_BATCH).map(_gather(digits)).prefetch(2)


def augmentation(seed: int) -> keras.Sequential:
    """Keras's own layers that turn, scale and move each (b, 28, 28, 1) image at random.

    What comes in from outside is background.
    """
    outside = {"fill_mode": "constant", "fill_value": 0.0, "seed": seed}
    move = TRANSLATION_PIXELS / IMAGE_SIZE
    return keras.Sequential(
        [
            keras.layers.RandomRotation(ROTATION_DEGREES / 360, **outside),
            keras.layers.RandomZoom(ZOOM_SHARE, **outside),
            keras.layers.RandomTranslation(move, move, **outside),
        ]
    )


def _gather(digits: Part) -> Callable[[tf.Tensor], tuple[tf.Tensor, tf.Tensor]]:
    """Indices to images and labels.

    The digits stay bytes and each batch is made when it is needed: a quarter of the memory of
    holding all the images as floats.
    """
    images, labels = tf.constant(digits[0][..., np.newaxis]), tf.constant(digits[1])

    def gather(chosen: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pixels = tf.cast(tf.gather(images, chosen), tf.float32) / 255.0
        return pixels, tf.one_hot(tf.gather(labels, chosen), CLASSES)

    return gather
