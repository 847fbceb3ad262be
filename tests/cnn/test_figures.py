"""Bars: the numbers given, in the order given, the chosen one outlined."""

import numpy as np

from cnn.figures import bars
from cnn.palette import PALETTES


def test_bars_keep_numbers_names_and_order():
    values = np.array([0.5, -0.25, 0.0])
    figure = bars(values, [9, 2, 5], PALETTES["dark"], chosen=1, axis_title="unit", hover="%{y}")
    (trace,) = figure.data
    assert list(trace.y) == [0.5, -0.25, 0.0]
    assert list(trace.x) == ["9", "2", "5"]
    assert list(trace.marker.line.width) == [0, 3, 0]
    assert figure.layout.xaxis.type == "category"


def test_negative_bars_have_the_negative_colour():
    palette = PALETTES["light"]
    figure = bars(np.array([1.0, -1.0]), [0, 1], palette, chosen=0, axis_title="", hover="")
    colours = figure.data[0].marker.color
    assert colours[0] == palette.diverging[-2]
    assert colours[1] == palette.diverging[1]
