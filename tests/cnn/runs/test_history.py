"""history.json: read back as it was written; anything else is refused with a sentence."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.errors import RunStoreError
from cnn.network.rate_changes import MAX_RATE_CHANGES
from cnn.network.recipe import MAX_EPOCHS
from cnn.runs.history import DIVERGED, MAX_HISTORY_BYTES, History, history_bytes, read_history
from cnn.runs.ownership import NOBODY, owner_of
from cnn.runs.progress import MAX_POINTS, EpochResult, Point, Progress

PROGRESS = Progress(
    state="finished",
    images_total=1000,
    images_done=640,
    points=(Point(320, 2.25, 0.125, 320), Point(640, 0.5, 0.875, 320)),
    epochs=(EpochResult(640, 0.375, 0.9012, 0.5, 0.85),),
    steps_done=10,
    seconds=3.5,
    learning_rate=0.01,
    rate_changes=((4, 0.01),),
    seconds_left=0.0,
    test_set="synthetic",
)
HISTORY = History("mine", 1e9, PROGRESS, owner_of("a secret"))
WRITTEN = json.loads(history_bytes(HISTORY))


def encoded(**changes: object) -> bytes:
    return json.dumps({**WRITTEN, **changes}).encode()


def test_what_is_written_is_read_back():
    assert read_history(history_bytes(HISTORY)) == HISTORY


def test_a_history_from_before_there_were_owners_is_nobodys():
    old = {key: value for key, value in WRITTEN.items() if key != "owner"}
    assert read_history(json.dumps(old).encode()) == replace(HISTORY, owner=NOBODY)


def test_a_history_from_before_there_were_means_of_epochs_has_none():
    (result,) = read_history(encoded(epochs=[[640, 0.375, 0.9012]])).progress.epochs
    assert result == EpochResult(640, 0.375, 0.9012)


def test_the_longest_history_is_within_the_limit():
    longest = Progress(
        state="finished",
        points=(Point(10**12, 1 / 3 * 1e-9, 1 / 3, 10**12),) * MAX_POINTS,
        epochs=(EpochResult(10**12, 1 / 3 * 1e-9, 1 / 3, 1 / 3 * 1e-9, 1 / 3),) * MAX_EPOCHS,
        rate_changes=((10**9, 1 / 3 * 1e-3),) * MAX_RATE_CHANGES,
    )
    data = history_bytes(History("n" * 40, 1 / 3 * 1e9, longest, owner_of("")))
    assert len(data) <= MAX_HISTORY_BYTES
    assert read_history(data).progress.points == longest.points


def test_a_run_that_diverged_stays_one_that_diverged():
    progress = replace(PROGRESS, state="failed", message="The training diverged at step 7.")
    read = read_history(history_bytes(History("mine", 1.0, progress))).progress
    assert (read.state, read.message) == ("failed", DIVERGED)


def test_a_run_is_not_kept_before_its_end():
    with pytest.raises(ValueError, match="ended"):
        history_bytes(History("mine", 1.0, Progress("training")))


def test_a_sentence_about_the_run_is_not_kept():
    progress = Progress(state="finished", message="[Click](https://example.org)")
    assert b"example" not in history_bytes(History("mine", 1.0, progress))


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "another"},
        {"name": 7},
        {"made": float("nan")},
        {"made": 10**400},
        {"made": -1},
        {"seconds": float("inf")},
        {"images_total": 1.5},
        {"images_done": True},
        {"test_set": "mine"},
        {"test_set": []},
        {"points": [[1, 0.5, 0.5]]},
        {"points": [[1, 0.5, 1.5, 1]]},
        {"points": [[1.5, 0.5, 0.5, 1]]},
        {"points": [[1, "0.5", 0.5, 1]]},
        {"points": [[1, 0.5, 0.5, 1]] * (MAX_POINTS + 1)},
        {"points": {"a": 1}},
        {"epochs": [[1, 0.5, 0.5]] * (MAX_EPOCHS + 1)},
        {"epochs": [[1, 0.5, 0.5, 0.5, 1.5]]},
        {"epochs": [[1, 0.5, 0.5, -0.5, 0.5]]},
        {"epochs": [[1, 0.5, 0.5, 0.5, 0.5, 0.5]]},
        {"rate_changes": [[1, 10**400]]},
        {"rate_changes": [[1, 11.0]]},
        {"rate_changes": [[1, 0.1]] * (MAX_RATE_CHANGES + 1)},
        {"learning_rate": "fast"},
        {"owner": None},
        {"owner": "ann"},
        {"owner": "A" * 64},
    ],
    ids=str,
)
def test_a_history_with_nonsense_in_it_is_refused(changes):
    with pytest.raises(RunStoreError):
        read_history(encoded(**changes))


@pytest.mark.parametrize("missing", sorted({*WRITTEN} - {"owner"}))
def test_a_history_with_something_missing_is_refused(missing):
    rest = {name: value for name, value in WRITTEN.items() if name != missing}
    with pytest.raises(RunStoreError):
        read_history(json.dumps(rest).encode())


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"[]", b"null", b"[" * 100_000, b'"' + b"a" * MAX_HISTORY_BYTES + b'"']
)
def test_what_is_no_history_is_refused(data):
    with pytest.raises(RunStoreError):
        read_history(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(WRITTEN)), JSON)
def test_any_value_anywhere_is_either_read_or_refused(name, value):
    try:
        read_history(encoded(**{name: value}))
    except RunStoreError as error:
        assert str(error)
