"""The network in space in Chromium: it turns, and the cell under the pointer is the right one."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from cnn.handwriting.examples import EXAMPLES
from tests.browser.accessibility import axe_violations, measured_violations
from tests.serving import ROOT, serving

CROSSED_SEVEN = next(example for example in EXAMPLES if example.title == "7, crossed")
TURNING = ("Turn left", "Turn right", "Turn up", "Turn down", "Zoom in", "Zoom out", "Reset")

# Where the followed cell is, as the browser has turned it, and whether its picture is seen there.
CHOSEN = """
(stage) => {
  const chosen = stage.querySelector(".marks .chosen")
  const { left, top, width, height } = chosen.getBoundingClientRect()
  const [x, y] = [left + width / 2, top + height / 2]
  const seen = stage.getRootNode().elementFromPoint(x, y)
  return { x, y, isSeen: seen === chosen.closest(".frame").querySelector("canvas") }
}
"""
# How much ink the lines have around a place of the window, 0 to 255.
LINES_AT = """
(stage, [x, y]) => {
  const canvas = stage.querySelector(".space-lines")
  const { left, top, width } = canvas.getBoundingClientRect()
  const scale = canvas.width / width
  const at = [(x - left - 3) * scale, (y - top - 3) * scale, 6 * scale, 6 * scale]
  return Math.max(...canvas.getContext("2d").getImageData(...at).data)
}
"""
# The picture of everything is as large as it can be, and nothing of it is beyond the stage's edge.
WALLS = """
(stage) => {
  const own = stage.getBoundingClientRect()
  const boxes = [...stage.querySelectorAll(".frame")].map((frame) => frame.getBoundingClientRect())
  return {
    left: Math.min(...boxes.map(({ left }) => left)) - own.left,
    right: own.right - Math.max(...boxes.map(({ right }) => right)),
    top: Math.min(...boxes.map(({ top }) => top)) - own.top,
    bottom: own.bottom - Math.max(...boxes.map(({ bottom }) => bottom)),
    width: own.width,
    height: own.height,
  }
}
"""


def stage_of(page: Page) -> Locator:
    return page.locator(".network-figure .stage")


def title_of(page: Page) -> Locator:
    """What the panel of the pinned cell begins with: its name."""
    return page.locator(".network-figure .cell h3")


def hint_of(page: Page) -> Locator:
    """What is said of the followed cell: its name and value first."""
    return page.locator(".network-figure .hint")


def transform_of(page: Page) -> str:
    return stage_of(page).locator(".layers").evaluate("(layers) => layers.style.transform")


def await_lines(stage: Locator, place: dict | None = None, *, are_there: bool) -> None:
    """Wait until lines are drawn, or are gone, around a place, or around the pinned cell."""
    stage.page.wait_for_function(
        f"""([stage, given, areThere]) => {{
          const {{ x, y }} = given ?? ({CHOSEN.strip()})(stage)
          return areThere === ({LINES_AT.strip()})(stage, [x, y]) > 0
        }}""",
        arg=[stage.element_handle(), place, are_there],
    )


def go_into_space(screen) -> Locator:
    screen.page.emulate_media(reduced_motion="reduce")
    # Keys before there is anything to follow do nothing.
    expect(stage_of(screen.page).locator(".frame").first).to_be_visible()
    screen.page.get_by_role("button", name="In space", exact=True).click()
    expect(stage_of(screen.page).locator(".space-lines")).to_be_visible()
    return stage_of(screen.page)


def drag(page: Page, stage: Locator, right: float, down: float) -> None:
    box = stage.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down)
    page.mouse.up()


def follow_by_keys(stage: Locator, layers_down: int, steps: tuple[str, ...] = ()) -> str:
    """Follow a cell from the answer down; returns its name."""
    stage.focus()
    # The first key begins with the answer.
    for key in ("Escape", "PageDown", *("PageDown",) * layers_down, *steps):
        stage.page.keyboard.press(key)
    expect(hint_of(stage.page)).to_contain_text(": ")
    return hint_of(stage.page).inner_text().split(":")[0]


def begins_with(name: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(name)}:")


@pytest.mark.each_change
@pytest.mark.parametrize(
    "turn",
    [
        pytest.param((0, 0), id="first", marks=pytest.mark.long),
        pytest.param((-90, 50), id="left", marks=pytest.mark.long),
        pytest.param((170, -40), id="right"),
        pytest.param((-430, 20), id="behind", marks=pytest.mark.long),
    ],
)
def test_the_cell_under_the_pointer_is_the_one_that_is_followed(screen, turn):
    screen.open()
    stage = go_into_space(screen)
    if turn != (0, 0):
        drag(screen.page, stage, *turn)
    hits = 0
    for layers_down in (1, 2, 4, 6, 7):
        for steps in ((), ("ArrowRight", "ArrowDown")):
            name = follow_by_keys(stage, layers_down, steps)
            place = stage.evaluate(CHOSEN)
            if not place["isSeen"]:
                continue
            screen.page.mouse.move(1, 1)
            screen.page.keyboard.press("Escape")
            expect(hint_of(screen.page)).not_to_have_text(begins_with(name))
            screen.page.mouse.move(place["x"], place["y"])
            expect(hint_of(screen.page)).to_have_text(begins_with(name))
            hits += 1
    assert hits >= 3


@pytest.mark.long
def test_the_layers_fill_the_stage_and_stay_on_it_from_every_side(any_screen):
    any_screen.open()
    stage = go_into_space(any_screen)
    first = stage.evaluate(WALLS)
    spare = min(
        (first["left"] + first["right"]) / first["width"],
        (first["top"] + first["bottom"]) / first["height"],
    )
    assert spare < 0.35
    for right, down in ((150, 0), (-300, 60), (0, -140), (-200, 0)):
        drag(any_screen.page, stage, right, down)
        seen = stage.evaluate(WALLS)
        assert min(seen[side] for side in ("left", "right", "top", "bottom")) >= -2


@pytest.mark.long
def test_networks_of_any_shape_stand_whole_on_the_stage(screen):
    script = Path(__file__).with_name("network_figure_page.py")
    told = {"STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    with serving(script, None, PYTHONPATH=str(ROOT), **told) as server:
        for name in ("only_softmax", "dense_on_pixels", "deep"):
            screen.page.goto(f"{server.url}/?network={name}")
            expect(stage_of(screen.page).locator(".frame").first).to_be_visible()
            stage = go_into_space(screen)
            follow_by_keys(stage, 1)
            seen = stage.evaluate(WALLS)
            assert min(seen[side] for side in ("left", "right", "top", "bottom")) >= -2
            assert seen["top"] + seen["bottom"] < seen["height"] / 2
        screen.page.goto("about:blank")


@pytest.mark.long
def test_space_can_be_used_by_all(any_screen):
    any_screen.open()
    stage = go_into_space(any_screen)
    follow_by_keys(stage, 1)
    any_screen.page.mouse.move(0, 0)
    found = [*axe_violations(any_screen.page), *measured_violations(any_screen.page)]
    assert not found, "\n".join(["", *found])


def test_a_drag_turns_and_pins_nothing_and_lines_and_pin_stay_with_their_cell(screen):
    screen.open()
    stage = go_into_space(screen)
    name = follow_by_keys(stage, 2)
    screen.page.keyboard.press("Enter")
    before = transform_of(screen.page)
    await_lines(stage, are_there=True)
    for right, down in ((80, 0), (-200, 40)):
        drag(screen.page, stage, right, down)
        expect(title_of(screen.page)).to_have_text(begins_with(name))
        await_lines(stage, are_there=True)
    assert transform_of(screen.page) != before
    place = stage.evaluate(CHOSEN)
    stage.focus()
    screen.page.keyboard.press("Escape")
    screen.page.mouse.move(1, 1)
    await_lines(stage, place, are_there=False)


def test_it_turns_by_buttons_and_keys_and_zooms_and_goes_back(screen):
    screen.open()
    stage = go_into_space(screen)
    first = transform_of(screen.page)
    for name in TURNING[:-1]:
        before = transform_of(screen.page)
        stage.get_by_role("button", name=name).click()
        assert transform_of(screen.page) != before
    stage.get_by_role("button", name="Reset").click()
    assert transform_of(screen.page) == first
    stage.focus()
    for key in ("Shift+ArrowLeft", "Shift+ArrowUp", "+"):
        now = transform_of(screen.page)
        screen.page.keyboard.press(key)
        assert transform_of(screen.page) != now
    stage.dblclick(position={"x": 20, "y": 20})
    assert transform_of(screen.page) == first
    # Plain arrows move the followed cell.
    name = follow_by_keys(stage, 2)
    screen.page.keyboard.press("ArrowDown")
    expect(hint_of(screen.page)).not_to_have_text(begins_with(name))
    assert transform_of(screen.page) == first


@pytest.mark.long
def test_a_plain_wheel_scrolls_the_page_and_one_with_control_zooms_where_it_points(screen):
    screen.open()
    stage = go_into_space(screen)
    first = transform_of(screen.page)
    name = follow_by_keys(stage, 1)
    place = stage.evaluate(CHOSEN)
    screen.page.mouse.move(place["x"], place["y"])
    screen.page.keyboard.down("Control")
    screen.page.mouse.wheel(0, -120)
    screen.page.keyboard.up("Control")
    screen.page.wait_for_function(
        "([layers, before]) => layers.style.transform !== before",
        arg=[stage.locator(".layers").element_handle(), first],
    )
    after = stage.evaluate(CHOSEN)
    assert abs(after["x"] - place["x"]) < 1
    assert abs(after["y"] - place["y"]) < 1
    expect(hint_of(screen.page)).to_have_text(begins_with(name))
    zoomed = transform_of(screen.page)
    main = screen.page.locator(".stMain")
    scrolled = main.evaluate("(main) => main.scrollTop")
    screen.page.mouse.wheel(0, -100)
    screen.page.wait_for_function(
        "([main, before]) => main.scrollTop < before", arg=[main.element_handle(), scrolled]
    )
    assert transform_of(screen.page) == zoomed


@pytest.mark.long
def test_the_side_stays_through_strokes_and_other_pages(any_screen):
    any_screen.open()
    stage = go_into_space(any_screen)
    drag(any_screen.page, stage, 60, 20)
    turned = transform_of(any_screen.page)
    any_screen.clear()
    any_screen.draw(CROSSED_SEVEN)
    any_screen.expect_prediction(7)
    any_screen.wait_until_whole()
    assert transform_of(any_screen.page) == turned
    any_screen.go("Filters")
    any_screen.go("Draw")
    expect(stage_of(any_screen.page).locator(".space-lines")).to_be_visible()
    any_screen.page.wait_for_function(
        "([layers, before]) => layers.style.transform === before",
        arg=[stage_of(any_screen.page).locator(".layers").element_handle(), turned],
    )
    any_screen.page.get_by_role("button", name="Flat", exact=True).click()
    expect(stage_of(any_screen.page).locator("figcaption").first).to_be_visible()
    assert transform_of(any_screen.page) == ""


def test_the_maps_follow_the_pen_in_space(screen):
    screen.open()
    stage = go_into_space(screen)
    screen.clear()
    pixels = "(canvas) => canvas.toDataURL()"
    conv1 = stage.locator("canvas[role=img]").nth(1)
    before = conv1.evaluate(pixels)
    screen.canvas.scroll_into_view_if_needed()
    box = screen.canvas.bounding_box()
    screen.page.mouse.move(box["x"] + 140, box["y"] + 60)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + 140, box["y"] + 130, steps=4)
    screen.page.mouse.move(box["x"] + 140, box["y"] + 220, steps=4)
    screen.page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before", arg=[conv1.element_handle(), before]
    )
    screen.page.mouse.up()


@pytest.mark.long
def test_a_finger_turns_it_sideways_and_leaves_the_rest_to_the_page(narrow_screen):
    narrow_screen.open()
    stage = go_into_space(narrow_screen)
    stage.scroll_into_view_if_needed()
    assert "pan-y" in stage.evaluate("(stage) => getComputedStyle(stage).touchAction")
    client = narrow_screen.page.context.new_cdp_session(narrow_screen.page)
    box = stage.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = transform_of(narrow_screen.page)
    client.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for step in range(1, 9):
        point = {"x": x + 8 * step, "y": y}
        client.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    narrow_screen.page.wait_for_function(
        "([layers, before]) => layers.style.transform !== before",
        arg=[stage.locator(".layers").element_handle(), before],
    )
    narrow_screen.expect_no_sideways_scrolling()
