"""The bar of the Train page in Chromium: where the focus is when its buttons change."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import ROOT, serving


@pytest.fixture
def page(browser: Browser):
    script = Path(__file__).with_name("changing_bar_page.py")
    with serving(script, None, PYTHONPATH=str(ROOT)) as server:
        page = browser.new_page()
        page.goto(server.url)
        page.wait_for_function("globalThis[Symbol.for('convoscope training bar')]")
        yield page
        page.close()


def press(page: Page, name: str) -> None:
    """Press a button by the keyboard, as one that has no mouse."""
    button = page.get_by_role("button", name=name)
    button.focus()
    button.press("Enter")


@pytest.mark.each_change
def test_the_focus_stays_in_the_bar_whatever_becomes_of_its_buttons(page):
    bar = page.locator(".st-key-training_bar")
    press(page, "Start training")
    # On no button: a second press of the key neither pauses nor stops.
    expect(bar).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Resume")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    press(page, "Stop")
    expect(page.get_by_role("group", name="Training")).to_be_focused()


def test_a_run_is_shown_from_its_top_however_far_down_it_was_started(page):
    main = page.locator(".stMain")
    page.get_by_role("button", name="Start training").scroll_into_view_if_needed()
    assert main.evaluate("main => main.scrollTop") > 0
    press(page, "Start training")
    expect(page.get_by_role("button", name="Pause")).to_be_attached()
    page.wait_for_function("document.querySelector('.stMain').scrollTop === 0")
    press(page, "Pause")
    expect(page.get_by_role("button", name="Resume")).to_be_focused()
    assert main.evaluate("main => main.scrollTop") > 0
