"""The well-known kernels, and the reading of typed ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnn.errors import KernelError
from cnn.lessons.local_patterns.kernels import (
    PRESETS,
    SIZES,
    bias_from_text,
    kernel_from_texts,
    kernel_texts,
    preset_kernel,
    resized,
    unusable_cells,
)

both_sizes = pytest.mark.parametrize("size", SIZES)


@both_sizes
@pytest.mark.parametrize("name", PRESETS)
def test_a_flat_image_stays_flat_or_becomes_nothing(name, size):
    total = preset_kernel(name, size).sum()
    assert total == pytest.approx(1 if name in ("identity", "blur", "sharpen") else 0)


def test_the_three_by_three_ones_are_those_of_the_books():
    assert preset_kernel("sobel_x", 3).tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert preset_kernel("sobel_y", 3).tolist() == [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    assert preset_kernel("sharpen", 3).tolist() == [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
    assert preset_kernel("blur", 3).tolist() == [[1 / 9] * 3] * 3


@given(
    st.sampled_from(SIZES).flatmap(lambda k: arrays(float, (k, k), elements=st.floats(-100, 100)))
)
def test_a_kernel_comes_back_from_its_cells_to_four_decimals(kernel):
    np.testing.assert_allclose(kernel_from_texts(kernel_texts(kernel)), kernel, atol=5.1e-5)


@pytest.mark.parametrize("text", ["0", "-2", "+.5", "0,25", "1e-3", " 100 ", "\u22121"])
def test_numbers_are_read_however_they_are_written(text):
    assert abs(bias_from_text(text)) <= 100
    assert kernel_from_texts([text] * 9).max() == bias_from_text(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [("", "empty"), ("  ", "empty"), (None, "empty"), (7, "empty")]
    + [
        (text, "not a number")
        for text in ("two", "nan", "inf", "1 2", "--1", "0x1", "9" * 30, "\u0663")
    ]
    + [(text, "too large") for text in ("1e9", "-101", "1e99", "100.0001")],
)
def test_what_is_no_number_gets_a_clear_word(text, word):
    with pytest.raises(KernelError, match=f"row 1, column 2 is {word}"):
        kernel_from_texts([*"12345", text, *"789"])
    with pytest.raises(KernelError, match=f"bias is {word}"):
        bias_from_text(text)


@given(st.text(max_size=30))
def test_nothing_typed_raises_anything_else(text):
    try:
        assert abs(bias_from_text(text)) <= 100
    except KernelError as error:
        assert str(error).startswith("The kernel's bias is ")


@pytest.mark.parametrize("count", [0, 1, 8, 10, 16, 24, 49])
def test_only_nine_or_twenty_five_numbers_are_a_kernel(count):
    with pytest.raises(KernelError, match="3 x 3 or 5 x 5"):
        kernel_from_texts(["1"] * count)


@both_sizes
def test_a_kernel_made_larger_and_smaller_again_is_the_same(size):
    kernel = np.arange(size * size, dtype=float).reshape(size, size)
    assert (resized(kernel, size) == kernel).all()
    larger = resized(preset_kernel("sobel_x", 3), 5)
    assert larger.shape == (5, 5)
    assert (resized(larger, 3) == preset_kernel("sobel_x", 3)).all()


def test_the_cells_that_cannot_be_read_are_named():
    assert unusable_cells(["1", "", "x", "1e9", "5", "6", "7", "8", "9"], "") == (1, 2, 3, 9)
    assert unusable_cells(["1"] * 9, "0") == ()
