"""Start and stop Streamlit servers and Chromium, for the benchmarks and the browser tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
START_SECONDS = 120


@dataclass(frozen=True)
class Server:
    """A running Streamlit server.

    Attributes:
        url: where it answers.
        process: the server's process.
    """

    url: str
    process: subprocess.Popen


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def serving(
    script: Path, log: Path | None = None, settings: Sequence[str] = (), **environment: str
) -> Iterator[Server]:
    """Run `streamlit run SCRIPT` until the block ends.

    Args:
        script: the app's first file.
        log: where the server's output goes; None to drop it.
        settings: more words of the command; the last of a kind holds.
        environment: more variables for the server.

    Yields:
        The server, once it answers.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.headless", "true"]
    # Watching the sources is for those who edit them: here it is only in the way.
    command += ["--server.fileWatcherType", "none", *settings]
    output = log.open("wb") if log else subprocess.DEVNULL
    process = subprocess.Popen(
        command,
        cwd=script.parent,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        # A test's runs are not to be found in the home of whoever runs the tests.
        env={"CONVOSCOPE_RUNS": "off", **os.environ, **environment},
    )
    try:
        wait_until_healthy(port, process)
        yield Server(f"http://localhost:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=30)
        if log:
            output.close()


def wait_until_healthy(port: int, process: subprocess.Popen) -> None:
    """Wait for a server's health page.

    Args:
        port: where it will answer.
        process: the server.

    Raises:
        RuntimeError: it ended, or did not answer within two minutes.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2):
                return
        except urllib.error.HTTPError as not_yet:
            not_yet.close()
        except OSError:
            pass
        time.sleep(0.02)
    raise RuntimeError(f"the server on port {port} did not start")


def browser_path() -> str | None:
    """A Chromium, Chrome or Edge on this machine; None where Playwright must bring its own."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)
