"""Page 2 of Learn in Chromium: patches, vectors, maps, and a cell's sum step by step."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen


class Patches:
    """Page 2's figure on a screen.

    Args:
        screen: with the page open.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen, self.page = screen, screen.page
        self.stage = self.page.get_by_role("application", name=re.compile("put back in place"))
        self.where = self.page.locator(".where")
        self.place = self.page.get_by_role("slider", name="Place of the patch")
        self.answer_field = self.page.get_by_role("textbox", name="Your answer")
        self.amounts = self.page.locator(".step .amount")
        self.cell = self.amounts.last

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def steps(self) -> list[float]:
        """What the steps add, as they are written."""
        return [float(text) for text in self.amounts.all_inner_texts()[:-3]]

    def answer(self, text: str) -> None:
        """Type an answer and press Enter."""
        self.answer_field.fill(text)
        self.answer_field.press("Enter")


@pytest.fixture
def patches(screen):
    """Page 2, at its most usual size."""
    screen.open("patches_to_map")
    found = Patches(screen)
    expect(found.cell).to_have_text(re.compile(r"^\d+\.\d{4}$"))
    return found


@pytest.mark.long
def test_the_first_question_is_answered_by_the_vector_and_the_second_by_the_steps(patches):
    caption = patches.page.locator("figure:has(canvas.vector) figcaption").inner_text()
    patches.answer(re.findall(r"\d+", caption)[0])
    expect(patches.page.get_by_text(re.compile(r"^Right: "))).to_be_visible()
    patches.page.locator(".st-key-another_patches_to_map button").click()
    expect(patches.cell).to_have_text("?")
    predicted = max(sum(patches.steps()), 0)
    patches.answer(f"{predicted:.3f}")
    expect(patches.page.get_by_text(re.compile(r"^Right: "))).to_be_visible()
    expect(patches.cell).to_have_text(re.compile(r"^\d+\.\d{4}$"))
    assert float(patches.cell.inner_text()) == pytest.approx(predicted, abs=0.001)
    expect(patches.page.get_by_text("1 of 9 lessons solved")).to_be_visible()


@pytest.mark.long
def test_play_puts_the_vectors_back_until_the_last(patches):
    patches.page.locator(".speed").select_option("60")
    patches.button("Play").click()
    expect(patches.button("Pause")).to_be_visible()
    expect(patches.where).to_contain_text("row 10, column 10")
    expect(patches.button("Play")).to_be_visible()


@pytest.mark.long
def test_arrow_keys_step_and_space_plays_and_pauses(patches):
    patches.stage.focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp"):
        patches.page.keyboard.press(key)
    expect(patches.where).to_contain_text("row 0, column 1")
    patches.page.keyboard.press("Space")
    expect(patches.button("Pause")).to_be_visible()
    patches.page.keyboard.press("Space")
    expect(patches.button("Play")).to_be_visible()
    patches.page.keyboard.press("End")
    expect(patches.where).to_contain_text("row 10, column 10")


def test_the_patch_is_dragged_in_the_map_and_every_sum_adds_up(patches):
    box = patches.page.locator("canvas.single").bounding_box()
    at = lambda share: (box["x"] + share * box["width"], box["y"] + share * box["height"])  # noqa: E731
    patches.page.mouse.move(*at(0.05))
    patches.page.mouse.down()
    for share in (0.2, 0.5, 0.95):
        patches.page.mouse.move(*at(share))
    expect(patches.where).to_contain_text("row 10, column 10")
    patches.page.mouse.move(*at(0.5))
    expect(patches.where).to_contain_text("row 5, column 5")
    patches.page.mouse.up()
    before = float(patches.amounts.nth(-3).inner_text())
    assert before == pytest.approx(sum(patches.steps()), abs=0.001)
    assert float(patches.cell.inner_text()) == max(before, 0)


@pytest.mark.long
def test_a_click_on_the_vector_chooses_its_filter(patches):
    box = patches.page.locator("canvas.vector").bounding_box()
    patches.page.mouse.click(box["x"] + box["width"] - 4, box["y"] + box["height"] - 4)
    expect(patches.where).to_contain_text("map 63")
    expect(patches.page.get_by_label("Filter, 0 to 63")).to_have_value("63")
