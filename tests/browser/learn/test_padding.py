"""Page 3 of Learn in Chromium: the playground of windows, and the pixels that never matter."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.screen import Screen

NINE_PLACES = [f"rows {row} to {row + 2}" for row in range(3)]


class Playground:
    """Page 3's figure on a screen.

    Args:
        screen: with the page open.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.page: Page = screen.page
        self.stage = self.page.get_by_role("application", name=re.compile("^The digit with"))
        self.given, self.made = (self.stage.locator("canvas").nth(number) for number in range(2))
        self.said = self.page.locator(".said")
        self.stop = self.page.get_by_role("slider", name="Stop of the window")
        self.answer_field = self.page.get_by_role("textbox", name="Your answer")

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def answer(self, text: str) -> None:
        """Type an answer and press Enter."""
        self.answer_field.fill(text)
        self.answer_field.press("Enter")

    def slide(self, label: str, key: str, times: int) -> None:
        """Move one of the playground's sliders by the keyboard."""
        slider = self.page.get_by_test_id("stSlider").filter(has_text=label).get_by_role("slider")
        slider.focus()
        for _ in range(times):
            slider.press(key)

    def point_at(self, canvas: Locator, row: float, column: float, side: int) -> None:
        """Put the pointer on the middle of a cell."""
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        cell = box["width"] / side
        self.page.mouse.move(box["x"] + (column + 0.5) * cell, box["y"] + (row + 0.5) * cell)


@pytest.fixture
def playground(screen):
    """Page 3, at its most usual size."""
    screen.open("padding")
    found = Playground(screen)
    expect(found.said).to_have_text("Window: rows 0 to 2, columns 0 to 2.")
    return found


@pytest.mark.long
def test_playing_goes_through_all_nine_places(playground):
    expect(playground.stop).to_have_attribute("max", "8")
    playground.button("Play").click()
    expect(playground.button("Pause")).to_be_visible()
    expect(playground.said).to_have_text("Window: rows 2 to 4, columns 2 to 4.")
    expect(playground.button("Play")).to_be_visible()
    expect(playground.stop).to_have_value("8")


@pytest.mark.long
def test_arrow_keys_step_and_space_plays_and_pauses(playground):
    playground.stage.focus()
    for key in ("ArrowDown", "ArrowRight"):
        playground.page.keyboard.press(key)
    expect(playground.said).to_have_text("Window: rows 1 to 3, columns 1 to 3.")
    playground.page.keyboard.press("End")
    expect(playground.said).to_have_text("Window: rows 2 to 4, columns 2 to 4.")
    playground.page.keyboard.press("ArrowRight")
    expect(playground.said).to_have_text("Window: rows 2 to 4, columns 2 to 4.")
    playground.page.keyboard.press("Home")
    playground.page.keyboard.press("Space")
    expect(playground.button("Pause")).to_be_visible()
    playground.page.keyboard.press("Space")
    expect(playground.button("Play")).to_be_visible()


@pytest.mark.long
def test_every_output_cell_shows_its_window_when_pointed_at(playground):
    playground.answer("3 x 3")
    expect(playground.said).to_contain_text("Output")
    for row, rows in enumerate(NINE_PLACES):
        for column in range(3):
            playground.point_at(playground.made, row, column, side=5)
            expect(playground.said).to_contain_text(
                f"{rows}, columns {column} to {column + 2}. Output: row {row}, column {column},"
            )


def test_dragging_over_the_input_takes_the_window_along(playground):
    playground.point_at(playground.given, 1, 1, side=5)
    playground.page.mouse.down()
    playground.point_at(playground.given, 3, 2, side=5)
    playground.page.mouse.up()
    expect(playground.said).to_have_text("Window: rows 2 to 4, columns 1 to 3.")
