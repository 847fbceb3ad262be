"""The queue's rule: short runs may pass long ones, and nobody waits for it too long."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.runs.queue_order import Training, Waiting, next_place, turns, without

SECONDS = st.integers(1, 1800)


def waiting(**seconds: float) -> list[Waiting]:
    return [Waiting(key, taken) for key, taken in seconds.items()]


def order(queue, training=(), at_once=1, later=None):
    return [turn.key for turn in turns(queue, training, at_once, later)]


@pytest.mark.parametrize(
    ("queue", "expected"),
    [
        (waiting(first=60, second=60, third=60), "first second third"),
        # Two short ones pass the long one; a third would make it wait longer than it takes itself.
        (waiting(long=600, a=250, b=300, c=300), "a b long c"),
        # The shorter of two that may pass goes first.
        (waiting(long=600, middle=200, short=20), "short middle long"),
        # What may pass the first may not pass the second, which is shorter.
        (waiting(long=600, short=20, middle=100), "short middle long"),
        (waiting(long=600, short=20, longer=601), "short long longer"),
    ],
)
def test_short_runs_pass_long_ones(queue, expected):
    assert order(queue) == expected.split()


def test_a_run_that_has_been_passed_for_as_long_as_it_takes_is_passed_no_more():
    queue = [Waiting("long", 600, passed=590), Waiting("short", 20)]
    assert next_place(queue) == 0
    assert next_place([Waiting("long", 600, passed=580), *queue[1:]]) == 1


def test_the_run_of_a_sweep_passes_nobody_and_may_be_passed():
    queue = [Waiting("long", 600), Waiting("swept", 20, may_pass=False), Waiting("short", 10)]
    assert order(queue) == ["short", "long", "swept"]


def test_between_two_runs_of_a_sweep_others_have_their_turn():
    queue = [Waiting("s1", 30, may_pass=False, group="s"), Waiting("ann", 60), Waiting("bob", 60)]
    later = {"s": [Waiting(f"s{i}", 30, may_pass=False, group="s") for i in (2, 3)]}
    assert order(queue, later=later) == ["s1", "ann", "bob", "s2", "s3"]


def test_the_runs_of_a_sweep_train_one_at_a_time_however_many_trainers_there_are():
    later = {"s": [Waiting("s2", 30, group="s")]}
    found = turns([Waiting("s1", 30, group="s")], [], at_once=4, later=later)
    assert [turn.seconds for turn in found] == [0, 30]


def test_how_long_each_waits():
    queue = waiting(ann=60, bob=90)
    one = turns(queue, [Training(10)], at_once=1)
    assert [(turn.key, turn.seconds) for turn in one] == [("ann", 10), ("bob", 70)]
    two = turns(queue, [Training(10), Training(200)], at_once=2)
    assert [(turn.key, turn.seconds) for turn in two] == [("ann", 10), ("bob", 70)]
    free = turns(queue, [Training(200)], at_once=3)
    assert [turn.seconds for turn in free] == [0, 0]


@given(st.lists(st.tuples(SECONDS, st.integers(0, 3000), st.booleans()), min_size=1, max_size=40))
def test_nobody_starves(arrivals):
    """On one trainer, whatever comes while it trains, run after run."""
    to_come = sorted(
        (at, str(place), seconds, may_pass)
        for place, (seconds, at, may_pass) in enumerate(arrivals)
    )
    joined = [key for _, key, _, _ in to_come]
    lengths = {key: seconds for _, key, seconds, _ in to_come}
    queue: list[Waiting] = []
    ahead: dict[str, float] = {}  # seconds of work before it when it joined
    waits_since: dict[str, float] = {}
    passed: Counter[str] = Counter()
    now, free_at = 0.0, 0.0
    while to_come or queue:
        now = max(free_at, to_come[0][0] if to_come and not queue else 0)
        while to_come and to_come[0][0] <= now:
            at, key, seconds, may_pass = to_come.pop(0)
            ahead[key] = max(free_at - at, 0) + sum(run.seconds for run in queue)
            queue.append(Waiting(key, seconds, may_pass))
            waits_since[key] = at
        place = next_place(queue)
        chosen = queue[place]
        assert chosen.may_pass or place == 0
        for other in queue[:place]:
            passed[other.key] += chosen.seconds
        queue = without(queue, place)
        assert now - waits_since[chosen.key] <= ahead[chosen.key] + chosen.seconds
        free_at = now + chosen.seconds
    assert all(passed[key] <= lengths[key] for key in joined)


@given(st.lists(SECONDS, max_size=30), st.lists(SECONDS, max_size=2), st.integers(1, 4))
def test_everyone_has_a_turn_and_no_trainer_idles(lengths, left, at_once):
    queue = [Waiting(str(place), seconds) for place, seconds in enumerate(lengths)]
    left = left[:at_once]
    found = turns(queue, [Training(seconds) for seconds in left], at_once)
    assert sorted(turn.key for turn in found) == sorted(run.key for run in queue)
    assert [turn.seconds for turn in found] == sorted(turn.seconds for turn in found)
    if at_once == 1 and found:
        assert found[-1].seconds == sum(left) + sum(lengths) - lengths[int(found[-1].key)]
