"""One setting of a whole design changed."""

import pytest

from cnn.errors import TrainingError
from cnn.network.design_code import design_code, hidden_from_code
from cnn.sweeps.design_changes import (
    with_depth,
    with_dropout,
    with_filters,
    with_kernel_size,
    with_units,
)

TEXTBOOK = "c32-m2-c64-m2-c64-d64"


@pytest.mark.parametrize(
    ("change", "value", "before", "after"),
    [
        (with_filters, 8, TEXTBOOK, "c8-m2-c16-m2-c16-d64"),
        (with_filters, 64, TEXTBOOK, "c64-m2-c128-m2-c128-d64"),
        (with_filters, 1, "c32-c8-d4", "c1-c1-d4"),
        (with_kernel_size, 5, TEXTBOOK, "c32k5-m2-c64k5-m2-c64k5-d64"),
        (with_kernel_size, 3, "c8k5p-d4", "c8p-d4"),
        (with_depth, 1, TEXTBOOK, "c32-m2-d64"),
        (with_depth, 2, TEXTBOOK, "c32-m2-c64-m2-d64"),
        (with_depth, 3, TEXTBOOK, TEXTBOOK),
        (with_depth, 4, TEXTBOOK, "c32-m2-c64-m2-c64-c64-d64"),
        (with_depth, 3, "c8p-m2-d16", "c8p-m2-c8p-m2-c8p-m2-d16"),
        (with_depth, 1, "c8-c16-m2", "c8"),
        (with_units, 16, TEXTBOOK, "c32-m2-c64-m2-c64-d16"),
        (with_units, 50, "d100-d64", "d50-d32"),
        (with_dropout, 25, TEXTBOOK, f"{TEXTBOOK}-o25"),
        (with_dropout, 50, "c8-o25-d16-o10", "c8-o50-d16-o50"),
        (with_dropout, 0, "c8-o25-d16-o10", "c8-d16"),
    ],
)
def test_a_setting_changes_a_design(change, value, before, after):
    assert design_code(change(hidden_from_code(before), value)) == after


@pytest.mark.parametrize("change", [with_filters, with_kernel_size, with_depth])
def test_without_a_convolution_there_is_nothing_of_it_to_vary(change):
    with pytest.raises(TrainingError, match="no convolution"):
        change(hidden_from_code("d64"), 2)


def test_without_a_dense_layer_there_are_no_units_to_vary():
    with pytest.raises(TrainingError, match="no dense layer"):
        with_units(hidden_from_code("c8"), 2)
