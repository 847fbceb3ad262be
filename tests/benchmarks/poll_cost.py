"""Processor time of the web process per poll of an open live page, while a run goes on.

The page is open in Chromium with a run of the textbook network, paused once its curves are long,
so that every poll sends the same. What the server spends when no page is open is taken off. The
rival is the poll of a page that builds the same two curves anew with plotly.graph_objects, as one
would naturally, and shows nothing else; both pages poll alike, and take turns.

    python -m tests.benchmarks.poll_cost [--seconds 20] [--rounds 3]
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.serving import BROWSER_ARGUMENTS, ROOT, Server, browser_path, serving

TARGET_MS = 20.0
TRAINING_SECONDS = 20
PATIENCE_MS = 180_000

# The same points, as Plotly figures built anew at each poll.
RIVAL = """
import sys
sys.path.insert(0, {root!r})
import plotly.graph_objects as go
import streamlit as st
from cnn.training.progress import Point

points = [Point(500 * i, 1 / (1 + i / 50), i / (i + 9), 500) for i in range(1, 301)]

@st.fragment(run_every=1.0)
def watch():
    st.session_state["polls"] = st.session_state.get("polls", 0) + 1
    st.progress(0.5, text=f"poll {{st.session_state['polls']}}")
    for side, quantity in zip(st.columns(2), ("loss", "accuracy")):
        figure = go.Figure()
        values = [getattr(point, quantity) for point in points]
        figure.add_scatter(x=[point.images for point in points], y=values, mode="lines")
        figure.add_scatter(x=[50_000, 100_000], y=[0.2, 0.1], mode="lines+markers")
        figure.add_hline(y=0.1, line={{"dash": "dash"}}, annotation={{"text": "guessing"}})
        figure.update_layout(title=quantity, height=230, xaxis={{"title": "epoch"}})
        side.plotly_chart(figure, key=quantity)

watch()
"""


def processor_seconds(server: Server) -> float:
    """User and system time that the web process has used, its children's not among it."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cost(server: Server, seconds: float) -> float:
    """Processor seconds that the web process uses in a stretch of time, per second."""
    before, started = processor_seconds(server), time.perf_counter()
    time.sleep(seconds)
    return (processor_seconds(server) - before) / (time.perf_counter() - started)


def count_polls(page: Page) -> None:
    """Begin to count the page's polls: each is one message to the server."""
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: _polls.append(page)))


_polls: list[Page] = []


def per_poll(page: Page, server: Server, seconds: float, idle: float) -> float:
    """Milliseconds of processor time per poll of an open page, without what idling costs."""
    page.bring_to_front()
    first = _polls.count(page)
    used = (cost(server, seconds) - idle) * seconds
    # Without an event of the page's own the clock of Playwright does not bring in the messages.
    page.evaluate("0")
    return 1000 * used / max(_polls.count(page) - first, 1)


def begin_paused_run(page: Page, server: Server) -> None:
    """Open the Train page, train the textbook network for a while, and pause."""
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page.goto(f"{server.url}/train?design=c32-m2-c64-m2-c64-d64&data=synthetic")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text("images/s")).to_be_visible()
    page.wait_for_timeout(1000 * TRAINING_SECONDS)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused")).to_be_visible()
    page.wait_for_timeout(3000)


def main() -> None:
    """Print both costs and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = Path(folder) / "rival.py"
        script.write_text(RIVAL.format(root=str(ROOT)))
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        with serving(ROOT / "app.py", CONVOSCOPE_RUNS="off") as app, serving(script) as rival:
            time.sleep(3)
            idle = {server.url: cost(server, 5) for server in (app, rival)}
            pages = {server.url: browser.new_page() for server in (app, rival)}
            for page in pages.values():
                count_polls(page)
            pages[rival.url].goto(rival.url)
            begin_paused_run(pages[app.url], app)
            results: dict[str, list[float]] = {"live page": [], "Plotly": []}
            for number in range(options.rounds):
                for name, server in (("live page", app), ("Plotly", rival)):
                    page = pages[server.url]
                    milliseconds = per_poll(page, server, options.seconds, idle[server.url])
                    results[name].append(milliseconds)
                latest = ", ".join(f"{name} {values[-1]:.1f}" for name, values in results.items())
                print(f"round {number + 1}: {latest} ms of processor time per poll", flush=True)
        browser.close()
    ours, theirs = (statistics.median(values) for values in results.values())
    print(
        f"median: live page {ours:.1f} ms (wanted: under {TARGET_MS:g}), two Plotly figures built "
        f"anew {theirs:.1f} ms; ratio {ours / theirs:.2f}"
    )


if __name__ == "__main__":
    main()
