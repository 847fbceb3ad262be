"""The server's memory after ten visitors have drawn, against the same app with keras imported.

Run: python -m tests.benchmarks.server_memory [VISITORS]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import psutil
from playwright.sync_api import Browser, sync_playwright

from cnn.handwriting.examples import EXAMPLES
from tests.benchmarks.server_start import app_with_keras
from tests.browser.screen import Screen
from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

VISITORS = 10


def megabytes_after(browser: Browser, script: Path, visitors: int) -> float:
    """The resident memory of the server process while all visitors are still there."""
    with serving(script) as server:
        contexts = [browser.new_context() for _ in range(visitors)]
        for number, context in enumerate(contexts):
            example = EXAMPLES[number % len(EXAMPLES)]
            screen = Screen(context.new_page(), server.url)
            screen.open()
            screen.clear()
            screen.draw(example)
            screen.expect_prediction(example.digit)
            for title in ("Feature maps", "Filters", "Train"):
                screen.go(title)
        megabytes = psutil.Process(server.process.pid).memory_info().rss / 1e6
        for context in contexts:
            context.close()
    return megabytes


def main() -> None:
    """Print both figures and their ratio."""
    visitors = int(sys.argv[1]) if len(sys.argv) > 1 else VISITORS
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        ours = megabytes_after(browser, ROOT / "app.py", visitors)
        theirs = megabytes_after(browser, app_with_keras(Path(folder)), visitors)
        browser.close()
    print(f"ours after {visitors} visitors:        {ours:.0f} MB")
    print(f"with keras at the app's top:    {theirs:.0f} MB")
    print(f"ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
