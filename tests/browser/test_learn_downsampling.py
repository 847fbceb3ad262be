"""The page on why to downsample in Chromium: frames follow the pointer, poolings come and go."""

import re

import pytest
from playwright.sync_api import Locator, expect

NAME = "downsampling"


@pytest.fixture
def sides(screen) -> Locator:
    screen.open(NAME)
    shown = screen.page.locator(".fields .network")
    expect(shown).to_have_count(2)
    return shown


def answer(screen, given: str) -> None:
    screen.page.get_by_label("Your answer").fill(given)
    screen.page.get_by_role("button", name="Answer", exact=True).click()
    expect(screen.page.get_by_role("button", name="Another question")).to_be_visible()


def test_every_look_shows_both_networks_whole(any_screen):
    any_screen.open(NAME)
    sides = any_screen.page.locator(".fields .network")
    expect(sides.nth(0)).to_contain_text("18 x 18 pixels")
    expect(sides.nth(1)).to_contain_text("7 x 7 pixels")
    expect(sides.nth(1).locator("tbody tr")).to_have_count(6)
    any_screen.expect_no_sideways_scrolling()


def test_both_frames_follow_the_pointer_and_the_keys(sides, screen):
    box = sides.nth(1).locator("canvas").bounding_box()
    screen.page.mouse.move(box["x"] + 2, box["y"] + 2)
    expect(sides.nth(1).locator(".where")).to_contain_text("rows 0 to 6, columns 0 to 6.")
    expect(sides.nth(0).locator(".where")).to_contain_text("rows 0 to 17, columns 0 to 17.")
    screen.page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 2)
    expect(sides.nth(1).locator(".where")).to_contain_text("rows 0 to 6, columns 21 to 27.")
    expect(sides.nth(0).locator(".where")).to_contain_text("rows 0 to 17, columns 8 to 25.")
    screen.page.locator(".fields").focus()
    for _ in range(5):
        screen.page.keyboard.press("ArrowDown")
    expect(sides.nth(1).locator(".where")).to_contain_text("rows 2 to 8, columns 21 to 27.")


def test_a_right_answer_shows_the_dense_layer_and_poolings_change_it_live(sides, screen):
    dense = sides.nth(1).locator("tbody tr").filter(has_text="dense")
    expect(dense).to_contain_text("?")
    answer(screen, "1,982,528")
    expect(screen.page.get_by_test_id("stAlert").first).to_contain_text("Right: 1,982,528.")
    expect(dense).to_contain_text("1,982,528")
    for place in (0, 1):
        screen.page.get_by_test_id("stCheckbox").nth(place).locator("label").click()
        screen.wait_until_whole()
    expect(dense).to_contain_text("36,928")
    expect(sides.nth(1)).to_contain_text("18 x 18 pixels")
    screen.page.get_by_text("3 x 3", exact=True).click()
    expect(screen.page.get_by_text("conv3 does not fit")).to_be_visible()
    screen.page.get_by_text("2 x 2", exact=True).click()
    expect(screen.page.get_by_text("conv3 does not fit")).to_have_count(0)


def test_nonsense_gets_a_word_and_a_wrong_answer_the_working(sides, screen):
    screen.page.get_by_label("Your answer").fill("1e9999")
    screen.page.get_by_role("button", name="Answer", exact=True).click()
    expect(screen.page.get_by_text("That is no number")).to_be_visible()
    answer(screen, "12")
    expect(screen.page.get_by_text("30,976 x 64 + 64")).to_be_visible()


def test_the_design_goes_to_the_train_page(sides, screen):
    screen.page.get_by_role("button", name="Open your network").click()
    expect(screen.page.get_by_role("heading", name="Train", exact=True, level=1)).to_be_visible()
    expect(screen.page).to_have_url(re.compile("design=c32-c64-c64-d64"))
