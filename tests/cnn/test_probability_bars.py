"""The ten probabilities as bars: every number is the network's."""

import numpy as np

from cnn.palette import PALETTES
from cnn.probability_bars import probability_bars


def test_bars_show_the_probabilities_and_mark_the_likeliest():
    probabilities = np.full(10, 0.05, np.float32)
    probabilities[7] = 0.55
    palette = PALETTES["light"]
    (bars,) = probability_bars(probabilities, palette).data
    np.testing.assert_allclose(bars.x, probabilities, atol=1e-6)
    assert list(bars.y) == list(range(10))
    assert bars.text[7] == "55.0%"
    assert [colour == palette.accent for colour in bars.marker.color].index(True) == 7
