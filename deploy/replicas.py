"""The processes of the app: started, looked after, started again where one ends or hangs."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.lifeline import start_child

ROOT = Path(__file__).resolve().parents[1]
# A replica has this long to start, and to answer once it has started.
START_SECONDS = 120.0
HANG_SECONDS = 20.0
ANSWER_SECONDS = 2.0
LOOK_SECONDS = 0.2
# Letting its visitors go takes it eight at most.
END_SECONDS = 12.0
# One that ends again and again is started ever later, up to this.
MOST_PAUSE_SECONDS = 30.0


@dataclass
class Replica:
    """One process of the app.

    Attributes:
        number: as nginx and the log's name have it, from 1.
        port: where it listens, on 127.0.0.1 alone.
        log: what it writes goes there.
        environment: its variables.
        process: None between two of them.
        started: when the process was started, as `time.monotonic` has it.
        answered: when it last answered; None while it starts.
        failures: how often in a row it ended before it had served for a while.
    """

    number: int
    port: int
    log: Path
    environment: Mapping[str, str]
    process: subprocess.Popen | None = None
    started: float = field(default=0.0)
    answered: float | None = None
    failures: int = 0

    def start(self) -> None:
        """Begin a process."""
        command = [sys.executable, "-m", "deploy.replica", str(ROOT / "app.py")]
        command += ["--server.port", str(self.port), "--server.address", "127.0.0.1"]
        command += ["--server.headless", "true"]
        with self.log.open("ab") as log:
            self.process = start_child(
                command, cwd=ROOT, stdout=log, stderr=log, env=dict(self.environment)
            )
        self.started, self.answered = time.monotonic(), None

    def tend(self) -> None:
        """Begin it again where it has ended; end it where it no longer answers."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            print(f"replica {self.number} ended with {self.process.returncode}", flush=True)
            has_served = self.answered is not None and now - self.started > MOST_PAUSE_SECONDS
            self.failures = 0 if has_served else self.failures + 1
            self.process, self.started = None, now
        if self.process is None:
            pause = min(2.0 ** (self.failures - 1) - 1, MOST_PAUSE_SECONDS) if self.failures else 0
            if now - self.started >= pause:
                self.start()
            return
        if answers(self.port):
            self.answered = now
            return
        patience = START_SECONDS if self.answered is None else HANG_SECONDS
        if now - (self.answered or self.started) > patience:
            print(f"replica {self.number} does not answer and is ended", flush=True)
            self.process.kill()

    def comes_to_answer(self) -> bool:
        """Wait until a process that was just started answers; False where it ends or takes long."""
        deadline = self.started + START_SECONDS
        while self.process is not None and self.process.poll() is None:
            if answers(self.port):
                return True
            if time.monotonic() > deadline:
                return False
            time.sleep(LOOK_SECONDS)
        return False

    def ask_to_end(self) -> None:
        """Let it give its running answers and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """Wait until it has ended; one that takes too long is made to."""
        if self.process is None:
            return
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


def replicas(ports: tuple[int, ...], folder: Path) -> list[Replica]:
    """As many as there are ports, not yet started; what one signs, the others know as theirs."""
    shared = {"STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(32)}
    environment = {**shared, **os.environ}
    return [
        Replica(number, port, folder / f"replica_{number}.log", environment)
        for number, port in enumerate(ports, 1)
    ]


def renew(running: Sequence[Replica]) -> None:
    """Put a new process in the place of each, the next one only once the new one answers.

    Where a new one does not, the others stay as they are: visitors still have them.
    """
    for replica in running:
        replica.ask_to_end()
        replica.end()
        replica.start()
        if not replica.comes_to_answer():
            print(
                f"the new replica {replica.number} does not answer; no more are renewed", flush=True
            )
            return


def answers(port: int) -> bool:
    """Whether a replica says that it is well."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
