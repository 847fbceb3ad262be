"""Charts of explanations draw the numbers that they are given."""

import numpy as np
import pytest

from cnn.explain.charts.deletion_chart import deletion_chart
from cnn.explain.charts.plane_chart import digit_colour, plane_chart
from cnn.explain.charts.score_charts import bins, roc_chart, score_histogram
from cnn.explain.charts.waterfall import Step, waterfall
from cnn.explain.deletion import Curves
from cnn.explain.roc_curve import roc_curve
from cnn.figures.palette import PALETTES

LIGHT = PALETTES["light"]


def test_each_bar_of_a_waterfall_begins_where_the_one_before_ended():
    steps = [Step("unit 1", 2.0, ""), Step("unit 2", -0.5, ""), Step("bias", 0.25, "")]
    (bars,) = waterfall(steps, 1.75, "logit", LIGHT, chosen=1, what="logit").data
    assert list(bars.base) == [0, 2, 1.5, 0]
    assert list(bars.y) == [2, -0.5, 0.25, 1.75]
    assert list(bars.marker.line.width) == [0, 3, 0, 0]
    assert list(bars.marker.pattern.shape) == ["", "/", "", ""]
    assert list(bars.x) == ["unit 1", "unit 2", "bias", "logit"]


def test_a_waterfall_of_nothing_is_its_total():
    (bars,) = waterfall([], 0.0, "logit", LIGHT, chosen=None, what="logit").data
    assert list(bars.y) == [0]


def test_the_band_of_random_orders_reaches_from_the_least_to_the_greatest():
    shares = np.array([0, 1])
    random = [Curves(shares, np.array([1, low]), np.zeros(2)) for low in (0.2, 0.4, 0.3)]
    one = {"gradient": Curves(shares, np.array([1, 0.1]), np.zeros(2))}
    low, high, line = deletion_chart(one, random, {"gradient": "G"}, "deleted", LIGHT).data
    assert list(low.y) == [1, 0.2]
    assert list(high.y) == [1, 0.4]
    assert (line.name, list(line.y)) == ("G", [1, 0.1])


@pytest.mark.parametrize("is_power", [False, True])
def test_a_histogram_counts_every_score_once_whatever_lies_beyond_its_axis(is_power):
    rng = np.random.default_rng(0)
    usual, strange = rng.uniform(0.1, 1, 300), np.append(rng.uniform(0.5, 2, 99), np.inf)
    figure = score_histogram(usual, strange, np.inf, "score", LIGHT, is_power=is_power)
    bars, line = figure.data
    assert sum(bars.y) == pytest.approx(1)
    assert sum(line.y) == pytest.approx(1)
    assert np.isfinite(figure.layout.shapes[0].x0)
    np.testing.assert_array_equal(bars.customdata, line.y)


@pytest.mark.parametrize("is_power", [False, True])
def test_scores_that_are_all_beyond_measure_stand_at_the_axis_end(is_power):
    beyond = np.full(50, np.inf)
    figure = score_histogram(beyond, beyond, np.inf, "score", LIGHT, is_power=is_power)
    assert figure.data[0].y[-1] == 1
    assert np.isfinite(figure.layout.shapes[0].x0)


@pytest.mark.parametrize("is_power", [False, True])
def test_the_score_of_a_bar_stands_in_that_bar(is_power):
    scores = np.random.default_rng(0).uniform(0.1, 1, 300)
    found = bins(scores, scores, is_power=is_power)
    for bar in (0, 17, 39):
        place = found.on_axis(found.score_in(bar))
        assert found.edges[bar] < place < found.edges[bar + 1]


def test_a_score_that_was_clicked_is_marked():
    scores = np.linspace(0, 1, 50)
    figure = score_histogram(scores, scores, 0.2, "score", LIGHT, chosen=0.7)
    assert sorted(shape.x0 for shape in figure.layout.shapes) == pytest.approx([0.2, 0.7])


def test_a_score_has_its_own_roc_curve():
    curve = roc_curve(np.array([0, 1]), np.array([1, 2]))
    _, line = roc_chart({"energy": curve}, {"energy": "Energy"}, LIGHT).data
    np.testing.assert_array_equal(line.x, curve.wrongly)
    np.testing.assert_array_equal(line.y, curve.found)


def test_points_have_their_digits_colours_and_the_star_its_place():
    points = np.array([[0, 0], [1, 1], [2, 0]], np.float32)
    figure = plane_chart(
        points,
        np.array([4, 9, 4]),
        LIGHT,
        here=np.array([5.0, 6.0]),
        near=np.array([1]),
        titles=("a", "b"),
    )
    fours, nines, rings, star = figure.data
    assert list(fours.x) == [0, 2]
    assert fours.marker.color == digit_colour(4, LIGHT) != nines.marker.color
    assert list(rings.x) == [1]
    assert (list(star.x), list(star.y)) == ([5], [6])


@pytest.mark.parametrize("palette", PALETTES.values())
def test_ten_digits_have_ten_colours(palette):
    assert len({digit_colour(digit, palette) for digit in range(10)}) == 10


def test_a_digits_number_makes_room_for_the_current_digit():
    points = np.array([[0, 0], [0, 0], [10, 10]], np.float32)

    def places(here: tuple[float, float]) -> dict[str, tuple[float, float]]:
        figure = plane_chart(
            points,
            np.array([4, 4, 9]),
            LIGHT,
            here=np.array(here),
            near=np.array([1]),
            titles=("a", "b"),
        )
        return {note.text: (note.x, note.y) for note in figure.layout.annotations}

    assert places((5, 5))["<b>4</b>"] == (0, 0)
    crowded = places((0.1, 0))
    assert np.hypot(crowded["<b>4</b>"][0] - 0.1, crowded["<b>4</b>"][1]) > 0.5
    assert crowded["<b>9</b>"] == (10, 10)


def test_a_point_that_was_clicked_is_marked():
    points = np.array([[0, 0], [3, 1]], np.float32)
    figure = plane_chart(
        points,
        np.array([4, 9]),
        LIGHT,
        here=np.zeros(2),
        near=np.array([0]),
        titles=("a", "b"),
        chosen=1,
    )
    assert (list(figure.data[-1].x), list(figure.data[-1].y)) == ([3], [1])


def test_numbers_of_digits_that_lie_together_stand_apart():
    points = np.tile(np.arange(2, dtype=np.float32)[:, np.newaxis], (20, 2))
    labels = np.repeat(np.arange(10), 4)
    figure = plane_chart(
        points,
        labels,
        LIGHT,
        here=np.array([0.5, 0.5]),
        near=np.array([0]),
        titles=("a", "b"),
    )
    places = [(note.x, note.y) for note in figure.layout.annotations if note.text != "<b>yours</b>"]
    assert len(places) == 10
    for number, one in enumerate(places):
        for other in [*places[number + 1 :], (0.5, 0.5)]:
            assert np.hypot(one[0] - other[0], one[1] - other[1]) > 0.05
