"""The example digits: several hands per digit, all read right by the network that ships."""

from collections import Counter

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.drawing.strokes import CANVAS_SIZE
from cnn.handwriting.examples import EXAMPLES, FIRST_EXAMPLE
from cnn.network import Network


def test_every_digit_has_several_hands():
    hands = Counter(example.digit for example in EXAMPLES)
    assert set(hands) == set(range(10))
    assert min(hands.values()) >= 2
    assert FIRST_EXAMPLE in EXAMPLES


@pytest.mark.parametrize(
    "title", ["1, with a flag", "7, crossed", "4, open", "9, with a curled foot"]
)
def test_the_hands_that_mnist_hardly_knows_are_there(title):
    assert title in [example.title for example in EXAMPLES]


def test_each_example_lies_on_the_canvas_and_is_read_right():
    for example in EXAMPLES:
        points = np.concatenate(example.strokes)
        assert points.min() > 10, example.title
        assert points.max() < CANVAS_SIZE - 10, example.title
    images = np.stack([digit_from_strokes(example.strokes) for example in EXAMPLES])
    answers = Network.load("pen").predict(images).argmax(axis=1)
    wrong = [
        one.title for one, answer in zip(EXAMPLES, answers, strict=True) if answer != one.digit
    ]
    assert wrong == []
