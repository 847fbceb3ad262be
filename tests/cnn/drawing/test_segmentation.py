"""A mask grows by the box around each of its pixels, as the maximum filter has it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from cnn.drawing.segmentation import CELL_SIZE, _grown

SIDES = st.integers(1, 60)


def grown_by_maximum(mask: np.ndarray) -> np.ndarray:
    image = Image.fromarray(mask.astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.MaxFilter(2 * CELL_SIZE + 1))) > 0


@given(SIDES, SIDES, st.sampled_from([0.001, 0.02, 0.5, 1.0]), st.integers(0, 2**32 - 1))
def test_any_mask_grows_as_under_a_maximum_filter(height, width, share, seed):
    mask = np.random.default_rng(seed).random((height, width)) < share
    np.testing.assert_array_equal(_grown(mask), grown_by_maximum(mask))


@pytest.mark.parametrize("shape", [(3, 3), (9, 9), (20, 31), (480, 360)])
def test_a_single_pixel_in_each_corner_and_along_each_side_grows_alike(shape):
    rows = sorted({0, 1, 4, 5, shape[0] // 2, shape[0] - 2, shape[0] - 1} & set(range(shape[0])))
    columns = sorted({0, 1, 4, shape[1] // 2, shape[1] - 2, shape[1] - 1} & set(range(shape[1])))
    for row in rows:
        for column in columns:
            mask = np.zeros(shape, bool)
            mask[row, column] = True
            np.testing.assert_array_equal(_grown(mask), grown_by_maximum(mask))


def test_nothing_grows_from_nothing():
    assert not _grown(np.zeros((40, 30), bool)).any()
