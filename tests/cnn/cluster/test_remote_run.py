"""How often a run on a cluster is begun again, without a cluster."""

import os
import threading

import pytest

if not os.environ.get("CI"):  # there it must be there
    pytest.importorskip("ray", reason="Ray is not installed: see requirements-cluster.txt")

from cnn.cluster.mirror import Mirror
from cnn.cluster.nodes import Nodes
from cnn.cluster.remote_run import (
    FAILED_EXIT,
    LOST_OFTEN,
    MAX_ATTEMPTS,
    LostError,
    RemoteRun,
)


class Lost(RemoteRun):
    """A run whose nodes are lost, without the thread that follows it.

    Args:
        folder: the job's.
        tried: nodes that are tried each time before one begins the run.
        losses: how many of those that begin it are lost.
    """

    def __init__(self, folder, tried: int, losses: int) -> None:
        self._mirror = Mirror(folder)
        self._token = "token"
        self._nodes = Nodes()
        self._log = lambda text: None
        self._is_unwanted = threading.Event()
        self._actor = None
        self._tried, self._losses = tried, losses
        self.begun = 0
        self._tell(None)

    def _begin(self) -> bool:
        for _ in range(self._tried):
            self._mirror.begin_attempt()
        self.begun += 1
        return True

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
