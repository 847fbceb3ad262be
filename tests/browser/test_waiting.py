"""Two visitors in a real browser: one trains and lets others watch, one waits and watches."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen
from tests.browser.test_accessibility import expect_accessible

PATIENCE = 180_000
LONG = "train?design=c16-m2-c32-m2-d32&data=synthetic&images=20000&epochs=50"


@pytest.mark.long
def test_one_who_waits_watches_until_it_is_switched_off_and_controls_nothing(narrow_screen):
    waiting, page = narrow_screen, narrow_screen.page
    training = Screen(page.context.new_page(), waiting.url)
    begin(training)
    expect(training.page.get_by_text("images/s")).to_be_visible(timeout=PATIENCE)
    begin(waiting)
    expect(page.get_by_text("place 1 in the queue. It begins in about")).to_be_visible()
    link = page.get_by_role("link", name="watch another visitor's run")
    expect(link).to_have_count(0)

    switch = training.page.locator("label").filter(has_text="Let those who wait watch")
    switch.click()
    # By the keyboard, as whoever has no mouse.
    expect(link).to_be_visible()
    link.focus()
    link.press("Enter")
    expect(page.get_by_text("You are watching")).to_be_visible()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_disabled()
    expect(page.get_by_label("Learning rate")).to_have_count(0)
    waiting.wait_until_whole()
    waiting.expect_no_sideways_scrolling()
    expect_accessible(waiting, "another's run is watched")

    switch.click()
    expect(page.get_by_text("is no longer there to be watched")).to_be_visible()
    expect(page.get_by_text("You are watching")).to_have_count(0)
    expect(page.get_by_text("place 1 in the queue")).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("Stopped before the training had begun.")).to_be_visible()
    training.page.get_by_role("button", name="Stop", exact=True).click()
    expect(training.page.get_by_text("Stopped early").first).to_be_visible(timeout=PATIENCE)


def begin(screen: Screen) -> None:
    screen.page.goto(f"{screen.url}/{LONG}")
    screen.wait_until_whole()
    screen.page.get_by_role("button", name="Start training").click()
