"""A Ray cluster for tests, in a process of its own; without Ray they are left out."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.cnn.cluster.started_cluster import SmallCluster, small_cluster
from tests.conftest import not_at_hand


@pytest.fixture(scope="session", autouse=True)
def _ray() -> None:
    """Under CI it must be there."""
    if importlib.util.find_spec("ray") is None:
        not_at_hand("Ray is not installed: see requirements-cluster.txt")


class KeptCluster:
    """One cluster for test after test, and its bridge, until a test has changed it."""

    def __init__(self) -> None:
        self._cluster: SmallCluster | None = None
        self._ends = ExitStack()

    def given(self) -> SmallCluster:
        """The one that there is, or a new one."""
        if self._cluster is None:
            self._cluster = self._ends.enter_context(small_cluster())
        return self._cluster

    def taken_back(self) -> None:
        """Keep it for the next test only if that finds it as it was started."""
        if self._cluster and not (self._cluster.is_whole and self._cluster.is_at_rest()):
            self.end()

    def end(self) -> None:
        """End it, where there is one."""
        self._cluster = None
        self._ends.close()


@pytest.fixture(scope="module")
def kept_cluster() -> Iterator[KeptCluster]:
    """What a module's tests share; those that change nothing come first."""
    kept = KeptCluster()
    yield kept
    kept.end()


@pytest.fixture
def cluster(
    kept_cluster: KeptCluster,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SmallCluster]:
    """Two nodes of one processor each, both free, where runs now train."""
    given = kept_cluster.given()
    for name, value in given.settings.items():
        monkeypatch.setenv(name, value)
    yield given
    kept_cluster.taken_back()
