"""Provenance: what a network file says of its making, read back trusting nothing."""

import pytest

from cnn.errors import VisitorError
from cnn.network.provenance import Provenance
from cnn.network.rate_changes import MAX_RATE_CHANGES
from cnn.network.recipe import Recipe

FULL = Provenance(
    Recipe(augment=True, data="synthetic"),
    synthetic_test_accuracy=0.97,
    training_seconds=3.5,
    images_trained=640,
    rate_changes=((0, 0.01), (25, 1e-6)),
)


def test_a_round_trip_changes_nothing():
    assert Provenance.from_json(FULL.to_json()) == FULL
    assert Provenance.from_json(Provenance().to_json()) == Provenance()


def test_records_of_before_these_fields_are_still_read():
    data = FULL.to_json()
    del data["rate_changes"], data["synthetic_test_accuracy"]
    assert Provenance.from_json(data).rate_changes == ()


@pytest.mark.parametrize(
    "field",
    [
        {"synthetic_test_accuracy": 1.5},
        {"rate_changes": "many"},
        {"rate_changes": [[1, 0.1]] * (MAX_RATE_CHANGES + 1)},
        {"rate_changes": [[1]]},
        {"rate_changes": [[-1, 0.1]]},
        {"rate_changes": [[1.5, 0.1]]},
        {"rate_changes": [[1, 11.0]]},
        {"rate_changes": [[1, float("nan")]]},
        {"rate_changes": [[1, None]]},
        {"unknown": 1},
    ],
)
def test_nonsense_is_refused_with_a_sentence(field):
    with pytest.raises(VisitorError, match=r"\.$"):
        Provenance.from_json({**FULL.to_json(), **field})
