"""Finished runs in a folder: whole, bounded, and indifferent to what else lies there."""

import errno
import os
import threading
import time

import numpy as np
import pytest

from cnn.errors import RunStoreError
from cnn.network.architecture import textbook
from cnn.runs import store as run_store
from cnn.runs.ownership import is_owned, new_secret, owner_of
from cnn.runs.progress import EpochResult, Point, Progress
from cnn.runs.store import Run, RunStore
from cnn.runs.stored_files import HISTORY_FILE, NETWORK_FILE
from tests.designs import random_network

NETWORK = random_network(textbook((2,), 2))
PROGRESS = Progress(
    state="finished",
    images_total=100,
    images_done=100,
    points=(Point(100, 0.5, 0.8, 100),),
    epochs=(EpochResult(100, 0.4, 0.9),),
    seconds_left=0.0,
)


def a_run(number: int = 0, name: str = "mine", **changes) -> Run:
    fields = {"network": NETWORK, "progress": PROGRESS, "made": 1e9 + number, **changes}
    return Run(f"token-{number:04}", name, **fields)


def names(store: RunStore) -> list[str]:
    return [run.name for run in store.runs()]


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "of" / "runs")


def test_a_folder_that_is_not_there_holds_no_runs(store):
    assert store.runs() == ()
    store.delete("token-0000")
    assert not store.folder.exists()


def test_a_run_is_found_by_another_server(store):
    store.save(a_run())
    (run,) = RunStore(store.folder).runs()
    assert (run.token, run.name, run.made) == ("token-0000", "mine", 1e9)
    assert run.progress == PROGRESS
    assert run.network.architecture == NETWORK.architecture
    for layer, arrays in NETWORK.weights.items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(run.network.weights[layer][name], array)


def test_only_its_owner_may_look_into_a_new_folder(store):
    if os.name != "posix":
        pytest.skip("this system has no such permissions")
    store.save(a_run())
    assert store.folder.stat().st_mode & 0o077 == 0


def test_the_newest_run_comes_first(store):
    for number in (1, 3, 2):
        store.save(a_run(number, f"run {number}"))
    assert names(store) == ["run 3", "run 2", "run 1"]


def test_the_same_network_is_not_read_again_until_its_file_changes(store):
    store.save(a_run())
    (before,) = store.runs()
    assert store.runs()[0] is before
    RunStore(store.folder).rename("token-0000", "other")
    assert names(store) == ["other"]


def test_a_run_saved_twice_is_one(store):
    store.save(a_run())
    store.save(a_run(name="better"))
    assert names(store) == ["better"]


def test_a_run_gets_another_name(store):
    store.save(a_run())
    store.rename("token-0000", "  <b>Zebra</b>/../1 ")
    assert names(store) == ["bZebrab..1"]
    assert names(RunStore(store.folder)) == ["bZebrab..1"]


def test_a_name_with_nothing_left_of_it_is_refused(store):
    store.save(a_run())
    with pytest.raises(RunStoreError, match="name of letters"):
        store.rename("token-0000", "<>/")
    assert names(store) == ["mine"]


def test_a_run_that_is_gone_cannot_be_renamed(store):
    with pytest.raises(RunStoreError, match="no longer there"):
        store.rename("token-0000", "other")


def test_a_deleted_run_leaves_nothing_behind(store):
    store.save(a_run())
    store.delete("token-0000")
    assert store.runs() == ()
    assert list(store.folder.iterdir()) == []


@pytest.mark.parametrize(
    "token", ["", ".", "..", "../outside", "/etc", "a" * 65, "token\x00000", "a b c d e"]
)
def test_a_token_is_never_a_path(store, token):
    store.save(a_run())
    outside = store.folder.parent / "outside"
    outside.mkdir()
    store.delete(token)
    with pytest.raises(RunStoreError):
        store.rename(token, "other")
    with pytest.raises(ValueError, match="token"):
        store.save(Run(token, "mine", NETWORK, PROGRESS, 1e9))
    assert outside.is_dir()
    assert names(store) == ["mine"]


def test_past_fifty_runs_the_oldest_goes(store):
    for number in range(52):
        store.save(a_run(number, f"run {number}"))
    assert names(store) == [f"run {number}" for number in range(51, 1, -1)]
    assert len(list(store.folder.iterdir())) == 50


def test_past_the_limit_of_bytes_the_oldest_go_but_never_the_newest(store, monkeypatch):
    size = len(NETWORK.to_bytes())
    monkeypatch.setattr(run_store, "MAX_BYTES", 2.9 * size)
    for number in range(4):
        store.save(a_run(number, f"run {number}"))
    assert names(store) == ["run 3", "run 2"]
    monkeypatch.setattr(run_store, "MAX_BYTES", 1)
    store.save(a_run(4, "run 4"))
    assert names(store) == ["run 4"]


def test_a_folder_filled_by_others_takes_no_more_memory_than_one_of_ours(store, monkeypatch):
    for number in range(6):
        store.save(a_run(number, f"run {number}"))
    read = []
    stored_network = run_store.stored_network
    monkeypatch.setattr(
        run_store, "stored_network", lambda folder: (read.append(folder), stored_network(folder))[1]
    )
    monkeypatch.setattr(run_store, "MAX_RUNS", 2)
    other = RunStore(store.folder)
    assert names(other) == ["run 5", "run 4"]
    assert len(read) == 2
    monkeypatch.setattr(run_store, "MAX_RUNS", 50)
    monkeypatch.setattr(run_store, "MAX_BYTES", 3.9 * len(NETWORK.to_bytes()))
    assert names(RunStore(store.folder)) == ["run 5", "run 4", "run 3"]
    assert len(read) == 5


def test_it_is_kept_whose_a_run_is_but_not_the_secret(store):
    secret = new_secret()
    store.save(a_run(owner=owner_of(secret)))
    store.rename("token-0000", "other")
    (run,) = RunStore(store.folder).runs()
    assert is_owned(run.owner, secret)
    assert secret.encode() not in (store.folder / "token-0000" / HISTORY_FILE).read_bytes()


def test_a_date_to_come_does_not_put_a_run_first_for_ever(store):
    store.save(a_run(0, "from the future", made=9e11))
    assert store.runs()[0].made <= time.time()


def damage_nothing_there(folder):
    (folder / NETWORK_FILE).unlink()


def damage_cut_off(folder):
    path = folder / NETWORK_FILE
    path.write_bytes(path.read_bytes()[:-10])


def damage_no_json(folder):
    (folder / HISTORY_FILE).write_text("{")


def damage_huge(folder):
    with (folder / HISTORY_FILE).open("wb") as file:
        file.truncate(1 << 40)


def damage_link(folder):
    path = folder / NETWORK_FILE
    path.rename(folder / "elsewhere")
    path.symlink_to(folder / "elsewhere")


def damage_folder(folder):
    (folder / HISTORY_FILE).unlink()
    (folder / HISTORY_FILE).mkdir()


def damage_pipe(folder):
    (folder / HISTORY_FILE).unlink()
    os.mkfifo(folder / HISTORY_FILE)


@pytest.mark.parametrize(
    "damage",
    [
        damage_nothing_there,
        damage_cut_off,
        damage_no_json,
        damage_huge,
        damage_link,
        damage_folder,
        damage_pipe,
    ],
)
def test_a_damaged_run_is_passed_over(store, damage):
    if damage is damage_pipe and not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    store.save(a_run(0, "whole"))
    store.save(a_run(1, "damaged"))
    damage(store.folder / "token-0001")
    assert names(store) == names(RunStore(store.folder)) == ["whole"]


def test_what_else_lies_in_the_folder_stays_there(store):
    store.save(a_run())
    (store.folder / "holiday-photos").mkdir()
    (store.folder / "holiday-photos" / "beach.jpg").write_bytes(b"beach")
    (store.folder / "notes.txt").write_text("notes")
    (store.folder / "link-to-a-run").symlink_to(store.folder / "token-0000")
    for number in range(1, 53):
        store.save(a_run(number))
    store.delete("holiday-photos")
    store.delete("link-to-a-run")
    assert (store.folder / "holiday-photos" / "beach.jpg").is_file()
    assert (store.folder / "notes.txt").is_file()
    assert (store.folder / "link-to-a-run").is_symlink()
    assert len(store.runs()) == 50


def test_what_a_killed_server_left_half_done_is_removed_after_an_hour(store):
    store.save(a_run())
    left, fresh = store.folder / ".convoscope-old", store.folder / ".convoscope-new"
    for folder in (left, fresh):
        folder.mkdir()
        (folder / NETWORK_FILE).write_bytes(b"half")
    os.utime(left, (time.time() - 7200,) * 2)
    store.save(a_run(1))
    assert not left.exists()
    assert fresh.exists()
    assert len(store.runs()) == 2


def fail_with(number):
    def write(*_):
        raise OSError(number, os.strerror(number))

    return write


def test_a_full_disk_is_said_and_leaves_no_half_run(store, monkeypatch):
    store.save(a_run())
    monkeypatch.setattr(run_store, "write_atomically", fail_with(errno.ENOSPC))
    with pytest.raises(RunStoreError, match="disk is full"):
        store.save(a_run(1))
    with pytest.raises(RunStoreError, match="disk is full"):
        store.rename("token-0000", "other")
    assert names(store) == ["mine"]
    assert len(list(store.folder.iterdir())) == 1


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("no folder")
    store = RunStore(tmp_path / "file" / "runs")
    assert store.runs() == ()
    with pytest.raises(RunStoreError, match="cannot be written"):
        store.save(a_run())


def test_a_folder_deleted_under_it_is_made_again(store):
    import shutil

    store.save(a_run())
    shutil.rmtree(store.folder)
    assert store.runs() == ()
    store.save(a_run(1, "again"))
    assert names(store) == ["again"]


def test_sessions_and_servers_at_once_see_whole_runs_only(store):
    """Two stores on one folder are two servers; each is used by several threads."""
    stores = [store, RunStore(store.folder)]
    failures = []

    def visit(visitor: int) -> None:
        mine = stores[visitor % 2]
        try:
            for round_ in range(8):
                run = a_run(100 * visitor + round_, f"visitor {visitor}")
                mine.save(run)
                mine.rename(run.token, f"visitor {visitor} again")
                assert all(run.progress == PROGRESS for run in mine.runs())
                if round_ % 2:
                    mine.delete(run.token)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=visit, args=(visitor,)) for visitor in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(stores[0].runs()) == len(stores[1].runs()) == 6 * 4
    assert not [path for path in store.folder.iterdir() if path.name.startswith(".")]
