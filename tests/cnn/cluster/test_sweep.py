"""What a sweep on a cluster decides of its runs, without a cluster."""

import json
import math
import os
import threading
from collections.abc import Iterable
from types import SimpleNamespace

import pytest

from cnn.cluster.node_run import Asked
from cnn.network.recipe import Recipe
from cnn.runs.control import Control, read_control, write_control
from cnn.runs.progress import append_event

if not os.environ.get("CI"):  # there it must be there
    pytest.importorskip("ray", reason="Ray is not installed: see requirements-cluster.txt")

from cnn.cluster import sweep, swept_run
from cnn.cluster.mirror import Place
from cnn.cluster.nodes import Node, Nodes
from cnn.cluster.remote_run import LostError, NoFitNodeError, NotBegunError
from cnn.cluster.sweep import GentleASHA, Point, SweepState, stops_early
from cnn.cluster.swept_run import SweptRemoteRun
from cnn.cluster.trial import EPOCH, TEST_ACCURACY, SweptRun


def points(epochs: int, *seeds: int) -> tuple[Point, ...]:
    return tuple(Point(f"token {i}", epochs, 1000, seed) for i, seed in enumerate(seeds))


def told(*accuracies: float, epoch: float = 1.0, epochs: int = 5, monkeypatch) -> list[str]:
    """Tokens of the runs that are asked to end when each tells of one test."""
    asked: list[str] = []
    monkeypatch.setattr(sweep, "ask_to_end", asked.append)
    scheduler = GentleASHA({f"token {i}": epochs for i in range(len(accuracies))})
    for i, accuracy in enumerate(accuracies):
        run = SimpleNamespace(trial_id=str(i), config={"point": {"token": f"token {i}"}})
        scheduler.on_trial_add(None, run)
        result = {EPOCH: epoch, TEST_ACCURACY: accuracy}
        assert scheduler.on_trial_result(None, run, result) == "CONTINUE"
    return asked


def test_a_point_is_read_from_its_job():
    order = {"recipe": Recipe(epochs=3, training_images=500, seed=7).to_json()}
    assert Point.of("abc", order) == Point("abc", 3, 500, 7)


def test_hopeless_runs_end_early_only_where_seeds_are_the_same_and_there_is_more_than_an_epoch():
    assert stops_early(points(5, 0, 0))
    assert not stops_early(points(5, 0, 1))
    assert not stops_early(points(1, 0, 0))


def test_the_worse_half_of_those_that_came_so_far_is_asked_to_end(monkeypatch):
    accuracies = (0.5, 0.9, 0.6, 0.8, 0.95)
    # Of 0.5 and 0.9 the median is 0.7; of 0.5, 0.9 and 0.6 it is 0.6; then 0.7.
    assert told(*accuracies, monkeypatch=monkeypatch) == ["token 2"]


def test_after_its_last_epoch_no_run_is_asked_to_end(monkeypatch):
    assert told(0.9, 0.1, epoch=4.0, epochs=4, monkeypatch=monkeypatch) == []
    assert told(0.9, 0.1, epoch=4.0, epochs=5, monkeypatch=monkeypatch) == ["token 1"]


def test_a_run_that_is_not_on_the_cluster_cannot_be_asked(monkeypatch):
    def find(*_):
        raise ValueError("no such actor")

    monkeypatch.setattr(sweep.ray, "get_actor", find)
    sweep.ask_to_end("token")


def test_runs_that_tune_begins_no_more_are_noted():
    tokens: set[str] = set()
    run = SimpleNamespace(config={"point": {"token": "token"}})
    sweep._GivenUp(tokens).on_trial_error(1, [run], run)
    assert tokens == {"token"}


class Waiting(SweptRemoteRun):
    """A run of a sweep that waits for its actor, without the thread that follows it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, actors: Iterable[str | None]) -> None:
        self._token = "token"
        self._nodes = Nodes()
        self._is_unwanted = threading.Event()
        self._earlier = set()
        self._sweep = SimpleNamespace(state=SweepState(begun=frozenset({"token"})))
        self._tell(None)
        found = iter(actors)

        def get_actor(name: str, namespace: str) -> SimpleNamespace:
            actor = next(found, None)
            if actor is None:
                raise ValueError(name)
            return SimpleNamespace(_actor_id=actor)

        monkeypatch.setattr(swept_run.ray, "get_actor", get_actor)
        monkeypatch.setattr(swept_run, "LOOK_SECONDS", 0.0)


def test_a_run_takes_the_actor_that_its_sweep_makes_and_after_a_loss_another_one(monkeypatch):
    run = Waiting(monkeypatch, [None, "first", "first", None, "second"])
    assert run._new_actor()._actor_id == "first"
    assert run.status.trouble == swept_run.WAITS
    assert run._new_actor()._actor_id == "second"


def test_after_one_that_was_found_and_lost_another_one_is_taken(monkeypatch):
    run = Waiting(monkeypatch, ["found", "found", "second"])
    run._mirror = SimpleNamespace(place=Place(attempt=1))
    assert run._found()._actor_id == "found"
    assert run._new_actor()._actor_id == "second"


@pytest.mark.parametrize(
    "state", [SweepState(error="out of luck"), SweepState(given_up=frozenset({"token"}))]
)
def test_a_run_that_will_not_be_begun_is_not_waited_for(monkeypatch, state):
    run = Waiting(monkeypatch, [])
    run._sweep.state = state
    with pytest.raises(NotBegunError, match="could not go on"):
        run._new_actor()


def test_nor_is_one_that_nobody_wants_or_that_no_node_can_train(monkeypatch):
    run = Waiting(monkeypatch, [])
    run._nodes.note((Node("a", True, 1),))
    run._nodes.note_unfit("a")
    with pytest.raises(NoFitNodeError):
        run._new_actor()
    run.end()
    with pytest.raises(LostError, match="wanted"):
        run._new_actor()


@pytest.fixture
def begun(tmp_path):
    """A run whose trainer goes on and has written two tests."""
    run = SweptRun(math.inf)
    run._folder = tmp_path
    run._process = SimpleNamespace(poll=lambda: None)
    append_event(tmp_path, "epoch", images=500, test_loss=1.0, test_accuracy=0.5, seconds=1.0)
    append_event(tmp_path, "epoch", images=1000, test_loss=0.5, test_accuracy=0.8, seconds=2.0)
    return run


def test_the_tests_of_a_run_are_told_until_it_ends(begun):
    assert begun.tests() == (((500, 0.5), (1000, 0.8)), False)
    begun._process.poll = lambda: 0
    assert begun.tests() == (((500, 0.5), (1000, 0.8)), True)


def test_a_run_that_has_not_begun_has_no_tests():
    assert SweptRun(math.inf).tests() == ((), False)


def test_that_a_run_is_outdone_stays_whatever_its_visitor_wishes_next(begun, tmp_path):
    write_control(tmp_path, Control(learning_rate=0.5))
    begun.outdo()
    assert read_control(tmp_path) == Control(learning_rate=0.5, outdone=True)
    wishes = json.dumps({"paused": True}).encode()
    begun.exchange(Asked(wishes, 0, frozenset(), {}))
    assert read_control(tmp_path) == Control(paused=True, outdone=True)
    begun.exchange(Asked(None, 0, frozenset(), {}))
    assert read_control(tmp_path) == Control(outdone=True)
