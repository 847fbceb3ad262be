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

    def answer(self, text: str) -> None:
        """Choose an answer and give it."""
        group = self.page.get_by_role("radiogroup", name="Your answer")
        group.locator("label").filter(has_text=re.compile(f"^{text}$")).click()
        self.button("Answer").click()
        expect(self.page.get_by_text(re.compile("^(Right: |Not quite)"))).to_be_visible()

    def step(self, title: str) -> None:
        """Go to one of the three steps."""
        self.page.get_by_role("radio", name=title).click()
        self.screen.wait_until_whole()


@pytest.fixture
def shifts(screen):
    """Page 7, at its most usual size."""
    screen.open("translation")
    found = Shifts(screen)
    expect(found.where).to_have_text("4 right. The digit is whole.")
    return found


@pytest.mark.long
def test_arrow_keys_move_the_digit_and_every_network_answers_again(shifts):
    shifts.stage.focus()
    shifts.page.keyboard.press("Home")
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


@pytest.mark.each_change
def test_the_digit_follows_the_mouse_by_whole_pixels(shifts):
    box = shifts.digit.bounding_box()
    pixel = box["width"] / 28
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    shifts.page.mouse.move(x, y)
    shifts.page.mouse.down()
    shifts.page.mouse.move(x - 5 * pixel, y + 2 * pixel, steps=4)
    shifts.page.mouse.up()
    expect(shifts.where).to_have_text(re.compile("^2 down, 1 left"))
    shifts.page.mouse.move(x, y)
    expect(shifts.where).to_have_text(re.compile("^2 down, 1 left"))


@pytest.mark.long
def test_a_place_can_be_taken_from_a_map(shifts):
    shifts.step("2 At every place")
    shifts.page.get_by_role("radio", name="Your digit").click()
    expect(shifts.where).to_have_text(re.compile("^Not moved"))
    box = shifts.maps.nth(1).bounding_box()
    cell = box["width"] / 17
    shifts.page.mouse.click(box["x"] + 0.5 * cell, box["y"] + 16.5 * cell)
    expect(shifts.where).to_have_text(re.compile("^8 down, 8 left"))


@pytest.mark.long
def test_play_moves_the_digit_and_space_stops_it(shifts):
    shifts.button("Play").click()
    expect(shifts.where).not_to_have_text(re.compile("^4 right"))
    shifts.stage.focus()
    shifts.page.keyboard.press(" ")
    expect(shifts.button("Play")).to_be_visible()
    place = shifts.where.inner_text()
    shifts.page.evaluate(THIRTY_FRAMES)
    expect(shifts.where).to_have_text(place)


@pytest.mark.long
def test_the_first_question_is_answered_from_the_bars(shifts):
    """By hand from what is on view: of each network's ten bars the longest."""
    bars = [
        [float(text.rstrip("%")) for text in panel.locator("li .value").all_inner_texts()]
        for panel in shifts.stage.locator("figure").all()
    ]
    assert [shares.index(max(shares)) for shares in bars] == [3, 2, 3]
    expect(shifts.answers.nth(0)).to_have_text(re.compile(r"^\?\s*in the middle: 3"))
    shifts.answer("the convolutional one and the one trained with shifts")
    expect(shifts.page.get_by_text(re.compile("^Right: "))).to_be_visible()
    expect(shifts.answers.nth(0)).to_have_text(re.compile("^\u2713 3"))
    expect(shifts.answers.nth(1)).to_have_text(re.compile("^\u2717 2"))
    expect(shifts.page.get_by_text(re.compile("places where it is whole"))).to_be_visible()


@pytest.mark.long
def test_where_the_digit_stands_is_read_out_once_it_rests(shifts):
    shifts.stage.focus()
    for _ in range(3):
        shifts.page.keyboard.press("ArrowRight")
    expect(shifts.page.locator(".spoken")).to_have_text(re.compile("^7 right. The digit is whole"))


@pytest.mark.long
def test_the_three_steps_come_one_after_another(shifts):
    expect(shifts.page.locator("figure")).to_have_count(3)
    shifts.step("2 At every place")
    expect(shifts.page.get_by_text("whose is it?")).to_have_count(3)
    shifts.answer("picture A")
    expect(shifts.page.get_by_text("whose is it?")).to_have_count(0)
    expect(shifts.page.locator(".js-plotly-plot")).to_be_visible()
    shifts.step("3 Layer by layer")
    expect(shifts.page.get_by_role("cell", name="pool2")).to_be_visible()
    expect(shifts.page.locator("canvas.digit")).to_have_count(0)


def test_on_a_phone_the_figure_stands_right_below_its_question(narrow_screen):
    narrow_screen.open("translation")
    page = narrow_screen.page
    question, digit = page.locator(".st-key-question"), page.locator("canvas.digit")
    expect(digit).to_be_visible()
    gap = digit.bounding_box()["y"] - question.bounding_box()["y"]
    assert 0 < gap < 500
