"""How often a run on a cluster is begun again, and when it is given up; without a cluster."""

import os
import threading
from types import SimpleNamespace

import pytest

if not os.environ.get("CI"):  # there it must be there
    pytest.importorskip("ray", reason="Ray is not installed: see requirements-cluster.txt")

import ray
from ray.exceptions import GetTimeoutError

from cnn.cluster.mirror import Mirror
from cnn.cluster.nodes import Node, Nodes
from cnn.cluster.remote_run import (
    FAILED_EXIT,
    LOST_OFTEN,
    MAX_ATTEMPTS,
    LostError,
    RemoteRun,
)
from cnn.runs.job_folder import JOB_FILE


class Followed(RemoteRun):
    """A run without the thread that follows it."""

    def __init__(self, folder) -> None:
        self._mirror = Mirror(folder)
        self._token = "token"
        self._nodes = Nodes()
        self._log = lambda text: None
        self._is_unwanted = threading.Event()
        self._actor = None
        self._tell(None)


class Lost(Followed):
    """A run whose nodes are lost.

    Args:
        folder: the job's.
        tried: nodes that are tried each time before one begins the run.
        losses: how many of those that begin it are lost.
    """

    def __init__(self, folder, tried: int, losses: int) -> None:
        super().__init__(folder)
        self._tried, self._losses = tried, losses
        self.begun = 0

    def _begin(self) -> None:
        for _ in range(self._tried):
            self._mirror.begin_attempt()
        self.begun += 1

    def _follow(self) -> int:
        if self.begun <= self._losses:
            raise LostError("its node is gone")
        return 0


@pytest.mark.parametrize("tried", [1, 3])
def test_a_run_is_begun_again_up_to_four_times_however_many_nodes_cannot_train(tmp_path, tried):
    run = Lost(tmp_path, tried, losses=4)
    assert run._follow_attempts() == (0, None)
    assert run.begun == 5


def test_a_run_whose_nodes_are_lost_too_often_is_given_up(tmp_path):
    run = Lost(tmp_path, tried=1, losses=100)
    assert run._follow_attempts() == (FAILED_EXIT, LOST_OFTEN.format(times=MAX_ATTEMPTS))
    assert run.begun == MAX_ATTEMPTS


def test_losses_before_a_restart_of_the_server_count(tmp_path):
    Mirror(tmp_path).note_loss()
    assert Mirror(tmp_path).note_loss() == 2


class Waiting(Followed):
    """A run that is offered to a node and never begun there."""

    def _new_actor(self):
        return SimpleNamespace(begin=SimpleNamespace(remote=lambda files: "answer"))


def test_a_run_that_waits_for_a_node_is_given_up_once_only_those_without_tensorflow_live(
    tmp_path, monkeypatch
):
    (tmp_path / JOB_FILE).write_bytes(b"{}")
    run = Waiting(tmp_path)
    run._nodes.note((Node("fit", True, 1), Node("unfit", True, 1)))
    run._nodes.note_unfit("unfit")

    def nobody_answers(reference, timeout):
        run._nodes.note((Node("fit", False, 1), Node("unfit", True, 1)))
        raise GetTimeoutError

    monkeypatch.setattr(ray, "get", nobody_answers)
    monkeypatch.setattr(ray, "put", lambda files: files)
    code, trouble = run._follow_attempts()
    assert code == FAILED_EXIT
    assert trouble.startswith("No node of the cluster can train: TensorFlow is not installed on ")
