"""Start nginx and the replicas, and keep them going: `python -m deploy replicas=2 port=8080`.

SIGTERM or Ctrl+C ends it all: each visitor's running answer is given first. SIGHUP puts a new
process in the place of each replica, one after another: a new version comes without a break.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from deploy.nginx import LOG, start_nginx
from deploy.replicas import END_SECONDS, Replica, renew, replicas
from deploy.settings import SettingError, Settings, settings_from

LOOK_SECONDS = 1.0
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    """Serve until told to end; the exit code of the process."""
    try:
        settings = settings_from(arguments)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    told: queue.SimpleQueue[int] = queue.SimpleQueue()

    def note(number: int, frame: FrameType | None) -> None:
        told.put(number)

    for number in _SIGNALS:
        signal.signal(number, note)
    with _folder(settings) as folder:
        try:
            return _serve(settings, folder, told)
        except SettingError as error:
            print(error, file=sys.stderr)
            return 1


def _serve(settings: Settings, folder: Path, told: queue.SimpleQueue[int]) -> int:
    running = replicas(settings.ports, folder)
    print(f"what nginx and the replicas write is in {folder}", flush=True)
    with ExitStack() as ends:
        nginx = start_nginx(settings, folder)
        ends.callback(_end_nginx, nginx)
        ends.callback(_end_all, running)
        is_told = False
        while True:
            for replica in running:
                replica.tend()
            if nginx.poll() is not None:
                # The folder may go with this process.
                said = (folder / LOG).read_text(encoding="utf-8", errors="replace").splitlines()
                raise SettingError("\n".join(["nginx ended.", *said[-5:]]))
            if not is_told and all(replica.answered for replica in running):
                is_told = True
                print(f"the app answers at {settings.url}", flush=True)
            try:
                number = told.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                continue
            if number != signal.SIGHUP:
                return 0
            renew(running)


def _end_all(running: list[Replica]) -> None:
    for replica in running:
        replica.ask_to_end()
    for replica in running:
        replica.end()


def _end_nginx(nginx: subprocess.Popen) -> None:
    nginx.terminate()
    try:
        nginx.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        nginx.kill()
        nginx.wait()


@contextmanager
def _folder(settings: Settings) -> Iterator[Path]:
    """The chosen folder, or one that goes again; whoever serves for nginx may pass through it."""
    if settings.folder is not None:
        settings.folder.mkdir(parents=True, exist_ok=True)
        yield settings.folder
        return
    with tempfile.TemporaryDirectory(prefix="convoscope-deploy-") as name:
        os.chmod(name, 0o711)
        yield Path(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
