"""What a server that was killed leaves in the temporary folder goes; what another uses stays."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cnn.runs.server_folder import LOCK_FILE, UNLOCKED_SECONDS, sweep

SERVER = """
import time
from cnn.runs.server_folder import own_folder
print(own_folder(), flush=True)
time.sleep(600)
"""
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and links of POSIX")


@contextmanager
def server(temporary: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that has a folder of its own in a temporary folder, with a job in it."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    try:
        folder = Path(process.stdout.readline().strip())
        job = Path(tempfile.mkdtemp(dir=folder))
        (job / "model.safetensors").write_bytes(bytes(1000))
        yield process, folder
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_killed_servers_folder_is_swept_by_the_next_one_and_a_living_ones_stays(tmp_path):
    with server(tmp_path) as (killed, left), server(tmp_path) as (_, living):
        assert left.is_dir()
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert left.is_dir()
        with server(tmp_path) as (_, next_one):
            assert not left.exists()
            assert living.is_dir()
            assert next_one.is_dir()
            assert next_one.stat().st_mode & 0o077 == 0


def abandoned(temporary: Path, name: str = "convoscope-abcd1234", seconds: float = 0.0) -> Path:
    """A folder as versions before the lock left it, made so many seconds ago."""
    folder = temporary / name
    (folder / "tmpabcd1234").mkdir(parents=True)
    os.utime(folder, (time.time() - seconds,) * 2)
    return folder


def test_a_folder_without_a_lock_goes_after_a_day(tmp_path):
    old = abandoned(tmp_path, seconds=UNLOCKED_SECONDS + 60)
    new = abandoned(tmp_path, "convoscope-new_0000")
    sweep(tmp_path)
    assert not old.exists()
    assert new.exists()


def test_what_only_looks_like_a_servers_folder_stays(tmp_path):
    old = UNLOCKED_SECONDS + 60
    notes = abandoned(tmp_path, "convoscope-notes")
    others = abandoned(tmp_path, "convoscope-abcd0000")
    (others / "thesis.txt").write_text("years of work")
    os.utime(others, (time.time() - old,) * 2)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / LOCK_FILE).touch()
    (tmp_path / "convoscope-link0000").symlink_to(elsewhere)
    linked = abandoned(tmp_path, "convoscope-abcd1111", seconds=old)
    (linked / LOCK_FILE).symlink_to(elsewhere / LOCK_FILE)
    sweep(tmp_path)
    assert notes.exists()
    assert (others / "thesis.txt").exists()
    assert (elsewhere / LOCK_FILE).exists()
    assert linked.exists()


def test_a_temporary_folder_that_is_not_there_is_no_trouble(tmp_path):
    sweep(tmp_path / "nowhere")
