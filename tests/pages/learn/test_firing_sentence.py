"""What is said of a layer's filters: every case in whole sentences, with the right plurals."""

import numpy as np
import pytest

from cnn.lessons.hierarchy.receptive_fields import pattern_layers
from cnn.lessons.hierarchy.strongest_patches import StrongestPatches
from cnn.network.architecture import textbook
from pages.parts.learn.hierarchy.firing_sentence import firing_sentence

LABELS = np.array([1, 1, 7, 3])
# A filter's patches: which of the digits above each comes from.
DEAD, ONE, TWO, THREE = (), (0, 1), (0, 2), (0, 2, 3)


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        (
            [THREE] * 32,
            "All 32 filters fire. The strongest patches of each come from three or more different "
            "digits.",
        ),
        (
            [ONE, ONE],
            "Both filters fire. The strongest patches of each come from one digit alone.",
        ),
        (
            [TWO, DEAD, TWO],
            "One of the 3 filters never fires. The strongest patches of each come from two "
            "different digits.",
        ),
        (
            [ONE, TWO, TWO, DEAD, DEAD],
            "2 of the 5 filters never fire. The strongest patches of 1 filter come from one digit "
            "alone, those of 2 filters from two different digits.",
        ),
        (
            [ONE, ONE, THREE],
            "All 3 filters fire. The strongest patches of 2 filters come from one digit alone, "
            "those of 1 filter from three or more different digits.",
        ),
        (
            [TWO, THREE, THREE],
            "All 3 filters fire. The strongest patches of 1 filter come from two different digits, "
            "those of 2 filters from three or more.",
        ),
        (
            [ONE, TWO, THREE],
            "All 3 filters fire. The strongest patches of 1 filter come from one digit alone, "
            "those of 1 filter from two different digits, and those of 1 filter from three or "
            "more.",
        ),
        ([DEAD, DEAD], "Neither of the two filters fires."),
        ([DEAD] * 3, "None of the 3 filters fires."),
        ([DEAD], "The only filter never fires."),
        (
            [THREE],
            "The only filter fires. The strongest patches of each come from three or more "
            "different digits.",
        ),
    ],
)
def test_every_case(filters, sentence):
    values = np.zeros((4, len(filters)), np.float32)
    digits = np.zeros((4, len(filters)), np.int32)
    for number, found in enumerate(filters):
        values[: len(found), number] = 1
        digits[: len(found), number] = found
    places = np.zeros_like(digits)
    layer = pattern_layers(textbook())[0]
    assert firing_sentence(StrongestPatches(layer, values, digits, places, places), LABELS) == (
        sentence
    )
