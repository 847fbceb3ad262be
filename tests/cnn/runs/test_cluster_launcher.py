"""The web process's side of a cluster, with a bridge that does as each test says."""

import json
import sys
import textwrap
import time

import pytest

from cnn.network.recipe import Recipe
from cnn.runs import cluster_launcher, giving_way, jobs, launcher
from cnn.runs.cluster_launcher import LOST, LOST_EXIT, UNREACHABLE, ClusterLauncher
from cnn.runs.cluster_status import ClusterStatus, RunStatus, read_status, write_status
from cnn.runs.launcher import LocalLauncher, chosen_launcher
from cnn.runs.new_jobs import Order
from tests.cnn.conftest import SMALL

DEADLINE_SECONDS = 60.0
# Writes what it is told into a file, and ends when its input closes.
BRIDGE = """
    import sys
    with open({told!r}, "a") as told:
        print("begun", file=told, flush=True)
        for line in sys.stdin:
            print(line, end="", file=told, flush=True)
        print("ended", file=told, flush=True)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_launcher, "own_folder", lambda: tmp_path)
    monkeypatch.setattr(cluster_launcher, "LOOK_SECONDS", 0.0)
    return tmp_path


@pytest.fixture
def cluster(folder, monkeypatch):
    script = textwrap.dedent(BRIDGE).format(told=str(folder / "told"))
    monkeypatch.setattr(cluster_launcher, "BRIDGE", (sys.executable, "-S", "-c", script))
    monkeypatch.setattr(cluster_launcher, "RESTART_SECONDS", 0.0)
    cluster = ClusterLauncher("ray://head:10001")
    yield cluster
    cluster.end()


def told(folder) -> list:
    try:
        lines = (folder / "told").read_text().splitlines()
    except FileNotFoundError:
        return []
    return [json.loads(line) if line.startswith("{") else line for line in lines]


def wait_until(holds) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def run_line(folder, *tokens: str) -> dict:
    return {"do": "run", "runs": [[str(folder / token), token] for token in tokens]}


def test_the_environment_chooses_where_runs_train(monkeypatch):
    assert isinstance(chosen_launcher(), LocalLauncher)
    monkeypatch.setenv("TRAINING_CLUSTER", " ray://head:10001 ")
    assert isinstance(chosen_launcher(), ClusterLauncher)
    assert chosen_launcher() is chosen_launcher()


def test_a_status_is_read_as_it_was_written(tmp_path):
    assert read_status(tmp_path) is None
    status = ClusterStatus(True, 2, 8, None, {"a": RunStatus(0, 2), "b": RunStatus(trouble="no")})
    write_status(tmp_path, status)
    assert read_status(tmp_path) == status
    (tmp_path / "cluster.json").write_text('{"runs": 3}')
    assert read_status(tmp_path) is None


def test_the_bridge_is_told_of_runs_and_of_their_ends(cluster, folder):
    trainer = cluster.launch(folder / "a", "a")
    cluster.launch_together("sweep", [(folder / "b", "b"), (folder / "c", "c")])
    trainer.kill()
    together = {**run_line(folder, "b", "c"), "do": "sweep", "sweep": "sweep"}
    expected = ["begun", run_line(folder, "a"), together, {"do": "end", "token": "a"}]
    wait_until(lambda: told(folder) == expected)
    cluster.end()
    wait_until(lambda: told(folder)[-1] == "ended")


def test_a_new_bridge_is_told_of_what_still_goes_on(cluster, folder):
    cluster.launch(folder / "a", "a")
    cluster.launch(folder / "b", "b").kill()
    cluster.launch_together("sweep", [(folder / "c", "c"), (folder / "d", "d")])
    cluster.forget("c")
    wait_until(lambda: {"do": "end", "token": "c"} in told(folder))
    (folder / "told").unlink()
    cluster._bridge.kill()
    cluster._bridge.wait()
    cluster.status()
    together = {**run_line(folder, "d"), "do": "sweep", "sweep": "sweep"}
    wait_until(lambda: told(folder) == ["begun", run_line(folder, "a"), together])


def test_where_a_run_trains_and_what_is_wrong_with_it_is_told(cluster, folder):
    trainer = cluster.launch(folder / "a", "a")
    assert (trainer.where, trainer.trouble, trainer.exit_code()) == ("on the cluster", None, None)
    write_status(folder, ClusterStatus(True, 2, 8, runs={"a": RunStatus(node=2)}))
    assert (trainer.where, cluster.slots()) == ("on the cluster, node 2", 8)
    write_status(
        folder, ClusterStatus(True, 2, 8, runs={"a": RunStatus(trouble="Node 2 is gone.")})
    )
    assert (trainer.where, trainer.trouble) == ("on the cluster, node 2", "Node 2 is gone.")
    assert cluster.trouble is None
    write_status(folder, ClusterStatus(True, 2, 8, runs={"a": RunStatus(0, 1)}))
    assert trainer.exit_code() == 0


def test_a_cluster_that_does_not_answer_is_told_at_once_and_given_up_in_time(
    cluster, folder, monkeypatch
):
    trainer = cluster.launch(folder / "a", "a")
    write_status(folder, ClusterStatus(False, trouble="The head is gone."))
    assert (cluster.slots(), cluster.trouble) == (0, "The head is gone.")
    assert trainer.trouble == "The head is gone."
    assert trainer.exit_code() is None
    monkeypatch.setattr(cluster_launcher, "LOST_SECONDS", 0.0)
    assert (trainer.exit_code(), trainer.trouble) == (LOST_EXIT, LOST)


def test_what_is_wrong_stands_until_the_cluster_answers_again(cluster, folder):
    write_status(folder, ClusterStatus(False, trouble="The head is gone."))
    assert cluster.trouble == "The head is gone."
    write_status(folder, ClusterStatus(False))  # of a new bridge, which still connects
    assert (cluster.trouble, cluster.slots()) == ("The head is gone.", 0)
    write_status(folder, ClusterStatus(True, 2, 8))
    assert (cluster.trouble, cluster.slots()) == (None, 8)


def test_a_bridge_that_writes_nothing_any_more_is_trouble(cluster, folder, monkeypatch):
    write_status(folder, ClusterStatus(True, 2, 8, written=time.time() - 60))
    assert cluster.slots() == 0
    assert cluster.trouble is None  # it may just have been started
    monkeypatch.setattr(cluster_launcher, "START_SECONDS", 0.0)
    assert cluster.trouble == UNREACHABLE


def test_a_bridge_that_cannot_be_started_is_trouble_and_no_error(cluster, folder, monkeypatch):
    monkeypatch.setattr(cluster_launcher, "BRIDGE", (str(folder / "nothing"),))
    assert (cluster.status(), cluster.slots()) == (None, 0)
    assert cluster.trouble is None
    cluster._answered -= cluster_launcher.START_SECONDS
    assert cluster.trouble == UNREACHABLE


def test_a_lost_run_keeps_its_last_checkpoint_and_goes_on_here(cluster, folder, monkeypatch):
    monkeypatch.setenv("TRAINING_CLUSTER", "ray://head:10001")
    monkeypatch.setattr(launcher, "cluster_at", lambda address: cluster)
    idle = (sys.executable, "-S", "-c", "import time; time.sleep(600)")
    monkeypatch.setattr(launcher, "TRAINER", idle)
    write_status(folder, ClusterStatus(True, 1, 1))
    job = jobs.start(SMALL, Recipe())
    assert (jobs.poll(job).state, job.where) == ("starting", "on the cluster")
    checkpoints = job.folder / "checkpoints"
    checkpoints.mkdir()
    (checkpoints / "0-0.safetensors").write_bytes(b"random")
    (checkpoints / "25-1600.safetensors").write_bytes(b"learned")
    (job.folder / "state.safetensors").write_bytes(b"state")
    monkeypatch.setattr(cluster_launcher, "LOST_SECONDS", 0.0)
    write_status(folder, ClusterStatus(False, trouble="The head is gone."))
    assert jobs.poll(job).state == "failed"
    assert job.progress.message == (
        f"{LOST} What it had learned after 25 gradient steps, its last checkpoint, is kept."
    )
    assert job.network_path.read_bytes() == b"learned"
    here = jobs.train_here(job)
    assert (here.where, here.trouble, jobs.poll(here).is_running) == (None, None, True)
    assert (here.folder / "state.safetensors").read_bytes() == b"state"
    assert len(here.checkpoints()) == 2
    assert not here.network_path.exists()
    for one in (job, here):
        jobs.discard(one)


def test_a_run_that_waits_for_a_cluster_can_train_here_at_once(cluster, folder, monkeypatch):
    monkeypatch.setenv("TRAINING_CLUSTER", "ray://head:10001")
    monkeypatch.setattr(launcher, "cluster_at", lambda address: cluster)
    idle = (sys.executable, "-S", "-c", "import time; time.sleep(600)")
    monkeypatch.setattr(launcher, "TRAINER", idle)
    write_status(folder, ClusterStatus(False, trouble="The head is gone."))
    job = jobs.start(SMALL, Recipe())
    assert (jobs.poll(job).state, job.trouble) == ("waiting", "The head is gone.")
    assert jobs.train_here(job) is job
    assert (jobs.poll(job).is_running, job.is_waiting, job.trouble) == (True, False, None)
    jobs.discard(job)


def test_what_was_learned_there_is_kept_by_one_that_leaves_the_queue_here(
    cluster, folder, monkeypatch
):
    monkeypatch.setenv("TRAINING_CLUSTER", "ray://head:10001")
    monkeypatch.setattr(launcher, "cluster_at", lambda address: cluster)
    idle = (sys.executable, "-S", "-c", "import time; time.sleep(600)")
    monkeypatch.setattr(launcher, "TRAINER", idle)
    write_status(folder, ClusterStatus(True, 2, 2))
    first, absent = jobs.start(SMALL, Recipe()), jobs.start(SMALL, Recipe())
    (absent.folder / "checkpoints").mkdir()
    (absent.folder / "checkpoints" / "25-1600.safetensors").write_bytes(b"learned")
    (absent.folder / "state.safetensors").write_bytes(b"state")
    write_status(folder, ClusterStatus(False, trouble="The head is gone."))
    for job in (first, absent):
        jobs.train_here(job)
    others = jobs.start(SMALL, Recipe(), is_watched=lambda: True)
    others.stays_here = True
    assert absent.is_waiting
    absent.last_seen -= giving_way.ABSENCE_SECONDS + 1
    jobs._tend()
    assert (absent.progress.state, absent.never_began) == ("failed", False)
    assert absent.progress.message.startswith(giving_way.LEFT_QUEUE)
    assert "after 25 gradient steps" in absent.progress.message
    assert absent.network_path.read_bytes() == b"learned"
    for job in (first, absent, others):
        jobs.discard(job)


def test_a_sweep_goes_on_here_one_run_after_the_other(cluster, folder, monkeypatch):
    monkeypatch.setenv("TRAINING_CLUSTER", "ray://head:10001")
    monkeypatch.setattr(launcher, "cluster_at", lambda address: cluster)
    idle = (sys.executable, "-S", "-c", "import time; time.sleep(600)")
    monkeypatch.setattr(launcher, "TRAINER", idle)
    write_status(folder, ClusterStatus(True, 2, 2))
    orders = [Order(SMALL, Recipe(seed=seed)) for seed in range(3)]
    runs = jobs.start_many(orders, is_watched=lambda: True, owner="one")
    assert {jobs.poll(job).state for job in runs} == {"starting"}
    write_status(folder, ClusterStatus(False, trouble="The head is gone."))
    assert jobs.train_here(runs[1]) is runs[1]
    assert [job.stays_here for job in runs] == [True] * 3
    assert [job.trouble for job in runs] == [None] * 3
    assert sum(job.is_training for job in runs) == 1
    for job in reversed(runs):
        jobs.discard(job)
