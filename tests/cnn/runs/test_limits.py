"""What a host allows is said by its environment; what makes no sense there is passed over."""

import pytest

from cnn.runs.limits import (
    DEFAULT_ENDED_RUNS_MB,
    DEFAULT_MINUTES,
    DEFAULT_QUEUE,
    ended_runs_bytes,
    host_limits,
    most_waiting,
    trainings_at_once,
)


@pytest.mark.parametrize("value", ["", "many", "-1", "0", "nan", "inf"])
def test_settings_that_make_no_sense_are_the_defaults(monkeypatch, value):
    for name in (
        "TRAINING_MINUTES",
        "TRAININGS",
        "TRAINING_QUEUE",
        "ENDED_RUNS_MB",
        "TRAINING_THREADS",
    ):
        monkeypatch.setenv(name, value)
    assert host_limits().minutes == DEFAULT_MINUTES
    assert trainings_at_once() == 1
    assert most_waiting() == DEFAULT_QUEUE
    assert ended_runs_bytes() == 1e6 * DEFAULT_ENDED_RUNS_MB
    assert host_limits().threads is None


def test_settings_are_taken(monkeypatch):
    monkeypatch.setenv("TRAINING_MINUTES", "2.5")
    monkeypatch.setenv("TRAININGS", "3")
    monkeypatch.setenv("ENDED_RUNS_MB", "10")
    assert host_limits().minutes == 2.5
    assert trainings_at_once() == 3
    assert ended_runs_bytes() == 10_000_000


def test_a_run_takes_one_thread_where_there_is_a_cluster_and_else_as_many_as_are_said(monkeypatch):
    monkeypatch.setenv("TRAINING_CLUSTER", "ray://127.0.0.1:10001")
    assert host_limits().threads == 1
    monkeypatch.setenv("TRAINING_THREADS", "2")
    assert host_limits().threads == 2
    monkeypatch.delenv("TRAINING_CLUSTER")
    assert host_limits().threads == 2
