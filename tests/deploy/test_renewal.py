"""New processes come one after another, and one that does not come up ends no other."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.replicas import Replica, renew
from tests.serving import free_port

SERVES = """
import http.server, sys

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
ENDS = "raise SystemExit(1)"


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[Replica]]:
    """Three replicas that serve; a process runs the script that its environment names."""

    def start(replica: Replica) -> None:
        command = [sys.executable, "-c", replica.environment["script"], str(replica.port)]
        replica.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        replica.started, replica.answered = time.monotonic(), None

    monkeypatch.setattr(Replica, "start", start)
    running = [Replica(number, free_port(), tmp_path, {"script": SERVES}) for number in (1, 2, 3)]
    for replica in running:
        replica.start()
        assert replica.comes_to_answer()
    yield running
    for replica in running:
        replica.ask_to_end()
        replica.end()


def pids(running: list[Replica]) -> list[int]:
    return [replica.process.pid for replica in running]


def test_each_is_another_process_afterwards_and_answers(running):
    before = pids(running)
    renew(running)
    assert not set(before) & set(pids(running))
    assert all(replica.comes_to_answer() for replica in running)


def test_where_a_new_one_does_not_come_up_the_others_stay_as_they_are(running, capsys):
    before = pids(running)
    running[1].environment["script"] = ENDS
    renew(running)
    assert [old == new for old, new in zip(before, pids(running), strict=True)] == [
        False,
        False,
        True,
    ]
    assert "replica 2 does not answer" in capsys.readouterr().out
    assert running[0].comes_to_answer()
    assert running[2].comes_to_answer()
