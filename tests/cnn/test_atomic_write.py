"""A file is whole at every moment, whatever becomes of who writes it."""

import errno
import os
import subprocess
import sys
import time

import pytest

from cnn import atomic_write
from cnn.atomic_write import UNFINISHED_SECONDS, write_atomically
from cnn.network import Network
from cnn.network.architecture import textbook
from tests.designs import random_network
from tests.serving import ROOT

# Writes a network over an older one, again and again, and is killed a little later each time:
# with the first of the calls into C of the writing, with the last, and with others between.
KILLED_WRITERS = """
import os, signal, sys
from pathlib import Path
from cnn.atomic_write import write_atomically

folder, kills = Path(sys.argv[1]), int(sys.argv[2])
old, new = ((folder / name).read_bytes() for name in ("old", "new"))
network = folder / "written" / "network"
network.parent.mkdir()

def write(kill_at):
    calls = 0
    def count(frame, event, argument):
        nonlocal calls
        if event in ("c_call", "c_return"):
            calls += 1
            if calls == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(count)
    write_atomically(network, new)
    sys.setprofile(None)
    return calls

def in_a_child(kill_at):
    child = os.fork()
    if child == 0:
        (folder / "calls").write_text(str(write(kill_at)))
        os._exit(0)
    return os.waitpid(child, 0)[1]

assert in_a_child(None) == 0
calls = int((folder / "calls").read_text())
assert calls >= kills, calls
for number in range(kills):
    network.write_bytes(old)
    kill_at = 1 + number * (calls - 1) // (kills - 1)
    assert os.WIFSIGNALED(in_a_child(kill_at)), f"not killed at {kill_at} of {calls}"
    network.rename(folder / f"after-{number}")
    for unfinished in network.parent.iterdir():
        unfinished.unlink()  # else the next one looks at it, which is more calls
"""
KILLS = 50
TINY = textbook((1,), 1)


def test_the_new_content_takes_the_place_of_the_old(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, b"old")
    write_atomically(path, b"new", durable=False)
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["file"]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic_write.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks the writer")
def test_a_writer_killed_at_fifty_moments_leaves_a_whole_network_each_time(tmp_path):
    for name, seed in (("old", 1), ("new", 2)):
        random_network(TINY, seed).save(tmp_path / name)
    command = [sys.executable, "-c", KILLED_WRITERS, str(tmp_path), str(KILLS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    left = [(tmp_path / f"after-{number}").read_bytes() for number in range(KILLS)]
    assert set(left) == {(tmp_path / name).read_bytes() for name in ("old", "new")}
    assert left == sorted(left, key=left.index)  # all from before the change, then all from after
    for number in range(KILLS):
        assert Network.load(tmp_path / f"after-{number}").architecture == TINY


def test_what_killed_writers_have_left_goes_with_the_next_writing(tmp_path):
    path = tmp_path / "file"
    ages = {
        ".file.abcd1234": UNFINISHED_SECONDS + 60,
        ".file.other_01": 60,  # somebody may be writing it
        ".file.notes": UNFINISHED_SECONDS + 60,
        ".file2.abcd1234": UNFINISHED_SECONDS + 60,
    }
    for name, age in ages.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    write_atomically(path, b"new")
    assert set(os.listdir(tmp_path)) == {"file", *ages} - {".file.abcd1234"}
