"""My handwriting in Chromium: boxes written in by mouse, finger and pen, and what keeps them."""

import re

import numpy as np
import pytest
from playwright.sync_api import CDPSession, Locator, expect

from tests.browser.accessibility import axe_violations, measured_violations
from tests.browser.screen import Screen

# A slanted stroke in shares of a box's side, from its left upper corner.
STROKE = ((0.35, 0.2), (0.5, 0.5), (0.6, 0.85))
ACROSS = ((0.2, 0.5), (0.8, 0.5))


def open_sheet(screen: Screen) -> None:
    screen.page.goto(f"{screen.url}/experiment?experiment=my_handwriting")
    expect(box(screen, 0)).to_be_visible()
    screen.wait_until_whole()


def box(screen: Screen, number: int) -> Locator:
    return screen.page.locator(".boxes svg").nth(number)


def lines(screen: Screen, number: int) -> Locator:
    return box(screen, number).locator("polyline")


def cell(screen: Screen, digit: int, number: int) -> Locator:
    """One of the fifty in small; its number from 1 on."""
    return screen.page.get_by_role("button", name=re.compile(f"^{digit}, number {number}:"))


def places(screen: Screen, number: int, shares: tuple[tuple[float, float], ...]) -> np.ndarray:
    """Shares of a box's side as places in the window."""
    box(screen, number).scroll_into_view_if_needed()
    at = box(screen, number).bounding_box()
    return np.array([at["x"], at["y"]]) + np.array(shares) * at["width"]


def write(screen: Screen, number: int, shares: tuple[tuple[float, float], ...] = STROKE) -> None:
    """One stroke by mouse."""
    path = places(screen, number, shares).tolist()
    screen.page.mouse.move(*path[0])
    screen.page.mouse.down()
    for place in path[1:]:
        screen.page.mouse.move(*place, steps=8)
    screen.page.mouse.up()


def expect_written(screen: Screen, count: int) -> None:
    """So many boxes are filled, as the browser and the server have it."""
    expect(screen.page.locator(".count")).to_have_text(f"{count} of 50 written")
    said = f"fills {50 - count} of the 50" if count else "You have not written any digit yet"
    expect(screen.page.get_by_test_id("stMain")).to_contain_text(said)


@pytest.mark.each_change
def test_boxes_are_filled_by_mouse_and_kept_over_pages_and_a_reload(any_screen):
    screen = any_screen
    open_sheet(screen)
    expect_written(screen, 0)
    write(screen, 0)
    write(screen, 1)
    write(screen, 1, ACROSS)
    expect_written(screen, 2)
    expect(lines(screen, 1)).to_have_count(2)
    screen.go("Draw")
    screen.go("Experiment")
    expect_written(screen, 2)
    screen.page.reload()
    screen.wait_until_whole()
    expect_written(screen, 2)
    expect(lines(screen, 1)).to_have_count(2)
    screen.expect_no_sideways_scrolling()


def test_a_stroke_belongs_to_the_box_that_it_begins_in(screen: Screen):
    open_sheet(screen)
    write(screen, 0, ((0.5, 0.5), (1.6, 0.5)))
    expect_written(screen, 1)
    expect(lines(screen, 0)).to_have_count(1)
    expect(lines(screen, 1)).to_have_count(0)


def test_a_tap_writes_nothing_and_says_so(screen: Screen):
    open_sheet(screen)
    box(screen, 0).click()
    expect(screen.page.get_by_text("That was a tap.")).to_be_visible()
    expect_written(screen, 0)


def test_undo_and_clearing_a_box_and_all(screen: Screen):
    open_sheet(screen)
    for number in range(3):
        write(screen, number)
    screen.page.get_by_role("button", name="Clear box 2").click()
    expect_written(screen, 2)
    screen.page.keyboard.press("Control+z")
    expect_written(screen, 3)
    screen.page.get_by_role("button", name="Clear all boxes").click()
    expect_written(screen, 0)
    screen.page.get_by_role("button", name="Undo", exact=True).click()
    expect_written(screen, 3)
    screen.page.get_by_role("button", name="Undo", exact=True).click()
    expect_written(screen, 2)
    expect(lines(screen, 2)).to_have_count(0)


def test_the_next_digit_is_reached_by_button_and_by_keyboard(screen: Screen):
    open_sheet(screen)
    task = screen.page.locator(".task")
    expect(task).to_have_text("Write 0: 0 of 5 done")
    screen.page.get_by_role("button", name="Next digit").click()
    write(screen, 4)
    expect(task).to_have_text("Write 1: 1 of 5 done")
    for key, digit in (("PageDown", 2), ("Enter", 3), ("PageUp", 2), ("7", 7), ("0", 0)):
        screen.page.keyboard.press(key)
        expect(task).to_contain_text(f"Write {digit}:")
    screen.page.get_by_role("button", name="Previous digit").click()
    expect(task).to_contain_text("Write 9:")


def test_a_box_is_cleared_by_keyboard(screen: Screen):
    open_sheet(screen)
    write(screen, 0)
    write(screen, 1)
    screen.page.keyboard.press("ArrowLeft")
    screen.page.keyboard.press("Delete")
    expect_written(screen, 1)
    expect(lines(screen, 0)).to_have_count(0)


def test_any_of_the_fifty_is_written_again(screen: Screen):
    open_sheet(screen)
    cell(screen, 4, 2).click()
    write(screen, 1)
    write(screen, 1, ACROSS)
    expect(cell(screen, 4, 2)).to_have_attribute("aria-label", re.compile("yours"))
    screen.page.get_by_role("button", name="Next digit").click()
    cell(screen, 4, 2).click()
    expect(screen.page.get_by_text("begins it anew")).to_be_visible()
    write(screen, 1)
    expect(lines(screen, 1)).to_have_count(1)
    screen.page.keyboard.press("Control+z")
    expect(lines(screen, 1)).to_have_count(2)


def test_the_arrow_keys_go_through_the_fifty(screen: Screen):
    open_sheet(screen)
    cell(screen, 0, 1).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"):
        screen.page.keyboard.press(key)
    expect(cell(screen, 1, 2)).to_be_focused()
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator(".task")).to_contain_text("Write 1:")


def test_what_cannot_be_read_is_marked(screen: Screen):
    open_sheet(screen)
    # A dot, which our own script would not have taken.
    screen.page.evaluate(
        "() => sessionStorage.setItem('convoscope my handwriting', JSON.stringify({digit: 0,"
        " cells: [btoa(String.fromCharCode(90, 90, 90, 91)), ...Array(49).fill('')]}))"
    )
    screen.page.reload()
    screen.wait_until_whole()
    expect(screen.page.get_by_role("button", name="cannot be read as a digit")).to_have_count(1)
    expect(screen.page.get_by_text("count as not written")).to_be_visible()


def test_what_is_refused_is_told_once_and_leaves_an_empty_box(screen: Screen):
    open_sheet(screen)
    # Half a place, which our own script would not have kept.
    screen.page.evaluate(
        "() => sessionStorage.setItem('convoscope my handwriting', JSON.stringify({digit: 0,"
        " cells: [btoa(String.fromCharCode(90, 90, 90)), ...Array(49).fill('')]}))"
    )
    screen.page.reload()
    expect(screen.page.get_by_text("could not be read. Draw that digit again.")).to_be_visible()
    screen.wait_until_at_rest()
    expect_written(screen, 0)
    write(screen, 0)
    expect_written(screen, 1)
    expect(screen.page.get_by_text("could not be read. Draw that digit again.")).to_have_count(0)


def touch(session: CDPSession, kind: str, *at: list[float]) -> None:
    points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(at)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_one_finger_writes_and_two_do_not(phone: Screen):
    open_sheet(phone)
    session = phone.page.context.new_cdp_session(phone.page)
    path = places(phone, 0, ((0.3, 0.2), (0.4, 0.4), (0.5, 0.6), (0.6, 0.8))).tolist()
    touch(session, "touchStart", path[0])
    for place in path[1:]:
        touch(session, "touchMove", place)
    touch(session, "touchEnd")
    expect_written(phone, 1)
    one, other = places(phone, 1, ((0.3, 0.3), (0.7, 0.7))).tolist()
    touch(session, "touchStart", one)
    touch(session, "touchStart", one, other)
    for step in range(1, 5):
        touch(session, "touchMove", [one[0] - 4 * step, one[1]], [other[0] + 4 * step, other[1]])
    touch(session, "touchEnd")
    expect_written(phone, 1)
    assert box(phone, 0).bounding_box()["width"] > 150
    phone.page.get_by_role("button", name="Next digit").tap()
    expect(phone.page.locator(".task")).to_have_text("Write 1: 0 of 5 done")
    expect(phone.page.locator(".task")).to_be_in_viewport()


def test_a_pen_writes_and_the_hand_beside_it_does_not(phone: Screen):
    open_sheet(phone)
    session = phone.page.context.new_cdp_session(phone.page)

    def pen(kind: str, at: list[float], buttons: int) -> None:
        place = {"x": at[0], "y": at[1], "button": "left", "buttons": buttons, "clickCount": 1}
        session.send("Input.dispatchMouseEvent", {"type": kind, "pointerType": "pen", **place})

    path = places(phone, 0, STROKE).tolist()
    pen("mousePressed", path[0], 1)
    for at in path[1:]:
        pen("mouseMoved", at, 1)
    palm = places(phone, 1, ((0.3, 0.3), (0.6, 0.6))).tolist()
    touch(session, "touchStart", palm[0])
    touch(session, "touchMove", palm[1])
    touch(session, "touchEnd")
    pen("mouseReleased", path[-1], 0)
    expect_written(phone, 1)
    expect(lines(phone, 1)).to_have_count(0)


@pytest.mark.long
def test_a_network_learns_the_handwriting_and_it_is_said_what_came_of_it(screen: Screen):
    open_sheet(screen)
    for number in range(3):
        write(screen, number)
    expect_written(screen, 3)
    screen.page.get_by_role("button", name="Learn my handwriting").click()
    expect(screen.page.get_by_role("button", name="Cancel")).to_be_visible()
    screen.page.reload()
    expect(screen.page.get_by_role("button", name="Cancel")).to_be_visible()
    gained = screen.page.get_by_role("heading", name=re.compile("^Gained"))
    expect(gained).to_be_visible(timeout=240_000)
    expect(screen.page.get_by_text(re.compile("digit of yours"))).to_be_visible()
    screen.page.get_by_role("button", name="Use this network").click()
    expect(screen.page.get_by_text("is the network that reads your digits now")).to_be_visible()
    expect(screen.page.get_by_test_id("stToast")).to_have_count(0)  # Streamlit's own
    screen.wait_until_at_rest()
    assert not [*axe_violations(screen.page), *measured_violations(screen.page)]
