"""The job's folder on the web host follows the one on the node, whatever comes of it."""

import errno
import sys
import time

import pytest

from cnn.cluster import mirror as mirror_module
from cnn.cluster import node_run
from cnn.cluster.mirror import Mirror
from cnn.cluster.node_run import NodeRun
from cnn.runs.control import Control, read_control, write_control
from cnn.runs.progress import append_event

DEADLINE_SECONDS = 60.0


@pytest.fixture
def here(tmp_path):
    """A job's folder as the web host makes it."""
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "job.json").write_text("{}")
    write_control(folder, Control())
    return folder


@pytest.fixture
def begin(monkeypatch, tmp_path):
    """A run on a node, whose trainer waits; all that it writes is written by the test."""
    monkeypatch.setattr(node_run, "STATE_SECONDS", 0.0)
    monkeypatch.setattr(node_run, "mnist_available", lambda: True)
    monkeypatch.setattr(node_run.sys, "executable", "/bin/cat")  # ends when its input closes
    begun = []

    def begin_with(files):
        monkeypatch.setattr(node_run.tempfile, "tempdir", str(tmp_path))
        run = NodeRun(600.0)
        assert run.begin(files) == "begun"
        begun.append(run)
        return run

    yield begin_with
    for run in begun:
        run.end()


def exchange(mirror: Mirror, run: NodeRun):
    news = run.exchange(mirror.asked())
    mirror.apply(news)
    return news


@pytest.mark.skipif(sys.platform == "win32", reason="nodes are Linux")
class TestAnExchange:
    @pytest.fixture(autouse=True)
    def _lasting_trainer(self, monkeypatch):
        real = node_run.subprocess.Popen

        def popen(command, **options):
            return real(["sleep", "600"], **options)

        monkeypatch.setattr(node_run.subprocess, "Popen", popen)

    def test_lines_checkpoints_results_and_state_come_over_once(self, here, begin):
        mirror = Mirror(here)
        mirror.begin_attempt()
        run = begin(mirror.files())
        there = run._folder
        append_event(there, "state", state="training")
        (there / "checkpoints").mkdir()
        (there / "checkpoints" / "0-0.safetensors").write_bytes(b"start")
        (there / "state.safetensors").write_bytes(b"state")
        (there / "model.safetensors").write_bytes(b"network")
        exchange(mirror, run)
        assert (here / "progress.jsonl").read_bytes() == (there / "progress.jsonl").read_bytes()
        assert (here / "checkpoints" / "0-0.safetensors").read_bytes() == b"start"
        assert (here / "state.safetensors").read_bytes() == b"state"
        assert (here / "model.safetensors").read_bytes() == b"network"
        again = exchange(mirror, run)
        assert (again.lines, again.new_checkpoints, again.files) == (b"", {}, {})

    def test_checkpoints_that_were_thinned_out_there_go_here_too(self, here, begin):
        mirror = Mirror(here)
        run = begin(mirror.files())
        folder = run._folder / "checkpoints"
        folder.mkdir()
        for name in ("0-0", "25-100", "50-200"):
            (folder / f"{name}.safetensors").write_bytes(b"")
        exchange(mirror, run)
        (folder / "25-100.safetensors").unlink()
        exchange(mirror, run)
        assert sorted(path.name for path in (here / "checkpoints").iterdir()) == [
            "0-0.safetensors",
            "50-200.safetensors",
        ]

    def test_a_half_written_line_stays_there_until_it_is_whole(self, here, begin):
        mirror = Mirror(here)
        run = begin(mirror.files())
        with (run._folder / "progress.jsonl").open("ab", buffering=0) as file:
            file.write(b'{"kind": "state"}\n{"ki')
            exchange(mirror, run)
            assert (here / "progress.jsonl").read_bytes() == b'{"kind": "state"}\n'
            file.write(b'nd": "rate"}\n')
            exchange(mirror, run)
        assert (here / "progress.jsonl").read_bytes().count(b"\n") == 2

    def test_the_visitors_wishes_go_there(self, here, begin):
        mirror = Mirror(here)
        run = begin(mirror.files())
        write_control(here, Control(paused=True, steps=2))
        exchange(mirror, run)
        assert read_control(run._folder) == Control(paused=True, steps=2)

    def test_a_second_trainer_gets_what_the_first_one_left_and_writes_after_it(self, here, begin):
        mirror = Mirror(here)
        assert mirror.begin_attempt() == 1
        first = begin(mirror.files())
        append_event(first._folder, "state", state="training")
        (first._folder / "checkpoints").mkdir()
        (first._folder / "checkpoints" / "25-100.safetensors").write_bytes(b"weights")
        (first._folder / "state.safetensors").write_bytes(b"state")
        exchange(mirror, first)
        before = (here / "progress.jsonl").read_bytes()

        # Another bridge, as after a restart of the server, begins another attempt.
        mirror = Mirror(here)
        assert mirror.begin_attempt() == 2
        second = begin(mirror.files())
        assert (second._folder / "state.safetensors").read_bytes() == b"state"
        assert (second._folder / "checkpoints" / "25-100.safetensors").read_bytes() == b"weights"
        assert not (second._folder / "progress.jsonl").exists()
        append_event(second._folder, "resumed", lines=1, own=0, images=100)
        exchange(mirror, second)
        # And one more that finds it there goes on reading where that one was.
        mirror = Mirror(here)
        append_event(second._folder, "state", state="training")
        exchange(mirror, second)
        after = (second._folder / "progress.jsonl").read_bytes()
        assert (here / "progress.jsonl").read_bytes() == before + after

    def test_what_no_trainer_writes_is_not_taken(self, here, begin):
        mirror = Mirror(here)
        run = begin(mirror.files())
        news = run.exchange(mirror.asked())
        news.new_checkpoints["../../escaped"] = b""
        news.files["../escaped"] = (1, b"x")
        mirror.apply(news)
        assert not list(here.parent.rglob("escaped"))
        with pytest.raises(ValueError, match="no file of a job"):
            begin({"../escaped": b""})

    def test_a_full_disk_costs_checkpoints_and_states_but_no_network(
        self, here, begin, monkeypatch
    ):
        mirror = Mirror(here)
        run = begin(mirror.files())
        (run._folder / "checkpoints").mkdir()
        (run._folder / "checkpoints" / "0-0.safetensors").write_bytes(b"start")
        (run._folder / "state.safetensors").write_bytes(b"state")

        def full(path, data, durable=True):
            raise OSError(errno.ENOSPC, "full")

        monkeypatch.setattr(mirror_module, "write_atomically", full)
        exchange(mirror, run)
        assert not (here / "state.safetensors").exists()
        (run._folder / "model.safetensors").write_bytes(b"network")
        with pytest.raises(OSError, match="full"):
            exchange(mirror, run)

    def test_on_a_full_disk_checkpoints_go_for_the_network(self, here, begin, monkeypatch):
        mirror = Mirror(here)
        run = begin(mirror.files())
        folder = run._folder / "checkpoints"
        folder.mkdir()
        for step in range(0, 200, 25):
            (folder / f"{step}-{step}.safetensors").write_bytes(b"weights")
        exchange(mirror, run)
        kept = here / "checkpoints"
        write = mirror_module.write_atomically

        def full(path, data, durable=True):
            if len(list(kept.iterdir())) > 3:
                raise OSError(errno.ENOSPC, "full")
            write(path, data, durable)

        monkeypatch.setattr(mirror_module, "write_atomically", full)
        (run._folder / "model.safetensors").write_bytes(b"network")
        exchange(mirror, run)
        assert (here / "model.safetensors").read_bytes() == b"network"
        assert {path.name for path in kept.iterdir()} >= {"0-0.safetensors", "175-175.safetensors"}
        assert exchange(mirror, run).new_checkpoints == {}

    def test_a_full_disk_keeps_no_run_from_its_end(self, here, begin, monkeypatch):
        monkeypatch.setattr(node_run, "MAX_CHECKPOINT_BYTES", 4)
        mirror = Mirror(here)
        run = begin(mirror.files())
        folder = run._folder / "checkpoints"
        folder.mkdir()
        for name in ("0-0", "25-100", "50-200"):
            (folder / f"{name}.safetensors").write_bytes(b"weights")
        run._process.kill()
        run._process.wait()

        def full(path, data, durable=True):
            raise OSError(errno.ENOSPC, "full")

        monkeypatch.setattr(mirror_module, "write_atomically", full)
        sent = [exchange(mirror, run) for _ in range(3)]
        assert [list(news.new_checkpoints) for news in sent] == [
            ["0-0.safetensors"],
            ["25-100.safetensors"],
            ["50-200.safetensors"],
        ]
        assert sent[-1].exit_code is not None

    def test_the_end_is_told_once_all_has_come(self, here, begin, monkeypatch):
        monkeypatch.setattr(node_run, "MAX_LINES_BYTES", 64)
        mirror = Mirror(here)
        run = begin(mirror.files())
        for _ in range(3):
            append_event(run._folder, "state", state="training")
        append_event(run._folder, "finished", message="")
        run._process.kill()
        run._process.wait()
        codes = []
        while not codes or codes[-1] is None:
            assert not mirror.has_ended
            codes.append(exchange(mirror, run).exit_code)
        assert len(codes) > 2
        assert mirror.has_ended


def test_nobody_asks_for_so_long_that_the_run_is_ended(monkeypatch):
    ended = []
    monkeypatch.setattr(node_run.os, "_exit", ended.append)
    NodeRun(0.0)
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not ended:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert ended == [0]


def test_a_node_without_tensorflow_or_mnist_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(node_run.importlib.util, "find_spec", lambda name: None)
    assert NodeRun(600.0).begin({}) == "no tensorflow"
    monkeypatch.setattr(node_run.importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(node_run, "mnist_available", lambda: False)
    monkeypatch.setattr(node_run.tempfile, "tempdir", str(tmp_path))
    assert NodeRun(600.0).begin({}) == "no mnist"


def test_the_trainer_gets_no_secret_of_rays(monkeypatch):
    monkeypatch.setenv("RAY_AUTH_TOKEN", "0123456789abcdef")
    assert "0123456789abcdef" not in node_run._environment().values()
