"""The reading while the pen is down: the server's to the last cell; where it fails nothing is lost.

Every test's window must close without a word in the console.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from cnn.handwriting.examples import EXAMPLES
from tests.browser.conftest import NARROW, WIDE, opened_screen
from tests.browser.lossy_line import choose_messages
from tests.browser.screen import Screen
from tests.serving import Server

LIVE = 'globalThis[Symbol.for("convoscope live")]'
SEVEN = next(one for one in EXAMPLES if one.title == "7, plain")
# A six's bow is closed by its second half only.
SIX = [[170.0, 40.0], [110.0, 110.0], [90.0, 190.0], [130.0, 240.0], [190.0, 220.0], [180.0, 160.0]]
DOWN = [[140.0, 50.0], [138.0, 230.0]]
PEN_UP = "The network reads when you lift the pen."
# Until what the server has read is what stands there, and no pen is down.
AT_REST = f"""() => {{
  const {{ given, canvas, reading, frame }} = {LIVE}
  const isPenUp = given && reading && !frame && !canvas.stroke
  return isPenUp && given.drawing === canvas.number && !reading.isLive
}}"""
# All that has been drawn so far has been read.
READ = f"() => {LIVE}.reading && !{LIVE}.frame"
FRAMES = """async () => {
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
}"""


@pytest.fixture(
    params=[1, *(pytest.param(scale, marks=pytest.mark.long) for scale in (1.25, 2, 3))]
)
def scaled_screen(
    server: Server, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Screen]:
    """A device with more pixels than CSS has, or a page that is zoomed by the browser's menu."""
    yield from opened_screen(server, browser, WIDE, device_scale_factor=request.param)


@pytest.fixture
def touch_screen(server: Server, browser: Browser) -> Iterator[Screen]:
    yield from opened_screen(
        server, browser, NARROW, device_scale_factor=2, has_touch=True, is_mobile=True
    )


def open_drawing(screen: Screen) -> None:
    screen.open()
    screen.canvas.wait_for()
    screen.page.wait_for_function(AT_REST)


def live(screen: Screen, expression: str) -> Any:
    return screen.page.evaluate(f"(live) => {expression}", screen.page.evaluate_handle(LIVE))


def image_now(screen: Screen) -> list[float]:
    """The image that is read now, once what has been drawn is read."""
    screen.page.evaluate(FRAMES)
    return live(screen, "[...live.reading.image]")


@contextmanager
def pen_down(screen: Screen, points: Sequence[Sequence[float]]) -> Iterator[None]:
    """A stroke of the mouse whose button is still held within the block."""
    screen.canvas.scroll_into_view_if_needed()
    box = screen.canvas.bounding_box()
    corner = np.array([box["x"], box["y"]])
    screen.page.mouse.move(*(corner + points[0]))
    screen.page.mouse.down()
    for start, end in pairwise(points):
        for share in np.linspace(0, 1, 9)[1:]:
            place = (1 - share) * np.array(start) + share * np.array(end)
            screen.page.mouse.move(*(corner + place))
            screen.wait_a_frame()
    screen.page.evaluate(FRAMES)
    yield
    screen.page.mouse.up()


def expect_same_at_rest(
    screen: Screen, image: list[float], digit: int, answer: str | None = None
) -> None:
    """The server's image is the one that was read while the pen was down, the answer stands."""
    screen.page.wait_for_function(AT_REST)
    assert live(screen, "[...live.given.image]") == image
    assert live(screen, "live.reading.best") == digit
    expect(screen.prediction).to_have_text(re.compile(rf"^\s*{answer or digit}"))


def test_the_answer_changes_while_the_pen_is_down_and_stands_when_it_is_lifted(scaled_screen):
    screen = scaled_screen
    open_drawing(screen)
    screen.expect_prediction(3)
    with pen_down(screen, SIX):
        screen.expect_prediction(6)
        image = image_now(screen)
        assert live(screen, "live.reading.isLive")
    expect_same_at_rest(screen, image, 6)
    # The second stroke beside it, and the eraser over both.
    with pen_down(screen, [[230.0, 60.0], [232.0, 230.0]]):
        expect(screen.prediction).to_have_text(re.compile(r"^\s*61"))
        image = image_now(screen)
    expect_same_at_rest(screen, image, 1, answer="61")
    screen.page.get_by_text("Eraser", exact=True).click()
    with pen_down(screen, [[245.0, 40.0], [220.0, 140.0], [245.0, 250.0], [232.0, 60.0]]):
        erased = image_now(screen)
        digits = live(screen, "live.reading.digits.length")
    screen.page.wait_for_function(AT_REST)
    assert erased != image
    assert digits == len(screen.prediction.inner_text().split()[0])
    assert live(screen, "[...live.given.image]") == erased


@pytest.mark.each_change
def test_a_finger_is_read_while_it_draws(touch_screen):
    screen = touch_screen
    open_drawing(screen)
    box = screen.canvas.bounding_box()
    session = screen.page.context.new_cdp_session(screen.page)

    def touch(kind: str, *places: Sequence[float]) -> None:
        points = [
            {"x": box["x"] + x, "y": box["y"] + y, "id": number}
            for number, (x, y) in enumerate(places)
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", SIX[0])
    for start, end in pairwise(SIX):
        for share in np.linspace(0, 1, 9)[1:]:
            touch("touchMove", ((1 - share) * np.array(start) + share * np.array(end)).tolist())
    screen.expect_prediction(6)
    image = image_now(screen)
    touch("touchEnd")
    expect_same_at_rest(screen, image, 6)
    # A second finger takes the stroke back, and what was read before stands again.
    touch("touchStart", [60, 60])
    touch("touchMove", [90, 60])
    touch("touchStart", [90, 60], [200, 200])
    touch("touchEnd")
    expect_same_at_rest(screen, image, 6)


@pytest.mark.long
def test_the_page_is_scrolled_and_resized_while_the_pen_is_down(screen):
    open_drawing(screen)
    with pen_down(screen, SIX[:4]):
        screen.page.mouse.wheel(0, 60)
        screen.page.evaluate("document.querySelector('.stMain').scrollBy(0, 40)")
        screen.page.set_viewport_size({"width": 1100, "height": 760})
        screen.page.evaluate(FRAMES)
        box = screen.canvas.bounding_box()
        for x, y in SIX[4:]:
            screen.page.mouse.move(box["x"] + x, box["y"] + y, steps=9)
        image = image_now(screen)
        digit = live(screen, "live.reading.best")
    expect_same_at_rest(screen, image, digit)


def test_a_pen_that_leaves_the_canvas_comes_back_or_is_lifted_elsewhere(screen):
    open_drawing(screen)
    with pen_down(screen, [*DOWN, [138.0, 700.0], [400.0, 700.0], [140.0, 100.0]]):
        image = image_now(screen)
        digit = live(screen, "live.reading.best")
    expect_same_at_rest(screen, image, digit)
    screen.clear()
    with pen_down(screen, [*DOWN, [138.0, 400.0]]):
        image = image_now(screen)
    expect_same_at_rest(screen, image, 1)
    # The button is let go where the page hears nothing of it, and the pointer comes back without.
    screen.clear()
    with pen_down(screen, DOWN):
        image = image_now(screen)
        screen.canvas.dispatch_event(
            "pointermove", {"pointerType": "mouse", "pointerId": 1, "buttons": 0, "bubbles": True}
        )
        expect_same_at_rest(screen, image, 1)
    expect_same_at_rest(screen, image, 1)


@pytest.mark.long
def test_a_drawing_of_far_too_many_points_is_drawn_and_the_next_one_is_read(screen):
    open_drawing(screen)
    draw = """async (upper) => {
      const { left, top } = upper.getBoundingClientRect()
      const onTheWay = { bubbles: true, composed: true, cancelable: true, view: window }
      const send = (type, index, buttons) => {
        const [angle, radius] = [index / 20, 20 + index / 30]
        const clientX = left + 140 + radius * Math.cos(angle)
        const clientY = top + 140 + radius * Math.sin(angle)
        const event = { ...onTheWay, clientX, clientY, buttons, button: 0 }
        const pointer = { ...event, pointerType: "mouse", pointerId: 1 }
        upper.dispatchEvent(new PointerEvent(`pointer${type}`, pointer))
        upper.dispatchEvent(new MouseEvent(`mouse${type}`, event))
      }
      send("down", 0, 1)
      for (let index = 1; index < 7000; index++) {
        send("move", index, 1)
        if (index % 800 === 0) await new Promise(requestAnimationFrame)
      }
      send("up", 7000, 0)
    }"""
    screen.canvas.evaluate(draw)
    expect(screen.page.get_by_text("The drawing is too long")).to_be_visible()
    screen.clear()
    with pen_down(screen, SIX):
        screen.expect_prediction(6)
    screen.page.wait_for_function(AT_REST)
    screen.expect_prediction(6)


@pytest.mark.long
def test_many_strokes_over_one_another_are_read_at_the_latest_when_the_pen_is_lifted(screen):
    open_drawing(screen)
    for turn in range(10):
        shift = 12 * turn
        with pen_down(screen, [[40.0 + shift, 60.0], [160.0 - shift / 2, 200.0 - shift / 3]]):
            screen.page.wait_for_function(READ)
            # On a machine that is too slow for it, what was read last is of an earlier stroke.
            digits = live(screen, "live.pace.isAtPenUp ? null : live.reading.digits?.length")
        screen.page.wait_for_function(AT_REST)
    answer = screen.prediction.inner_text().split()[0]
    assert answer.isdigit()
    assert digits in (None, len(answer))


def choose_network(screen: Screen, name: str) -> None:
    """By keyboard, which leaves the mouse's button alone."""
    screen.page.get_by_test_id("stSidebar").get_by_role("combobox").first.focus()
    screen.page.keyboard.type(name)
    screen.page.keyboard.press("Enter")


@pytest.mark.long
def test_another_network_while_the_pen_is_down_reads_on_and_comes_once(screen):
    received: list[int] = []
    screen.page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))),
    )
    open_drawing(screen)
    assert max(received) > 300_000
    received.clear()
    first = live(screen, "live.network.layers.length")
    with pen_down(screen, SIX):
        before = screen.page.evaluate_handle(f"{LIVE}.network")
        choose_network(screen, "textbook")
        screen.page.wait_for_function(f"(before) => {LIVE}.network !== before", arg=before)
        image = image_now(screen)
        screen.wait_until_whole()
    assert max(received) > 300_000
    assert live(screen, "live.network.layers.length") == first
    expect_same_at_rest(screen, image, 6)
    # Strokes, other pages and a network that was here before bring no weights again.
    received.clear()
    with pen_down(screen, DOWN):
        pass
    screen.page.wait_for_function(AT_REST)
    screen.go("Filters")
    screen.go("Draw")
    choose_network(screen, "pen")
    screen.page.wait_for_function(f"(before) => {LIVE}.network === before", arg=before)
    screen.wait_until_whole()
    assert max(received) < 300_000


@pytest.mark.long
def test_a_network_that_was_lost_on_its_way_is_sent_again(screen):
    open_drawing(screen)
    screen.page.evaluate(f"() => {LIVE}.held.clear()")
    before = screen.page.evaluate_handle(f"{LIVE}.network")
    choose_network(screen, "textbook")
    screen.page.wait_for_function(f"(before) => {LIVE}.network !== before", arg=before)
    with pen_down(screen, SIX):
        screen.expect_prediction(6)


@pytest.mark.long
def test_a_network_is_asked_for_again_where_the_asking_was_lost_too(screen):
    asked: list[bool] = []

    def is_sent(message: bytes) -> bool:
        is_asking = b"lacking" in message
        asked.extend([True] * is_asking)
        return not is_asking or len(asked) > 1

    choose_messages(screen.page, to_server=is_sent)
    open_drawing(screen)
    screen.page.evaluate(f"() => {LIVE}.held.clear()")
    before = screen.page.evaluate_handle(f"{LIVE}.network")
    choose_network(screen, "textbook")
    screen.page.wait_for_function(f"(before) => {LIVE}.network !== before", arg=before)
    assert len(asked) > 1


@pytest.mark.long
def test_a_page_left_while_the_pen_is_down_loses_that_stroke_alone(screen):
    open_drawing(screen)
    screen.stroke(DOWN)
    screen.expect_prediction(1)
    with pen_down(screen, [[200.0, 60.0], [210.0, 200.0]]):
        screen.page.get_by_test_id("stSidebarNavLink").filter(has_text="Filters").dispatch_event(
            "click"
        )
        expect(screen.page.get_by_role("heading", name="Filters", level=1)).to_be_visible()
    screen.wait_until_whole()
    screen.go("Draw")
    screen.canvas.wait_for()
    screen.page.wait_for_function(AT_REST)
    screen.expect_prediction(1)
    with pen_down(screen, SIX):
        assert live(screen, "live.reading.isLive")
    screen.page.wait_for_function(AT_REST)


@pytest.mark.long
def test_a_reload_while_the_pen_is_down_begins_anew(screen):
    open_drawing(screen)
    with pen_down(screen, SIX):
        screen.page.reload()
        screen.wait_until_whole()
        screen.canvas.wait_for()
    screen.page.wait_for_function(AT_REST)
    screen.expect_prediction(3)


# What is done to a live reading that works.
SPOILT = {
    "an exception": "live.views.add(live.test = () => { throw new Error('a view went wrong') })",
    "a slow device": """live.views.add(live.test = () => {
      const end = performance.now() + 150
      while (performance.now() < end);
    })""",
    "sums too large": "live.network.layers.at(-1).arrays.kernel.fill(1e38)",
    "no network": "live.network = {}",
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=list(SPOILT))
def test_where_the_reading_fails_or_is_slow_the_page_says_so_and_reads_at_pen_up(screen, spoil):
    open_drawing(screen)
    said = screen.page.get_by_text(PEN_UP)
    expect(said).to_be_hidden()
    live(screen, f"void ({spoil})")
    with pen_down(screen, SIX):
        expect(said).to_be_visible()
    screen.expect_prediction(6)
    # Another network, and the device at its usual speed: live again.
    live(screen, "live.views.delete(live.test)")
    choose_network(screen, "textbook")
    expect(said).to_be_hidden()
    screen.wait_until_whole()
    with pen_down(screen, DOWN):
        assert live(screen, "live.reading.isLive")


@pytest.mark.long
def test_an_old_browser_without_workers_and_webgl_reads_live(screen):
    screen.page.add_init_script(
        """
        delete globalThis.Worker
        delete globalThis.OffscreenCanvas
        delete PointerEvent.prototype.getCoalescedEvents
        const context = HTMLCanvasElement.prototype.getContext
        HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
          return kind.startsWith("webgl") ? null : context.call(this, kind, ...more)
        }
        """
    )
    open_drawing(screen)
    with pen_down(screen, SIX):
        screen.expect_prediction(6)
        image = image_now(screen)
    expect_same_at_rest(screen, image, 6)
