"""The bar that says what colours mean: the palette's colours, the right numbers, in words too."""

import re

import pytest

from cnn.figures.colour_bar import ADDS, TAKES_AWAY, colour_bar, scale_number
from cnn.figures.palette import PALETTES


def shown(bar: str) -> list[str]:
    """The numbers and words under a bar, from left to right."""
    return re.findall(r"<span>([^<]*)</span>", bar)


def label(bar: str) -> str:
    return re.search(r'aria-label="([^"]*)"', bar)[1]


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_the_bar_has_the_colours_that_draw_the_maps_in_their_order(palette):
    sequential, diverging = colour_bar(palette, 1, "x"), colour_bar(palette, 1, "x", signed=True)
    assert f"linear-gradient(to right,{','.join(palette.sequential)})" in sequential
    assert f"linear-gradient(to right,{','.join(palette.diverging)})" in diverging


def test_activations_go_from_zero_to_the_largest():
    bar = colour_bar(PALETTES["light"], 3.2137, "the cells of conv1")
    assert shown(bar) == ["0", "3.2"]
    assert label(bar) == "Colour scale of the cells of conv1: from 0 to 3.2."


def test_weights_go_from_minus_to_plus_with_their_signs_and_what_they_mean():
    bar = colour_bar(PALETTES["dark"], 0.684, "weights", signed=True, ends=(TAKES_AWAY, ADDS))
    assert shown(bar) == ["\u22120.68", "0", "+0.68", "\u2212 takes away", "+ adds"]
    assert label(bar) == (
        "Colour scale of weights: orange from \u22120.68 to 0, which takes away, and blue from 0 "
        "to +0.68, which adds."
    )
    assert "repeating-linear-gradient" in bar  # dashes below zero, not colour alone
    assert "repeating-linear-gradient" not in colour_bar(PALETTES["dark"], 1, "cells")


def test_probabilities_are_written_in_percent():
    assert shown(colour_bar(PALETTES["light"], 1.0, "probabilities", percent=True)) == ["0", "100%"]


@pytest.mark.parametrize("signed", [False, True])
def test_where_all_is_zero_it_is_said(signed):
    bar = colour_bar(PALETTES["light"], 0.0, "cells", signed=signed)
    assert shown(bar) == ["0", "0"]
    assert label(bar) == "Colour scale of cells: all are 0."


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (0.599, "0.60"),
        (1, "1.0"),
        (3.2137, "3.2"),
        (12.3, "12"),
        (123.4, "123"),
        (0.0042, "0.0042"),
        (1234567.0, "1.2e+06"),
        (0.00001, "1.0e-05"),
    ],
)
def test_two_digits_count(value, written):
    assert scale_number(value) == written
