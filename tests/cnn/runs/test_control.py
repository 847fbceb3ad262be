"""Wishes for a run: written whole, read as they were meant."""

from hypothesis import given
from hypothesis import strategies as st

from cnn.runs.control import Control, read_control, write_control
from cnn.runs.job_folder import CONTROL_FILE


@given(st.booleans(), st.integers(0, 10**6), st.none() | st.floats(1e-6, 1), st.booleans())
def test_what_was_written_is_read(tmp_path_factory, paused, steps, rate, stop):
    folder = tmp_path_factory.mktemp("job")
    control = Control(paused, steps, rate, stop)
    write_control(folder, control)
    assert read_control(folder) == control


def test_without_a_file_nothing_is_wished(tmp_path):
    assert read_control(tmp_path) == Control()


def test_the_latest_wish_takes_the_place_of_the_one_before(tmp_path):
    write_control(tmp_path, Control(paused=True))
    write_control(tmp_path, Control(stop=True))
    assert read_control(tmp_path) == Control(stop=True)
    assert [path.name for path in tmp_path.iterdir()] == [CONTROL_FILE]
