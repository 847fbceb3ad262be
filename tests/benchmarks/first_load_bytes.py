"""What the Draw page fetches until it stands, and with each pen-up, against the app of before.

Before is the last commit at which the page read nothing by itself: the server made all pictures
and sent them with every run. Both are opened in fresh Chromium windows without a cache; counted are
the bytes that come, as they travel, and beside them the web socket's messages unpacked, and which
of these hold the network's weights. Then strokes are drawn, and another page is opened and the
Draw page again: the weights must not come again. Wanted: at most 450 kB more than before at the
first load.

    python -m tests.benchmarks.first_load_bytes [--before COMMIT] [--strokes 4]
"""

from __future__ import annotations

import argparse
import base64
import io
import statistics
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from cnn.network import Network
from tests.benchmarks.pen_up_latency import CANVAS
from tests.browser.screen import Screen
from tests.browser.slow_line import SlowLine, slow_line
from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

LAST_WITHOUT = "bc6deb1"
ALLOWED_GROWTH = 450_000
# In a message that holds them and in no other: a piece of the first convolution's weights.
WEIGHTS = Network.load("pen").weights["conv1"]["kernel"].tobytes()[:64]
# Until nothing has come for so long, a page is still being loaded.
QUIET_MILLISECONDS = 1500


@dataclass
class Traffic:
    """What has come to a page, in bytes.

    Attributes:
        total: all that has come, as it travels.
        http: of each answer as it travels, headers included.
        messages: of each message of the server over the web socket, unpacked.
        sent: over the web socket to the server.
        with_weights: of the messages that hold the network's weights.
    """

    total: int = 0
    http: list[int] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    sent: int = 0
    with_weights: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        """In a line."""
        return (
            f"{self.total / 1000:.0f} kB: http {sum(self.http) / 1000:.0f} kB in {len(self.http)}; "
            f"unpacked, web socket {sum(self.messages) / 1000:.0f} kB in {len(self.messages)} "
            f"(the largest {max(self.messages, default=0) / 1000:.0f} kB, "
            f"with weights {len(self.with_weights)}: {sum(self.with_weights) / 1000:.0f} kB), "
            f"sent {self.sent / 1000:.1f} kB"
        )


class Counter:
    """Counts what a page fetches, from now on or from when it was last asked."""

    def __init__(self, page: Page, line: SlowLine) -> None:
        self._page = page
        self._line = line
        self._received = line.received
        self._traffic = Traffic()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.loadingFinished", self._take_answer)
        session.on("Network.webSocketFrameReceived", self._take_message)
        session.on("Network.webSocketFrameSent", self._take_sent)

    def taken(self) -> Traffic:
        """What has come since the last time, once nothing more comes."""
        Screen(self._page, "").wait_until_whole()
        before = None
        while before != (before := self._line.received):
            self._page.wait_for_timeout(QUIET_MILLISECONDS)
        traffic, self._traffic = self._traffic, Traffic()
        traffic.total, self._received = self._line.received - self._received, self._line.received
        return traffic

    def _take_answer(self, event: dict) -> None:
        self._traffic.http.append(int(event["encodedDataLength"]))

    def _take_message(self, event: dict) -> None:
        message = _content(event)
        self._traffic.messages.append(len(message))
        if WEIGHTS in message:
            self._traffic.with_weights.append(len(message))

    def _take_sent(self, event: dict) -> None:
        self._traffic.sent += len(_content(event))


def _content(event: dict) -> bytes:
    payload = event["response"]["payloadData"]
    is_binary = event["response"]["opcode"] == 2
    return base64.b64decode(payload) if is_binary else payload.encode()


@dataclass(frozen=True)
class Visit:
    """What one visitor's browser fetched.

    Attributes:
        first: until the Draw page stood.
        strokes: with each pen-up.
        away: with a look at another page.
        back: with the way back.
    """

    first: Traffic
    strokes: list[Traffic]
    away: Traffic
    back: Traffic


def visited(browser: Browser, line: SlowLine, strokes: int) -> Visit:
    """Open the Draw page in a fresh window, draw, look at another page, and come back."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    counter, screen = Counter(page, line), Screen(page, line.url)
    screen.open()
    page.locator(CANVAS).first.wait_for()
    first, drawn = counter.taken(), []
    for number in range(strokes):
        screen.stroke([[60 + 5 * number, 60], [200, 90 + 7 * number], [90, 220]])
        drawn.append(counter.taken())
    screen.go("Filters")
    away = counter.taken()
    screen.go("Draw")
    page.locator(CANVAS).first.wait_for()
    visit = Visit(first, drawn, away, counter.taken())
    page.context.close()
    return visit


def app_of(commit: str, folder: Path) -> Path:
    """The app as it was at a commit of this repository."""
    command = ["git", "archive", "--format=tar", commit]
    archive = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder / "app.py"


def say(name: str, visit: Visit) -> None:
    """Print what one of the two fetched."""
    print(f"{name}\n  first load: {visit.first}")
    for stroke in visit.strokes:
        print(f"  a pen-up: {stroke}")
    print(f"  to another page: {visit.away}\n  and back: {visit.back}")


def per_stroke(strokes: Sequence[Traffic]) -> float:
    """What a pen-up brings, the median."""
    return statistics.median(stroke.total for stroke in strokes)


def main() -> None:
    """Visit both; print bytes, the growth and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--before", default=LAST_WITHOUT)
    parser.add_argument("--strokes", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        scripts = (ROOT / "app.py", app_of(options.before, Path(folder)))
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        visits = []
        for script in scripts:
            with serving(script) as app, slow_line(app.url) as line:
                visits.append(visited(browser, line, options.strokes))
        browser.close()
    ours, before = visits
    say("now", ours)
    say(f"at {options.before}", before)
    growth = ours.first.total - before.first.total
    print(
        f"first load: {growth / 1000:+.0f} kB, ratio {ours.first.total / before.first.total:.2f}; "
        f"ratio of the growth to what is allowed {growth / ALLOWED_GROWTH:.2f}"
    )
    print(f"a pen-up: ratio {per_stroke(ours.strokes) / per_stroke(before.strokes):.2f}")
    again = sum(len(one.with_weights) for one in (*ours.strokes, ours.away, ours.back))
    print(f"weights sent again: {again} times")


if __name__ == "__main__":
    main()
