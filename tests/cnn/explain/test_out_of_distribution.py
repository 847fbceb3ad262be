"""Scores of strangeness and the curves that judge them, against what is worked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.explain.out_of_distribution import (
    LEAST_DOUBT,
    SCORES,
    Reference,
    all_scores,
    doubts,
    energies,
    roc_curve,
    stranger_than,
)
from cnn.handwriting.not_digits import KINDS, examples_by_hands, kinds_of_digits
from cnn.handwriting.synthetic import synthetic_digits
from cnn.network import Network
from cnn.strangeness import strangeness

PEN = Network.load("pen")
some_scores = st.lists(st.integers(0, 6), min_size=1, max_size=20).map(np.array)


def test_energy_is_minus_the_logarithm_of_the_powers_summed():
    logits = np.zeros((2, 10))
    logits[1, 3] = np.log(991)
    # 10 x e^0 = 10, and 9 + 991 = 1000.
    np.testing.assert_allclose(energies(logits), [-np.log(10), -np.log(1000)])


def test_energy_of_huge_logits_does_not_overflow():
    assert energies(np.full((1, 10), 5000.0)) == pytest.approx(-5000 - np.log(10))


def test_doubt_is_one_minus_the_largest_probability_and_never_0():
    logits = np.zeros((3, 10))
    logits[1, 3] = np.log(91)
    logits[2, 0] = 900
    np.testing.assert_allclose(doubts(logits), [0.9, 0.09, LEAST_DOUBT])


def test_scores_are_those_of_the_network():
    images = synthetic_digits(20, 3)[0].astype(np.float32) / 255
    found = all_scores(PEN, images)
    assert set(found) == set(SCORES)
    np.testing.assert_allclose(found["mahalanobis"], strangeness(PEN, images), rtol=1e-6)
    np.testing.assert_allclose(found["softmax"], 1 - PEN.predict(images).max(axis=1), atol=1e-6)
    sums = np.exp(PEN.logits(images).astype(float)).sum(axis=1)
    np.testing.assert_allclose(found["energy"], -np.log(sums), rtol=1e-5)


@given(some_scores, some_scores)
def test_the_area_is_the_share_of_pairs_in_which_the_stranger_is_ahead(usual, strange):
    pairs = [(s > u) + (s == u) / 2 for s in strange for u in usual]
    assert roc_curve(usual, strange).area == pytest.approx(np.mean(pairs))


@given(some_scores, some_scores)
def test_a_curve_runs_from_nothing_to_everything(usual, strange):
    curve = roc_curve(usual, strange)
    for shares in (curve.wrongly, curve.found):
        assert (shares[0], shares[-1]) == (0, 1)
        assert (np.diff(shares) >= 0).all()


def test_at_a_bound_both_shares_are_those_at_or_past_it():
    curve = roc_curve(np.array([1, 2, 3, 4]), np.array([3, 5]))
    found = dict(zip(curve.wrongly.tolist(), curve.found.tolist(), strict=True))
    # Past 3: the digits 3 and 4, both strangers.
    assert found[0.5] == 1
    # Past 4: the digit 4, and 5 of the strangers.
    assert found[0.25] == 0.5


def test_stranger_than_counts_equals_by_half():
    assert stranger_than(np.array([1, 2, 2, 3]), 2) == 0.5
    assert stranger_than(np.array([1, 2, 2, 3]), 9) == 1
    assert stranger_than(np.array([1, 2, 2, 3]), 0) == 0


def test_strangers_of_one_kind_or_of_all():
    reference = Reference(
        {}, {"a": {"energy": np.array([1.0])}, "b": {"energy": np.array([2.0, 3.0])}}
    )
    assert reference.of_kind("b", "energy").tolist() == [2, 3]
    assert reference.of_kind(None, "energy").tolist() == [1, 2, 3]


def test_every_kind_of_stranger_is_drawn_without_a_data_set_and_found_by_the_distance():
    kinds = (*KINDS, *kinds_of_digits(examples_by_hands(3)))
    digits = synthetic_digits(200, 4)[0].astype(np.float32) / 255
    usual = all_scores(PEN, digits)["mahalanobis"]
    assert len({kind.name for kind in kinds}) == 15
    for kind in kinds:
        images = kind.images(12, 3)
        assert images.shape == (12, 28, 28)
        if not kind.is_digit_shaped:
            assert roc_curve(usual, all_scores(PEN, images)["mahalanobis"]).area > 0.7, kind.name
