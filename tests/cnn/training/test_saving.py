"""What a run leaves behind on a disk that is full: its network first, then what there is room for.

The disk here is full where a test says so; `tests/cnn/runs/test_small_disk.py` fills a real one.
"""

import errno
from pathlib import Path

import pytest

from cnn.network import Network
from cnn.network.architecture import textbook
from cnn.network.recipe import Recipe
from cnn.runs import checkpoints as checkpoints_module
from cnn.runs.checkpoints import Checkpoint, CheckpointWriter, available
from cnn.runs.job_folder import KERAS_FILE, NETWORK_FILE, PROGRESS_FILE, TEMPORARY_FOLDER
from cnn.runs.progress import ProgressReader
from cnn.training import saving
from cnn.training.saving import (
    FEWER_CHECKPOINTS,
    KERAS_FILE_FAILED,
    MAX_UNTOLD,
    NO_KERAS_FILE,
    RunReport,
    save,
)
from tests.designs import random_network

TINY = textbook((1,), 1)
NETWORK = random_network(TINY)
FULL = OSError(errno.ENOSPC, "No space left on device")
POINT = {"loss": 1.0, "accuracy": 0.5, "count": 10, "seconds": 1.0, "learning_rate": 0.1}


class KerasModel:
    """Stands for a Keras model whose file is written in two pieces."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure

    def save(self, path: Path) -> None:
        path.write_bytes(b"half")
        if self.failure is not None:
            raise self.failure
        path.write_bytes(b"whole")


@pytest.fixture
def checkpoints(tmp_path) -> CheckpointWriter:
    writer = CheckpointWriter(tmp_path, TINY, Recipe())
    for step in range(0, 200, 25):
        writer.write(Checkpoint(step, 10 * step), NETWORK.weights)
    return writer


def is_crowded(folder: Path, most: int) -> bool:
    return len(available(folder)) > most


@pytest.fixture
def fill(monkeypatch, tmp_path):
    """Networks and lines find room only where there are no more than so many checkpoints."""
    save_network, append_line = Network.save, saving.append_line

    def fill_but_for(most: int) -> None:
        def save_where_there_is_room(network, path):
            if is_crowded(tmp_path, most):
                raise FULL
            save_network(network, path)

        def append_where_there_is_room(folder, line):
            if is_crowded(tmp_path, most):
                raise FULL
            append_line(folder, line)

        monkeypatch.setattr(Network, "save", save_where_there_is_room)
        monkeypatch.setattr(saving, "append_line", append_where_there_is_room)

    return fill_but_for


def test_where_there_is_room_all_is_kept(tmp_path, checkpoints):
    assert save(tmp_path, KerasModel(), NETWORK, checkpoints) == ""
    assert Network.load(tmp_path / NETWORK_FILE).architecture == TINY
    assert (tmp_path / KERAS_FILE).read_bytes() == b"whole"
    assert len(available(tmp_path)) == 8


def test_checkpoints_go_for_the_network(tmp_path, checkpoints, fill):
    fill(3)
    assert save(tmp_path, KerasModel(), NETWORK, checkpoints) == FEWER_CHECKPOINTS
    assert Network.load(tmp_path / NETWORK_FILE).architecture == TINY
    assert [checkpoint.step for checkpoint in available(tmp_path)] == [0, 100]


def test_a_disk_that_is_full_even_so_is_told_and_the_old_network_stays(tmp_path, checkpoints, fill):
    (tmp_path / NETWORK_FILE).write_bytes(b"old")
    fill(0)
    with pytest.raises(OSError, match="No space"):
        save(tmp_path, KerasModel(), NETWORK, checkpoints)
    assert (tmp_path / NETWORK_FILE).read_bytes() == b"old"
    assert not (tmp_path / KERAS_FILE).exists()


def test_what_is_no_full_disk_drops_nothing(tmp_path, checkpoints, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(Network, "save", refuse)
    with pytest.raises(PermissionError):
        save(tmp_path, KerasModel(), NETWORK, checkpoints)
    assert len(available(tmp_path)) == 8


@pytest.mark.parametrize(
    ("failure", "sentence"), [(FULL, NO_KERAS_FILE), (RuntimeError("HDF5"), KERAS_FILE_FAILED)]
)
def test_a_keras_file_that_cannot_be_written_costs_nothing_else(
    tmp_path, checkpoints, failure, sentence
):
    assert save(tmp_path, KerasModel(failure), NETWORK, checkpoints) == sentence
    assert Network.load(tmp_path / NETWORK_FILE).architecture == TINY
    assert not (tmp_path / KERAS_FILE).exists()
    assert list((tmp_path / TEMPORARY_FOLDER).iterdir()) == []
    assert len(available(tmp_path)) == 8


def told(folder: Path) -> tuple[list[int], str]:
    progress = ProgressReader(folder, 10**6).read()
    return [point.images for point in progress.points], progress.state


def test_events_are_told_at_once_in_place_of_checkpoints(tmp_path, checkpoints, fill):
    fill(5)
    report = RunReport(tmp_path, checkpoints)
    report("point", images=10, steps=1, **POINT)
    assert told(tmp_path) == ([10], "training")
    assert len(available(tmp_path)) <= 5


def test_events_that_find_no_room_are_told_in_order_once_there_is_some(tmp_path, checkpoints, fill):
    fill(0)
    report = RunReport(tmp_path, checkpoints)
    report("point", images=10, steps=1, **POINT)
    report("point", images=20, steps=2, **POINT)
    assert told(tmp_path)[0] == []
    fill(64)
    report("point", images=30, steps=3, **POINT)
    assert told(tmp_path) == ([10, 20, 30], "training")
    report.finish("")
    assert told(tmp_path) == ([10, 20, 30], "finished")


def test_of_events_that_wait_for_room_so_many_are_kept(tmp_path, checkpoints, fill):
    fill(0)
    report = RunReport(tmp_path, checkpoints)
    for step in range(1, 3 * MAX_UNTOLD):
        report("point", images=10 * step, steps=step, **POINT)
    fill(64)
    report.finish("")
    images, state = told(tmp_path)
    assert state == "finished"
    assert images[-1] == 10 * (3 * MAX_UNTOLD - 1)
    assert len((tmp_path / PROGRESS_FILE).read_bytes().splitlines()) == MAX_UNTOLD


def test_an_end_that_finds_no_room_is_an_error(tmp_path, checkpoints, fill):
    fill(0)
    with pytest.raises(OSError, match="No space"):
        RunReport(tmp_path, checkpoints).finish("")


def test_a_folder_that_is_gone_ends_the_run(tmp_path, checkpoints):
    with pytest.raises(FileNotFoundError):
        RunReport(tmp_path / "gone", checkpoints)("state", state="loading")


def test_checkpoints_too_go_for_newer_ones(tmp_path, checkpoints, monkeypatch):
    write = checkpoints_module.write_atomically

    def write_where_there_is_room(path, data, durable):
        if is_crowded(tmp_path, 7):
            raise FULL
        write(path, data, durable)

    monkeypatch.setattr(checkpoints_module, "write_atomically", write_where_there_is_room)
    checkpoints.write(Checkpoint(200, 2000), NETWORK.weights)
    assert [checkpoint.step for checkpoint in available(tmp_path)] == [0, 100, 200]
