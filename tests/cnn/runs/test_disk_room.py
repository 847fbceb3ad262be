"""Room on the disk for a run: how much it needs, and that it is held until the end."""

import errno
import os
from collections import namedtuple

import pytest

from cnn.errors import TrainingError
from cnn.network import Network
from cnn.network.architecture import textbook
from cnn.network.recipe import Recipe
from cnn.runs import disk_room
from cnn.runs.checkpoints import Checkpoint, CheckpointWriter
from cnn.runs.disk_room import Reserve, check_room, least_bytes, network_bytes
from cnn.runs.job_folder import TEMPORARY_FOLDER
from tests.designs import random_network

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def free(monkeypatch):
    """A disk with so many bytes free."""

    def set_free(count: int) -> None:
        monkeypatch.setattr(disk_room.shutil, "disk_usage", lambda _: Usage(10**9, 0, count))

    return set_free


def test_a_run_begins_where_there_is_just_room(tmp_path, free):
    free(least_bytes(textbook()))
    check_room(tmp_path, textbook())


def test_a_run_without_room_is_refused_with_how_much_it_needs(tmp_path, free):
    free(least_bytes(textbook()) - 1_000_000)
    with pytest.raises(TrainingError, match=r"has 0\.9 MB free, and this run needs at least 1\.9"):
        check_room(tmp_path, textbook())


def test_a_network_with_its_statistics_and_two_checkpoints_have_room(tmp_path):
    shipped = Network.load("textbook")
    assert shipped.statistics is not None
    shipped.save(tmp_path / "network")
    architecture = shipped.architecture
    assert (tmp_path / "network").stat().st_size <= network_bytes(architecture)
    writer = CheckpointWriter(tmp_path, architecture, Recipe())
    for step in (0, 25):
        writer.write(Checkpoint(step, step), random_network(architecture).weights)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= least_bytes(architecture)


def held(folder) -> int:
    """Bytes on the disk, not what a file says of its size."""
    return sum(512 * path.stat().st_blocks for path in (folder / TEMPORARY_FOLDER).iterdir())


@pytest.mark.skipif(os.name != "posix", reason="looks at the blocks that a file takes")
@pytest.mark.parametrize("failure", [None, AttributeError(), OSError(errno.EOPNOTSUPP, "no")])
def test_room_is_held_until_it_is_given_back(tmp_path, monkeypatch, failure):
    if failure is not None:

        def fail(*_):
            raise failure

        monkeypatch.setattr(disk_room.os, "posix_fallocate", fail, raising=False)
    reserve = Reserve(tmp_path, textbook())
    assert held(tmp_path) >= network_bytes(textbook())
    reserve.release()
    assert held(tmp_path) == 0
    reserve.release()


def test_a_full_disk_has_no_reserve_and_no_half_of_one(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk_room.os, "posix_fallocate", fail, raising=False)
    with pytest.raises(OSError, match="No space"):
        Reserve(tmp_path, textbook())
    assert list((tmp_path / TEMPORARY_FOLDER).iterdir()) == []
