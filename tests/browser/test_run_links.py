"""Who controls a run in real tabs: the one that began it, over a reload; nobody by its address."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.screen import Screen

PATIENCE = 180_000
# Long enough to be reloaded and watched meanwhile; it is stopped at the end.
LONG = "train?design=c16-m2-c32-m2-d32&data=synthetic&images=20000&epochs=20"


@pytest.mark.long
def test_a_reloaded_tab_keeps_control_and_another_tab_of_the_same_browser_only_watches(screen):
    page = screen.page
    page.goto(f"{screen.url}/{LONG}")
    screen.wait_until_whole()
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text("images/s")).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"[?&]run="))
    secret = page.evaluate("sessionStorage.getItem('convoscope-visit')")
    assert secret
    assert secret not in page.url

    watching = Screen(page.context.new_page(), screen.url)
    watching.page.goto(page.url)
    expect(watching.page.get_by_text("Somebody else started this run")).to_be_visible()
    expect(watching.page.get_by_text("images/s")).to_be_visible(timeout=PATIENCE)
    for name in ("Pause", "Step", "Stop"):
        expect(watching.page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    assert watching.page.evaluate("sessionStorage.getItem('convoscope-visit')") != secret
    watching.page.close()

    page.reload()
    pause = page.get_by_role("button", name="Pause", exact=True)
    expect(pause).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("sessionStorage.getItem('convoscope-visit')") == secret
    pause.click()
    expect(page.get_by_text(re.compile(r"Paused.*step [\d,]+ of"))).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_test_id("stMain").get_by_text("test digits right")).to_be_visible(
        timeout=PATIENCE
    )


@pytest.mark.long
def test_a_browser_that_may_store_nothing_still_trains(screen, browser: Browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no') } })"
    )
    page = context.new_page()
    page.goto(f"{screen.url}/train?design=d32&data=synthetic&images=2000&epochs=1")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_test_id("stMain").get_by_text("test digits right")).to_be_visible(
        timeout=PATIENCE
    )
    context.close()
