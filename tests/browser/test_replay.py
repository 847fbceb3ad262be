"""Replay in Chromium: strokes are drawn again, the network reads along, nothing is changed."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from cnn.handwriting.examples import EXAMPLES
from tests.browser.accessibility import axe_violations, measured_violations
from tests.browser.screen import Screen
from tests.browser.test_draw import take_both

CROSSED_SEVEN = next(example for example in EXAMPLES if example.title == "7, crossed")
CHANGE = re.compile(r"^From ([\d.]+) seconds on (?:it is read as (\d+)|there is nothing to read)$")

LIVE = 'globalThis[Symbol.for("convoscope live")]'
# What the engine says of what is drawn again just now.
ENGINE_ANSWER = f"() => {LIVE}.engine.answerOf({LIVE}.replayed)"
# How long all strokes are together that have been drawn again, canvas pixels.
INK = f"""
() => {LIVE}.replayed.flatMap((points) =>
  points.slice(1).map(([x, y], index) => Math.hypot(x - points[index][0], y - points[index][1]))
).reduce((sum, length) => sum + length, 0)
"""
# All that a replay shows for a while and then has to give back.
PICTURES = """
(figure) => {
  const pictures = [...figure.querySelectorAll(".stage canvas[role=img]")]
  return pictures.map((canvas) => canvas.toDataURL())
}
"""
PAPER = """
(upper) => upper.parentElement.querySelector(".lower-canvas").toDataURL()
"""
GO_TO = """
(time, share) => {
  time.value = time.max * share
  time.dispatchEvent(new Event("input"))
}
"""
IS_FOCUSED = "(element) => element.getRootNode().activeElement === element"


def time_line(page: Page) -> Locator:
    return page.get_by_role("slider", name="Moment of the drawing")


def toggle(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def begin(screen: Screen) -> Locator:
    """Begin a replay and hold it at its end; returns the time line."""
    toggle(screen.page, "Replay").click()
    line = time_line(screen.page)
    expect(line).to_be_visible()
    go_to(line, 1)
    return line


def go_to(line: Locator, share: float) -> None:
    """Go to a moment, and wait until it has been read."""
    line.evaluate(GO_TO, share)
    line.page.evaluate(
        "async () => { for (const _ of '123') await new Promise(requestAnimationFrame) }"
    )


def answer(screen: Screen) -> str:
    return screen.prediction.locator("h3").inner_text()


def changes(screen: Screen) -> list[tuple[float, str | None]]:
    """The marks on the time line, once all have been found."""
    expect(screen.page.locator(".replay-line:not([data-searching])")).to_be_visible()
    marks = screen.page.get_by_role("group", name="Moments at which the answer changes")
    names = [mark.get_attribute("aria-label") for mark in marks.get_by_role("button").all()]
    return [(float(found[1]), found[2]) for found in map(CHANGE.match, names)]


def state(screen: Screen) -> tuple[str, str, list[str]]:
    """Answer, paper and pictures."""
    figure = screen.page.locator(".network-figure")
    return (
        screen.prediction.inner_text(),
        screen.canvas.evaluate(PAPER),
        figure.evaluate(PICTURES),
    )


def draw_a_seven(screen: Screen) -> None:
    screen.open()
    screen.clear()
    screen.draw(CROSSED_SEVEN)
    screen.expect_prediction(7)
    screen.wait_until_whole()
    expect(screen.page.get_by_text("Your drawing.")).to_be_visible()


@pytest.mark.each_change
def test_what_is_drawn_again_is_read_along_and_closing_gives_everything_back(any_screen):
    draw_a_seven(any_screen)
    before = state(any_screen)
    line = begin(any_screen)
    assert answer(any_screen) == "7"
    read = set()
    for share in (0.25, 0.5, 0.75):
        go_to(line, share)
        assert answer(any_screen) == any_screen.page.evaluate(ENGINE_ANSWER)
        read.add(state(any_screen)[2][0])
        assert any_screen.prediction.get_attribute("data-replay") == "Replay"
    assert len(read) == 3
    toggle(any_screen.page, "Close replay").click()
    expect(line).to_be_hidden()
    expect(any_screen.prediction).to_have_text(before[0], use_inner_text=True)
    assert any_screen.prediction.get_attribute("data-replay") is None
    any_screen.wait_a_frame()
    assert state(any_screen) == before
    any_screen.expect_no_sideways_scrolling()


@pytest.mark.long
def test_the_marks_are_where_the_answer_changes(screen):
    draw_a_seven(screen)
    line = begin(screen)
    found = changes(screen)
    assert found
    assert found == sorted(found, key=lambda change: change[0])
    length = float(line.get_attribute("max"))
    for (moment, digit), (next_moment, _) in zip(found, [*found[1:], (length, "")], strict=True):
        # The moment is written to a tenth of a second.
        middle = (moment + next_moment) / 2
        if next_moment - moment < 0.25:
            continue
        go_to(line, middle / length)
        assert screen.page.evaluate(ENGINE_ANSWER) == digit
    mark = screen.page.get_by_role("button", name=f"read as {found[-1][1]}").last
    mark.click()
    expect(line).to_have_attribute("aria-valuetext", re.compile(rf"read as {found[-1][1]}$"))
    boxes = [one.bounding_box() for one in screen.page.locator(".replay-buttons button").all()]
    for one, other in pairwise(boxes):
        assert one["x"] + one["width"] <= other["x"] + 0.5


def test_it_plays_pauses_and_scrubs_by_keyboard_and_escape_closes_it(screen):
    screen.open()
    toggle(screen.page, "Replay").click()
    line = time_line(screen.page)
    assert line.evaluate(IS_FOCUSED)
    expect(toggle(screen.page, "Pause")).to_be_visible()
    screen.page.keyboard.press(" ")
    expect(toggle(screen.page, "Play")).to_be_visible()
    held = line.input_value()
    screen.page.keyboard.press("End")
    assert float(line.input_value()) == float(line.get_attribute("max"))
    expect(line).to_have_attribute("aria-valuetext", re.compile("read as 3$"))
    screen.page.keyboard.press("ArrowLeft")
    assert float(held) < float(line.input_value()) < float(line.get_attribute("max"))
    screen.page.keyboard.press("Home")
    expect(line).to_have_attribute("aria-valuetext", re.compile("nothing to read yet$"))
    expect(screen.prediction).to_contain_text("nothing to read yet")
    screen.page.keyboard.press(" ")
    expect(toggle(screen.page, "Play")).to_be_visible()
    assert float(line.input_value()) == float(line.get_attribute("max"))
    screen.page.keyboard.press("Escape")
    expect(line).to_be_hidden()
    assert toggle(screen.page, "Replay").evaluate(IS_FOCUSED)
    screen.expect_prediction(3)


@pytest.mark.long
def test_a_replay_can_be_used_by_all(any_screen):
    any_screen.open()
    line = begin(any_screen)
    changes(any_screen)
    go_to(line, 0.5)
    any_screen.page.mouse.move(0, 0)
    found = [*axe_violations(any_screen.page), *measured_violations(any_screen.page)]
    assert not found, "\n".join(["", *found])


@pytest.mark.long
def test_it_says_whether_it_has_the_pace_of_the_hand(screen):
    screen.open()
    begin(screen)
    note = screen.page.locator(".replay-note")
    expect(note).to_contain_text("at a steady pace")
    draw_a_seven(screen)
    line = begin(screen)
    expect(note).to_contain_text("as your hand drew it")
    length = line.get_attribute("max")
    screen.go("Filters")
    screen.go("Draw")
    begin(screen)
    expect(note).to_contain_text("as your hand drew it")
    assert line.get_attribute("max") == length


def test_a_stroke_during_a_replay_ends_it_and_is_kept(screen):
    draw_a_seven(screen)
    line = begin(screen)
    go_to(line, 0.5)
    screen.stroke([[120, 150], [150, 150]])
    expect(line).to_be_hidden()
    screen.expect_prediction(7)
    toggle(screen.page, "Undo").click()
    screen.wait_until_whole()
    screen.expect_prediction(7)
    assert screen.page.evaluate(f"() => {LIVE}.replayed") is None


@pytest.mark.long
@pytest.mark.parametrize("end", ["Undo", "Clear", "7, crossed", "Filters"])
def test_another_drawing_or_page_ends_it(screen, end):
    draw_a_seven(screen)
    line = begin(screen)
    go_to(line, 0.3)
    if end == "Filters":
        screen.go(end)
        screen.go("Draw")
        screen.expect_prediction(7)
    else:
        screen.page.get_by_role("button", name=end, exact=True).first.click()
    expect(line).to_be_hidden()
    assert screen.page.evaluate(f"() => {LIVE}.replayed ?? null") is None
    expect(toggle(screen.page, "Replay")).to_have_count(0 if end == "Clear" else 1)


@pytest.mark.long
def test_another_network_reads_along_from_then_on(screen):
    screen.open()
    line = begin(screen)
    screen.choose_network("textbook")
    expect(screen.page.get_by_text("RMSprop")).to_be_visible()
    expect(line).to_be_visible()
    for share in (0.4, 0.8):
        go_to(line, share)
        assert answer(screen) == screen.page.evaluate(ENGINE_ANSWER)
    toggle(screen.page, "Close replay").click()
    screen.expect_prediction(3)


@pytest.mark.long
def test_what_was_erased_is_erased_again(screen):
    draw_a_seven(screen)
    screen.page.get_by_text("Eraser", exact=True).click()
    screen.wait_until_whole()
    screen.stroke([[30, 150], [250, 150]])
    screen.wait_until_whole()
    line = begin(screen)
    strokes = screen.page.evaluate(f"() => {LIVE}.canvas.objects.length")
    assert strokes == len(CROSSED_SEVEN.strokes) + 1
    left = screen.page.evaluate(INK)
    earlier = []
    for share in (0.2, 0.5, 0.7, 0.8, 0.9):
        go_to(line, share)
        earlier.append(screen.page.evaluate(INK))
        assert answer(screen) == screen.page.evaluate(ENGINE_ANSWER)
    assert max(earlier) > left + 40
    assert earlier[0] < max(earlier)


@pytest.mark.long
def test_several_digits_are_read_along_together(screen):
    screen.open()
    screen.clear()
    four, two = ([e for e in EXAMPLES if e.digit == digit][-1] for digit in (4, 2))
    for x, example in ((0, four), (125, two)):
        for stroke in example.strokes:
            screen.stroke((stroke * 0.45 + [x, 70]).tolist())
    expect(screen.prediction).to_contain_text("42")
    screen.wait_until_whole()
    before = screen.prediction.inner_text()
    begin(screen)
    assert answer(screen) == "42"
    assert changes(screen)[-1][1] == "42"
    toggle(screen.page, "Close replay").click()
    expect(screen.prediction).to_have_text(before, use_inner_text=True)


@pytest.mark.long
def test_a_picture_is_not_drawn_again(screen):
    screen.open()
    expect(toggle(screen.page, "Replay")).to_be_visible()
    take_both(screen)
    expect(toggle(screen.page, "Replay")).to_have_count(0)


@pytest.mark.long
def test_a_very_long_drawing_is_drawn_again_while_the_page_goes_on(screen):
    screen.open()
    screen.clear()
    screen.stroke([[30 + 11 * (turn % 20), 30 if turn % 2 else 250] for turn in range(60)])
    screen.wait_until_whole()
    line = begin(screen)
    for share in (0.1, 0.6):
        go_to(line, share)
        assert screen.page.evaluate(f"() => {LIVE}.replayed.flat().length") > 0
    # The marks are looked for between frames: one of them is never kept waiting for all.
    assert screen.page.evaluate(
        "() => new Promise((resolve) => requestAnimationFrame(() => resolve(true)))"
    )
    changes(screen)
    toggle(screen.page, "Close replay").click()
    expect(line).to_be_hidden()
