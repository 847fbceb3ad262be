"""Kernels side by side: apart from each other, in the palette's colours, dashes below zero."""

import io

import numpy as np
import pytest
from PIL import Image, ImageColor

from cnn.figures.contrast import text_colour_on
from cnn.figures.palette import PALETTES, colour_table
from cnn.figures.weight_tiles import GAP, tiles_size, weight_tiles_png

LIGHT = PALETTES["light"]


def drawn(weights: np.ndarray, columns: int, limit: float, cell: int = 8) -> np.ndarray:
    png = weight_tiles_png(weights, columns, limit, LIGHT, cell)
    return np.asarray(Image.open(io.BytesIO(png)))


def rgb(colour: str) -> tuple[int, ...]:
    return ImageColor.getrgb(colour)


def test_nothing_is_painted_between_kernels():
    picture = drawn(np.ones((3, 3, 5)), 3, 1.0)
    assert picture.shape[1::-1] == tiles_size((3, 3, 5), 3, 8)
    side = 3 * 8 + 2
    assert (picture[:, side : side + GAP, 3] == 0).all()
    assert (picture[side : side + GAP, :, 3] == 0).all()
    assert (picture[side + GAP :, 2 * (side + GAP) :, 3] == 0).all()  # a sixth that is not there
    assert (picture[:side, :side, 3] == 255).all()


@pytest.mark.parametrize("weight", [-1.0, -0.4, 0.0, 0.4, 1.0])
def test_a_weight_has_its_colour_of_the_diverging_scale(weight):
    picture = drawn(np.full((1, 1, 1), weight), 1, 1.0)
    expected = colour_table(LIGHT.diverging)[round((weight + 1) / 2 * 255)]
    assert (picture[1, 1, :3] == expected).all()


def test_what_is_below_zero_carries_a_dash_and_nothing_else_does():
    picture = drawn(np.array([[-0.5, 0.5], [0.0, -0.01]])[..., None], 1, 1.0)[..., :3]
    cells = {
        (row, column): picture[1 + 8 * row : 9 + 8 * row, 1 + 8 * column : 9 + 8 * column]
        for row in (0, 1)
        for column in (0, 1)
    }
    marked = {place for place, cell in cells.items() if (cell != cell[0, 0]).any()}
    assert marked == {(0, 0)}
    dash = rgb(text_colour_on(cells[0, 0][0, 0]))
    assert (cells[0, 0][4, 4] == dash).all()


def test_pictures_of_many_weights_and_tiny_cells_carry_none():
    for weights, cell in ((np.full((28, 28, 1), -0.5), 8), (np.full((3, 3, 1), -0.5), 4)):
        inside = drawn(weights, 1, 1.0, cell)[1:-1, 1:-1]
        assert len(np.unique(inside.reshape(-1, 4), axis=0)) == 1


def test_weights_that_are_all_zero_are_drawn():
    inside = drawn(np.zeros((3, 3, 1)), 1, 0.0)[1:-1, 1:-1, :3].astype(int)
    assert np.abs(inside - rgb(LIGHT.background)).max() <= 2
