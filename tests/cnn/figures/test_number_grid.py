"""Matrices as SVG: every number there, in writing that stands out from its square."""

from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from cnn.figures.number_grid import (
    SMALLEST_FONT,
    FeatureMap,
    NumberGrid,
    cell_colours,
    grid_svg,
    kernel_card,
)
from cnn.figures.palette import PALETTES

SVG = "{http://www.w3.org/2000/svg}"
matrices = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, max_side=7),
    elements=st.floats(-3, 3),
)


@given(matrices, st.sampled_from(list(PALETTES.values())))
def test_every_number_is_written_once(values, palette):
    svg = ElementTree.fromstring(grid_svg(NumberGrid(values, 3.0), palette))
    written = [float(text.text) for text in svg.iter(f"{SVG}text")]
    np.testing.assert_allclose(written, values.ravel(), atol=0.005 + 1e-9)
    assert "-0.00" not in [text.text for text in svg.iter(f"{SVG}text")]


@given(matrices.map(lambda values: values * 1000), st.integers(0, 5))
def test_no_number_is_small_or_wider_than_its_square(values, decimals):
    grid = NumberGrid(values, 3000.0, decimals=decimals)
    svg = ElementTree.fromstring(grid_svg(grid, PALETTES["light"]))
    sides = [float(square.get("width")) for square in svg.iter(f"{SVG}rect")]
    for text, side in zip(svg.iter(f"{SVG}text"), sides, strict=True):
        size = float(text.get("font-size"))
        assert size >= SMALLEST_FONT
        # Arial's digits are 0.556 em wide, and no character of a number is wider.
        assert size * 0.556 * sum(map(str.isdigit, text.text)) < side


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_the_signed_scale_is_symmetric_about_the_background(palette):
    grid = NumberGrid(np.array([[-2.0, 0.0, 2.0]]), 2.0)
    low, middle, high = cell_colours(grid, palette)[0]
    background = [int(palette.background[i : i + 2], 16) for i in (1, 3, 5)]
    assert np.abs(middle.astype(int) - background).max() <= 3
    assert low[0] > low[2]
    assert high[2] > high[0]


def test_a_card_of_zeros_is_drawn_too():
    palette = PALETTES["light"]
    silent = FeatureMap(np.zeros((26, 26, 1), np.float32), 0.0)
    card = kernel_card(NumberGrid(np.zeros((3, 3)), 0.0), "Filter 0", ("x",), palette, silent)
    svg = ElementTree.fromstring(card)
    assert len(list(svg.iter(f"{SVG}image"))) == 1
