"""A real file system of 2 MB is full: what is told, and what is kept."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache

import pytest

from cnn.training.saving import FEWER_CHECKPOINTS
from tests.conftest import not_at_hand
from tests.serving import ROOT

pytest.importorskip("keras")
DEADLINE_SECONDS = 240


@cache
def in_own_mounts() -> tuple[str, ...] | None:
    """What lets a command mount a file system that goes with it; None where nobody may."""
    if shutil.which("unshare") is None:
        return None
    prefixes = (("unshare", "--mount"), ("unshare", "--user", "--map-root-user", "--mount"))
    for prefix in prefixes:
        trial = [*prefix, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        if subprocess.run(trial, capture_output=True, check=False).returncode == 0:
            return prefix
    return None


@pytest.fixture
def on_small_disk(tmp_path):
    """Runs a scenario of `small_disk` and gives what came of it."""
    prefix = in_own_mounts()
    if prefix is None:
        not_at_hand("a file system of 2 MB cannot be mounted here")

    def run(scenario: str) -> dict:
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "tests.cnn.runs.small_disk", tmp_path, scenario],
            cwd=ROOT,
            env={**os.environ, "CHECKPOINT_MB": "64"},
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_a_kept_run_stays_whole_and_another_is_refused(on_small_disk):
    came = on_small_disk("kept_run")
    assert len(came["refusals"]) >= 1
    assert all("disk is full" in refusal for refusal in came["refusals"])
    assert came["kept"] == ["token001"]
    assert came["files"] == ["token001"]


@pytest.mark.long
def test_a_run_that_has_no_room_is_refused_with_how_much_it_needs(on_small_disk):
    came = on_small_disk("full_before_the_start")
    assert "0.0 MB free, and this run needs at least 0.9 MB" in came["refusal"]
    assert (came["state"], came["message"]) == ("finished", None)
    assert came["network_images"] == 100
    assert came["keras"]


@pytest.mark.long
def test_a_run_whose_disk_is_filled_by_others_is_stopped_and_saved(on_small_disk):
    came = on_small_disk("filled_by_others")
    assert came["state"] == "finished"
    assert "Stopped early" in came["message"]
    assert FEWER_CHECKPOINTS in came["message"]
    assert came["network_images"] > came["images_before"]
    assert came["network_images"] == came["images"] == came["last_point"]
    assert came["tests"] >= 1
    assert came["temporary"] == []


@pytest.mark.long
def test_a_run_whose_checkpoints_fill_the_disk_keeps_fewer_and_its_network(on_small_disk):
    came = on_small_disk("filled_by_checkpoints")
    assert (came["state"], came["message"]) == ("finished", FEWER_CHECKPOINTS)
    assert came["network_images"] == came["images"] == came["last_point"] == 16_000
    assert 2 <= came["checkpoints"] < 64
    assert came["keras"]
