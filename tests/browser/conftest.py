"""The real app in a real Chromium: one server and one browser for all tests, a visitor for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Error,
    Page,
    expect,
    sync_playwright,
)

from tests.browser.accessibility import note_writing
from tests.browser.screen import Screen
from tests.serving import BROWSER_ARGUMENTS, ROOT, Server, browser_path, serving

# A busy machine may take long to load a page; nothing here is a measurement.
PATIENCE_MILLISECONDS = 60_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)
# Of what a page shows when a test fails.
MOST_LINES = 40


Started = TypeVar("Started", Browser, BrowserContext)


@dataclass(frozen=True)
class Look:
    """A theme and a window size in CSS pixels."""

    scheme: str
    width: int
    height: int


WIDE, NARROW = Look("light", 1280, 800), Look("dark", 390, 844)
WIDE_DARK = Look("dark", 1280, 800)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Most of what is done in a browser belongs to the long run."""
    for item in items:
        is_ours = item.path.is_relative_to(Path(__file__).parent)
        if is_ours and item.get_closest_marker("each_change") is None:
            item.add_marker("long")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What Playwright tells of a whole page is cut: three failures are to fit into one report."""
    failure = call.excinfo.value if call.excinfo is not None else None
    if isinstance(failure, AssertionError) and failure.args:
        failure.args = (without_most_of_page(str(failure.args[0])),)
    return (yield)


def without_most_of_page(message: str) -> str:
    """The message, and of the snapshot of a page at its end no more than its main part begins with.

    The menu beside it is as long, and the same on each page.
    """
    told, mark, page = message.partition("Aria snapshot:")
    if not mark:
        return message
    _, _, main = page.rpartition("- main:")
    return "\n".join([told + mark, *main.splitlines()[:MOST_LINES]])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, as the README starts it."""
    log = tmp_path_factory.mktemp("server") / "log"
    with serving(ROOT / "app.py", log) as running:
        yield running
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    """What starts a Chromium, Chrome or Edge."""
    with sync_playwright() as playwright:
        yield playwright.chromium


def started(start: Callable[..., Started]) -> Started:
    """A browser that is there, or Playwright's own; without any, tests are left out."""
    try:
        return start(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
    except Error as error:
        reason = f"no Chromium, Chrome or Edge here, and none of Playwright's own: {error}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """For windows with a profile of their own: a phone's, another visitor's."""
    launched = started(chromium.launch)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def profile(
    chromium: BrowserType, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """One for the windows of all tests.

    It keeps Streamlit's scripts compiled, so that opening a page takes a third less processor time.
    """
    kept = started(partial(chromium.launch_persistent_context, tmp_path_factory.mktemp("profile")))
    yield kept
    kept.close()


@pytest.fixture
def screen(server: Server, profile: BrowserContext) -> Iterator[Screen]:
    """The app at its most usual size, light."""
    yield from window_of(profile, server, WIDE)


@pytest.fixture
def narrow_screen(server: Server, profile: BrowserContext) -> Iterator[Screen]:
    """The app as on a phone, dark."""
    yield from window_of(profile, server, NARROW)


@pytest.fixture(
    params=[
        pytest.param(WIDE, id="wide-light"),
        pytest.param(NARROW, id="narrow-dark", marks=pytest.mark.long),
    ]
)
def any_screen(
    server: Server, profile: BrowserContext, request: pytest.FixtureRequest
) -> Iterator[Screen]:
    """The app at both widths, and so in both themes; the second one in the long run."""
    yield from window_of(profile, server, request.param)


@pytest.fixture
def phone(server: Server, browser: Browser) -> Iterator[Screen]:
    """A small screen with fingers on it."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    yield Screen(page, server.url)
    context.close()


@pytest.fixture(
    params=[
        pytest.param(WIDE, id="wide-light"),
        pytest.param(NARROW, id="narrow-dark", marks=pytest.mark.long),
        pytest.param(WIDE_DARK, id="wide-dark", marks=pytest.mark.long),
    ]
)
def any_look(
    server: Server, profile: BrowserContext, request: pytest.FixtureRequest
) -> Iterator[Screen]:
    """The app in both themes at its most usual size, and as on a phone; only light in each run."""
    yield from window_of(profile, server, request.param)


def window_of(profile: BrowserContext, server: Server, look: Look) -> Iterator[Screen]:
    """The app at a size and in a theme; nothing of a test is left for the next one."""
    page, blank = profile.new_page(), profile.pages[0]
    page.set_viewport_size({"width": look.width, "height": look.height})
    page.emulate_media(color_scheme=look.scheme)
    try:
        yield from watched_screen(page, server)
    finally:
        storage = profile.new_cdp_session(blank)
        storage.send(
            "Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": "local_storage"}
        )
        storage.detach()
        profile.clear_cookies()
        profile.clear_permissions()
        for opened in profile.pages[1:]:
            opened.close()


def opened_screen(
    server: Server, browser: Browser, look: Look, **settings: object
) -> Iterator[Screen]:
    """The app at a size and in a theme; nothing may have gone wrong when it closes.

    Args:
        settings: more of Playwright's for the window, as the device's scale.
    """
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        accept_downloads=True,
        **settings,
    )
    try:
        yield from watched_screen(context.new_page(), server)
    finally:
        context.close()


def watched_screen(page: Page, server: Server) -> Iterator[Screen]:
    """The app in a window, in which nothing may go wrong."""
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    note_writing(page)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: is_error(message) and errors.append(message.text))
    yield Screen(page, server.url)
    # What happens as it closes counts, too.
    page.close()
    assert not errors


def is_error(message: ConsoleMessage) -> bool:
    """Whether something went wrong.

    Opened at a page's own address, Streamlit first looks for its server beneath that address.
    """
    return message.type == "error" and "/_stcore/" not in message.location["url"]
