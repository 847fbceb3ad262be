"""A run on a cluster on the Train page: where it is, what holds it up, the way round it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn.runs import job as job_module
from cnn.runs import jobs
from cnn.runs.cluster_launcher import LOST, LOST_EXIT
from cnn.runs.job import Job
from cnn.runs.launcher import LocalLauncher, LocalTrainer
from cnn.sweeps import sweeps
from tests.pages import test_training_run as training_runs
from tests.pages.test_sweep import begun, sweep_tab
from tests.pages.test_training_run import (
    StandInProcess,
    again,
    open_new_tab,
    press,
    train_page,
    words,
)

HEAD_GONE = "The cluster's head does not answer."

tab, page, trainer = training_runs.tab, training_runs.page, training_runs.trainer


class StandInCluster:
    """A cluster of one processor, and the trainer of the run that is on it."""

    takes_sweeps = True
    where = "on the cluster, node 2"

    def __init__(self) -> None:
        self.trouble: str | None = None
        self.code: int | None = None

    def slots(self) -> int:
        return 0 if self.trouble else 1

    def launch(self, folder: Path, token: str) -> StandInCluster:
        return self

    def launch_together(
        self, sweep: str, runs: Sequence[tuple[Path, str]]
    ) -> tuple[StandInCluster, ...]:
        return tuple(self for _ in runs)

    def exit_code(self) -> int | None:
        return self.code

    def kill(self) -> None:
        pass


@pytest.fixture(autouse=True)
def cluster(monkeypatch, tmp_path) -> StandInCluster:
    cluster = StandInCluster()
    monkeypatch.setattr(job_module, "chosen_launcher", lambda: cluster)
    monkeypatch.setattr(jobs, "chosen_launcher", lambda: cluster)
    monkeypatch.setattr(
        LocalLauncher, "launch", lambda self, folder, token: LocalTrainer(StandInProcess(), folder)
    )
    monkeypatch.setenv("CONVOSCOPE_RUNS", str(tmp_path / "runs"))
    yield cluster
    for job in list(jobs._jobs.values()):
        jobs.discard(job)
    sweeps._sweeps.clear()


def followed(at: AppTest) -> Job:
    return at.session_state["training_job"]


def test_the_page_says_where_a_run_trains(page, trainer):
    trainer.train()
    assert "(on the cluster, node 2)" in words(again(page))
    assert not [button for button in page.button if button.key == "train_here"]


def test_a_run_that_does_not_go_on_is_told_and_goes_on_here(page, trainer, cluster):
    trainer.train()
    state = trainer.job.folder / "state.safetensors"
    state.write_bytes(b"state")
    points = len(jobs.poll(trainer.job).points)
    cluster.trouble = HEAD_GONE
    assert HEAD_GONE in words(again(page))
    press(page, "train_here")
    job = followed(page)
    assert job is trainer.job
    assert (job.where, job.trouble, job.progress.is_running) == (None, None, True)
    assert (job.folder / "state.safetensors").is_file()
    assert len(jobs.poll(job).points) == points
    said = words(again(page))
    assert HEAD_GONE not in said
    assert "on the cluster" not in said


def test_one_who_only_watches_is_told_and_has_nothing_to_press(page, trainer, cluster, tab):
    trainer.train()
    cluster.trouble = HEAD_GONE
    open_new_tab(tab)
    watching = train_page(run=trainer.job.token)
    assert HEAD_GONE in words(watching)
    assert not [button for button in watching.button if button.key == "train_here"]


def test_a_run_that_cannot_begin_can_be_trained_here(page, cluster):
    cluster.trouble = HEAD_GONE
    press(page, "start_training")
    assert HEAD_GONE in words(page)
    press(page, "train_here")
    assert "Starting the training" in words(again(page))


def test_a_lost_run_leaves_its_last_checkpoint_and_another_goes_on_here(page, trainer, cluster):
    trainer.train()
    (trainer.job.folder / "state.safetensors").write_bytes(b"state")
    cluster.trouble, cluster.code = LOST, LOST_EXIT
    said = words(again(page))
    assert LOST in said
    assert "its last checkpoint, is kept. It is in the sidebar's list of networks as" in said
    assert trainer.job.network_path.is_file()
    press(page, "train_here")
    job = followed(page)
    assert job is not trainer.job
    assert job.progress.is_running
    assert not job.network_path.exists()
    assert jobs.poll(job).points == trainer.job.progress.points
    assert trainer.job.progress.state == "failed"


def test_a_run_whose_files_are_gone_is_to_be_trained_anew(page, trainer, cluster):
    trainer.train()
    cluster.trouble, cluster.code = LOST, LOST_EXIT
    again(page)
    shutil.rmtree(trainer.job.folder)
    press(page, "train_here")
    assert "The run's files are gone: train it anew." in words(page)


def test_a_sweep_that_does_not_go_on_goes_on_here(cluster):
    at = sweep_tab()
    sweep = begun(at)
    assert {job.where for job in sweep.jobs} == {cluster.where}
    cluster.trouble = HEAD_GONE
    assert [warning.value for warning in again(at).warning] == [HEAD_GONE]
    press(at, "train_here")
    assert {job.where for job in sweep.jobs} == {None}
    assert sum(job.is_training for job in sweep.jobs) == 1
    assert not at.warning
