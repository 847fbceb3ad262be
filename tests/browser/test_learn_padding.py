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


def test_the_first_screen_holds_figure_formula_and_question(playground):
    formula = playground.page.get_by_text("floor((5 - 3) / 1) + 1 = ?")
    for thing in (playground.stage, playground.answer_field, formula):
        expect(thing).to_be_in_viewport(ratio=1)


def test_a_right_answer_shows_the_output_and_marks_the_page(playground):
    playground.answer("3 x 3")
    expect(playground.page.get_by_text("Right: 3 x 3.")).to_be_visible()
    expect(playground.page.get_by_text("Output, 3 x 3: mean of each window")).to_be_visible()
    expect(playground.said).to_contain_text("Output: row 0, column 0, value 0.")
    mark = playground.page.get_by_test_id("stSidebarNavLink").filter(has_text="3 Borders")
    expect(mark).to_contain_text("check_circle")


def test_a_wrong_answer_is_said_in_words_and_another_setting_comes(playground):
    playground.answer("5x5")
    expect(playground.page.get_by_text("Not so. You said 5 x 5; it is 3 x 3.")).to_be_visible()
    playground.button("Another question").click()
    expect(playground.page.get_by_text("Output, ? x ?")).to_be_visible()
    expect(playground.page.get_by_text("Input 5 x 5, kernel 3 x 3")).to_have_count(0)


def test_playing_goes_through_all_nine_places(playground):
    expect(playground.stop).to_have_attribute("max", "8")
    playground.button("Play").click()
    expect(playground.button("Pause")).to_be_visible()
    expect(playground.said).to_have_text("Window: rows 2 to 4, columns 2 to 4.")
    expect(playground.button("Play")).to_be_visible()
    expect(playground.stop).to_have_value("8")


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


def test_same_padding_and_what_does_not_fit(playground):
    playground.slide("Kernel", "ArrowRight", 4)
    expect(playground.page.get_by_text("A 7 x 7 window has no place")).to_be_visible()
    expect(playground.answer_field).to_have_count(0)
    playground.page.get_by_text("same", exact=True).click()
    expect(playground.said).to_have_text("Window: rows -3 to 3, columns -3 to 3.")
    expect(playground.page.get_by_text("Same padding adds 3 rows and columns")).to_be_visible()
    playground.answer("5 5")
    expect(playground.page.get_by_text("Right: 5 x 5.")).to_be_visible()


def test_pixels_that_never_matter_may_be_anything(playground):
    page = playground.page
    same = page.get_by_text("All ten the same, bit for bit.")
    expect(same).to_have_count(1)
    field = page.get_by_role("spinbutton", name=re.compile("^Set the marked pixels"))
    field.fill("-5000")
    field.press("Enter")
    expect(page.get_by_text("Largest change of a probability:")).to_have_count(1)
    expect(same).to_have_count(1)
    field.fill("0")
    field.press("Enter")
    # The example has no ink there.
    expect(page.get_by_text("No pixel is changed: they were so.")).to_have_count(2)


def test_nothing_is_wider_than_the_window(any_screen):
    any_screen.open("padding")
    expect(any_screen.page.locator(".said")).to_contain_text("Window: rows 0 to 2")
    any_screen.expect_no_sideways_scrolling()
