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
    screen.page.get_by_text(given, exact=True).click()
    screen.page.get_by_role("button", name="Answer", exact=True).click()
    expect(screen.page.locator(".st-key-verdict")).to_be_visible()


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


@pytest.mark.long
def test_a_toggle_shows_another_design_and_keeps_the_answer_to_itself(sides, screen):
    dense = sides.nth(1).locator("tbody tr").filter(has_text="dense")
    expect(dense).to_contain_text("?")
    screen.page.get_by_test_id("stCheckbox").filter(has_text="conv1").click()
    expect(sides.nth(1)).to_contain_text("max pooling 2 x 2 after conv1")
    expect(dense).to_contain_text("331,840")
    expect(screen.page.get_by_test_id("stTable")).not_to_contain_text("2,038,922")
    answer(screen, "about 54 times as many")
    expect(screen.page.locator(".st-key-verdict")).to_contain_text("Right")
    expect(screen.page.get_by_test_id("stTable")).to_contain_text("2,038,922")


@pytest.mark.long
def test_a_harder_question_shows_the_design_that_it_is_about(sides, screen):
    answer(screen, "about as many")
    screen.page.get_by_role("button", name="A harder question").click()
    expect(sides.nth(1)).to_contain_text("max pooling 2 x 2 after conv1")
    expect(sides.nth(1).locator(".large")).to_have_text("? x ? pixels")
    screen.page.get_by_role("button", name="Back to the first question").click()
    expect(sides.nth(1)).to_contain_text("Your network: without pooling")


def test_on_a_phone_nobody_scrolls_far_between_the_question_and_its_numbers(narrow_screen):
    narrow_screen.open(NAME)
    question = narrow_screen.page.locator(".st-key-question").bounding_box()
    dense = narrow_screen.page.locator(".network").nth(1).locator("tbody tr").last.bounding_box()
    assert dense["y"] + dense["height"] - (question["y"] + question["height"]) < 1_300
