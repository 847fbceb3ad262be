"""The Draw page in Chromium: digits drawn by mouse are read right, and nothing is lost."""

import io
import re

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from cnn.datasets import mnist_available
from cnn.handwriting.examples import EXAMPLES
from tests.browser.accessibility import axe_violations, measured_violations
from tests.browser.lossy_line import choose_messages
from tests.browser.screen import KEPT

CROSSED_SEVEN = next(example for example in EXAMPLES if example.title == "7, crossed")
ONE_HAND_EACH = [[e for e in EXAMPLES if e.digit == digit][-1] for digit in range(10)]
# In the window but for what a place between two pixels cuts off.
WHOLE = 0.97


@pytest.mark.each_change
def test_a_digit_drawn_on_a_narrow_dark_screen_is_read_and_goes_to_the_other_pages(narrow_screen):
    narrow_screen.open()
    narrow_screen.clear()
    narrow_screen.draw(CROSSED_SEVEN)
    narrow_screen.expect_prediction(7)
    for title in ("Feature maps", "Filters", "Draw"):
        narrow_screen.go(title)
        narrow_screen.expect_no_sideways_scrolling()
    narrow_screen.expect_prediction(7)


@pytest.mark.long
@pytest.mark.parametrize("size", [(1.0, 0.0), (0.4, 150.0)], ids=["large", "small, in a corner"])
def test_all_ten_digits_drawn_by_mouse_are_read(screen, size):
    screen.open()
    for example in ONE_HAND_EACH:
        screen.clear()
        screen.draw(example, *size)
        screen.expect_prediction(example.digit)


def test_undo_takes_back_a_stroke_and_a_clearing(screen):
    screen.open()
    screen.clear()
    screen.draw(CROSSED_SEVEN)
    screen.expect_prediction(7)
    screen.clear()
    screen.page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(screen.page.get_by_text("The canvas is empty.")).to_have_count(0)
    screen.expect_prediction(7)


@pytest.mark.long
def test_the_eraser_makes_another_digit(screen):
    screen.open()
    eight = next(example for example in EXAMPLES if example.title == "8, two circles")
    screen.page.get_by_role("button", name=eight.title).click()
    screen.expect_prediction(8)
    before = screen.prediction.inner_text()
    screen.page.get_by_text("Eraser", exact=True).click()
    screen.wait_until_whole()
    screen.stroke([[60, 60], [220, 60], [60, 95], [220, 95], [60, 120], [220, 120]])
    expect(screen.prediction).not_to_have_text(before, use_inner_text=True)
    screen.expect_prediction(0)


@pytest.mark.long
def test_the_drawing_is_there_again_after_a_look_elsewhere_and_a_reload(screen):
    screen.open()
    screen.clear()
    screen.draw(CROSSED_SEVEN)
    screen.expect_prediction(7)
    screen.go("Filters")
    screen.go("Draw")
    screen.expect_prediction(7)
    # A further stroke joins what was there: with it still on the canvas this stays a seven.
    screen.stroke([[120, 150], [150, 150]])
    expect(screen.page.get_by_text("Your drawing.")).to_be_visible()
    screen.expect_prediction(7)
    screen.wait_until_kept(len(CROSSED_SEVEN.strokes) + 1)
    screen.page.reload()
    screen.wait_until_whole()
    screen.expect_prediction(7)
    expect(screen.page.get_by_text("Your drawing.")).to_be_visible()


@pytest.mark.long
def test_strokes_that_never_came_to_the_server_are_there_after_a_reload(screen):
    is_cut, lost = False, []

    def is_sent(message: bytes) -> bool:
        if is_cut:
            lost.append(message)
        return not is_cut

    choose_messages(screen.page, to_server=is_sent)
    screen.open()
    screen.clear()
    screen.wait_until_at_rest()
    is_cut = True
    screen.draw(CROSSED_SEVEN)
    screen.wait_until(lambda: len(lost) >= len(CROSSED_SEVEN.strokes))
    is_cut = False
    screen.page.reload()
    screen.wait_until_whole()
    screen.expect_prediction(7)
    expect(screen.page.get_by_text("Your drawing.")).to_be_visible()
    screen.wait_until_kept(len(CROSSED_SEVEN.strokes))


# How often the tab has kept something from now on.
NOTE_KEEPING = """
() => {
  window.kept = 0
  const { setItem } = Storage.prototype
  Storage.prototype.setItem = function (...item) {
    setItem.apply(this, item)
    window.kept++
  }
}
"""


@pytest.mark.long
def test_what_the_server_says_late_of_an_earlier_drawing_is_not_kept(screen):
    is_held, answers = False, []

    def is_given(answer: bytes) -> bool:
        if is_held:
            answers.append(answer)
        return not is_held

    lines = choose_messages(screen.page, to_browser=is_given)
    screen.open()
    screen.clear()
    screen.wait_until_at_rest()
    is_held = True
    screen.stroke(CROSSED_SEVEN.strokes[0])
    screen.wait_until(lambda: any(b"kept_visit_drawing" in answer for answer in answers))
    early = list(answers)
    for stroke in CROSSED_SEVEN.strokes[1:]:
        screen.stroke(stroke)
    screen.page.wait_for_function(KEPT, arg=len(CROSSED_SEVEN.strokes))
    screen.page.evaluate(NOTE_KEEPING)
    for answer in early:
        lines[-1].send(answer)
    screen.page.wait_for_function("window.kept > 0")
    assert screen.page.evaluate(KEPT, len(CROSSED_SEVEN.strokes))


@pytest.mark.long
def test_two_tabs_are_two_visits(screen):
    screen.open()
    other_page = screen.page.context.new_page()
    other = type(screen)(other_page, screen.url)
    other.open()
    other.clear()
    other.draw(CROSSED_SEVEN)
    other.expect_prediction(7)
    screen.expect_prediction(3)


@pytest.mark.long
def test_the_examples_can_be_chosen_by_keyboard(screen):
    screen.open()
    nine = screen.page.get_by_role("button", name="9, with a curled foot")
    nine.focus()
    screen.page.keyboard.press("Enter")
    screen.expect_prediction(9)


def beside(first, second):
    """Two examples in one row, in canvas pixels."""
    return [
        stroke * 0.45 + np.array([x, 70])
        for x, example in ((0, first), (125, second))
        for stroke in example.strokes
    ]


def expect_digit_of_the_moment(screen, place, digit):
    expect(screen.page.locator(".answer")).to_contain_text(f"{place} of 2")
    picture = screen.page.get_by_role("img", name=f"The digit as read: {digit}")
    expect(picture).to_be_visible()


def test_a_click_on_a_frame_takes_another_digit(screen):
    screen.open()
    screen.clear()
    for stroke in beside(ONE_HAND_EACH[4], ONE_HAND_EACH[2]):
        screen.stroke(stroke.tolist())
    expect(screen.prediction).to_contain_text("42")
    expect_digit_of_the_moment(screen, 2, 2)
    box = screen.page.locator("svg.marks text", has_text="4").bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect_digit_of_the_moment(screen, 1, 4)
    found = screen.page.get_by_role("group", name="Digits found, in reading order")
    found.get_by_role("button", name="Digit 2, read as 2").click()
    expect_digit_of_the_moment(screen, 2, 2)
    screen.go("Feature maps")
    screen.go("Draw")
    expect(screen.prediction).to_contain_text("42")


def take_both(screen):
    """A picture of a four and a two, chosen as a file."""
    picture = Image.new("L", (560, 400), 255)
    pen = ImageDraw.Draw(picture)
    for stroke in beside(ONE_HAND_EACH[4], ONE_HAND_EACH[2]):
        pen.line([tuple(point) for point in (2 * stroke).tolist()], 20, 12, "curve")
    file = io.BytesIO()
    picture.save(file, "PNG")
    screen.page.get_by_role("button", name="Upload").click()
    screen.page.get_by_test_id("stPopoverBody").locator("input[type=file]").set_input_files(
        {"name": "both.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    expect(screen.prediction).to_contain_text("42")
    screen.page.keyboard.press("Escape")


@pytest.mark.long
def test_a_click_on_a_frame_of_a_picture_takes_another_digit(screen):
    screen.open()
    take_both(screen)
    frames = screen.page.get_by_role("group", name="Digits found in the picture")
    for place, digit in ((2, 2), (1, 4)):
        frames.get_by_role("button", name=f"Digit {place}, read as {digit}").click()
        expect_digit_of_the_moment(screen, place, digit)


def scribble(screen):
    """Draw what is no digit."""
    screen.clear()
    screen.stroke([[40, 140], [240, 60], [60, 60], [230, 220], [50, 200], [200, 40], [140, 240]])
    expect(screen.page.get_by_text("does not look like any digit")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("bring", [take_both, scribble])
def test_several_digits_and_no_digit_can_be_read_by_all(any_screen, bring):
    any_screen.open()
    any_screen.canvas.wait_for()
    bring(any_screen)
    any_screen.wait_until_whole()
    expect(any_screen.page.get_by_test_id("stPopoverBody")).to_have_count(0)
    any_screen.page.mouse.move(0, 0)
    found = [*axe_violations(any_screen.page), *measured_violations(any_screen.page)]
    assert not found, "\n".join(["", *found])


def test_the_first_words_the_answer_its_bars_and_its_image_are_in_the_first_screen(any_screen):
    any_screen.open()
    page = any_screen.page
    for part in (
        ".st-key-introduction",
        "canvas.upper-canvas",
        ".st-key-prediction",
        ".answer canvas",
        ".answer .bars",
    ):
        expect(page.locator(part).first).to_be_in_viewport(ratio=1)
    expect(page.locator(".bars li")).to_have_count(10)
    for layer in ("input", "conv1", "pool1", "conv2", "pool2", "conv3", "dense", "softmax"):
        expect(page.locator(".network-figure figure", has_text=layer)).to_have_count(1)
    page.get_by_role("link", name="New to CNNs? Begin with Learn 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Local patterns")


def test_the_page_stands_still_while_digits_are_drawn(any_screen):
    any_screen.open()
    parts = ("canvas.upper-canvas", ".st-key-examples", ".answer canvas", ".st-key-look_inside")

    def places() -> list[dict]:
        return [any_screen.page.locator(part).first.bounding_box() for part in parts]

    any_screen.canvas.wait_for()
    before = places()
    for stroke in EXAMPLES[3].strokes:
        any_screen.stroke(stroke.tolist())
    any_screen.expect_prediction(1)
    any_screen.wait_until_whole()
    assert places() == before


def test_the_answer_is_said_when_it_changes_and_not_when_the_page_opens(screen):
    screen.open()
    spoken = screen.page.get_by_role("status").filter(has_text="Read as")
    screen.expect_prediction(3)
    expect(spoken).to_have_count(0)
    screen.page.get_by_role("button", name="7, crossed").click()
    expect(spoken).to_have_text(re.compile(r"^Read as 7, with a probability of [\d.]+%\.$"))
    screen.page.get_by_role("button", name="9, with a curled foot").click()
    expect(spoken).to_have_text(re.compile(r"^Read as 9, "))


FOCUSED = """() => {
  let element = document.activeElement
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element.getAttribute("aria-label") || element.textContent
}"""


@pytest.mark.each_change
def test_by_keyboard_the_tools_come_first_and_the_examples_are_one_stop_with_arrow_keys(screen):
    screen.open()
    screen.canvas.wait_for()
    page = screen.page
    page.get_by_role("radio", name="Pen").focus()
    others = ("Upload", "Camera", *(["MNIST digit"] if mnist_available() else []), "Paste")
    for name in ("Undo", "Clear", "Strangeness", "Help", EXAMPLES[0].title, *others):
        page.keyboard.press("Tab")
        assert name in page.evaluate(FOCUSED)
    first, last = (page.get_by_role("button", name=EXAMPLES[at].title) for at in (0, -1))
    first.focus()
    for key, at in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("ArrowLeft", 0)):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == EXAMPLES[at].title
    page.keyboard.press("ArrowLeft")
    expect(first).to_be_focused()
    page.keyboard.press("End")
    expect(last).to_be_focused()
    page.keyboard.press("Enter")
    screen.expect_prediction(EXAMPLES[-1].digit)
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(last).to_be_focused()


@pytest.mark.long
def test_on_a_phone_the_strip_of_examples_shows_that_it_goes_on_and_where_it_ends(narrow_screen):
    narrow_screen.open()
    page = narrow_screen.page
    back, on = page.locator(".push.back"), page.locator(".push.on")
    last = page.get_by_role("button", name=EXAMPLES[-1].title)
    expect(on).to_be_visible()
    expect(back).to_be_hidden()
    expect(last).not_to_be_in_viewport(ratio=WHOLE)
    on.click()
    expect(back).to_be_visible()
    page.locator(".gallery").first.evaluate("(row) => row.scrollTo(row.scrollWidth, 0)")
    expect(last).to_be_in_viewport(ratio=WHOLE)
    expect(on).to_be_hidden()
    back.click()
    expect(on).to_be_visible()
    page.get_by_role("button", name=EXAMPLES[0].title).focus()
    page.keyboard.press("End")
    expect(last).to_be_in_viewport(ratio=WHOLE)


@pytest.mark.long
def test_on_a_phone_what_is_said_of_the_clipboard_has_a_row_of_its_own(narrow_screen):
    page = narrow_screen.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    narrow_screen.open()
    page.evaluate("navigator.clipboard.writeText('no picture')")
    paste, upload = (page.get_by_role("button", name=name) for name in ("Paste", "Upload"))
    assert abs(paste.bounding_box()["y"] - upload.bounding_box()["y"]) < 5
    paste.click()
    said = page.get_by_role("status").filter(has_text="There was no picture to take.")
    expect(said).to_be_visible()
    assert said.bounding_box()["width"] > 300
    narrow_screen.expect_no_sideways_scrolling()


def test_what_can_be_pressed_is_large_enough(any_screen):
    any_screen.open()
    any_screen.canvas.wait_for()
    drawing = any_screen.page.locator(".st-key-drawing")
    # Links within a sentence are as high as its lines, and Streamlit's own sign of help is small.
    pressed = "button:not([data-testid=stTooltipHoverTarget] *), [role=radio], a[href]:not(p a)"
    for control in drawing.locator(pressed).all():
        box = control.bounding_box()
        if box is not None:
            assert min(box["width"], box["height"]) >= 24, control.inner_html()
