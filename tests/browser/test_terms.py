"""A term is explained where it stands: by mouse, by keyboard and by finger, on every page."""

import pytest
from playwright.sync_api import expect

from cnn.glossary import TERMS

KERNEL, STRIDE = (known for known in TERMS if known.key in ("kernel", "stride"))


def test_a_term_is_explained_on_hover_and_the_sentence_can_be_pointed_at(screen):
    screen.open("local_patterns")
    page = screen.page
    address, term = page.url, page.locator("a[href='#term-kernel']").first
    shown = page.locator(".convoscope-term")
    # Also for those who do not see it.
    expect(term).to_have_attribute("aria-description", KERNEL.sentence)
    term.hover()
    expect(shown).to_contain_text(KERNEL.sentence)
    shown.hover()
    expect(shown).to_be_visible()
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    term.hover()
    page.get_by_role("heading", level=1).hover()
    expect(shown).to_have_count(0)
    term.click()
    page.get_by_role("heading", level=1).hover()
    expect(shown).to_be_visible()
    assert page.url == address


@pytest.mark.each_change
def test_a_term_is_explained_by_keyboard_and_leads_to_all_terms(screen):
    screen.open("strides")
    page, press = screen.page, screen.page.keyboard.press
    term = page.locator("a[href='#term-window']").first
    shown = page.locator(".convoscope-term")
    term.focus()
    press("Shift+Tab")
    press("Tab")
    expect(term).to_be_focused()
    expect(shown).to_be_visible()
    press("Escape")
    expect(shown).to_have_count(0)
    expect(term).to_be_focused()
    press("Enter")
    press("Tab")
    expect(shown.get_by_role("link", name="All terms")).to_be_focused()
    press("Tab")
    expect(shown.get_by_role("link", name="Shown in 1 Local patterns")).to_be_focused()
    press("Tab")
    # The next term has the focus, and so its sentence is shown.
    expect(page.locator("a[href='#term-stride']").first).to_be_focused()
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text(STRIDE.sentence)
    term.press("Enter")
    press("Tab")
    press("Enter")
    expect(page.get_by_role("heading", name="Glossary", level=1)).to_be_visible()
    expect(page).to_have_title("Glossary · Convoscope")


def test_on_a_phone_a_tap_explains_a_term_within_the_window(phone):
    page = phone.page
    phone.open("local_patterns")
    phone.wait_until_at_rest()
    shown = page.locator(".convoscope-term")
    terms = page.locator(".st-key-lesson_head a[href^='#term-']")
    expect(terms).not_to_have_count(0)
    for term in terms.all():
        term.tap()
        expect(shown).to_have_count(1)
        box = shown.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        # It may cover the next term.
        page.get_by_role("heading", level=1).tap()
        expect(shown).to_have_count(0)


@pytest.mark.each_change
def test_every_page_is_named_in_the_browsers_tab_and_listeners_stay_one(screen):
    screen.open()
    for title in ("Train", "3 Borders and padding", "Glossary", "Draw"):
        screen.go(title)
        expect(screen.page).to_have_title(f"{title} · Convoscope")
    screen.go("1 Local patterns")
    screen.page.locator("a[href='#term-kernel']").first.click()
    # Two of them would open it and close it again.
    expect(screen.page.locator(".convoscope-term")).to_have_count(1)
