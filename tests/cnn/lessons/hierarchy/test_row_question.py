"""Which filter does one more patch belong to: what is asked can be seen, and is not on view."""

import numpy as np
import pytest

from cnn.lessons.hierarchy.patch_question import PATCHES
from cnn.lessons.hierarchy.row_question import MARGIN, asked_row_patch, row_question
from cnn.lessons.hierarchy.telling_filters import patches_of
from cnn.lessons.question import grade
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from tests.cnn.lessons.hierarchy.shown_layers import IMAGES, LABELS, shown_of
from tests.designs import random_network

NUMBERS = range(1, 9)


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


@pytest.mark.parametrize("number", NUMBERS)
def test_the_row_that_looks_most_like_the_patch_is_the_answer(shown, number):
    asked = asked_row_patch(shown, IMAGES, number)
    question = row_question(asked, shown, LABELS)
    (layer,) = (one for one in shown if one.patches is asked.patches)
    patch = asked.picture(IMAGES)
    likeness = {
        each: max(cosine(patch, one) for one in patches_of(layer.patches, each, IMAGES, PATCHES))
        for each in layer.filters
    }
    most = max(likeness, key=likeness.__getitem__)
    assert grade(question, str(most)).verdict == "right"
    second = sorted(likeness.values())[-2]
    assert likeness[most] - second >= MARGIN - 1e-4
    assert list(question.labels) == [str(each) for each in layer.filters]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_patch_is_not_on_view_though_its_filter_is(shown, number):
    asked = asked_row_patch(shown, IMAGES, number)
    (layer,) = (one for one in shown if one.patches is asked.patches)
    assert asked.filter in layer.filters
    assert PATCHES <= asked.rank < asked.patches.counts[asked.filter]


def test_the_deeper_layers_have_their_turns_with_other_patches(shown):
    asked = [asked_row_patch(shown, IMAGES, number) for number in range(1, 5)]
    assert [one.patches.layer.name for one in asked] == ["conv2", "conv3"] * 2
    assert len({(one.patches.layer.name, one.filter, one.rank) for one in asked}) == 4


def test_a_layer_with_one_filter_leaves_nothing_to_ask():
    assert asked_row_patch(shown_of(random_network(Architecture((Conv2D(1),)))), IMAGES, 1) is None
    assert asked_row_patch([], IMAGES, 1) is None
