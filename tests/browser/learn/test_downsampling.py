"""The page on why to downsample in Chromium: frames follow the pointer, poolings come and go."""

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
