"""Whose patch is it: what is shown, what is asked, and that what is asked for is not shown."""

import pytest

from cnn.lessons.hierarchy.patch_question import (
    FILTERS,
    PATCHES,
    asked_patch,
    layers_side_by_side,
    patch_question,
)
from cnn.lessons.hierarchy.telling_filters import patches_of
from cnn.lessons.question import grade
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import MaxPool2D
from tests.cnn.lessons.hierarchy.shown_layers import IMAGES, LABELS, shown_of
from tests.designs import random_network


def test_three_layers_stand_side_by_side():
    names = [layer.name for layer in layers_side_by_side(textbook())]
    assert names == ["conv1", "conv2", "conv3"]
    two = Architecture((Conv2D(2), MaxPool2D(), Conv2D(2), MaxPool2D()))
    assert [layer.name for layer in layers_side_by_side(two)] == ["conv1", "conv2", "pool2"]
    five = Architecture(tuple(Conv2D(2) for _ in range(5)))
    assert [layer.name for layer in layers_side_by_side(five)] == ["conv1", "conv3", "conv5"]
    assert [layer.name for layer in layers_side_by_side(Architecture((Conv2D(2),)))] == ["conv1"]
    assert layers_side_by_side(Architecture((Dense(3),))) == ()


def test_the_first_question_is_answered_by_counting_the_pixels_on_view(shown):
    asked = asked_patch(shown, 0)
    question = patch_question(asked, shown, LABELS)
    sizes = {len(patches_of(one.patches, one.filters[0], IMAGES, 1)[0]): one for one in shown}
    assert list(sizes) == [3, 8, 18]
    rows, columns = asked.picture(IMAGES).shape
    assert rows == columns
    by_hand = sizes[rows].patches.layer.name
    assert grade(question, by_hand).verdict == "right"
    assert list(question.labels) == ["conv1", "conv2", "conv3"]
    assert f"The patch is {rows} x {columns} pixels" in question.working
    assert "- a cell of conv2 sees 8 x 8 pixels" in question.working


@pytest.mark.parametrize("number", range(12))
def test_what_is_asked_for_is_not_on_view(shown, number):
    asked = asked_patch(shown, number)
    (layer,) = (one for one in shown if one.patches is asked.patches)
    assert asked.filter not in layer.filters
    assert len(layer.filters) == FILTERS
    on_view = [patches_of(layer.patches, each, IMAGES, PATCHES) for each in layer.filters]
    assert not any((patch == asked.picture(IMAGES)).all() for row in on_view for patch in row)


def test_every_layer_has_its_turn_and_later_rounds_ask_about_other_patches(shown):
    asked = [asked_patch(shown, number) for number in range(6)]
    for turn in (asked[:3], asked[3:]):
        assert {one.patches.layer.name for one in turn} == {"conv1", "conv2", "conv3"}
    assert len({(one.patches.layer.name, one.filter) for one in asked}) == 6


def test_where_every_filter_is_shown_a_weaker_patch_is_asked_about():
    shown = shown_of(random_network(Architecture((Conv2D(2), Conv2D(3)))))
    asked = asked_patch(shown, 0)
    assert asked.rank == asked.patches.counts[asked.filter] - 1
    assert patch_question(asked, shown, LABELS).answer in ("conv1", "conv2")


def test_a_single_layer_leaves_nothing_to_ask():
    assert asked_patch(shown_of(random_network(Architecture((Conv2D(2),)))), 0) is None
