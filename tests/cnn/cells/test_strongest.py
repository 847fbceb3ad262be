"""The largest cells of each map, batch after batch."""

import numpy as np

from cnn.cells.strongest import KEPT, StrongestCells


def test_one_cell_of_each_digit_counts_and_batches_make_no_difference():
    rng = np.random.default_rng(0)
    output = rng.integers(0, 40, (50, 3, 4, 2)).astype(np.float32)
    whole, parted = StrongestCells(2, -np.inf), StrongestCells(2, -np.inf)
    whole.merge(output, 0)
    for start in range(0, 50, 7):
        parted.merge(output[start : start + 7], start)
    largest = output.max(axis=(1, 2))
    order = np.argsort(-largest, axis=0, kind="stable")[:KEPT]
    for found in (whole, parted):
        np.testing.assert_array_equal(found.digits, order)
        np.testing.assert_array_equal(found.values, np.take_along_axis(largest, order, axis=0))
        rows, columns = np.divmod(found.cells, 4)
        np.testing.assert_array_equal(output[found.digits, rows, columns, [0, 1]], found.values)


def test_cells_that_are_no_larger_than_the_bound_do_not_count():
    strongest = StrongestCells(1, 0)
    strongest.merge(np.array([[-1.0], [0.0], [2.0]], np.float32), 10)
    assert strongest.values[:, 0].tolist() == [2.0] + [0.0] * (KEPT - 1)
    assert strongest.digits[0, 0] == 12
