"""Figures of an evaluation carry the numbers that they are given."""

import numpy as np
import pytest

from cnn.evaluation.calibration import reliability_bins
from cnn.evaluation.charts import (
    bins_in_words,
    confusion_colours,
    in_words,
    reliability_figure,
    share_figure,
)
from cnn.evaluation.evaluation import Share, wilson_interval
from cnn.figures.palette import PALETTES

SHARES = [Share(90 + digit, 100) for digit in range(10)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_right_answers_do_not_drown_errors(theme):
    palette = PALETTES[theme]
    confusion = np.diag([1000] * 10)
    confusion[4, 9], confusion[9, 4] = 16, 4
    colours = confusion_colours(confusion, palette)
    assert colours[4][9].background == palette.sequential[-1].lower()
    assert colours[0][0].background == palette.surface
    assert colours[0][1].background == palette.sequential[0].lower()
    # The root of 4 / 16 is half way up the scale: between its third and fourth of six colours.
    assert colours[9][4].background not in (colours[4][9].background, colours[0][1].background)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_counts_can_be_read_on_every_colour(theme):
    palette = PALETTES[theme]
    confusion = np.diag([1000] * 10)
    confusion[0] = np.arange(10) ** 2
    for cell in (cell for row in confusion_colours(confusion, palette) for cell in row):
        assert contrast(cell.text, cell.background) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, written out a second time."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_confusion_without_errors_or_digits_has_colours():
    for confusion in (np.diag([5] * 10), np.zeros((10, 10), int)):
        assert len(confusion_colours(confusion, PALETTES["light"])) == 10


def test_shares_are_marks_with_numbers_and_intervals():
    figure = share_figure([SHARES], "recall", PALETTES["light"])
    (marks,) = figure.data
    assert list(marks.y) == [share.value for share in SHARES]
    assert [note.text for note in figure.layout.annotations][3] == "93.0"
    low, high = wilson_interval(SHARES[3])
    assert marks.error_y.array[3] == pytest.approx(high - 0.93)
    assert marks.error_y.arrayminus[3] == pytest.approx(0.93 - low)
    assert figure.layout.yaxis.range[0] < wilson_interval(SHARES[0]).low


def test_a_second_network_stands_beside_the_first_in_another_colour_and_shape():
    first, second = share_figure([SHARES, SHARES], "recall", PALETTES["dark"]).data
    assert first.x[0] < 0 < second.x[0]
    assert first.marker.color != second.marker.color
    assert first.marker.symbol != second.marker.symbol


def test_a_digit_that_does_not_occur_has_no_mark():
    shares = [Share(0, 0), *SHARES[1:]]
    assert list(share_figure([shares], "recall", PALETTES["light"]).data[0].x) == list(range(1, 10))
    assert in_words(shares).startswith("1: 91.0%")


def test_a_reliability_diagram_has_its_marks_and_every_bins_digits():
    sure = np.array([0.95, 0.95, 0.55], np.float32)
    bins = reliability_bins(sure, np.array([True, False, True]))
    figure = reliability_figure(bins, PALETTES["light"])
    marks = figure.data[-1]
    assert list(marks.x) == pytest.approx([0.55, 0.95])
    assert list(marks.y) == [1.0, 0.5]
    assert [note.text for note in figure.layout.annotations] == ["0"] * 5 + ["1"] + ["0"] * 3 + [
        "2"
    ]
    assert "2 digits of confidence 90% to 100%, 95.0% on average, 50.0% right" in bins_in_words(
        bins
    )
