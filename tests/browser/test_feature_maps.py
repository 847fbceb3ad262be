"""The Feature maps page in Chromium: cells are chosen by mouse and keys, their sums stand near."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen

PRODUCTS = "img[alt^='= products']"


def title(screen: Screen) -> Locator:
    """The heading above the worked sum."""
    return screen.page.get_by_role("heading", level=2)


def layer(screen: Screen, name: str) -> Locator:
    return screen.page.locator(".st-key-layer button").filter(has_text=name)


def test_a_click_on_the_map_chooses_a_cell(screen):
    screen.open("feature_maps")
    before = title(screen).inner_text()
    large = screen.page.locator(".st-key-single_map canvas").last
    box = large.bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.9)
    expect(title(screen)).not_to_have_text(before)
    expect(title(screen)).to_have_text(re.compile(r"^conv1: row 2[23], column 2[23] of map"))


def test_focus_stays_where_a_choice_was_made(screen):
    screen.open("feature_maps")
    layer(screen, "conv2").focus()
    screen.page.keyboard.press("Enter")
    expect(title(screen)).to_have_text(re.compile("^conv2: "))
    expect(layer(screen, "conv2")).to_be_focused()
    number = screen.page.locator(".st-key-channel input")
    number.fill("7")
    number.press("Enter")
    expect(title(screen)).to_have_text(re.compile("of map 7$"))
    expect(number).to_be_focused()
    maps = screen.page.locator(".st-key-mosaic canvas").last
    maps.focus()
    screen.page.keyboard.press("ArrowRight")
    expect(title(screen)).to_have_text(re.compile("of map 8$"))
    expect(maps).to_be_focused()


def test_the_layer_stays_in_the_address_and_for_the_visit(screen):
    screen.open("feature_maps")
    layer(screen, "pool2").click()
    expect(screen.page).to_have_url(re.compile("layer=pool2$"))
    screen.go("Filters")
    screen.go("Feature maps")
    expect(title(screen)).to_have_text(re.compile("^pool2: "))
    screen.page.reload()
    screen.wait_until_whole()
    expect(title(screen)).to_have_text(re.compile("^pool2: "))


def test_on_a_phone_a_map_and_its_cells_sum_stand_on_one_screen(narrow_screen):
    narrow_screen.open("feature_maps")
    page = narrow_screen.page
    over = page.locator(".st-key-single_map canvas").last.bounding_box()
    under = page.locator("img[alt^='Patch']").bounding_box()
    assert under["y"] + under["height"] - over["y"] <= page.viewport_size["height"]
    kernel = page.locator("img[alt^='x kernel']").bounding_box()
    products = page.locator(PRODUCTS).bounding_box()
    assert kernel["y"] == products["y"]
