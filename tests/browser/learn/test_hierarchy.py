"""Page 8 of Learn in Chromium: what a cell sees, and the patches that excite the filters."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen


class Fields:
    """Page 8's figures on a screen.

    Args:
        screen: with the page open.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen, self.page = screen, screen.page
        self.stage = self.page.get_by_role("application", name=re.compile("one map of each layer"))
        self.maps = self.page.locator(".maps canvas")
        self.where = self.page.locator(".where")
        self.filters = self.page.locator("canvas.filters")
        self.chosen = self.page.locator(".name")
        self.answer_field = self.page.get_by_role("textbox", name="Your answer")

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def point(self, layer: int, share: float) -> None:
        """Move the pointer over a layer's map, so far from its corner."""
        box = self.maps.nth(layer).bounding_box()
        self.page.mouse.move(box["x"] + share * box["width"], box["y"] + share * box["height"])

    def answer(self, text: str) -> None:
        """Type an answer and press Enter."""
        self.answer_field.fill(text)
        self.answer_field.press("Enter")


@pytest.fixture
def fields(screen):
    """Page 8, at its most usual size, its first patches found."""
    screen.open("hierarchy")
    screen.page.get_by_role("radio", name="2 Every layer and filter").click()
    found = Fields(screen)
    expect(found.filters).to_be_visible()
    return found


def test_three_layers_are_seen_and_a_patch_is_asked_about(screen):
    screen.open("hierarchy")
    page = screen.page
    for name, size in (("conv1", 3), ("conv2", 8), ("conv3", 18)):
        rows = page.get_by_role("img", name=f"The strongest patches of {name}, {size} x {size}")
        pictures = rows.locator("img")
        expect(pictures).to_have_count(12)
        # As many pixels as a cell sees, whatever the size at which they are drawn.
        assert pictures.first.evaluate("image => image.naturalWidth") == size
    widths = page.locator(".patch_row img").evaluate_all("all => all.map(one => one.width)")
    assert max(widths) - min(widths) <= 1
    asked = page.get_by_role("img", name="A patch. Its layer is asked for.")
    pixels = asked.evaluate("image => image.naturalWidth")
    answer = {3: "conv1", 8: "conv2", 18: "conv3"}[pixels]
    page.get_by_role("radiogroup", name="Your answer").get_by_text(answer, exact=True).click()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text(re.compile(f"^Right: {answer}"))).to_be_visible()


def test_on_a_phone_a_harder_question_comes_with_its_patch_in_view(narrow_screen):
    narrow_screen.open("hierarchy")
    page = narrow_screen.page
    page.get_by_role("radiogroup", name="Your answer").get_by_text("conv3", exact=True).click()
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_role("button", name="A harder question").click()
    expect(page.get_by_role("img", name="A patch. Its filter is asked for.")).to_be_in_viewport(
        ratio=1
    )
    expect(page.get_by_role("heading", name="Question 2")).to_be_in_viewport(ratio=1)


@pytest.mark.long
def test_what_a_cell_sees_is_read_out_once_the_pointer_rests(fields):
    fields.point(4, 0.5)
    expect(fields.page.locator(".fields .spoken")).to_have_text(re.compile("It sees 18 x 18"))


@pytest.mark.long
def test_the_pointer_goes_deeper_and_sees_more(fields):
    for layer, seen in ((0, "3 x 3"), (1, "4 x 4"), (2, "? x ?"), (3, "10 x 10"), (4, "18 x 18")):
        fields.point(layer, 0.5)
        expect(fields.where).to_contain_text(f"It sees {seen} pixels")
    expect(fields.where).to_contain_text("rows 4 to 21, columns 4 to 21")
    fields.point(4, 0.95)
    expect(fields.where).to_contain_text("rows 8 to 25, columns 8 to 25")


@pytest.mark.long
def test_keys_move_over_a_map_and_go_deeper_and_space_plays_to_the_last_layer(fields):
    fields.stage.focus()
    for _ in range(4):
        fields.page.keyboard.press("PageDown")
    expect(fields.where).to_contain_text("conv3")
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowUp"):
        fields.page.keyboard.press(key)
    expect(fields.where).to_contain_text("row 0, column 0")
    fields.page.keyboard.press("PageUp")
    expect(fields.where).to_contain_text("pool2")
    fields.page.keyboard.press("PageDown")
    fields.page.keyboard.press("Space")
    expect(fields.where).to_contain_text("conv1")
    expect(fields.button("Pause")).to_be_visible()
    expect(fields.where).to_contain_text("conv3")
    expect(fields.button("Play")).to_be_visible()


@pytest.mark.long
def test_a_click_on_a_map_shows_its_layers_patches(fields):
    expect(fields.page.get_by_text("the 32 filters of conv1, 3 x 3 pixels")).to_be_visible()
    fields.maps.nth(4).click()
    expect(fields.page.get_by_text("the 64 filters of conv3, 18 x 18 pixels")).to_be_visible()
    expect(fields.page.get_by_role("radio", name="conv3")).to_be_checked()


@pytest.mark.long
def test_filters_are_browsed_by_click_keys_and_buttons(fields):
    fields.filters.click(position={"x": 5, "y": 5})
    expect(fields.chosen).to_have_text("Filter 0")
    fields.page.keyboard.press("ArrowRight")
    expect(fields.chosen).to_have_text("Filter 1")
    fields.page.keyboard.press("ArrowDown")
    expect(fields.chosen).to_have_text("Filter 7")
    fields.button("Next filter").click()
    expect(fields.chosen).to_have_text("Filter 8")
    expect(fields.page.locator(".card:visible")).to_have_count(9)
    values = [float(t) for t in fields.page.locator(".card span:last-child").all_inner_texts()[1:]]
    assert values == sorted(values, reverse=True)
