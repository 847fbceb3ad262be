"""Server start to a canvas one can draw on, against the same app with keras imported at its top.

Run: python -m tests.benchmarks.server_start [REPEATS]
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

REPEATS = 5
CANVAS = "[data-testid=stBidiComponentIsolated] canvas.upper-canvas"
START_MILLISECONDS = 120_000


def seconds_to_canvas(browser: Browser, script: Path) -> float:
    """From the command to a canvas that is visible, in a fresh server and a fresh window."""
    start = time.perf_counter()
    with serving(script) as server:
        page = browser.new_page()
        page.goto(server.url, timeout=START_MILLISECONDS)
        page.locator(CANVAS).first.wait_for(timeout=START_MILLISECONDS)
        seconds = time.perf_counter() - start
        page.close()
    return seconds


def app_with_keras(folder: Path) -> Path:
    """The same app, with keras loaded the usual way: at the top of the page."""
    shutil.copytree(ROOT / "cnn", folder / "cnn")
    shutil.copytree(ROOT / "pages", folder / "pages")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    script = folder / "app.py"
    script.write_text("import keras\n" + (ROOT / "app.py").read_text())
    return script


def main() -> None:
    """Alternate between the two and print the medians and their ratio."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        rival = app_with_keras(Path(folder))
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        for _ in range(repeats):
            ours.append(seconds_to_canvas(browser, ROOT / "app.py"))
            theirs.append(seconds_to_canvas(browser, rival))
        browser.close()
    mine, keras_time = statistics.median(ours), statistics.median(theirs)
    print(f"ours:                      {mine:.1f} s")
    print(f"with keras at its top:     {keras_time:.1f} s")
    print(f"ratio {mine / keras_time:.2f} (medians of {repeats})")


if __name__ == "__main__":
    main()
