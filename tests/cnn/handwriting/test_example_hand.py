"""The example hand: five of each digit, all different, all readable."""

import numpy as np

from cnn.handwriting.example_hand import PER_DIGIT, example_hand_images, example_hand_strokes
from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network


def test_it_writes_five_of_each_digit_and_never_the_same_twice():
    images = example_hand_images()
    assert images.shape == (50, 28, 28)
    assert len(np.unique(images.reshape(50, -1), axis=0)) == 50


def test_a_network_reads_them_as_what_they_are_meant_to_be():
    answers = Network.load("pen").predict(example_hand_images()).argmax(axis=1)
    assert (answers == np.repeat(np.arange(10), PER_DIGIT)).all()


def test_its_first_digits_are_the_examples():
    eights = [example.strokes for example in EXAMPLES if example.digit == 8]
    assert list(example_hand_strokes()[8 * PER_DIGIT :][: len(eights)]) == eights


def test_nobody_can_change_them_for_others():
    assert not example_hand_images().flags.writeable
