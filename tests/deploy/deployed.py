"""nginx and the replicas as `python -m deploy` starts them, for tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.nginx import nginx_path
from tests.conftest import not_at_hand
from tests.serving import ROOT, START_SECONDS, free_port

PATIENCE_SECONDS = 120
COOKIE = "convoscope_replica"


@dataclass(frozen=True)
class Deployed:
    """What is served.

    Attributes:
        url: nginx's.
        first_port: of the first replica.
        process: what looks after them all.
        folder: their logs.
    """

    url: str
    first_port: int
    process: subprocess.Popen
    folder: Path

    def replica(self, number: int) -> psutil.Process:
        """The process that serves as a replica now."""
        port = self.first_port + number - 1
        for process in psutil.Process(self.process.pid).children():
            if str(port) in process.cmdline():
                return process
        raise AssertionError(f"no replica {number}")

    def log(self, number: int) -> str:
        """What a replica has written."""
        return (self.folder / f"replica_{number}.log").read_text()


@contextmanager
def deployed(replicas: int = 2, **environment: str) -> Iterator[Deployed]:
    """Serve until the block ends; left out where there is no nginx, and failed under CI."""
    if nginx_path() is None:
        not_at_hand("there is no nginx here: apt-get install nginx-light")
    port, first_port = free_port(), free_ports(replicas)
    # Whoever serves for nginx may pass through it; pytest's own folders let nobody in.
    with tempfile.TemporaryDirectory(prefix="convoscope-deploy-test-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        command = [sys.executable, "-m", "deploy", f"replicas={replicas}", f"port={port}"]
        command += [f"first_port={first_port}", f"folder={folder}"]
        log = folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={"CONVOSCOPE_RUNS": "off", **os.environ, **environment},
            )
        try:
            wait_until(lambda: "the app answers" in log.read_text(), process, START_SECONDS * 2)
            yield Deployed(f"http://127.0.0.1:{port}", first_port, process, folder)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def wait_until(
    is_so: Callable[[], object],
    process: subprocess.Popen | None = None,
    seconds: float = PATIENCE_SECONDS,
) -> None:
    """Wait for a condition, as long as a process lives."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the process ended with {process.returncode}")
        if time.monotonic() > deadline:
            raise AssertionError("what was waited for did not come")
        time.sleep(0.05)


def free_ports(count: int) -> int:
    """The first of so many ports in a row on which nothing listens."""
    for _ in range(100):
        first = free_port()
        try:
            for port in range(first, first + count):
                with socket.socket() as listener:
                    listener.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise AssertionError("no ports are free")


def fetch(
    url: str, cookie: str | None = None, data: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in small letters, and body of an answer; none is an error here."""
    request = urllib.request.Request(url, data=data, headers=headers)
    if cookie is not None:
        request.add_header("Cookie", cookie)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return answer.status, _small(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _small(error.headers), error.read()


def _small(headers: object) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
