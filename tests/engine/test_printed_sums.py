"""Sums as they are written: what is written adds up, and each number is written as it is."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.conftest import Run
from tests.engine.figure_scripts import with_figure_scripts

PRINT = with_figure_scripts(
    """(cases) => cases.map((numbers) => {
  const sum = numbers.reduce((total, number) => total + number, 0)
  const decimals = decimalsFor([sum, ...numbers])
  const printed = addingUp(numbers, sum, decimals)
  const text = (number) => number.toFixed(decimals)
  return { decimals, printed: printed.map(text), sum: text(rounded(sum, decimals)) }
})""",
    "printed_sums",
)
WRITE = with_figure_scripts(
    """(cases) => cases.map(([number, decimals]) => [
  written(number, decimals), signed(number, decimals), signClass(number, decimals)
])""",
    "printed_sums",
)


def cases() -> list[list[float]]:
    """Sums that a network's cells have, small and large, and those that round badly."""
    rng = np.random.default_rng(5)
    random = [
        (rng.normal(0, size, count)).tolist()
        for size in (1e-6, 1e-3, 0.04, 1.0, 30.0, 1e4)
        for count in (1, 2, 7, 26, 576)
        for _ in range(20)
    ]
    # Halves of the last place, all rounded the same way: 27 of them are 13.5 places off.
    halves = [[0.0005] * 27 + [1.0], [0.1115] * 9, [-0.0005] * 27 + [1.0], [0.00049] * 27]
    return [*random, *halves, [0.0, 0.0], [0.0], [0.5, -0.5]]


def in_last_places(text: str, decimals: int) -> int:
    return round(float(text) * 10**decimals)


def test_what_is_written_adds_up_and_no_number_is_off_by_a_whole_last_place(run: Run):
    for numbers, found in zip(cases(), run(PRINT, cases()), strict=True):
        decimals = found["decimals"]
        printed = [in_last_places(text, decimals) for text in found["printed"]]
        assert sum(printed) == in_last_places(found["sum"], decimals)
        for number, text in zip(numbers, found["printed"], strict=True):
            assert abs(float(text) - number) < 10**-decimals * (1 + 1e-6)
        # Three digits of the largest say something, or more.
        largest = max(map(abs, [sum(numbers), *numbers]))
        assert decimals == 7 or largest == 0 or largest * 10**decimals >= 100


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        (0.5, 3, ["0.500", "+0.500", "adds"]),
        (-0.25, 2, ["\u22120.25", "\u22120.25", "takes"]),
        (-0.0001, 2, ["0.00", "0.00", ""]),
        (0.0, 3, ["0.000", "0.000", ""]),
        (-3.5e30, 1, ["\u22123.50e+30", "\u22123.50e+30", "takes"]),
    ],
)
def test_a_sign_is_written_where_there_is_something_to_add(
    run: Run, number: float, decimals: int, expected: list[str]
):
    assert run(WRITE, [[number, decimals]]) == [expected]
