"""Runs on a cluster that outlive their server: who may take them over, and who may not."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from cnn.errors import TrainingError
from cnn.network.recipe import Recipe
from cnn.runs import cluster_launcher, jobs, kept_on_cluster, launcher
from cnn.runs.kept_on_cluster import (
    LOCK_FILE,
    RECORD_FILE,
    Record,
    abandoned,
    forget,
    is_kept,
    keep,
    let_go,
)
from cnn.runs.ownership import new_secret, owner_of
from cnn.runs.run_name import MAX_NAME
from tests.cnn.conftest import SMALL
from tests.serving import ROOT

RECORD = Record("a" * 22, "mine", owner_of(new_secret()), 1000.0)
KEEPER = """
import sys, time
from pathlib import Path
from cnn.runs.kept_on_cluster import Record, keep
keep(Path(sys.argv[1]), Record("a" * 22, "mine", "", 1000.0))
print("kept", flush=True)
time.sleep(600)
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the locks are POSIX's")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVOSCOPE_RUNS", str(tmp_path))
    monkeypatch.setenv("TRAINING_CLUSTER", "ray://head:10001")
    folder = kept_on_cluster.new_root(kept_on_cluster.home()) / "job"
    folder.mkdir()
    yield folder
    let_go(folder)


def test_they_are_kept_only_where_runs_are_and_a_cluster_trains_them(monkeypatch, tmp_path):
    monkeypatch.setenv("TRAINING_CLUSTER", "ray://head:10001")
    assert kept_on_cluster.home() is None
    monkeypatch.setenv("CONVOSCOPE_RUNS", "OFF")
    assert kept_on_cluster.home() is None
    monkeypatch.setenv("CONVOSCOPE_RUNS", str(tmp_path))
    assert kept_on_cluster.home().parent == tmp_path
    monkeypatch.delenv("TRAINING_CLUSTER")
    assert kept_on_cluster.home() is None


def test_a_run_whose_server_lives_is_nobody_elses(folder):
    with subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE
    ) as server:
        assert server.stdout.readline() == b"kept\n"
        assert is_kept(folder)
        assert list(abandoned()) == []
        server.kill()
        server.wait()
        ((found, record),) = abandoned()
    assert (found, record.name, record.made) == (folder, "mine", 1000.0)
    assert list(abandoned()) == []  # it is ours now


def test_it_can_be_let_go_and_taken_again(folder):
    keep(folder, RECORD)
    assert list(abandoned()) == []
    let_go(folder)
    assert [record for _, record in abandoned()] == [RECORD]


def test_it_can_be_forgotten_so_that_nobody_takes_it(folder):
    keep(folder, RECORD)
    forget(folder)
    assert not is_kept(folder)
    assert list(abandoned()) == []


def test_one_that_is_just_being_made_is_locked_by_nobody_else(folder):
    assert list(abandoned()) == []
    assert not (folder / LOCK_FILE).exists()
    old = time.time() - 2 * kept_on_cluster.FORGOTTEN_SECONDS
    os.utime(folder, (old, old))
    assert list(abandoned()) == []
    assert not folder.exists()


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "[]",
        '{"token": "a"}',
        json.dumps({"token": "../../etc", "name": "x", "owner": "", "made": 1.0}),
        json.dumps({"token": "a" * 22, "name": "x", "owner": "", "made": float("nan")}),
        json.dumps({"token": "a" * 22, "name": "x", "owner": "somebody", "made": 1.0}),
        json.dumps({"token": "a" * 22, "name": 3, "owner": "", "made": 1.0}),
        json.dumps({"token": "a" * 22, "name": "x", "owner": "", "made": "now"}),
    ],
)
def test_a_folder_whose_record_is_damaged_is_passed_over_and_goes_when_it_is_old(folder, damage):
    (folder / RECORD_FILE).write_text(damage)
    (folder / LOCK_FILE).touch()
    assert list(abandoned()) == []
    assert folder.exists()
    old = time.time() - 2 * kept_on_cluster.FORGOTTEN_SECONDS
    os.utime(folder, (old, old))
    assert list(abandoned()) == []
    assert not folder.exists()


def test_the_name_and_the_date_of_a_record_are_not_trusted(folder):
    keep(folder, replace(RECORD, name="<b>*mine*</b>" + "x" * 300, made=time.time() + 1e9))
    let_go(folder)
    ((_, record),) = abandoned()
    assert record.name.startswith("bmineb")
    assert len(record.name) == MAX_NAME
    assert record.made <= time.time()


def test_a_link_is_not_followed(folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    (elsewhere / RECORD_FILE).write_text(json.dumps({"token": "a" * 22}))
    assert list(abandoned()) == []
    assert not (elsewhere / LOCK_FILE).exists()


class TestTheRunsOfThisServer:
    @pytest.fixture(autouse=True)
    def _a_cluster_that_never_answers(self, folder, monkeypatch):
        quiet = (sys.executable, "-S", "-c", "import sys; sys.stdin.read()")
        monkeypatch.setattr(cluster_launcher, "BRIDGE", quiet)
        cluster = cluster_launcher.ClusterLauncher("ray://head:10001")
        monkeypatch.setattr(launcher, "cluster_at", lambda address: cluster)
        yield
        cluster.end()

    def test_one_that_is_discarded_is_found_by_nobody_while_its_files_go(self, monkeypatch):
        job = jobs.start(SMALL, Recipe())
        assert is_kept(job.folder)
        # As where another server looks before the files are gone.
        monkeypatch.setattr(jobs.shutil, "rmtree", lambda folder, ignore_errors: None)
        jobs.discard(job)
        assert list(abandoned()) == []

    def test_one_that_goes_on_here_is_kept_there_no_more(self, monkeypatch):
        idle = (sys.executable, "-S", "-c", "import time; time.sleep(600)")
        monkeypatch.setattr(launcher, "TRAINER", idle)
        job = jobs.start(SMALL, Recipe())
        before = job.folder
        jobs.train_here(job)
        assert not before.exists()
        assert not is_kept(job.folder)
        jobs.discard(job)

    def test_one_that_cannot_be_noted_leaves_nothing(self, folder, monkeypatch):
        def full(folder, record):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(kept_on_cluster, "keep", full)
        with pytest.raises(TrainingError, match="disk is full"):
            jobs.start(SMALL, Recipe())
        assert list(folder.parent.iterdir()) == [folder]

    @pytest.fixture
    def found_by_the_next_server(self, monkeypatch):
        """What the next server makes of a run of this one, which then knows of none."""

        def find(job):
            let_go(job.folder)
            del jobs._jobs[job.token]
            monkeypatch.setattr(jobs, "_looked", -float("inf"))
            return jobs.find(job.token)

        return find

    def test_one_that_waited_waits_again(self, found_by_the_next_server):
        job = jobs.start(SMALL, Recipe(epochs=3))
        assert job.is_waiting
        found = found_by_the_next_server(job)
        assert found is not job
        assert (found.is_waiting, found.is_training) == (True, False)
        assert found.standing.seconds == job.standing.seconds
        assert jobs.poll(found).place == 1
        jobs.discard(found)

    def test_one_that_had_begun_goes_on_at_once(self, found_by_the_next_server):
        job = jobs.start(SMALL, Recipe())
        (job.folder / "progress.jsonl").touch()
        found = found_by_the_next_server(job)
        assert (found.progress.state, found.where) == ("starting", "on the cluster")
        jobs.discard(found)

    def test_a_copy_of_its_folder_does_not_take_its_place(self, folder, monkeypatch):
        job = jobs.start(SMALL, Recipe())
        copy = folder.parent / "copy"
        shutil.copytree(job.folder, copy)
        monkeypatch.setattr(jobs, "_looked", -float("inf"))
        assert jobs.find(job.token) is job
        jobs.discard(job)
        let_go(copy)
