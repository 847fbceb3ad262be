"""ROC curves, their areas, and how far chance puts two areas apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.explain.roc_curve import area_may_differ_by, roc_curve

some_scores = st.lists(st.integers(0, 6), min_size=1, max_size=20).map(np.array)


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


def test_a_score_does_not_differ_from_itself():
    one = np.array([1.0, 2, 3]), np.array([2.0, 5])
    assert area_may_differ_by(one, one) == 0


def test_chance_puts_two_areas_as_far_apart_as_it_does_in_fresh_samples():
    rng = np.random.default_rng(0)

    def sample() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
        usual, strange = rng.normal(0, 1, (200, 2)), rng.normal(1, 1, (80, 2))
        usual[:, 1] += usual[:, 0]
        strange[:, 1] += strange[:, 0]
        return (usual[:, 0], strange[:, 0]), (usual[:, 1], strange[:, 1])

    samples = [sample() for _ in range(300)]
    apart = [roc_curve(*first).area - roc_curve(*second).area for first, second in samples]
    said = np.median([area_may_differ_by(*one) for one in samples])
    assert said == pytest.approx(1.96 * np.std(apart), rel=0.15)
