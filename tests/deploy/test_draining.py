"""A replica that is told to end: running answers are given, nobody new is taken, the end is clean.

The page here is a script of a few lines, so that how long it runs is known.
"""

import asyncio
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from websockets.exceptions import ConnectionClosed

from deploy.replica import SERVICE_RESTART
from tests.deploy.deployed import PATIENCE_SECONDS, fetch, wait_until
from tests.load.connection import Connection
from tests.serving import ROOT, free_port, wait_until_healthy

pytestmark = pytest.mark.long

# Each run stands still in its middle until a file is there.
SCRIPT = """
import time
from pathlib import Path
import streamlit as st
st.write("begun")
Path("begun").touch()
while not Path("go on").exists():
    time.sleep(0.02)
st.write("the answer")
"""


class Replica:
    """A replica of its own, with no nginx before it."""

    def __init__(self, folder: Path) -> None:
        script = folder / "app.py"
        script.write_text(textwrap.dedent(SCRIPT))
        self.folder, self.port, self.log = folder, free_port(), folder / "log"
        command = [sys.executable, "-m", "deploy.replica", str(script)]
        command += ["--server.port", str(self.port), "--server.address", "127.0.0.1"]
        command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                env={**psutil.Process().environ(), "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        wait_until_healthy(self.port, self.process)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def has_begun(self) -> bool:
        """Whether a run stands in its middle."""
        return (self.folder / "begun").exists()

    def go_on(self) -> None:
        """Let the runs end."""
        (self.folder / "go on").touch()

    def takes_visitors(self) -> bool:
        """Whether anyone new is answered."""
        try:
            return fetch(f"{self.url}/_stcore/health")[0] == 200
        except OSError:
            return False


@pytest.fixture
def replica(tmp_path) -> Iterator[Replica]:
    replica = Replica(tmp_path)
    yield replica
    replica.process.kill()
    replica.process.wait()


@contextmanager
def another_thread() -> Iterator[asyncio.AbstractEventLoop]:
    """Where a visitor lives while the test looks at the replica."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def answered(url: str) -> tuple[int, int | None]:
    """How many runs of a visitor ended, and with which code the replica closed the visit."""
    connection = await Connection.open(url)
    await connection.send_run()
    ended = 0
    try:
        while True:
            ended += connection.take(await connection.socket.recv(decode=False))
    except ConnectionClosed as closed:
        return ended, closed.rcvd.code if closed.rcvd else None
    finally:
        await connection.close()


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_running_answer_is_given_nobody_new_is_taken_and_the_end_is_clean(replica, told):
    with another_thread() as loop:
        visit = asyncio.run_coroutine_threadsafe(answered(replica.url), loop)
        wait_until(lambda: replica.has_begun, replica.process)
        replica.process.send_signal(told)
        wait_until(lambda: not replica.takes_visitors(), replica.process)
        assert not visit.done()
        replica.go_on()
        assert visit.result(60) == (1, SERVICE_RESTART)
        assert replica.process.wait(60) == 0
    assert "Traceback" not in replica.log.read_text()


def test_without_visitors_it_ends_at_once(replica):
    replica.process.terminate()
    assert replica.process.wait(PATIENCE_SECONDS) == 0
    assert "Traceback" not in replica.log.read_text()


def test_a_run_that_never_ends_does_not_hold_it_up_for_ever(replica):
    with another_thread() as loop:
        visit = asyncio.run_coroutine_threadsafe(answered(replica.url), loop)
        wait_until(lambda: replica.has_begun, replica.process)
        replica.process.terminate()
        assert replica.process.wait(PATIENCE_SECONDS) == 0
        assert visit.result(60)[0] == 0
        replica.go_on()


def test_told_twice_it_ends_once(replica):
    with another_thread() as loop:
        visit = asyncio.run_coroutine_threadsafe(answered(replica.url), loop)
        wait_until(lambda: replica.has_begun, replica.process)
        for _ in range(3):
            replica.process.terminate()
        wait_until(lambda: not replica.takes_visitors(), replica.process)
        replica.go_on()
        assert visit.result(60) == (1, SERVICE_RESTART)
        assert replica.process.wait(60) == 0
