"""Page 7 in Chromium: the digit is moved by mouse and by key, played, and asked about."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen

# Playing moves the digit in far fewer.
THIRTY_FRAMES = """() => new Promise((done) => {
  let left = 30
  const frame = () => left-- ? requestAnimationFrame(frame) : done()
  frame()
})"""


class Shifts:
    """Page 7's figure on a screen.

    Args:
        screen: with the page open.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.page = screen.page
        self.stage = self.page.get_by_role("application", name=re.compile("which can be moved"))
        self.digit = self.stage.locator("canvas.digit")
        self.where = self.stage.locator(".where")
        self.answers = self.stage.locator(".answer")
        self.maps = self.stage.locator("canvas.map")

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def shares(self) -> list[str]:
        """The right answer's probability at the digit's place, as the maps hold it."""
        return [one.get_attribute("data-share") for one in self.maps.all()]

    def answer_first(self) -> None:
        """Give the first of the answers, whatever it is."""
        self.page.get_by_role("radiogroup", name="Your answer").locator("label").first.click()
        self.button("Answer").click()
        expect(self.button("Another question")).to_be_visible()


@pytest.fixture
def shifts(screen):
    """Page 7, at its most usual size."""
    screen.open("translation")
    found = Shifts(screen)
    expect(found.where).to_have_text("Not moved. The digit is whole.")
    return found


@pytest.mark.long
def test_arrow_keys_move_the_digit_and_every_network_answers_again(shifts):
    shifts.stage.focus()
    before = shifts.shares()
    for key in ("ArrowUp", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowRight"):
        shifts.page.keyboard.press(key)
    expect(shifts.where).to_have_text(re.compile("^2 up, 3 right"))
    assert shifts.shares() != before
    for _ in range(20):
        shifts.page.keyboard.press("ArrowDown")
    expect(shifts.where).to_have_text(re.compile(r"^8 down, 3 right. The digit is cut: [0-9.]+%"))
    shifts.page.keyboard.press("Home")
    expect(shifts.where).to_have_text(re.compile("^Not moved"))
    assert shifts.shares() == before


def test_the_digit_follows_the_mouse_by_whole_pixels(shifts):
    box = shifts.digit.bounding_box()
    pixel = box["width"] / 28
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    shifts.page.mouse.move(x, y)
    shifts.page.mouse.down()
    shifts.page.mouse.move(x - 5 * pixel, y + 2 * pixel, steps=4)
    shifts.page.mouse.up()
    expect(shifts.where).to_have_text(re.compile("^2 down, 5 left"))
    shifts.page.mouse.move(x, y)
    expect(shifts.where).to_have_text(re.compile("^2 down, 5 left"))


@pytest.mark.long
def test_a_place_can_be_taken_from_a_map(shifts):
    box = shifts.maps.nth(1).bounding_box()
    cell = box["width"] / 17
    shifts.page.mouse.click(box["x"] + 0.5 * cell, box["y"] + 16.5 * cell)
    expect(shifts.where).to_have_text(re.compile("^8 down, 8 left"))


@pytest.mark.long
def test_play_moves_the_digit_and_space_stops_it(shifts):
    shifts.button("Play").click()
    expect(shifts.where).not_to_have_text(re.compile("^Not moved"))
    shifts.stage.focus()
    shifts.page.keyboard.press(" ")
    expect(shifts.button("Play")).to_be_visible()
    place = shifts.where.inner_text()
    shifts.page.evaluate(THIRTY_FRAMES)
    expect(shifts.where).to_have_text(place)


@pytest.mark.long
def test_the_network_that_is_asked_about_keeps_its_answers_until_then(shifts):
    shifts.stage.focus()
    shifts.page.keyboard.press("ArrowLeft")
    expect(shifts.answers.nth(0)).to_have_text("? is asked for")
    expect(shifts.answers.nth(1)).to_have_text(re.compile("^[0-9]"))
    shifts.answer_first()
    expect(shifts.answers.nth(0)).to_have_text(re.compile("^[0-9]"))
    expect(shifts.page.get_by_text(re.compile("places where it is whole"))).to_be_visible()
    shifts.button("Another question").click()
    expect(shifts.page.get_by_text(re.compile("does the dense network not answer"))).to_be_visible()
    shifts.stage.focus()
    shifts.page.keyboard.press("ArrowLeft")
    expect(shifts.answers.nth(1)).to_have_text("? is asked for")
