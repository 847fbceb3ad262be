"""Wishes for a run: written whole, read as they were meant."""

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.runs import control
from cnn.runs.control import Control, read_control, write_control
from cnn.runs.job_folder import CONTROL_FILE


@given(st.booleans(), st.integers(0, 10**6), st.none() | st.floats(1e-6, 1), st.booleans())
def test_what_was_written_is_read(tmp_path_factory, paused, steps, rate, stop):
    folder = tmp_path_factory.mktemp("job")
    wishes = Control(paused, steps, rate, stop)
    write_control(folder, wishes)
    assert read_control(folder) == wishes


def test_without_a_file_nothing_is_wished(tmp_path):
    assert read_control(tmp_path) == Control()


def test_the_latest_wish_takes_the_place_of_the_one_before(tmp_path):
    write_control(tmp_path, Control(paused=True))
    write_control(tmp_path, Control(stop=True))
    assert read_control(tmp_path) == Control(stop=True)
    assert [path.name for path in tmp_path.iterdir()] == [CONTROL_FILE]


def no_room(*_) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_on_a_full_disk_wishes_are_written_over_those_before(tmp_path, monkeypatch):
    write_control(tmp_path, Control())
    monkeypatch.setattr(control, "write_atomically", no_room)
    write_control(tmp_path, Control(steps=10**6, learning_rate=1 / 3, stop=True))
    assert read_control(tmp_path) == Control(steps=10**6, learning_rate=1 / 3, stop=True)
    write_control(tmp_path, Control(paused=True))
    assert read_control(tmp_path) == Control(paused=True)
    assert (tmp_path / CONTROL_FILE).stat().st_size == control.CONTROL_BYTES


def test_wishes_that_are_half_written_are_looked_at_again(tmp_path, monkeypatch):
    (tmp_path / CONTROL_FILE).write_bytes(b'{"paused": tr')

    def go_on_writing(_: float) -> None:
        write_control(tmp_path, Control(paused=True))

    monkeypatch.setattr(control.time, "sleep", go_on_writing)
    assert read_control(tmp_path) == Control(paused=True)


def test_a_file_that_holds_no_wishes_is_an_error_in_the_end(tmp_path, monkeypatch):
    (tmp_path / CONTROL_FILE).write_bytes(b"no wishes")
    monkeypatch.setattr(control, "LOOK_AGAIN_SECONDS", 0)
    with pytest.raises(ValueError, match="Expecting value"):
        read_control(tmp_path)
