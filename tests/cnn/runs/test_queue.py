"""The queue's rules, with a trainer that only waits: who trains, who waits, who gives way."""

import shutil
import sys
import time

import pytest

from cnn.errors import TrainingError
from cnn.network.architecture import Architecture
from cnn.network.fine_tuning import FineTuningPlan
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.recipe import Recipe
from cnn.runs import ended_runs, giving_way, jobs, launcher, new_jobs
from cnn.runs import job as job_module
from cnn.runs.control import read_control
from cnn.runs.job import FILES_GONE
from cnn.runs.new_jobs import Order
from cnn.runs.ownership import new_secret, owner_of
from cnn.runs.progress import append_event
from cnn.runs.store import RunStore
from tests.cnn.conftest import SMALL, wait_for_end
from tests.designs import random_network


@pytest.fixture
def idle_trainer(monkeypatch):
    """A trainer that does nothing; all runs are discarded after the test."""
    idle = (sys.executable, "-S", "-c", "import time; time.sleep(600)")
    monkeypatch.setattr(launcher, "TRAINER", idle)
    yield
    for job in reversed(list(jobs._jobs.values())):
        jobs.discard(job)


@pytest.fixture
def start(idle_trainer):
    """`jobs.start` with a trainer that does nothing."""

    def start_one(recipe=Recipe(), **settings):  # noqa: B008
        return jobs.start(SMALL, recipe, **settings)

    return start_one


@pytest.fixture
def start_many(idle_trainer):
    """`jobs.start_many` of so many runs, with a trainer that does nothing."""

    def start_several(runs, **settings):
        orders = [Order(SMALL, Recipe(), f"run {place}") for place in range(runs)]
        return jobs.start_many(orders, **settings)

    return start_several


def end_of(job, message="Stopped early."):
    """The trainer says that it has finished, and ends."""
    process = job.trainer.process  # the thread that tends jobs may see its end first
    append_event(job.folder, "finished", message=message)
    process.kill()
    process.wait()
    return jobs.poll(job)


def test_a_setting_says_how_many_may_wait(start, monkeypatch):
    monkeypatch.setenv("TRAINING_QUEUE", "5")
    first, *others = [start() for _ in range(6)]
    assert jobs.poll(first).state != "waiting"
    assert [jobs.poll(job).place for job in others] == [1, 2, 3, 4, 5]
    with pytest.raises(TrainingError, match="Try again in a few minutes"):
        start()
    jobs.discard(first)
    assert jobs.poll(others[0]).state != "waiting"
    assert jobs.poll(others[1]).place == 1


def test_a_setting_says_how_many_train_at_once(start, monkeypatch):
    monkeypatch.setenv("TRAININGS", "2")
    states = [jobs.poll(job).state for job in (start(), start(), start())]
    assert states == ["starting", "starting", "waiting"]


def test_a_double_click_is_one_run(start):
    ann, bob = owner_of("ann's secret"), owner_of("bob's secret")
    first = start(owner=ann)
    assert start(owner=ann) is first
    waiting = start(owner=bob)
    assert start(owner=bob) is waiting
    jobs.stop(waiting)
    assert start(owner=bob) is not waiting


def test_those_who_are_nobody_in_particular_may_have_several(start):
    assert start() is not start()


def test_a_run_that_would_take_too_much_is_refused_before_it_starts():
    costly = Architecture((Conv2D(64, 5, padding="same"), Conv2D(100, 5), Dense(10)))
    with pytest.raises(TrainingError):
        jobs.start(costly, Recipe(epochs=50))
    assert not jobs._jobs


def test_one_who_waits_can_leave_the_queue(start):
    start()
    waiting = start()
    jobs.stop(waiting)
    assert jobs.poll(waiting).message == jobs.NEVER_BEGAN


def test_a_run_is_found_by_its_token_alone(start):
    job = start()
    assert jobs.find(job.token) is job
    assert jobs.find("no such token") is None
    assert len(job.token) >= 20


def test_a_token_shows_a_run_and_the_secret_alone_gives_it_back(start):
    secret = new_secret()
    first = start(owner=owner_of(secret))
    start(owner=owner_of(new_secret()))
    start()
    assert jobs.begun_by(secret) == [first]
    for guess in (new_secret(), first.token, first.owner, "", owner_of(secret)):
        assert jobs.begun_by(guess) == []


def test_whoever_only_looks_keeps_no_run_from_giving_way(start):
    absent, present = start(), start(is_watched=lambda: True)
    absent.last_seen -= giving_way.ABSENCE_SECONDS + 1
    assert jobs.look(absent).is_running
    jobs._tend()
    assert absent.is_stopping
    assert not present.is_stopping


def test_wishes_reach_the_trainer(start):
    job = start()
    jobs.step(job)
    assert read_control(job.folder).steps == 0  # it is not paused
    jobs.pause(job)
    jobs.step(job)
    jobs.step(job)
    jobs.set_learning_rate(job, 0.25)
    wishes = read_control(job.folder)
    assert (wishes.paused, wishes.steps, wishes.learning_rate) == (True, 2, 0.25)
    assert job.control == wishes
    jobs.resume(job)
    append_event(job.folder, "state", state="training")
    jobs.stop(job)
    assert job.is_stopping
    wishes = read_control(job.folder)
    assert (wishes.paused, wishes.stop) == (False, True)


@pytest.mark.parametrize("rate", [0, -1, 11, float("nan"), "0.1", None])
def test_a_learning_rate_out_of_range_is_refused(start, rate):
    job = start()
    with pytest.raises(TrainingError, match=r"from 1e-06 to 10\."):
        jobs.set_learning_rate(job, rate)
    assert job.control.learning_rate is None


def test_an_absent_visitors_run_goes_on_while_nobody_waits(start, monkeypatch):
    monkeypatch.setattr(giving_way, "ABSENCE_SECONDS", 0.0)
    job = start()
    time.sleep(0.01)
    jobs._tend()
    assert job.progress.is_running
    assert not job.is_stopping


def test_an_absent_visitors_run_gives_way_to_one_who_is_there(start, monkeypatch):
    absent, present = start(), start(is_watched=lambda: True)
    absent.last_seen -= giving_way.ABSENCE_SECONDS + 1
    jobs._tend()
    assert absent.is_stopping
    assert end_of(absent).message == giving_way.GAVE_WAY
    assert jobs.poll(present).state == "starting"


def test_absent_visitors_do_not_make_each_other_give_way(start):
    training, waiting = start(), start()
    for job in (training, waiting):
        job.last_seen -= giving_way.ABSENCE_SECONDS + 1
    jobs._tend()
    assert not training.is_stopping
    assert waiting.is_waiting


def test_an_absent_visitor_leaves_the_queue_to_others(start):
    start(is_watched=lambda: True)
    absent, present = start(), start(is_watched=lambda: True)
    absent.last_seen -= giving_way.ABSENCE_SECONDS + 1
    jobs._tend()
    assert absent.progress.message == giving_way.LEFT_QUEUE
    assert jobs.poll(present).place == 1


def test_a_paused_run_gives_way_after_two_minutes_when_others_wait(start):
    paused = start(is_watched=lambda: True)
    append_event(paused.folder, "state", state="paused")
    jobs._tend()
    paused.paused_since -= giving_way.PAUSE_SECONDS + 1
    jobs._tend()
    assert not paused.is_stopping
    start(is_watched=lambda: True)
    assert paused.is_stopping


def test_pauses_do_not_count_as_training_time(start, monkeypatch):
    monkeypatch.setenv("TRAINING_MINUTES", "1")
    monkeypatch.setattr(jobs, "check_affordable", lambda *_: None)
    job = start()
    too_long = 60 + job_module.OVERTIME_SECONDS + 1

    def let_pass(seconds: float) -> None:
        job._last_look -= seconds
        job._deadline -= seconds

    append_event(job.folder, "state", state="paused")
    jobs.poll(job)
    let_pass(too_long)
    assert jobs.poll(job).state == "paused"
    append_event(job.folder, "state", state="training")
    assert jobs.poll(job).state == "training"
    let_pass(too_long)
    assert jobs.poll(job).message == job_module.TOO_LONG


def test_a_finished_run_is_forgotten_when_nobody_has_looked_for_half_an_hour(start):
    job = start()
    assert end_of(job).state == "finished"
    job.last_seen -= ended_runs.UNSEEN_SECONDS + 1
    jobs._tend()
    assert jobs.find(job.token) is None
    assert not job.folder.exists()
    assert job.progress.state == "finished"


def test_ended_runs_past_the_hosts_megabytes_go_oldest_first_but_never_the_newest(
    start, monkeypatch
):
    monkeypatch.setenv("ENDED_RUNS_MB", "0.25")
    ended = [start() for _ in range(3)]
    for job in ended:
        (job.folder / "model.safetensors").write_bytes(bytes(100_000))
        end_of(job)
    jobs._tend()
    assert [job.folder.exists() for job in ended] == [False, True, True]
    monkeypatch.setenv("ENDED_RUNS_MB", "0.0001")
    jobs._tend()
    assert [job.folder.exists() for job in ended] == [False, False, True]


def test_only_the_newest_of_the_runs_that_are_gone_keep_their_curves(start, monkeypatch):
    monkeypatch.setattr(ended_runs, "MAX_CURVES", 1)
    gone = [start(), start()]
    for job in gone:
        append_event(
            job.folder,
            "point",
            **{"images": 64, "loss": 0.5, "accuracy": 0.8, "count": 64, "steps": 1},
            **{"seconds": 1.0, "learning_rate": 0.1},
        )
        append_event(job.folder, "epoch", images=64, test_loss=1, test_accuracy=0.5, seconds=1)
        end_of(job)
        jobs.discard(job)
    older, newer = (jobs.look(job) for job in gone)
    assert (len(older.points), len(newer.points)) == (0, 1)
    assert len(older.epochs) == len(newer.epochs) == 1
    assert "gave way to those of newer runs" in older.message
    assert "gave way" not in newer.message


def test_the_trainers_temporary_files_go_with_it(start, monkeypatch):
    writes = "import os, time, tempfile; tempfile.mkstemp(); time.sleep(600)"
    monkeypatch.setattr(launcher, "TRAINER", (sys.executable, "-S", "-c", writes))
    job = start()
    temporary = job.folder / "temporary"
    deadline = time.monotonic() + 60
    while not list(temporary.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    job.trainer.process.kill()
    assert wait_for_end(job).state == "failed"
    assert not temporary.exists()


def test_a_job_whose_folder_is_deleted_ends_with_a_sentence(start):
    job = start()
    process = job.trainer.process
    shutil.rmtree(job.folder)
    jobs.pause(job)
    assert jobs.poll(job).message == FILES_GONE
    assert process.poll() is not None
    assert start().progress.state == "starting"


def test_short_runs_go_first(start):
    start()
    long, short = start(recipe=Recipe(epochs=20)), start(recipe=Recipe(epochs=1))
    assert [jobs.poll(job).place for job in (long, short)] == [2, 1]


def test_the_expected_wait_is_what_trains_and_those_before(start):
    first, second, third = start(), start(), start()
    waits = [jobs.poll(job).wait_seconds for job in (first, second, third)]
    assert waits[0] is None
    assert 0 < waits[1] <= first.standing.seconds
    assert waits[2] == pytest.approx(waits[1] + second.standing.seconds, abs=1)
    append_event(first.folder, "state", state="training")
    jobs.stop(first)
    assert jobs.poll(second).wait_seconds == job_module.ENDING_SECONDS


def test_the_first_of_a_sweep_is_told_to_wait_for_all_before_it(start):
    start()
    long = start(recipe=Recipe(epochs=20))
    alone = jobs.expected_wait(SMALL, Recipe(epochs=1))
    of_sweep = jobs.expected_wait(SMALL, Recipe(epochs=1), is_of_sweep=True)
    assert (alone.place, of_sweep.place) == (1, 2)
    assert of_sweep.seconds == pytest.approx(alone.seconds + long.standing.seconds, abs=1)


def test_runs_of_a_sweep_train_one_after_the_other_and_others_between_them(start, start_many):
    sweep = start_many(3, owner=owner_of("ann's"))
    other = start(owner=owner_of("bob's"))
    assert [jobs.poll(job).place for job in (*sweep, other)] == [0, 2, 3, 1]
    end_of(sweep[0])
    assert jobs.poll(other).state == "starting"
    end_of(other)
    assert [jobs.poll(job).state for job in sweep] == ["finished", "starting", "waiting"]


def test_runs_of_a_sweep_train_one_after_the_other_where_several_could(start_many, monkeypatch):
    monkeypatch.setenv("TRAININGS", "2")
    states = [jobs.poll(job).state for job in start_many(3)]
    assert states == ["starting", "waiting", "waiting"]


def test_a_sweep_is_one_visitors_one_thing_at_a_time(start, start_many):
    ann, bob = owner_of("ann's secret"), owner_of("bob's secret")
    sweep = start_many(3, owner=ann)
    assert start_many(3, owner=ann) == sweep
    assert start(owner=ann) is sweep[0]
    with pytest.raises(TrainingError, match="still training"):
        start_many(2, owner=ann)
    start(owner=bob)
    with pytest.raises(TrainingError, match="still training"):
        start_many(2, owner=bob)


def test_a_sweep_counts_as_one_visitor_and_its_runs_are_bounded(start, start_many, monkeypatch):
    start()
    start_many(4)
    monkeypatch.setenv("TRAINING_QUEUE", "2")
    start()
    with pytest.raises(TrainingError, match="2 are waiting"):
        start_many(2)
    monkeypatch.setenv("TRAINING_QUEUE", "9")
    with pytest.raises(TrainingError, match=f"1 to {jobs.MAX_SWEEP} runs; these are 0"):
        start_many(0)
    with pytest.raises(TrainingError, match=f"1 to {jobs.MAX_SWEEP} runs"):
        start_many(jobs.MAX_SWEEP + 1)
    monkeypatch.setattr(jobs, "MAX_WAITING_RUNS", 6)
    with pytest.raises(TrainingError, match="5 runs are waiting, and this host takes 6"):
        start_many(2)


def test_all_of_a_sweep_is_stopped_without_another_beginning(start_many):
    sweep = start_many(3)
    append_event(sweep[0].folder, "state", state="training")
    jobs.stop_all(sweep)
    assert sweep[0].is_stopping
    assert {job.progress.message for job in sweep[1:]} == {jobs.NEVER_BEGAN}


def test_a_sweep_that_gets_ready_is_stopped_at_once(start_many):
    sweep = start_many(3)
    jobs.stop_all(sweep)
    assert {job.progress.message for job in sweep} == {jobs.NEVER_BEGAN}
    assert not any(job.is_training for job in sweep)


def test_a_run_of_a_sweep_that_is_stopped_makes_room_for_the_next(start_many):
    first, second, third = start_many(3)
    jobs.stop(second)
    end_of(first)
    assert jobs.poll(third).state == "starting"


def test_a_paused_sweep_gives_way_to_others_and_not_to_itself(start, start_many):
    paused, _ = start_many(2, is_watched=lambda: True)
    append_event(paused.folder, "state", state="paused")
    jobs._tend()
    paused.paused_since -= giving_way.PAUSE_SECONDS + 1
    jobs._tend()
    assert not paused.is_stopping
    start(is_watched=lambda: True)
    assert paused.is_stopping


def test_a_sweep_of_which_one_run_cannot_be_written_begins_none(start_many, monkeypatch):
    made = []

    def fill(*settings, **more):
        if len(made) == 2:
            raise OSError(28, "No space left on device")
        made.append(new_job(*settings, **more))
        return made[-1]

    new_job = new_jobs.new_job
    monkeypatch.setattr(new_jobs, "new_job", fill)
    with pytest.raises(TrainingError, match="disk"):
        start_many(3)
    assert not jobs._jobs
    assert not any(job.folder.exists() for job in made)


def test_the_checkpoints_of_a_sweep_take_half_of_what_is_kept(start_many, monkeypatch):
    monkeypatch.setenv("ENDED_RUNS_MB", "100")
    assert [job.limits.checkpoint_mb for job in start_many(5)] == [10.0] * 5


def test_a_whole_sweep_is_kept_when_it_has_ended(start_many):
    sweep = start_many(jobs.MAX_SWEEP)
    for job in sweep:
        end_of(job)
    jobs._tend()
    assert all(job.folder.is_dir() for job in sweep)


class StandInCluster:
    """Takes two things at once, and all runs of a sweep together; nothing trains."""

    takes_sweeps = True

    def __init__(self):
        self.launched = []
        self.room = 2

    def slots(self):
        return self.room

    def launch(self, folder, token):
        self.launched.append(token)
        return StandInTrainer()

    def launch_together(self, sweep, runs):
        return tuple(self.launch(folder, token) for folder, token in runs)


class StandInTrainer:
    where = "on the cluster"
    trouble = None

    def __init__(self):
        self.code = None

    def exit_code(self):
        return self.code

    def kill(self):
        self.code = -9


@pytest.fixture
def cluster(monkeypatch):
    cluster = StandInCluster()
    monkeypatch.setattr(job_module, "chosen_launcher", lambda: cluster)
    return cluster


def test_where_sweeps_are_begun_together_one_takes_one_place(start, start_many, cluster):
    sweep = start_many(5)
    beside, waiting = start(), start()
    assert cluster.launched == [job.token for job in (*sweep, beside)]
    assert waiting.is_waiting
    for job in sweep:
        append_event(job.folder, "finished", message="")
        job.trainer.code = 0
        jobs.poll(job)
    assert not waiting.is_waiting


def test_a_run_of_a_sweep_begun_together_has_the_time_of_those_before_it(start_many, cluster):
    longest = 60 * jobs.host_limits().minutes + job_module.OVERTIME_SECONDS
    last = start_many(5)[-1]
    assert last._deadline - last._spawned == pytest.approx(5 * longest)


def test_while_no_place_is_there_the_wait_is_not_known(start, cluster):
    cluster.room = 0
    first, second = start(), start()
    assert [jobs.poll(job).place for job in (first, second)] == [1, 2]
    assert first.progress.wait_seconds is None
    cluster.room = 1
    jobs._tend()
    assert not first.is_waiting


def test_what_stays_here_waits_for_nothing_of_the_cluster(start, cluster):
    cluster.room = 0
    first = start()
    first.stays_here = True
    jobs._tend()
    assert not first.is_waiting


@pytest.fixture
def store(tmp_path):
    kept = RunStore(tmp_path / "runs")
    jobs.keep_in(kept)
    yield kept
    jobs.keep_in(None)


def ended_with_network(job):
    random_network(SMALL).save(job.network_path)
    return end_of(job)


def test_what_a_visitor_left_to_train_is_kept_though_nobody_looks(start, store):
    owner = owner_of("ann's secret")
    left = start(name="left", owner=owner)
    ended_with_network(left)
    jobs._keep_untaken()
    assert store.runs() == ()  # its visitor may still be there, and keeps it under a free name
    left.last_seen -= ended_runs.TAKING_SECONDS + 1
    deadline = time.monotonic() + 60
    while not store.runs():  # the thread that tends jobs does it
        assert time.monotonic() < deadline
        time.sleep(0.02)
    (kept,) = store.runs()
    assert (kept.token, kept.name, kept.owner) == (left.token, "left", owner)
    store.delete(kept.token)
    jobs._keep_untaken()
    assert store.runs() == ()


def test_what_has_no_network_and_what_was_taken_is_not_kept_again(start, start_many, store):
    failed, taken, swept = start(), start(), start_many(1)[0]
    end_of(failed)
    ended_with_network(taken)
    taken.is_taken = True
    ended_with_network(swept)
    for job in (failed, taken, swept):
        job.last_seen -= ended_runs.TAKING_SECONDS + 1
    jobs._keep_untaken()
    assert store.runs() == ()


def test_what_those_who_wait_have_brought_is_bounded(start, monkeypatch):
    start()
    waiting = start()
    waiting.plan = FineTuningPlan()
    (waiting.folder / "base.safetensors").write_bytes(bytes(100_000))
    assert start().is_waiting
    monkeypatch.setenv("ENDED_RUNS_MB", "0.05")
    with pytest.raises(TrainingError, match="as many networks and digits as this host takes"):
        start()
