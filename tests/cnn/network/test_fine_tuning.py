"""FineTuning: what a network's record says of it, read back trusting nothing."""

import json
from dataclasses import replace

import pytest

from cnn.errors import TrainingError, VisitorError
from cnn.network.fine_tuning import FineTuning, FineTuningPlan
from cnn.network.provenance import Provenance

DONE = FineTuning(
    plan=FineTuningPlan("nothing", epochs=4, learning_rate=0.0005, seed=7),
    learned_own=28,
    learned_examples=2,
    held_out_own=18,
    held_out_examples=2,
    own_before=15,
    own_after=17,
    examples_before=1,
    examples_after=2,
    test_set="mnist",
    test_before=0.9923,
    test_after=0.9871,
    images=1200,
    seconds=21.5,
    rate_changes=((5, 0.01),),
    edits_before=1,
    rounds=2,
)


def test_a_round_trip_changes_nothing():
    assert FineTuning.from_json(json.loads(json.dumps(DONE.to_json()))) == DONE
    kept = Provenance(fine_tuning=DONE)
    assert Provenance.from_json(json.loads(json.dumps(kept.to_json()))) == kept


def test_records_of_before_there_was_fine_tuning_are_still_read():
    data = Provenance().to_json()
    del data["fine_tuning"]
    assert Provenance.from_json(data).fine_tuning is None


def test_a_plan_is_a_recipe_that_shows_each_digit_ten_times_in_an_epoch():
    recipe = DONE.recipe
    assert (recipe.training_images, recipe.epochs, recipe.images) == (300, 4, 1200)
    assert (recipe.data, recipe.augment, recipe.learning_rate) == ("own", True, 0.0005)


def test_stopped_early_is_told_from_the_images():
    assert not DONE.is_stopped_early
    assert replace(DONE, images=320).is_stopped_early


@pytest.mark.parametrize(
    "change",
    [
        {"own_after": 19},
        {"own_before": -1},
        {"examples_after": 3},
        {"learned_own": 10**6},
        {"learned_own": 0},
        {"held_out_own": 1.5},
        {"test_set": "train"},
        {"test_after": 1.01},
        {"test_before": float("nan")},
        {"test_before": None},
        {"images": True},
        {"seconds": -1},
        {"rate_changes": [[1]]},
        {"rounds": 0},
        {"plan": None},
        {"plan": {**DONE.plan.to_json(), "epochs": 0}},
        {"plan": {**DONE.plan.to_json(), "held_fixed": "some"}},
        {"plan": {**DONE.plan.to_json(), "held_fixed": []}},
        {"plan": {**DONE.plan.to_json(), "learning_rate": float("inf")}},
        {"plan": {**DONE.plan.to_json(), "more": 1}},
        {"unknown": 1},
    ],
)
def test_nonsense_is_refused_with_a_sentence(change: dict[str, object]):
    with pytest.raises(VisitorError, match=r"\.$"):
        FineTuning.from_json({**DONE.to_json(), **change})


@pytest.mark.parametrize("data", [[], "much", {}, 1])
def test_what_is_no_record_is_refused_with_a_sentence(data: object):
    with pytest.raises(VisitorError, match=r"\.$"):
        FineTuning.from_json(data)
    with pytest.raises(TrainingError, match=r"\.$"):
        FineTuningPlan.from_json(data)
