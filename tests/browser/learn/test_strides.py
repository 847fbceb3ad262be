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
        text = self.page.locator(".st-key-question").inner_text()
        row, column = re.search(r"row (\d+), column (\d+) of the map of stride 2", text).groups()
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
