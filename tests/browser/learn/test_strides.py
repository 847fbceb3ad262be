"""Page 4 of Learn in Chromium: the map of stride 1 beside the strided one."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.screen import Screen


class Maps:
    """Page 4's figure on a screen.

    Args:
        screen: with the page open.
    """

    def __init__(self, screen: Screen) -> None:
        self.page: Page = screen.page
        self.stage = self.page.get_by_role("application", name=re.compile("its feature map"))
        self.said = self.page.locator(".said")
        self.tip = self.page.locator(".tip").first
        self.answer_field = self.page.get_by_role("textbox", name="Your answer")

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def answer(self, text: str) -> None:
        """Type an answer and press Enter."""
        self.answer_field.fill(text)
        self.answer_field.press("Enter")

    def asked(self) -> tuple[int, int]:
        """Row and column of the cell that is asked for."""
        question = self.page.locator(".st-key-question")
        place = re.compile(r"row (\d+), column (\d+) of the map of stride 2")
        expect(question).to_contain_text(place)
        row, column = place.search(question.inner_text()).groups()
        return int(row), int(column)

    def go_to(self, row: int, column: int) -> None:
        """Move the window to a place of stride 1 by the keyboard."""
        self.stage.focus()
        self.page.keyboard.press("Home")
        for key, times in (("ArrowDown", row), ("ArrowRight", column)):
            for _ in range(times):
                self.page.keyboard.press(key)
        expect(self.said).to_contain_text(f"Stride 1: row {row}, column {column}, value")

    def value(self) -> str:
        """What the map of stride 1 holds under the window."""
        return re.search(
            r"Stride 1: row \d+, column \d+, value ([\d.]+)\.", self.said.inner_text()
        )[1]


@pytest.fixture
def maps(screen):
    """Page 4, at its most usual size."""
    screen.open("strides")
    found = Maps(screen)
    expect(found.said).to_contain_text("Stride 2: row 0, column 0")
    return found


@pytest.mark.long
def test_odd_places_are_said_to_be_skipped(maps):
    maps.go_to(3, 2)
    expect(maps.said).to_contain_text("Stride 2: skipped.")
    maps.go_to(4, 2)
    expect(maps.said).to_contain_text("Stride 2: row 2, column 1")


def test_pointing_at_a_cell_reads_it(maps):
    canvas = maps.stage.locator("canvas").nth(1)
    box = canvas.bounding_box()
    cell = box["width"] / 28
    maps.page.mouse.move(box["x"] + 9.5 * cell, box["y"] + 5.5 * cell)
    expect(maps.tip).to_have_text(re.compile(r"^row 5, column 9: \d\.\d{4}, skipped$"))
    expect(maps.said).to_contain_text("Window: rows 5 to 7, columns 9 to 11.")


@pytest.mark.long
def test_playing_jumps_by_the_stride_to_the_last_place(maps):
    maps.page.get_by_label("Speed").select_option("fast")
    maps.button("Play").click()
    expect(maps.said).to_contain_text("Window: rows 24 to 26, columns 24 to 26.")
    expect(maps.button("Play")).to_be_visible()


@pytest.mark.long
def test_the_strided_map_is_drawn_as_large_as_the_digit(maps):
    digit, _, strided = (maps.stage.locator("canvas").nth(index) for index in range(3))
    assert strided.bounding_box()["width"] == digit.bounding_box()["width"]
    box = strided.bounding_box()
    maps.page.mouse.move(box["x"] + 12.5 / 13 * box["width"], box["y"] + 0.5 / 13 * box["height"])
    expect(maps.tip).to_have_text(re.compile(r"^row 0, column 12: "))
    expect(maps.said).to_contain_text("Stride 1: row 0, column 24, value")


@pytest.mark.long
def test_the_first_two_questions_are_answered_from_what_is_on_view(maps):
    captions = maps.stage.locator("figcaption")
    expect(captions.nth(1)).to_have_text("Stride 1, 26 x 26")
    expect(captions.nth(2)).to_have_text("Stride 2, ? x ?")
    maps.answer("13 x 13")
    expect(maps.page.locator(".st-key-verdict")).to_contain_text("Right: 13 x 13.")
    expect(captions.nth(2)).to_have_text("Stride 2, 13 x 13")
    maps.button("A harder question").click()
    row, column = maps.asked()
    maps.go_to(2 * row, 2 * column)
    expect(maps.said).not_to_contain_text("Stride 2")
    maps.answer(maps.value())
    expect(maps.page.locator(".st-key-verdict")).to_contain_text("Right")


def test_on_a_phone_the_question_stands_right_above_the_maps(narrow_screen):
    narrow_screen.open("strides")
    page = narrow_screen.page
    question = page.locator(".st-key-question").bounding_box()
    last = page.locator("[role=application] canvas").nth(2).bounding_box()
    first = page.locator("[role=application] canvas").first.bounding_box()
    assert 0 < first["y"] - (question["y"] + question["height"]) < 100
    assert last["y"] + last["height"] - question["y"] < 800
