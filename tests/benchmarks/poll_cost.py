"""What a poll of a live run's charts costs the server and the browser: ours against Plotly.

Three pages by turns, each alone in Chromium and polled once a second while a simulated run grows:
one that only counts its polls, one with loss and accuracy as the app draws them, one with the same
two as Plotly figures: plain dictionaries with `template="none"`, their layout built once, so that
only data and title are new. All have the app's settings of Streamlit.

Per poll: processor time of the web process; time of the page's main thread, and of all of
Chromium's processes (rasterizing included); the longest gap between two frames. Then a pointer
rests on the first chart: the share of frames in which the curves, and the values at the pointer,
are there. What the page without charts costs is taken off once more where it says "charts alone".

    python -m tests.benchmarks.poll_cost [--seconds 12] [--rounds 3]
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.serving import BROWSER_ARGUMENTS, ROOT, Server, browser_path, serving

# A page that only counts its polls; the app's own charts; Plotly's.
Rival = Literal["bare", "ours", "plotly"]
RIVALS: tuple[Rival, ...] = get_args(Rival)
WARM_UP_SECONDS = 4.0
POINTER_SECONDS = 6.0
PATIENCE_MS = 60_000
# As .streamlit/config.toml, which is not read from the folder of the benchmarks.
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "STREAMLIT_RUNNER_POST_SCRIPT_GC": "false"}

# Notes each frame: the gap to the one before, and whether curves and values are in the page.
WATCH = """
() => {
  const noted = { gaps: [], polls: [], longTasks: 0, frames: 0, curves: 0, values: 0 };
  new PerformanceObserver((list) => (noted.longTasks += list.getEntries().length))
    .observe({ entryTypes: ["longtask"] });
  let host = null;
  const root = () => {
    if (!host?.isConnected) {
      host = [...document.querySelectorAll("[data-testid=stMain] *")].find((one) => one.shadowRoot);
    }
    return host?.shadowRoot ?? document;
  };
  const isShown = (element) => element && !element.hidden && element.textContent;
  let before = performance.now();
  let poll = "";
  const frame = (now) => {
    const text = document.querySelector("[data-testid=stProgress] p")?.textContent ?? "";
    if (text !== poll) noted.gaps.push(0);
    poll = text;
    noted.gaps[noted.gaps.length - 1] = Math.max(noted.gaps.at(-1), now - before);
    before = now;
    noted.frames += 1;
    noted.curves += root().querySelectorAll(".plot polyline, .scatterlayer .js-line").length >= 2;
    noted.values += !!isShown(root().querySelector(".tip:not([hidden]), .hoverlayer .legend"));
    requestAnimationFrame(frame);
  };
  window.noted = noted;
  requestAnimationFrame(frame);
}
"""


@dataclass(frozen=True)
class Size:
    """How far a run has come."""

    name: str
    points: int
    epochs: int


# The most points that are drawn are 300.
SIZES = (
    Size("beginning", points=20, epochs=0),
    Size("middle", points=225, epochs=2),
    Size("end", points=510, epochs=5),
)


@dataclass(frozen=True)
class Cost:
    """What was measured of one page, in milliseconds per poll; shares are 0 to 1.

    Attributes:
        server: processor time of the web process.
        main_thread: of the page, busy.
        script: of that, in JavaScript.
        layout: of that, in layout and style.
        chromium: processor time of all its processes.
        gap: the median over the polls of a poll's longest time between two frames.
        longest_gap: the longest of all.
        long_tasks: tasks of more than 50 ms, a number per poll.
        curves_there: share of frames with the curves in the page.
        values_there: share of frames with the values under a resting pointer.
    """

    server: float
    main_thread: float
    script: float
    layout: float
    chromium: float
    gap: float
    longest_gap: float
    long_tasks: float
    curves_there: float
    values_there: float


def server_milliseconds(server: Server) -> float:
    """User and system time that the web process has used, its children's not among it."""
    parts = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def page_milliseconds(session: CDPSession) -> dict[str, float]:
    """What the page's main thread has been busy with since it was opened."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: 1000 * metric["value"] for metric in metrics}


def chromium_milliseconds(session: CDPSession) -> float:
    """Processor time that all of Chromium's processes have used."""
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return 1000 * sum(process["cpuTime"] for process in processes)


def polls(page: Page) -> int:
    """How many polls the page has shown."""
    return int(page.get_by_text("poll ").inner_text().split()[1])


def measured(browser: Browser, server: Server, rival: Rival, size: Size, seconds: float) -> Cost:
    """One page: opened, watched, pointed at, and closed."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PATIENCE_MS)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    everything = browser.new_browser_cdp_session()
    page.goto(f"{server.url}/?rival={rival}&points={size.points}&epochs={size.epochs}")
    page.get_by_text("poll 2").wait_for()
    page.evaluate(WATCH)
    page.wait_for_timeout(1000 * WARM_UP_SECONDS)

    page.evaluate("Object.assign(noted, { gaps: [0], longTasks: 0, frames: 0, curves: 0 })")
    first, busy = polls(page), page_milliseconds(session)
    served, used = server_milliseconds(server), chromium_milliseconds(everything)
    time.sleep(seconds)
    served, used = (
        server_milliseconds(server) - served,
        chromium_milliseconds(everything) - used,
    )
    busy = {name: value - busy[name] for name, value in page_milliseconds(session).items()}
    count = max(polls(page) - first, 1)
    noted = page.evaluate("noted")

    values_there = share_with_values(page) if rival != "bare" else 0.0
    page.close()
    everything.detach()
    return Cost(
        server=served / count,
        main_thread=busy["TaskDuration"] / count,
        script=busy["ScriptDuration"] / count,
        layout=(busy["LayoutDuration"] + busy["RecalcStyleDuration"]) / count,
        chromium=used / count,
        gap=statistics.median(noted["gaps"]),
        longest_gap=max(noted["gaps"]),
        long_tasks=noted["longTasks"] / count,
        curves_there=noted["curves"] / noted["frames"],
        values_there=values_there,
    )


def share_with_values(page: Page) -> float:
    """In how many frames the values are shown, while a pointer rests on the first chart."""
    # None while a poll takes it away and puts another there.
    while not (box := page.locator(".plot svg, .js-plotly-plot").first.bounding_box()):
        page.wait_for_timeout(50)
    # Where all sizes have a point nearby.
    page.mouse.move(box["x"] + 52, box["y"] + box["height"] / 2 - 2)
    page.evaluate("noted.values = 0")
    while not page.evaluate("noted.values"):
        # A poll may have taken the values away before they were seen.
        page.mouse.move(box["x"] + 54, box["y"] + box["height"] / 2)
        page.wait_for_timeout(200)
        page.mouse.move(box["x"] + 52, box["y"] + box["height"] / 2)
    page.evaluate("Object.assign(noted, { values: 0, frames: 0 })")
    page.wait_for_timeout(1000 * POINTER_SECONDS)
    noted = page.evaluate("noted")
    return noted["values"] / noted["frames"]


def told(values: Sequence[float], digits: int) -> str:
    """The median and the range of some rounds."""
    middle = statistics.median(values)
    return f"{middle:.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def say(name: str, ours: Sequence[float], plotly: Sequence[float]) -> None:
    """Print one line: medians, ranges, and the ratio round by round."""
    digits = 2 if max(*ours, *plotly) < 2 else 1
    line = f"  {name}: ours {told(ours, digits)}, Plotly {told(plotly, digits)}"
    if all(plotly):
        line += f", ratio {told([a / b for a, b in zip(ours, plotly, strict=True)], 2)}"
    print(line)


def say_all(size: Size, costs: dict[Rival, list[Cost]]) -> None:
    """Print what all rounds gave for a size."""
    print(f"{size.name}: from {size.points} points on, {size.epochs} epochs")
    bare, ours, plotly = (costs[rival] for rival in RIVALS)
    for name in ("server", "main_thread", "chromium", "gap", "longest_gap"):
        print(f"  page without charts, {name}: {told([getattr(c, name) for c in bare], 1)}")
    own, theirs = (
        [cost.server - empty.server for cost, empty in zip(found, bare, strict=True)]
        for found in (ours, plotly)
    )
    say("server, charts alone", own, theirs)
    for field in fields(Cost):
        of_both = ([getattr(cost, field.name) for cost in found] for found in (ours, plotly))
        say(field.name, *of_both)


def main() -> None:
    """Measure all pages by turns; print medians, ranges and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    script = Path(__file__).with_name("poll_cost_page.py")
    costs: dict[Size, dict[Rival, list[Cost]]] = {
        size: {rival: [] for rival in RIVALS} for size in SIZES
    }
    with sync_playwright() as playwright, serving(script, None, **ENVIRONMENT) as server:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        for number in range(options.rounds):
            for size in SIZES:
                for rival, found in costs[size].items():
                    found.append(measured(browser, server, rival, size, options.seconds))
            print(f"round {number + 1} of {options.rounds} done", flush=True)
        browser.close()
    for size in SIZES:
        say_all(size, costs[size])


if __name__ == "__main__":
    main()
