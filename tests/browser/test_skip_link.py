"""By keyboard the menu can be left out: the first stop of the Tab key leads past it."""

from playwright.sync_api import expect


def test_the_first_stop_leads_past_the_menu_on_every_page_one_goes_to(any_screen):
    page, press = any_screen.page, any_screen.page.keyboard.press
    any_screen.open("padding")
    any_screen.go("4 Strides")
    address = page.url
    page.evaluate("document.activeElement.blur()")
    link = page.get_by_role("link", name="Skip to the page")
    expect(link).to_have_count(1)
    expect(link).not_to_be_in_viewport()
    link.focus()
    expect(link).to_be_in_viewport(ratio=1)
    press("Shift+Tab")
    assert page.evaluate("document.activeElement === document.body")
    press("Tab")
    expect(link).to_be_focused()
    press("Enter")
    expect(page.locator(".stMain")).to_be_focused()
    expect(link).not_to_be_in_viewport()
    press("Tab")
    assert page.evaluate("document.querySelector('.stMain').contains(document.activeElement)")
    assert page.url == address
