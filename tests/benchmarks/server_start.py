"""Server start to a canvas one can draw on, against the same app with keras imported at its top.

Warm: the files have just been read and are in memory. Cold: the file cache is emptied before each
start, as after a reboot or when a sleeping host wakes; that needs Linux and root.

Run: python -m tests.benchmarks.server_start [REPEATS]
"""

from __future__ import annotations

import os
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
DROP_CACHES = Path("/proc/sys/vm/drop_caches")


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


def empty_file_cache() -> None:
    """Forget every file that the machine holds in memory."""
    os.sync()
    DROP_CACHES.write_text("3")


def main() -> None:
    """Alternate between the two and print the medians and their ratio."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        rival = app_with_keras(Path(folder))
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        for is_cold in (False, True):
            if is_cold and not os.access(DROP_CACHES, os.W_OK):
                print("cold: not measured, the file cache cannot be emptied here")
                continue
            ours, theirs = [], []
            for _ in range(repeats):
                for script, times in ((ROOT / "app.py", ours), (rival, theirs)):
                    if is_cold:
                        empty_file_cache()
                    times.append(seconds_to_canvas(browser, script))
            mine, keras_time = statistics.median(ours), statistics.median(theirs)
            print("cold" if is_cold else "warm", f"(medians of {repeats})")
            print(f"  ours:                      {mine:.1f} s")
            print(f"  with keras at its top:     {keras_time:.1f} s")
            print(f"  ratio {mine / keras_time:.2f}")
        browser.close()


if __name__ == "__main__":
    main()
