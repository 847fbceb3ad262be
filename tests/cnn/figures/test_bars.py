"""Bars: the numbers given, in the order given, the chosen one outlined."""

import numpy as np

from cnn.figures.bars import bars
from cnn.figures.palette import PALETTES


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


def test_of_many_units_in_order_a_few_are_named_and_of_others_all():
    def named(names: list[int]) -> tuple[str, ...] | None:
        values = np.zeros(len(names))
        figure = bars(values, names, PALETTES["light"], chosen=0, axis_title="", hover="")
        return figure.layout.xaxis.tickvals

    assert named(list(range(109))) == tuple(str(unit) for unit in range(0, 109, 10))
    assert len(named(list(range(512)))) <= 12
    assert named(list(range(10))) is None
    assert named(list(range(64))[::-1]) is None
