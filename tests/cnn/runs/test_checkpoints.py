"""Checkpoints: few, whole, in order, and usable by themselves."""

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.errors import NetworkFileError
from cnn.network import Network
from cnn.network.architecture import textbook
from cnn.network.recipe import Recipe
from cnn.runs import checkpoints
from cnn.runs.checkpoints import (
    CHECKPOINT_FOLDER,
    FIRST_INTERVAL,
    HEADER_BYTES,
    MAX_CHECKPOINTS,
    Checkpoint,
    CheckpointWriter,
    available,
    load_checkpoint,
)
from tests.conftest import random_network

TINY = textbook((1,), 1)
WEIGHTS = random_network(TINY).weights
RECIPE = Recipe(batch_size=10)
FILE_MB = (4 * TINY.parameters + HEADER_BYTES) / 1e6


def train_through(folder, steps: int, max_mb: float = 64.0) -> CheckpointWriter:
    """Ask for a checkpoint wherever a run of so many steps would."""
    writer = CheckpointWriter(folder, TINY, RECIPE, max_mb)
    step = 0
    while step < steps:
        writer.write(Checkpoint(step, 10 * step), WEIGHTS)
        step += writer.interval - step % writer.interval
    writer.write(Checkpoint(steps, 10 * steps), WEIGHTS, is_due=True)
    return writer


def test_they_are_listed_in_order_with_the_start_and_the_end(tmp_path):
    train_through(tmp_path, 260)
    steps = [checkpoint.step for checkpoint in available(tmp_path)]
    assert steps == [*range(0, 251, 25), 260]
    assert available(tmp_path)[1] == Checkpoint(25, 250)


def test_a_long_run_has_no_more_than_64_evenly_spread(tmp_path):
    writer = train_through(tmp_path, 10_003)
    steps = [checkpoint.step for checkpoint in available(tmp_path)]
    assert MAX_CHECKPOINTS / 2 <= len(steps) <= MAX_CHECKPOINTS
    assert steps[:-1] == list(range(0, 10_003, writer.interval))
    assert steps[-1] == 10_003


def test_moments_between_two_intervals_are_the_first_to_go(tmp_path):
    writer = train_through(tmp_path, 250)
    for step in range(251, 251 + MAX_CHECKPOINTS):
        writer.write(Checkpoint(step, 10 * step), WEIGHTS, is_due=True)
    steps = [checkpoint.step for checkpoint in available(tmp_path)]
    assert len(steps) <= MAX_CHECKPOINTS
    assert writer.interval == FIRST_INTERVAL
    assert set(range(0, 251, FIRST_INTERVAL)) <= set(steps)
    assert steps[-1] == 250 + MAX_CHECKPOINTS


@given(st.integers(1, 3000), st.floats(0.1, 9))
def test_megabytes_are_bounded_and_start_and_end_are_always_there(tmp_path_factory, steps, files):
    folder = tmp_path_factory.mktemp("job")
    train_through(folder, steps, max_mb=files * FILE_MB)
    kept = available(folder)
    assert (kept[0].step, kept[-1].step) == (0, steps)
    size = sum(path.stat().st_size for path in (folder / CHECKPOINT_FOLDER).iterdir())
    assert size <= max(2, files) * FILE_MB * 1e6


def test_each_is_a_network_with_its_record(tmp_path):
    writer = CheckpointWriter(tmp_path, TINY, RECIPE)
    writer.write(Checkpoint(25, 250), WEIGHTS, ((7, 0.5),))
    network = load_checkpoint(tmp_path, Checkpoint(25, 250), TINY)
    assert (network.weights["conv1"]["kernel"] == WEIGHTS["conv1"]["kernel"]).all()
    assert network.provenance.recipe == RECIPE
    assert network.provenance.images_trained == 250
    assert network.provenance.rate_changes == ((7, 0.5),)


def test_the_header_keeps_to_what_is_reckoned_with(tmp_path):
    changes = tuple((step, 1e-5) for step in range(100))
    writer = CheckpointWriter(tmp_path, TINY, RECIPE)
    writer.write(Checkpoint(0, 0), WEIGHTS, changes)
    (path,) = (tmp_path / CHECKPOINT_FOLDER).iterdir()
    assert path.stat().st_size <= FILE_MB * 1e6


def test_one_that_is_gone_damaged_or_of_another_network_says_so(tmp_path):
    checkpoint = Checkpoint(0, 0)
    with pytest.raises(NetworkFileError):
        load_checkpoint(tmp_path, checkpoint, TINY)
    CheckpointWriter(tmp_path, TINY, RECIPE).write(checkpoint, WEIGHTS)
    with pytest.raises(NetworkFileError, match="another network"):
        load_checkpoint(tmp_path, checkpoint, textbook((2,), 1))
    (tmp_path / CHECKPOINT_FOLDER / checkpoint.file_name).write_bytes(b"half")
    with pytest.raises(NetworkFileError):
        load_checkpoint(tmp_path, checkpoint, TINY)


def test_other_files_are_passed_over(tmp_path):
    CheckpointWriter(tmp_path, TINY, RECIPE).write(Checkpoint(0, 0), WEIGHTS)
    for name in (".25-250.safetensors.x7", "25.safetensors", "a-b.safetensors", "9" * 30):
        (tmp_path / CHECKPOINT_FOLDER / name).touch()
    assert available(tmp_path) == (Checkpoint(0, 0),)
    assert available(tmp_path / "nowhere") == ()


def test_weights_that_are_no_numbers_are_not_kept(tmp_path):
    weights = {
        name: arrays | {"kernel": arrays["kernel"] * float("nan")}
        for name, arrays in WEIGHTS.items()
    }
    with pytest.raises(NetworkFileError, match="diverged"):
        CheckpointWriter(tmp_path, TINY, RECIPE).write(Checkpoint(0, 0), weights)
    assert available(tmp_path) == ()


def test_a_deleted_folder_is_made_anew_but_not_a_deleted_job(tmp_path):
    writer = CheckpointWriter(tmp_path / "job", TINY, RECIPE)
    with pytest.raises(FileNotFoundError):
        writer.write(Checkpoint(0, 0), WEIGHTS)
    (tmp_path / "job").mkdir()
    writer.write(Checkpoint(FIRST_INTERVAL, 250), WEIGHTS)
    assert available(tmp_path / "job") == (Checkpoint(25, 250),)


@pytest.fixture
def small_disk(monkeypatch):
    """A disk on which so many checkpoints have room: files beside them, by file."""
    room = {"files": 5}
    write = checkpoints.write_atomically

    def write_where_there_is_room(path, data, durable):
        if len(list(path.parent.iterdir())) >= room["files"]:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data, durable)

    monkeypatch.setattr(checkpoints, "write_atomically", write_where_there_is_room)
    return room


def test_on_a_full_disk_there_are_fewer_and_start_and_end_are_there(tmp_path, small_disk):
    writer = train_through(tmp_path, 1000)
    steps = [checkpoint.step for checkpoint in available(tmp_path)]
    assert writer.gave_way
    assert (steps[0], steps[-1]) == (0, 1000)
    assert 2 < len(steps) <= 5


@pytest.mark.parametrize("files", [0, 1])
def test_a_disk_that_is_full_even_so_keeps_no_run_from_going_on(tmp_path, small_disk, files):
    small_disk["files"] = files
    writer = train_through(tmp_path, 100)
    assert writer.gave_way
    assert len(available(tmp_path)) == files


def test_start_and_latest_stay_where_others_want_their_room(tmp_path):
    writer = train_through(tmp_path, 300)
    while writer.give_way():
        pass
    assert [checkpoint.step for checkpoint in available(tmp_path)] == [0, 200]


def test_a_file_is_what_the_app_loads_as_a_network(tmp_path):
    CheckpointWriter(tmp_path, TINY, RECIPE).write(Checkpoint(0, 0), WEIGHTS)
    assert Network.load(tmp_path / CHECKPOINT_FOLDER / "0-0.safetensors").architecture == TINY
