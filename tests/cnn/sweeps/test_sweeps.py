"""Sweeps of a server, with a trainer that does nothing: begun, found again, stopped, bounded."""

import sys

import pytest

from cnn.errors import TrainingError
from cnn.runs import jobs, launcher
from cnn.runs.ownership import new_secret, owner_of
from cnn.runs.progress import append_event
from cnn.sweeps import sweeps
from cnn.sweeps.plan import Axis
from tests.cnn.sweeps.ended_runs import plan_of

PLAN = plan_of(Axis("filters", (1, 2, 3)))


@pytest.fixture(autouse=True)
def idle_trainer(monkeypatch):
    """A trainer that does nothing; all runs and sweeps are forgotten after the test."""
    idle = (sys.executable, "-S", "-c", "import time; time.sleep(600)")
    monkeypatch.setattr(launcher, "TRAINER", idle)
    yield
    for job in reversed(list(jobs._jobs.values())):
        jobs.discard(job)
    sweeps._sweeps.clear()


def end(job):
    """The trainer says that it has finished, and ends."""
    append_event(
        job.folder,
        "epoch",
        images=job.recipe.images,
        test_loss=0.1,
        test_accuracy=0.9,
        seconds=4.0,
    )
    append_event(job.folder, "finished", message="")
    job.trainer.process.kill()
    job.trainer.process.wait()


def states(sweep):
    return [result.progress.state for result in sweeps.poll(sweep)]


def test_its_runs_train_one_after_another_in_the_order_of_the_plan():
    sweep = sweeps.begin(PLAN)
    assert [job.name for job in sweep.jobs] == ["1 filters", "2 filters", "3 filters"]
    assert states(sweep) == ["starting", "waiting", "waiting"]
    end(sweep.jobs[0])
    assert states(sweep) == ["finished", "starting", "waiting"]
    first = sweep.results[0]
    assert (first.accuracy, first.seconds) == (0.9, 4.0)
    assert first.parameters == PLAN.points[0].architecture.parameters
    assert sweep.is_running


def test_a_double_click_is_one_sweep():
    owner = owner_of(new_secret())
    first = sweeps.begin(PLAN, owner=owner)
    assert sweeps.begin(PLAN, owner=owner) is first
    with pytest.raises(TrainingError, match="still training"):
        sweeps.begin(plan_of(Axis("filters", (4, 5))), owner=owner)
    assert len(jobs._jobs) == 3


def test_whoever_has_the_secret_finds_their_sweeps_again_and_nobody_elses():
    ann, bob = new_secret(), new_secret()
    sweep = sweeps.begin(PLAN, owner=owner_of(ann))
    assert sweeps.begun_by(ann) == [sweep]
    assert sweeps.begun_by(bob) == []


def test_stopping_all_begins_none_of_those_that_wait():
    sweep = sweeps.begin(PLAN)
    sweeps.stop_all(sweep)
    results = sweeps.poll(sweep)
    assert [result.never_began for result in results] == [True, True, True]
    assert not sweep.is_running


def test_what_trains_is_asked_to_end_and_keeps_what_it_has_learned():
    sweep = sweeps.begin(PLAN)
    append_event(sweep.jobs[0].folder, "state", state="training")
    append_event(
        sweep.jobs[0].folder,
        "point",
        images=64,
        loss=0.5,
        accuracy=0.8,
        count=64,
        steps=1,
        seconds=3.0,
        learning_rate=0.001,
    )
    jobs.poll(sweep.jobs[0])
    sweeps.stop_all(sweep)
    first, *others = sweeps.poll(sweep)
    assert sweep.jobs[0].is_stopping
    assert not first.is_over
    assert all(result.never_began for result in others)


def test_a_run_past_the_hosts_limits_begins_none(monkeypatch):
    monkeypatch.setenv("TRAINING_MINUTES", "0.3")
    plan = plan_of(Axis("training_images", (500, 60_000)))
    with pytest.raises(TrainingError, match="Run 2, 60000 images"):
        sweeps.begin(plan)
    assert not jobs._jobs


def test_of_an_owner_the_last_few_are_kept():
    owner = owner_of(secret := new_secret())
    begun = []
    for seed in range(sweeps.MAX_SWEEPS_EACH + 2):
        begun.append(sweeps.begin(plan_of(Axis("seed", (seed,))), owner=owner))
        sweeps.stop_all(begun[-1])
        sweeps.poll(begun[-1])
    assert sweeps.begun_by(secret) == begun[-sweeps.MAX_SWEEPS_EACH :]


def test_of_all_owners_together_the_oldest_that_have_ended_go_first(monkeypatch):
    monkeypatch.setattr(sweeps, "MAX_SWEEPS", 2)
    first, second = (
        sweeps.begin(plan_of(Axis("seed", (seed,))), owner=owner_of(new_secret()))
        for seed in range(2)
    )
    sweeps.stop_all(second)
    sweeps.poll(second)
    third = sweeps.begin(PLAN, owner=owner_of(new_secret()))
    assert list(sweeps._sweeps.values()) == [first, third]


def test_names_of_components_can_be_made_of_its_token():
    tokens = [sweeps.begin(plan_of(Axis("seed", (seed,)))).token for seed in range(10)]
    assert len(set(tokens)) == 10
    assert all(token.isalnum() for token in tokens)
