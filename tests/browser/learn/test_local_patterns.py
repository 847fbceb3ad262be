"""The Learn section in Chromium: its frame, its menu, and page 1 with its sliding window."""

import re

import pytest
from playwright.sync_api import Locator, expect

from pages.parts.lessons import LESSONS
from tests.browser.screen import PAGES, Screen
from tests.serving import ROOT, serving


class Window:
    """Page 1's sliding window on a screen.

    Args:
        screen: with the page open.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.page = screen.page
        self.stage = self.page.get_by_role("application", name=re.compile("fills cell by cell"))
        self.where = self.page.locator(".where")
        self.after = self.page.locator(".after")
        self.place = self.page.get_by_role("slider", name="Place of the window")
        self.answer_field = self.page.get_by_role("textbox", name="Your answer")

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def cell(self, row: int, column: int) -> Locator:
        """A cell of the kernel."""
        return self.page.get_by_role("textbox", name=f"Kernel, row {row}, column {column}")

    def answer(self, text: str) -> None:
        """Type an answer and press Enter."""
        self.answer_field.fill(text)
        self.answer_field.press("Enter")

    def patch_times_kernel(self) -> float:
        """What the cell under the window should be after ReLU, from what the page shows."""
        patch = self.page.locator(".patch > div").all_inner_texts()
        kernel = [field.input_value() for field in self.page.locator(".kernel > input").all()]
        bias = float(self.page.get_by_label("+ bias").input_value())
        terms = zip(patch, kernel, strict=True)
        return max(sum(float(pixel) * float(weight) for pixel, weight in terms) + bias, 0.0)

    def sums(self, of: str) -> list[str]:
        """A sum where the digit stood at first and where it is now: of window or unit."""
        return [self.page.locator(f".{of}-{when}").inner_text() for when in ("first", "moved")]

    def ask_another(self) -> None:
        """Go on to a harder question."""
        self.page.locator(".st-key-another_local_patterns button").click()


@pytest.fixture
def window(screen):
    """Page 1, at its most usual size."""
    screen.open("local_patterns")
    found = Window(screen)
    expect(found.after).to_have_text(re.compile(r"^\d+\.\d{4}$"))
    return found


def test_the_first_question_is_answered_from_the_figure_and_then_harder_ones_are(window):
    assert float(window.after.inner_text()) == pytest.approx(window.patch_times_kernel(), abs=0.02)
    window.answer(str(window.page.locator(".kernel > input").count()))
    expect(window.page.get_by_text(re.compile(r"^Right: "))).to_be_visible()
    window.ask_another()
    expect(window.after).to_have_text("?")
    products = window.page.locator(".products > div").all_inner_texts()
    window.answer(f"{max(sum(map(float, products)), 0):.2f}")
    expect(window.page.get_by_text(re.compile(r"^Right: "))).to_be_visible()
    expect(window.after).to_have_text(re.compile(r"^\d+\.\d{4}$"))
    assert float(window.after.inner_text()) == pytest.approx(window.patch_times_kernel(), abs=0.02)
    mark = window.page.get_by_test_id("stSidebarNavLink").filter(has_text="1 Local patterns")
    expect(mark).to_contain_text("check_circle")
    expect(window.page.get_by_text("1 of 9 lessons solved")).to_be_visible()


@pytest.mark.each_change
def test_a_moved_digit_keeps_the_windows_sum_and_changes_the_dense_units(window):
    at_first = window.sums("window")[0]
    where = window.where.inner_text()
    assert window.sums("window") == [at_first, at_first]
    assert len(set(window.sums("unit"))) == 1
    window.button("Move the digit right").click()
    window.button("Move the digit right").click()
    expect(window.page.locator(".moving .said")).to_contain_text("Moved 2 right")
    assert window.where.inner_text() != where
    assert window.sums("window") == [at_first, at_first]
    before, after = map(float, window.sums("unit"))
    assert abs(before - after) > 0.1
    assert window.patch_times_kernel() == pytest.approx(float(at_first), abs=0.02)
    window.stage.focus()
    window.page.keyboard.press("Shift+ArrowLeft")
    expect(window.page.locator(".moving .said")).to_contain_text("Moved 1 right")
    window.button("Back").click()
    expect(window.where).to_have_text(where)
    assert len(set(window.sums("unit"))) == 1


@pytest.mark.long
def test_the_two_maps_have_one_size_and_one_edge_and_the_products_one_row(any_screen):
    any_screen.open("local_patterns")
    place = lambda name: any_screen.page.locator(name).bounding_box()  # noqa: E731
    given, made = place("canvas.given"), place("canvas.made")
    for side in ("y", "width", "height"):
        assert given[side] == pytest.approx(made[side], abs=1)
    parts = [place(f".cells.{name}") for name in ("patch", "kernel", "products")]
    assert len({round(part["y"]) for part in parts}) == 1
    assert parts[-1]["x"] + parts[-1]["width"] <= any_screen.page.viewport_size["width"]


@pytest.mark.long
def test_play_fills_the_map_and_pause_stops_it(window):
    window.page.locator(".speed").select_option("150")
    window.button("Play").click()
    expect(window.button("Pause")).to_be_visible()
    expect(window.where).to_have_text(re.compile(r"^Row [3-9], "))
    window.button("Pause").click()
    stopped = window.place.input_value()
    expect(window.button("Play")).to_be_visible()
    assert 3 * 26 <= int(stopped) < 26 * 26
    window.button("Play").click()
    expect(window.where).to_have_text("Row 25, column 25:")
    expect(window.button("Play")).to_be_visible()


@pytest.mark.long
def test_arrow_keys_step_and_space_plays(window):
    window.stage.focus()
    window.page.keyboard.press("Home")
    expect(window.where).to_have_text("Row 0, column 0:")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp"):
        window.page.keyboard.press(key)
    expect(window.where).to_have_text("Row 0, column 1:")
    window.page.keyboard.press("Space")
    expect(window.button("Pause")).to_be_visible()
    window.page.keyboard.press("Space")
    expect(window.button("Play")).to_be_visible()
    window.page.keyboard.press("End")
    expect(window.where).to_have_text("Row 25, column 25:")


@pytest.mark.long
def test_the_window_is_dragged_over_the_digit(window):
    box = window.page.locator("canvas.given").bounding_box()
    cell = box["width"] / 28
    window.page.mouse.move(box["x"] + 5.5 * cell, box["y"] + 7.5 * cell)
    window.page.mouse.down()
    expect(window.where).to_have_text("Row 6, column 4:")
    window.page.mouse.move(box["x"] + 20.5 * cell, box["y"] + 7.5 * cell, steps=5)
    expect(window.where).to_have_text("Row 6, column 19:")
    window.page.mouse.up()


@pytest.mark.long
def test_the_kernel_is_edited_in_place(window):
    window.answer("9")
    window.ask_another()
    window.answer("0")
    window.cell(1, 1).fill("0,5")
    expect(window.page.get_by_role("combobox", name="Kernel")).to_have_value("Your own")
    # Another kernel asks another question.
    expect(window.page.get_by_text(re.compile("^(Right|Not )"))).to_have_count(0)
    window.button("To the ?").click()
    expect(window.after).to_have_text("?")
    expect(window.cell(1, 1)).to_have_value("0,5")


@pytest.mark.long
def test_what_is_no_kernel_gets_a_clear_word_and_leaves_the_page_whole(window):
    window.cell(0, 2).fill("1e9")
    window.cell(0, 2).press("Enter")
    problem = window.page.get_by_role("alert").filter(has_text="is too large")
    expect(problem).to_contain_text("row 0, column 2")
    expect(window.cell(0, 2)).to_have_attribute("aria-invalid", "true")
    window.screen.wait_until_whole()
    window.cell(0, 2).fill("1")
    window.cell(0, 2).press("Enter")
    expect(problem).to_have_count(0)


@pytest.mark.long
def test_a_server_that_has_just_started_can_first_be_asked_for_any_page(browser):
    with serving(ROOT / "app.py") as fresh, browser.new_page() as page:
        screen = Screen(page, fresh.url)
        screen.open("translation")
        heading = page.get_by_role("heading", name="7 Moving the digit", exact=True, level=1)
        expect(heading).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.long
def test_the_pages_lead_from_one_to_the_next_and_each_asks_a_question(screen):
    screen.open("local_patterns")
    menu = screen.page.get_by_test_id("stSidebarNavLink")
    expect(menu.filter(has_text=LESSONS[0].numbered_title)).to_be_visible()
    links = menu.all_inner_texts()
    titles = [
        lesson.numbered_title
        for lesson in LESSONS
        if any(lesson.numbered_title in link for link in links)
    ]
    assert len(titles) == len(LESSONS)
    assert len(links) == len(PAGES)
    for title, following in zip(titles, [*titles[1:], None], strict=True):
        expect(screen.page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
        screen.wait_until_whole()
        expect(screen.page.get_by_role("heading", name="First question")).to_have_count(1)
        if following:
            foot = screen.page.locator(".st-key-lesson_foot")
            foot.get_by_role("link", name=following).click()
    screen.page.get_by_role("link", name="Draw another").click()
    expect(screen.page.get_by_role("heading", name="Draw", exact=True, level=1)).to_be_visible()
