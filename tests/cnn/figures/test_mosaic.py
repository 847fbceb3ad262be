"""Mosaics: every cell has its place, and every place its cell."""

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cnn.figures.mosaic import arrange, grid_for, mosaic_png
from cnn.figures.palette import PALETTES

LIGHT = PALETTES["light"]


@given(st.integers(1, 128), st.integers(1, 9), st.none() | st.integers(1, 12))
def test_every_place_of_a_mosaic_names_the_cell_that_stands_there(channels, size, columns):
    grid = grid_for(channels, size, columns)
    maps = np.arange(size * size * channels, dtype=np.float64).reshape(size, size, channels)
    mosaic = arrange(maps, grid)
    assert mosaic.shape == grid.shape
    for row, column in np.ndindex(mosaic.shape):
        place = grid.locate(row, column)
        if place is None:
            assert np.isnan(mosaic[row, column])
        else:
            channel, map_row, map_column = place
            assert mosaic[row, column] == maps[map_row, map_column, channel]
    assert np.count_nonzero(~np.isnan(mosaic)) == maps.size


def test_places_outside_a_mosaic_name_no_cell():
    grid = grid_for(4, 3)
    assert [grid.locate(*place) for place in ((-1, 0), (0, -1), (7, 0), (0, 7))] == [None] * 4


def test_a_given_scale_lets_maps_be_compared():
    maps = np.full((2, 2, 1), 0.5, np.float32)
    own = Image.open(io.BytesIO(mosaic_png(maps, grid_for(1, 2), LIGHT))).convert("RGB")
    shared = Image.open(io.BytesIO(mosaic_png(maps, grid_for(1, 2), LIGHT, 1.0))).convert("RGB")
    assert sum(own.getpixel((0, 0))) < sum(shared.getpixel((0, 0)))


def test_silent_maps_have_the_background_colour():
    png = mosaic_png(np.zeros((2, 2, 1), np.float32), grid_for(1, 2), LIGHT)
    assert Image.open(io.BytesIO(png)).convert("RGB").getpixel((0, 0)) == (255, 255, 255)
