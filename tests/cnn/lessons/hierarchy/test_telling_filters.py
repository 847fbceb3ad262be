"""Which filters show most plainly what they look for: on patches made by hand."""

import numpy as np
import pytest

from cnn.cells.strongest import KEPT
from cnn.lessons.hierarchy.receptive_fields import pattern_layers
from cnn.lessons.hierarchy.strongest_patches import StrongestPatches
from cnn.lessons.hierarchy.telling_filters import patches_of, telling_filters
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D

# One digit for each 2 x 2 patch, in its upper left corner.
ACROSS = np.array([[255, 255], [0, 0]], np.uint8)
DOWN = np.array([[255, 0], [255, 0]], np.uint8)
ASLANT = np.array([[255, 0], [0, 255]], np.uint8)
FLAT = np.full((2, 2), 200, np.uint8)


def layer_of(*filters: list[np.ndarray]) -> tuple[StrongestPatches, np.ndarray]:
    """A layer of 2 x 2 windows whose filters have these patches, and the digits that hold them."""
    architecture = Architecture((Conv2D(len(filters), 2),))
    images = []
    values = np.zeros((KEPT, len(filters)), np.float32)
    digits = np.zeros((KEPT, len(filters)), np.int32)
    for number, patches in enumerate(filters):
        for rank, patch in enumerate(patches):
            values[rank, number] = KEPT - rank
            digits[rank, number] = len(images)
            image = np.zeros((28, 28), np.uint8)
            image[:2, :2] = patch
            images.append(image)
    nowhere = np.zeros_like(digits)
    layer = pattern_layers(architecture)[0]
    return StrongestPatches(layer, values, digits, nowhere, nowhere), np.array(images)


def test_patches_are_cut_out_strongest_first():
    patches, images = layer_of([ACROSS, DOWN, ASLANT])
    cut = patches_of(patches, 0, images, 2)
    np.testing.assert_allclose(cut, np.array([ACROSS, DOWN]) / 255)
    assert patches_of(patches, 0, images, 9).shape == (3, 2, 2)


def test_the_filter_whose_patches_are_most_alike_comes_first():
    mixed = [ACROSS, DOWN] * (KEPT // 2)
    patches, images = layer_of(mixed, [DOWN] * KEPT)
    assert telling_filters(patches, images, 2) == (1, 0)


def test_a_second_filter_for_the_same_thing_waits_for_others():
    patches, images = layer_of([ACROSS] * KEPT, [ACROSS] * KEPT, [DOWN] * KEPT)
    assert telling_filters(patches, images, 2) == (0, 2)
    assert telling_filters(patches, images, 3) == (0, 2, 1)


def test_dead_filters_are_left_out_and_those_with_few_or_flat_patches_come_last():
    patches, images = layer_of([], [ASLANT], [FLAT] * KEPT, [DOWN] * KEPT)
    assert telling_filters(patches, images, 9) == (3, 2, 1)


@pytest.mark.parametrize("count", [1, 2])
def test_no_more_than_asked_for(count):
    patches, images = layer_of([ACROSS] * KEPT, [DOWN] * KEPT, [ASLANT] * KEPT)
    assert len(telling_filters(patches, images, count)) == count
