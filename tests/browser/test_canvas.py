"""The canvas in Chromium: nothing lies over it, tools act at once, two fingers leave no line."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from cnn.handwriting.examples import EXAMPLES, FIRST_EXAMPLE
from tests.browser.fingers import Fingers
from tests.browser.screen import Screen
from tests.browser.slow_line import slow_line
from tests.browser.test_pictures import photo_of
from tests.serving import ROOT, serving

# A stroke from here begins where the canvas's own toolbar would lie.
UNDER_TOOLBAR = [[200.0, 12.0], [200.0, 150.0]]
LEFT = [[60.0, 60.0], [60.0, 220.0]]
MIDDLE = [[140.0, 60.0], [140.0, 220.0]]
RIGHT = [[220.0, 60.0], [220.0, 220.0]]
ACROSS_LEFT = [[30.0, 140.0], [90.0, 140.0]]

# The colour of one pixel of the finished ink, which lies under the canvas that takes the presses;
# a canvas draws in the frame after.
COLOUR = """
async (upper, [x, y]) => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
  const finished = upper.parentElement.querySelector(".lower-canvas").getContext("2d")
  return [...finished.getImageData(x, y, 1, 1).data.slice(0, 3)]
}
"""
IS_DARK = """
([upper, isDark]) => {
  const finished = upper.parentElement.querySelector(".lower-canvas").getContext("2d")
  return finished.getImageData(3, 276, 1, 1).data[0] < 60 === isDark
}
"""
TOOLBAR_DISPLAY = """
(upper) => getComputedStyle(upper.getRootNode().querySelector(".dc-toolbar")).display
"""
CORNER = [3, 276]


def colour(screen: Screen, place: list[float]) -> np.ndarray:
    """Red, green and blue of a place of the canvas."""
    return np.array(screen.canvas.evaluate(COLOUR, [round(value) for value in place]))


def is_ink(screen: Screen, place: list[float]) -> bool:
    """Whether there is ink at a place of the canvas."""
    return bool(np.abs(colour(screen, place) - colour(screen, CORNER)).max() > 100)


def inked(screen: Screen, *strokes: list[list[float]]) -> list[bool]:
    """Whether there is ink in the middle of each stroke."""
    return [is_ink(screen, np.mean(stroke, axis=0).tolist()) for stroke in strokes]


def press(screen: Screen, name: str) -> None:
    """Press a tool, and wait for nothing."""
    role = "radio" if name in ("Pen", "Eraser") else "button"
    screen.page.get_by_role(role, name=name, exact=True).first.click()


def expect_kept(screen: Screen, *strokes: list[list[float]]) -> None:
    """What the browser shows is what the server keeps: it comes again after another page."""
    shown = inked(screen, *strokes)
    screen.go("Filters")
    screen.go("Draw")
    screen.canvas.wait_for()
    assert inked(screen, *strokes) == shown


@pytest.fixture(params=[0.12, pytest.param(0.5, marks=pytest.mark.long)], ids=["120 ms", "500 ms"])
def slow_screen(screen, request):
    with slow_line(screen.url) as line:
        far = Screen(screen.page, line.url)
        far.open()
        far.canvas.wait_for()
        line.round_trip = request.param
        yield far
        screen.page.goto("about:blank")


def test_a_stroke_right_after_each_tool_is_neither_lost_nor_misread_on_a_slow_line(slow_screen):
    press(slow_screen, "Clear")
    slow_screen.stroke(LEFT)
    press(slow_screen, "Undo")
    slow_screen.stroke(MIDDLE)
    slow_screen.stroke(RIGHT)
    assert inked(slow_screen, LEFT, MIDDLE, RIGHT) == [False, True, True]
    press(slow_screen, "Undo")
    press(slow_screen, "Undo")
    slow_screen.stroke(LEFT)
    assert inked(slow_screen, LEFT, MIDDLE, RIGHT) == [True, False, False]
    press(slow_screen, "Eraser")
    slow_screen.stroke(ACROSS_LEFT)
    assert inked(slow_screen, LEFT) == [False]
    press(slow_screen, "Pen")
    slow_screen.stroke(RIGHT)
    assert inked(slow_screen, LEFT, RIGHT) == [False, True]
    assert is_ink(slow_screen, LEFT[0])
    slow_screen.wait_until_whole()
    expect_kept(slow_screen, LEFT, MIDDLE, RIGHT)
    press(slow_screen, "Undo")
    press(slow_screen, "Undo")
    assert inked(slow_screen, LEFT, RIGHT) == [True, False]
    press(slow_screen, "Clear")
    slow_screen.draw(EXAMPLES[-1])
    slow_screen.expect_prediction(EXAMPLES[-1].digit)
    expect(slow_screen.page.get_by_text("Your drawing.")).to_be_visible()
    press(slow_screen, "Undo")
    press(slow_screen, "Undo")
    assert inked(slow_screen, LEFT) == [True]


def test_clear_takes_up_the_pen_for_there_is_nothing_to_erase(screen):
    screen.open()
    screen.canvas.wait_for()
    screen.stroke(LEFT)
    press(screen, "Eraser")
    press(screen, "Clear")
    screen.stroke(RIGHT)
    assert inked(screen, LEFT, RIGHT) == [False, True]
    expect(screen.page.get_by_role("radio", name="Pen", exact=True)).to_be_checked()
    screen.expect_prediction(1)


def test_a_stroke_just_before_a_look_at_another_page_is_not_lost_on_a_slow_line(slow_screen):
    slow_screen.stroke(LEFT)
    slow_screen.expect_prediction(1)
    slow_screen.stroke(RIGHT)
    slow_screen.go("Filters")
    slow_screen.go("Draw")
    slow_screen.canvas.wait_for()
    assert inked(slow_screen, LEFT, RIGHT) == [True, True]
    expect_kept(slow_screen, LEFT, RIGHT)


def test_the_first_stroke_over_an_example_begins_a_clean_canvas_and_undo_brings_it_back(screen):
    screen.open()
    example = np.mean(EXAMPLES[7].strokes[0][:2], axis=0).tolist()
    screen.page.get_by_role("button", name=EXAMPLES[7].title).click()
    screen.expect_prediction(EXAMPLES[7].digit)
    assert is_ink(screen, example)
    box = screen.canvas.bounding_box()
    screen.page.mouse.move(box["x"] + 250, box["y"] + 250)
    screen.page.mouse.down()
    assert not is_ink(screen, example)
    screen.page.mouse.up()
    expect(screen.page.get_by_role("button", name="Undo", exact=True)).to_have_attribute(
        "title", re.compile("Ctrl")
    )
    screen.page.keyboard.press("Control+z")
    assert is_ink(screen, example)
    expect(screen.page.get_by_text("This is an example.")).to_be_visible()
    screen.stroke(RIGHT)
    screen.stroke(LEFT)
    assert inked(screen, RIGHT, LEFT) == [True, True]
    assert not is_ink(screen, example)


def upload_a_seven(screen: Screen) -> None:
    """Choose a picture and wait for its answer."""
    screen.page.get_by_role("button", name="Upload").click()
    seven = next(example for example in EXAMPLES if example.title == "7, plain")
    picture = {"name": "seven.png", "mimeType": "image/png", "buffer": photo_of(seven)}
    screen.page.locator(".st-key-picture input[type=file]").set_input_files(picture)
    screen.expect_prediction(7)
    screen.page.keyboard.press("Escape")


@pytest.mark.each_change
def test_undo_goes_back_from_a_picture_to_the_drawing_and_then_takes_back_a_stroke(screen):
    screen.open()
    screen.stroke(LEFT)
    screen.expect_prediction(1)
    upload_a_seven(screen)
    press(screen, "Undo")
    screen.expect_prediction(1)
    assert inked(screen, LEFT) == [True]
    press(screen, "Undo")
    assert inked(screen, LEFT) == [False]
    screen.expect_prediction(3)


@pytest.mark.long
def test_the_first_stroke_after_a_picture_begins_a_clean_canvas_unless_one_drew_on_it(screen):
    screen.open()
    example = np.mean(FIRST_EXAMPLE.strokes[0][:2], axis=0).tolist()
    assert is_ink(screen, example)
    upload_a_seven(screen)
    screen.stroke(RIGHT)
    screen.expect_prediction(1)
    assert not is_ink(screen, example)
    upload_a_seven(screen)
    screen.stroke(LEFT)
    expect(screen.prediction).to_contain_text("11")
    assert inked(screen, LEFT, RIGHT) == [True, True]


@pytest.mark.each_change
def test_a_finger_draws_where_the_toolbar_would_lie_from_the_first_moment(phone):
    phone.page.goto(phone.url)
    phone.canvas.wait_for()
    assert phone.canvas.evaluate(TOOLBAR_DISPLAY) == "none"
    Fingers(phone).stroke(UNDER_TOOLBAR)
    assert is_ink(phone, UNDER_TOOLBAR[0])
    phone.expect_prediction(1)
    phone.page.get_by_role("button", name="Undo", exact=True).first.tap()
    expect(phone.page.get_by_text("This is an example.")).to_be_visible()
    assert not is_ink(phone, UNDER_TOOLBAR[0])


def test_two_fingers_zoom_the_page_and_leave_no_line(phone):
    phone.open()
    phone.canvas.wait_for()
    fingers = Fingers(phone)
    fingers.stroke(LEFT)
    fingers.send("touchStart", [130, 100])
    fingers.send("touchMove", [140, 105])
    fingers.send("touchStart", [140, 105], [200, 200])
    for step in range(1, 12):
        fingers.send(
            "touchMove", [140 - 4 * step, 105 - 3 * step], [200 + 4 * step, 200 + 3 * step]
        )
    fingers.send("touchEnd")
    phone.page.wait_for_function("visualViewport.scale > 1.2")
    assert inked(phone, LEFT) == [True]
    assert not is_ink(phone, [135, 102])
    # The stroke of before is the only one that can be undone.
    phone.page.get_by_role("button", name="Undo", exact=True).first.dispatch_event("click")
    assert inked(phone, LEFT) == [False]
    expect(phone.page.get_by_text("This is an example.")).to_be_visible()


@pytest.mark.parametrize("pointer", ["mouse", pytest.param("pen", marks=pytest.mark.long)])
def test_a_stroke_begins_where_the_toolbar_would_lie_with(screen, pointer):
    screen.page.goto(screen.url)
    screen.canvas.wait_for()
    box = screen.canvas.bounding_box()
    session = screen.page.context.new_cdp_session(screen.page)
    (x, top), (_, bottom) = np.add(UNDER_TOOLBAR, [box["x"], box["y"]])
    place = {"x": x, "button": "left", "pointerType": pointer, "clickCount": 1}
    session.send(
        "Input.dispatchMouseEvent", {"type": "mouseMoved", "y": top, **place, "button": "none"}
    )
    session.send(
        "Input.dispatchMouseEvent", {"type": "mousePressed", "y": top, "buttons": 1, **place}
    )
    for y in np.linspace(top, bottom, 8)[1:]:
        session.send(
            "Input.dispatchMouseEvent", {"type": "mouseMoved", "y": y, "buttons": 1, **place}
        )
    session.send("Input.dispatchMouseEvent", {"type": "mouseReleased", "y": bottom, **place})
    assert is_ink(screen, UNDER_TOOLBAR[0])
    screen.expect_prediction(1)


@pytest.mark.long
def test_the_paper_is_dark_in_the_dark_theme_and_a_drawing_is_the_same_in_both(narrow_screen):
    narrow_screen.open()
    narrow_screen.canvas.wait_for()
    narrow_screen.stroke(LEFT)
    press(narrow_screen, "Eraser")
    narrow_screen.stroke(ACROSS_LEFT)
    for scheme, is_dark in (("dark", True), ("light", False), ("dark", True)):
        narrow_screen.page.emulate_media(color_scheme=scheme)
        narrow_screen.page.wait_for_function(
            IS_DARK, arg=[narrow_screen.canvas.element_handle(), is_dark]
        )
        assert is_ink(narrow_screen, LEFT[0])
        assert inked(narrow_screen, LEFT) == [False]


@pytest.fixture
def marked(browser):
    script = Path(__file__).with_name("marked_canvas_page.py")
    with serving(script, None, PYTHONPATH=str(ROOT)) as server:
        page = browser.new_page()
        page.goto(server.url)
        yield Screen(page, server.url)
        page.close()


@pytest.mark.long
def test_a_press_on_a_frames_label_takes_its_digit_and_a_stroke_from_there_is_a_stroke(marked):
    frames = marked.page.locator(".marks .frame")
    expect(frames).to_have_count(2)
    expect(marked.page.locator(".marks .dot")).to_have_count(1)
    box = marked.canvas.bounding_box()
    on_label = (box["x"] + 15, box["y"] + 30)
    marked.page.mouse.click(*on_label)
    expect(marked.page.get_by_text("The digit at place 0")).to_be_visible()
    expect(marked.page.locator(".marks .chosen text")).to_have_text("4")
    assert not is_ink(marked, [15, 30])
    marked.page.mouse.move(*on_label)
    marked.page.mouse.down()
    expect(frames).to_have_count(0)
    marked.page.mouse.move(on_label[0], on_label[1] + 150)
    marked.page.mouse.up()
    expect(marked.page.get_by_text("1 strokes")).to_be_visible()
    expect(frames).to_have_count(2)
    assert is_ink(marked, [15, 100])
