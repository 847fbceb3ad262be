"""The real app in a real Chromium, in both themes and at both widths."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.browser.screen import Screen
from tests.serving import BROWSER_ARGUMENTS, ROOT, Server, browser_path, serving

# A busy machine may take long to load a page; nothing here is a measurement.
PATIENCE_MILLISECONDS = 60_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)


@dataclass(frozen=True)
class Look:
    """A theme and a window size in CSS pixels."""

    scheme: str
    width: int
    height: int


LOOKS = [
    Look("light", 1280, 800),
    Look("dark", 1280, 800),
    Look("light", 390, 844),
    Look("dark", 390, 844),
]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, as the README starts it."""
    log = tmp_path_factory.mktemp("server") / "log"
    with serving(ROOT / "app.py", log) as running:
        yield running
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium, Chrome or Edge that is there, or Playwright's own."""
    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(
                executable_path=browser_path(), args=BROWSER_ARGUMENTS
            )
        except Error as error:
            reason = f"no Chromium, Chrome or Edge here, and none of Playwright's own: {error}"
            pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
        yield launched
        launched.close()


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look.scheme}-{look.width}")
def look(request: pytest.FixtureRequest) -> Look:
    """Every theme at every width."""
    return request.param


@pytest.fixture
def screen(server: Server, browser: Browser, tmp_path: Path) -> Iterator[Screen]:
    """The app at its most usual size, light."""
    yield from _screen(server, browser, LOOKS[0])


@pytest.fixture
def any_screen(server: Server, browser: Browser, look: Look) -> Iterator[Screen]:
    """The app in every theme and at every width."""
    yield from _screen(server, browser, look)


def _screen(server: Server, browser: Browser, look: Look) -> Iterator[Screen]:
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        accept_downloads=True,
    )
    page: Page = context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Screen(page, server.url)
    context.close()
    assert not errors
