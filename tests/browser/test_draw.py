"""The Draw page in Chromium: digits drawn by mouse are read right, and nothing is lost."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from cnn.handwriting.examples import EXAMPLES

CROSSED_SEVEN = next(example for example in EXAMPLES if example.title == "7, crossed")
ONE_HAND_EACH = [[e for e in EXAMPLES if e.digit == digit][-1] for digit in range(10)]


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
def test_the_drawing_is_there_again_after_a_look_elsewhere_and_a_reload_begins_anew(screen):
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
    screen.page.reload()
    screen.wait_until_whole()
    screen.expect_prediction(3)


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


def expect_chosen(screen, place: int) -> None:
    """Wait until one of two digits is that of the moment."""
    expect(screen.page.get_by_text(f"{place} of 2: 28 x 28 pixels")).to_be_visible()


def test_a_click_on_a_frame_takes_another_digit(screen):
    screen.open()
    screen.clear()
    for stroke in beside(ONE_HAND_EACH[4], ONE_HAND_EACH[2]):
        screen.stroke(stroke.tolist())
    expect(screen.prediction).to_contain_text("42")
    expect_chosen(screen, 2)
    box = screen.page.locator("svg.marks text", has_text="4").bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect_chosen(screen, 1)
    screen.page.get_by_role("button", name="Digit 2, read as 2").click()
    expect_chosen(screen, 2)
    screen.go("Feature maps")
    screen.go("Draw")
    expect(screen.prediction).to_contain_text("42")


def test_a_click_on_a_frame_of_a_picture_takes_another_digit(screen):
    screen.open()
    picture = Image.new("L", (560, 400), 255)
    pen = ImageDraw.Draw(picture)
    for stroke in beside(ONE_HAND_EACH[4], ONE_HAND_EACH[2]):
        pen.line([tuple(point) for point in (2 * stroke).tolist()], 20, 12, "curve")
    file = io.BytesIO()
    picture.save(file, "PNG")
    screen.page.get_by_role("button", name="Upload").click()
    screen.page.locator(".st-key-picture input[type=file]").set_input_files(
        {"name": "both.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    expect(screen.prediction).to_contain_text("42")
    screen.page.keyboard.press("Escape")
    frames = screen.page.get_by_role("group", name="Digits found in the picture")
    for place, answer in ((2, 2), (1, 4), (2, 2)):
        frames.get_by_role("button", name=f"Digit {place}, read as {answer}").click()
        expect_chosen(screen, place)
