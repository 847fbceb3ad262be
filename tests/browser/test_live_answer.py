"""The answer follows the pen in Chromium, and nothing moves or is made anew when it is lifted."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

from cnn.handwriting.examples import EXAMPLES
from tests.browser.fingers import Fingers
from tests.browser.screen import Screen
from tests.browser.slow_line import slow_line
from tests.browser.test_draw import beside, take_both

CROSSED_SEVEN = next(example for example in EXAMPLES if example.title == "7, crossed")
NINE = EXAMPLES[-1]
FOUR, TWO = ([e for e in EXAMPLES if e.digit == digit][-1] for digit in (4, 2))
DOWN = [[140.0, 40.0], [140.0, 230.0]]
SEVEN = [[80.0, 60.0], [200.0, 60.0], [130.0, 230.0]]
# With the eraser: most of the seven's bar, and all of it.
PART, WHOLE = [[70.0, 60.0], [150.0, 60.0]], [[70.0, 60.0], [205.0, 60.0], [125.0, 245.0]]
SCRIBBLE = [[40, 140], [240, 60], [60, 60], [230, 220], [50, 200], [200, 40], [140, 240]]

# All that is seen of the answer, and where the parts of the page stand.
SEEN = """() => {
  const find = (part) => document.querySelector(part)
  const state = find(".st-key-answer_state")
  const rows = [...document.querySelectorAll(".answer .bars li")]
  const parts = [".st-key-prediction h3", ".answer canvas", ".answer .bars", ".st-key-strangeness",
    ".st-key-examples", ".st-key-other_digits", ".st-key-look_inside", ".st-key-network_figure"]
  return JSON.stringify({
    answer: find(".st-key-prediction").innerText,
    state: state.dataset.now ?? state.innerText,
    bars: rows.map((row) => row.innerText),
    widths: rows.map((row) => Math.round(row.querySelector(".bar").getBoundingClientRect().width)),
    image: [find(".answer figcaption").innerText, find(".answer canvas").ariaLabel],
    places: parts.map((part) => {
      const { left, top, width, height } = find(part).getBoundingClientRect()
      return [part, left, top, width, height].join(" ")
    }),
  })
}"""
# From now on: what is seen in each frame, and which elements come and go.
WATCH = f"""() => {{
  const seen = {SEEN}
  const watched = (window.watched = {{ frames: [seen()], made: [] }})
  watched.observer = new MutationObserver((records) => {{
    for (const {{ addedNodes, removedNodes }} of records)
      for (const node of [...addedNodes, ...removedNodes])
        watched.made.push(node.outerHTML ?? node.data)
  }})
  const page = document.querySelector(".st-key-drawing")
  watched.observer.observe(page, {{ childList: true, subtree: true }})
  const look = () => {{
    const now = seen()
    if (now !== watched.frames.at(-1)) watched.frames.push(now)
    watched.frame = requestAnimationFrame(look)
  }}
  look()
}}"""
WATCHED = """() => {
  cancelAnimationFrame(watched.frame)
  watched.observer.disconnect()
  return [watched.frames, watched.made]
}"""
# Whether all that is drawn has been read.
IS_READ = """() => !globalThis[Symbol.for("convoscope live")].frame"""
STROKE_POINTS = """() =>
  globalThis[Symbol.for("convoscope live")]?.canvas?.stroke?.points.length ?? 0"""


def opened(screen: Screen) -> Screen:
    """The Draw page, as soon as the browser can read."""
    screen.open()
    screen.canvas.wait_for()
    expect(screen.page.locator(".network-figure .picture").first).to_be_visible()
    return screen


def lift_and_watch(screen: Screen) -> tuple[list[str], list[str]]:
    """Lift the pen, wait for the server; what was seen meanwhile, and which elements were made."""
    screen.page.wait_for_function(IS_READ)
    screen.page.evaluate(WATCH)
    screen.page.mouse.up()
    screen.expect_answer_of_the_server()
    frames, made = screen.page.evaluate(WATCHED)
    return frames, made


def changes(frames: list[str]) -> list[tuple[str, object, object]]:
    """What was not as it was in the frame before: which part, what it was, what it became."""
    seen = [json.loads(frame) for frame in frames]
    return [
        (part, before[part], after[part])
        for before, after in pairwise(seen)
        for part in before
        if before[part] != after[part]
    ]


def hold_last(screen: Screen, strokes: list[np.ndarray]) -> None:
    """Draw all strokes, and do not lift the pen after the last one."""
    for stroke in strokes[:-1]:
        screen.stroke(stroke.tolist())
    screen.hold(strokes[-1].tolist())


@pytest.mark.each_change
def test_the_answer_changes_while_the_mouse_is_down_and_stays_when_it_is_lifted(any_screen):
    opened(any_screen).expect_prediction(3)
    any_screen.hold(DOWN)
    any_screen.expect_prediction(1)
    expect(any_screen.page.locator(".answer .best .digit")).to_have_text("1")
    expect(any_screen.page.get_by_role("img", name="The digit as read: 1")).to_be_visible()
    expect(any_screen.page.locator(".st-key-answer_state")).to_have_attribute(
        "data-now", "This is your drawing."
    )
    frames, made = lift_and_watch(any_screen)
    assert changes(frames) == []
    assert made == []
    any_screen.expect_prediction(1)


def test_each_stroke_of_several_digits_is_read_at_once_and_nothing_moves_after_it(any_screen):
    opened(any_screen)
    strokes = beside(FOUR, TWO)
    hold_last(any_screen, strokes)
    expect(any_screen.prediction).to_have_text(re.compile(r"^\s*42"))
    expect(any_screen.prediction).to_contain_text("2 digits, each with at least")
    expect(any_screen.prediction).to_have_attribute("data-digits", "few")
    expect(any_screen.page.locator(".answer figcaption")).to_contain_text("Current digit, 2 of 2:")
    frames, _ = lift_and_watch(any_screen)
    assert changes(frames) == []
    expect(any_screen.page.locator("svg.marks .frame")).to_have_count(2)
    # From two digits to one, by taking strokes back.
    for _ in TWO.strokes:
        any_screen.page.keyboard.press("Control+z")
    any_screen.expect_answer_of_the_server()
    any_screen.expect_prediction(4)
    expect(any_screen.prediction).to_have_attribute("data-digits", "one")


@pytest.mark.long
def test_many_digits_in_two_rows_are_written_as_the_server_writes_them(screen):
    opened(screen)
    screen.page.get_by_role("button", name="Clear", exact=True).click()
    places = [(np.array([x, y]), e) for y in (10, 150) for x, e in ((15, FOUR), (150, TWO))]
    hold_last(screen, [stroke * 0.36 + place for place, e in places for stroke in e.strokes])
    expect(screen.prediction).to_have_text(re.compile(r"^\s*42 42"))
    expect(screen.prediction).to_have_attribute("data-digits", "many")
    frames, _ = lift_and_watch(screen)
    assert changes(frames) == []


@pytest.fixture(params=[0.12, pytest.param(0.5, marks=pytest.mark.long)], ids=["120 ms", "500 ms"])
def slow_screen(screen, request):
    with slow_line(screen.url) as line:
        far = opened(Screen(screen.page, line.url))
        line.round_trip = request.param
        yield far
        screen.page.goto("about:blank")


def test_on_a_slow_line_no_earlier_answer_is_ever_seen_again(slow_screen):
    slow_screen.stroke(CROSSED_SEVEN.strokes[0].tolist())
    slow_screen.hold(CROSSED_SEVEN.strokes[1].tolist())
    frames, made = lift_and_watch(slow_screen)
    assert changes(frames) == []
    assert made == []
    slow_screen.expect_prediction(7)


@pytest.mark.long
def test_what_was_undone_before_the_server_knew_of_it_leaves_the_answer_of_before(slow_screen):
    slow_screen.expect_prediction(3)
    slow_screen.hold(DOWN)
    slow_screen.expect_prediction(1)
    slow_screen.page.mouse.up()
    slow_screen.page.keyboard.press("Control+z")
    slow_screen.expect_prediction(3)
    slow_screen.expect_answer_of_the_server()
    slow_screen.expect_prediction(3)
    expect(slow_screen.prediction).to_contain_text("probability 96.2%")
    expect(slow_screen.page.locator(".st-key-answer_state")).to_have_text(
        "This is an example. Your first stroke clears the canvas."
    )


def test_the_eraser_is_followed_and_what_it_leaves_nothing_of_leaves_the_last_answer(any_screen):
    opened(any_screen)
    any_screen.stroke(SEVEN)
    any_screen.expect_answer_of_the_server()
    before = any_screen.prediction.inner_text()
    any_screen.page.get_by_text("Eraser", exact=True).click()
    any_screen.wait_until_whole()
    any_screen.hold(PART)
    expect(any_screen.prediction).not_to_have_text(before, use_inner_text=True)
    assert changes(lift_and_watch(any_screen)[0]) == []
    kept = any_screen.prediction.inner_text()
    any_screen.hold(WHOLE)
    frames, _ = lift_and_watch(any_screen)
    expect(any_screen.page.get_by_text("Until then the last digit stays.")).to_be_visible()
    assert any_screen.prediction.inner_text() == kept
    assert {part for part, *_ in changes(frames)} == {"state"}
    # The first stroke on the clean sheet: the warning goes when the pen comes down.
    any_screen.page.get_by_text("Pen", exact=True).click()
    any_screen.wait_until_whole()
    any_screen.hold(DOWN)
    expect(any_screen.page.get_by_text("Until then the last digit stays.")).to_be_hidden()
    frames, _ = lift_and_watch(any_screen)
    assert changes(frames) == []


@pytest.mark.long
def test_the_page_stands_still_when_a_drawing_turns_out_to_be_no_digit(any_screen):
    opened(any_screen)
    any_screen.hold(SCRIBBLE)
    frames, _ = lift_and_watch(any_screen)
    assert changes(frames) == []
    expect(any_screen.page.get_by_text("does not look like any digit")).to_be_visible()
    expect(any_screen.page.locator(".st-key-strangeness")).to_have_css("opacity", "1")


@pytest.mark.long
def test_the_first_stroke_over_a_picture_takes_it_away_at_once(screen):
    opened(screen)
    take_both(screen)
    screen.expect_answer_of_the_server()
    picture = screen.page.locator(".st-key-found_in_picture")
    expect(picture).to_be_visible()
    screen.hold(DOWN)
    screen.expect_prediction(1)
    expect(picture).to_be_hidden()
    frames, _ = lift_and_watch(screen)
    assert changes(frames) == []
    expect(picture).to_have_count(0)


@pytest.mark.long
def test_the_answer_follows_again_after_a_look_at_another_page(any_screen):
    opened(any_screen)
    any_screen.stroke(DOWN)
    any_screen.expect_prediction(1)
    any_screen.go("Filters")
    any_screen.go("Draw")
    any_screen.canvas.wait_for()
    any_screen.page.get_by_role("button", name="Clear", exact=True).click()
    hold_last(any_screen, list(NINE.strokes))
    any_screen.expect_prediction(9)
    frames, _ = lift_and_watch(any_screen)
    assert changes(frames) == []


def test_the_answer_follows_a_finger(phone):
    opened(phone).expect_prediction(3)
    finger = Fingers(phone)
    finger.hold(DOWN)
    phone.expect_prediction(1)
    phone.page.wait_for_function(IS_READ)
    said = phone.prediction.inner_text()
    finger.send("touchEnd")
    phone.expect_answer_of_the_server()
    assert phone.prediction.inner_text() == said


def test_the_browser_finds_the_canvas_and_knows_of_every_movement_of_the_pen(screen):
    opened(screen)
    assert screen.page.evaluate(STROKE_POINTS) == 0
    screen.hold(DOWN)
    # As many as are drawn, nine pixels apart.
    assert screen.page.evaluate(STROKE_POINTS) > (DOWN[1][1] - DOWN[0][1]) / 9
    screen.page.mouse.up()
    assert screen.page.evaluate(STROKE_POINTS) == 0


@pytest.mark.long
def test_the_new_answer_is_said_once_it_rests_and_not_with_every_movement(screen):
    opened(screen)
    spoken = screen.page.get_by_role("status").filter(has_text="Read as")
    screen.hold(DOWN)
    screen.expect_prediction(1)
    expect(spoken).to_have_count(0)
    screen.page.mouse.up()
    expect(spoken).to_have_text(re.compile(r"^Read as 1, with a probability of [\d.]+%\.$"))
