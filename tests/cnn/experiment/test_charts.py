"""The curve of a removal shows what was counted."""

import pytest

from cnn.evaluation.evaluation import Share, wilson_interval
from cnn.experiment.charts import removal_figure
from cnn.experiment.greedy_removal import Removals
from cnn.figures.palette import PALETTES

REMOVALS = Removals((4, 2, 0), (90, 91, 90, 60), 100, 5)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_the_line_is_the_accuracy_and_the_band_its_interval(palette):
    figure = removal_figure(REMOVALS, "maps", palette)
    band, line = figure.data
    assert list(line.x) == [0, 1, 2, 3]
    assert list(line.y) == [0.9, 0.91, 0.9, 0.6]
    assert [list(one) for one in line.customdata][1] == ["4", 91, 100]
    low, high = wilson_interval(Share(60, 100))
    assert band.y[3] == high
    assert band.y[4] == low
    assert figure.layout.yaxis.range[0] < low
    assert figure.layout.shapes[0].y0 == 0.9


def test_before_anything_is_removed_there_is_one_point():
    figure = removal_figure(Removals((), (90,), 100, 5), "maps", PALETTES["light"])
    assert list(figure.data[1].x) == [0]
