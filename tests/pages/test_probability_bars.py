"""The ten probabilities as bars: every number is the network's."""

import re

import numpy as np

from cnn.figures.palette import PALETTES
from pages.parts.components.probability_bars import probability_bars


def test_bars_are_as_long_as_the_probabilities_and_mark_the_likeliest():
    probabilities = np.full(10, 0.05, np.float32)
    probabilities[7] = 0.55
    palette = PALETTES["light"]
    html = probability_bars(probabilities, palette)
    widths = [float(width) for width in re.findall(r"width: ([\d.]+)%", html)]
    np.testing.assert_allclose(widths, probabilities * 100, atol=0.01)
    assert re.findall(r'class="digit">(\d)', html) == list("0123456789")
    assert re.findall(r'class="value">([\d.]+%)', html)[7] == "55.0%"
    rows = html.split("<li")[1:]
    assert [palette.accent in row for row in rows].index(True) == 7
    assert sum(palette.accent in row for row in rows) == 1
