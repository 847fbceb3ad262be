"""Reliability bins and the expected calibration error, worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cnn.evaluation.calibration import expected_calibration_error, reliability_bins
from cnn.evaluation.evaluation import Share

SURE = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.55], np.float32)
RIGHT = np.array([True, True, True, False, True, False])


def test_each_bin_has_its_digits_those_right_and_the_mean_confidence():
    bins = reliability_bins(SURE, RIGHT)
    assert len(bins) == 10
    assert bins[9].right == Share(3, 4)
    assert bins[9].confidence == pytest.approx(0.95)
    assert bins[9].gap == pytest.approx(-0.2)
    assert bins[5].right == Share(1, 2)
    assert math.isnan(bins[0].confidence)


def test_the_error_weights_each_bins_gap_by_its_digits():
    # 4 of 6 digits are 0.2 off, 2 of 6 are 0.05 off.
    error = expected_calibration_error(reliability_bins(SURE, RIGHT))
    assert error == pytest.approx((4 * 0.2 + 2 * 0.05) / 6, abs=1e-6)


def test_a_bin_includes_its_upper_end_and_not_its_lower_one():
    sure = np.array([0.1, 0.2, 0.3, 0.6, 0.7, 0.9, 1.0], np.float32)
    counts = [group.right.of for group in reliability_bins(sure, sure > 0)]
    assert counts == [1, 1, 1, 0, 0, 1, 1, 0, 1, 1]


def test_a_network_as_often_right_as_it_is_sure_has_no_error():
    sure = np.array([0.75] * 4, np.float32)
    right = np.array([True, True, True, False])
    assert expected_calibration_error(reliability_bins(sure, right)) == 0


@given(
    arrays.arrays(np.float32, st.integers(1, 60), elements=st.floats(0.125, 1, width=32)),
    st.integers(1, 20),
    st.integers(0, 2**31),
)
def test_no_digit_is_lost_and_the_error_is_a_share(sure, bins, seed):
    right = np.random.default_rng(seed).random(len(sure)) < 0.5
    groups = reliability_bins(sure, right, bins)
    assert sum(group.right.of for group in groups) == len(sure)
    assert sum(group.right.count for group in groups) == right.sum()
    assert 0 <= expected_calibration_error(groups) <= 1
    for group in groups:
        if group.right.of:
            assert group.low - 1e-6 <= group.confidence <= group.high + 1e-6
