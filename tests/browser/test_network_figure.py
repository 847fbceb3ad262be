"""The network figure in Chromium: any cell followed to the pixels, its sums checked with numpy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnn.drawing.strokes import digit_from_strokes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.network import Network
from tests.browser.accessibility import axe_violations, measured_violations
from tests.browser.conftest import Look, is_error
from tests.browser.network_figure_page import DESIGNS, OVERFLOW, network_named
from tests.serving import ROOT, Server, serving

CELL = re.compile(r"^(?P<layer>\w+), map (?P<map>\d+), row (?P<row>\d+), column (?P<column>\d+)")
UNIT = re.compile(r"^(?P<layer>\w+), unit (?P<unit>\d+)")
OUTPUT = re.compile(r"^Output for the digit (?P<digit>\d)")
PIXEL = re.compile(r"^Pixel in row (?P<row>\d+), column (?P<column>\d+)")
# The pinned cell's arithmetic: rows of the first table, the products of its patch, and what is said
# that these add up to.
ARITHMETIC = """(cell) => {
  const text = (element) => element?.textContent ?? null
  const first = cell.querySelector("table.sum:not(.softmax)")
  const rows = [...(first?.querySelectorAll("tbody tr") ?? [])]
  const softmax = [...cell.querySelectorAll(".softmax tbody tr")]
  const grids = [...cell.querySelectorAll(".patch-tables table.grid")]
  return {
    title: text(cell.querySelector("h3")),
    rows: rows.map((row) => [text(row.querySelector("th")), text(row.lastElementChild)]),
    total: text(cell.querySelector("table.sum .total td:last-child")),
    products: grids.length ? [...grids[2].querySelectorAll("td")].map(text) : [],
    chosen: text(cell.querySelector("table.sum:not(.softmax) .chosen-map td:last-child")),
    softmax: softmax.map((row) => [...row.children].map(text)),
  }
}"""


@pytest.fixture(scope="module")
def figure_server() -> Iterator[Server]:
    """The figure alone, of the network that the address names."""
    script = Path(__file__).with_name("network_figure_page.py")
    # As the app's own settings have it: nothing is told to anyone.
    told = {"STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    with serving(script, None, PYTHONPATH=str(ROOT), **told) as server:
        yield server


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return digit_from_strokes(list(FIRST_EXAMPLE.strokes))


@pytest.fixture(scope="module")
def network() -> Network:
    """The one that Draw opens with."""
    return Network.load("pen")


def number(text: str) -> float:
    return float(text.replace("\u2212", "-").replace("+", "").rstrip("%."))


def last_places(text: str) -> tuple[int, int]:
    """A number as it is written, in units of its last place, and its decimals."""
    decimals = len(text.partition(".")[2])
    return round(number(text) * 10**decimals), decimals


def place_named(name: str) -> tuple[str, tuple[int, ...]]:
    """Layer and index of the cell that a text begins with."""
    if found := CELL.match(name):
        return found["layer"], (int(found["row"]), int(found["column"]), int(found["map"]))
    if found := UNIT.match(name):
        return found["layer"], (int(found["unit"]),)
    if found := OUTPUT.match(name):
        return "softmax", (int(found["digit"]),)
    found = PIXEL.match(name)
    assert found, name
    return "input", (int(found["row"]), int(found["column"]))


def value_of(network: Network, image: np.ndarray, name: str) -> float:
    layer, index = place_named(name)
    if layer == "input":
        return float(image[index])
    return float(network.forward(image[None])[layer][0][index])


def figure(page: Page) -> Locator:
    return page.locator(".network-figure")


def picture(page: Page, layer: str) -> Locator:
    return page.get_by_role("img", name=re.compile(rf"^{layer}, \d"))


def readout(page: Page) -> Locator:
    return page.locator(".network-figure .hint")


def title(page: Page) -> Locator:
    return page.locator(".network-figure .cell h3")


def point_at(page: Page, layer: str, across: float, down: float) -> tuple[float, float]:
    """Point at a share of a layer's picture, and say where on the screen that is."""
    canvas = picture(page, layer)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    at = (box["x"] + box["width"] * across, box["y"] + box["height"] * down)
    page.mouse.move(*at)
    return at


def arithmetic(page: Page) -> dict:
    return page.locator(".network-figure .cell").evaluate(ARITHMETIC)


def expect_it_adds_up(page: Page) -> None:
    """What is written of the pinned cell adds up, to the last place."""
    found = arithmetic(page)
    if found["total"] is None:
        return
    total, decimals = last_places(found["total"])
    summands = found["rows"][: [label for label, _ in found["rows"]].index("sum")]
    assert sum(last_places(written)[0] for _, written in summands) == total
    assert {last_places(written)[1] for _, written in summands} == {decimals}
    if found["products"]:
        products = sum(last_places(written)[0] for written in found["products"])
        assert products == last_places(found["chosen"])[0]


def expect_by_hand(page: Page, network: Network, image: np.ndarray) -> None:
    """The pinned cell's sum, and what each map on view gives to it, from the network's weights."""
    found = arithmetic(page)
    layer_name, index = place_named(found["title"])
    if layer_name == "input" or found["total"] is None:
        return
    passed = network.forward_with_sums(image[None])
    _, decimals = last_places(found["total"])
    expected = passed.sums[layer_name][0][index]
    assert number(found["total"]) == pytest.approx(float(expected), abs=0.51 * 10**-decimals + 1e-5)
    layer = network.architecture.layer(layer_name)
    if layer.spec.window is None or "kernel" not in network.weights.get(layer_name, {}):
        return
    kernel = network.weights[layer_name]["kernel"][..., index[-1]]
    names = [each.name for each in network.architecture.layers]
    place = names.index(layer_name)
    below = passed.activations[names[place - 1]][0] if place else image[..., None]
    size = kernel.shape[0]
    row, column = index[:2]
    patch = below[row : row + size, column : column + size]
    shares = (patch * kernel).sum((0, 1))
    for label, written in found["rows"]:
        if of_map := re.search(r"map (\d+)$", label):
            share = float(shares[int(of_map[1])])
            assert number(written) == pytest.approx(share, abs=10**-decimals + 1e-5)


@pytest.mark.each_change
def test_nothing_is_followed_at_first_and_pointing_tells_a_cell_without_moving_the_page(
    any_screen, network, image
):
    any_screen.open()
    page = any_screen.page
    picture(page, "conv1").wait_for()
    expect(page.locator(".network-figure .lines path")).to_have_count(0)
    assert set(page.locator(".network-figure .effect").all_inner_texts()) == {""}
    height = "() => document.querySelector('.stMain').scrollHeight"
    before = page.evaluate(height)
    for layer, across, down in (
        ("input", 0.5, 0.5),
        ("conv1", 0.3, 0.2),
        ("pool1", 0.55, 0.4),
        ("conv2", 0.3, 0.3),
        ("pool2", 0.7, 0.2),
        ("conv3", 0.5, 0.5),
        ("dense", 0.3, 0.2),
        ("softmax", 0.5, 0.35),
    ):
        point_at(page, layer, across, down)
        expect(readout(page)).to_contain_text(re.compile(rf"^({layer}|Pixel|Output)"))
        said = readout(page).inner_text()
        written = re.search(r"(?:: |is )(\u2212?[\d.]+\d%?)", said)[1]
        value = value_of(network, image, said) * (100 if written.endswith("%") else 1)
        decimals = last_places(written.rstrip("%"))[1]
        assert number(written) == pytest.approx(value, abs=0.51 * 10**-decimals + 1e-5)
        assert page.evaluate(height) == before
    page.mouse.move(0, 0)
    expect(page.locator(".network-figure .lines path")).to_have_count(0)


def test_an_output_is_taken_apart_by_mouse_until_a_pixel_is_left(screen, network, image):
    screen.open()
    page = screen.page
    page.mouse.click(*point_at(page, "softmax", 0.5, 0.35))
    expect(title(page)).to_contain_text("Output for the digit 3")
    rows = arithmetic(page)["softmax"]
    powers = [row[2] for row in rows]
    assert sum(last_places(text)[0] for text in powers[:-1]) == last_places(powers[-1])[0]
    share = number(powers[3]) / number(powers[-1])
    assert number(rows[3][3]) == pytest.approx(100 * share, abs=0.06)
    expected = network.predict(image[None])[0, 3]
    assert number(rows[3][3]) == pytest.approx(100 * expected, abs=0.06)
    visited = []
    while "Pixel" not in (now := title(page).inner_text()):
        visited.append(now)
        expect_it_adds_up(page)
        expect_by_hand(page, network, image)
        below = page.locator(".cell .kept .link, .cell .patch-tables .grid .link").filter(
            has_not_text=re.compile(r"^0\\.0+$")
        )
        if not below.count():
            below = page.locator(".cell .sum .link")
        below.first.click()
        expect(title(page)).not_to_have_text(now)
        expect(title(page)).to_be_focused()
    layers = [place_named(name)[0] for name in visited]
    assert layers == ["softmax", "dense", "conv3", "pool2", "conv2", "pool1", "conv1"]
    steps = page.get_by_role("navigation", name="The way here")
    expect(steps.get_by_role("button", name="Back")).to_be_visible()
    steps.get_by_role("button", name="Back").click()
    expect(title(page)).to_have_text(visited[-1])
    steps.get_by_role("button", name=re.compile("^dense, unit")).click()
    expect(title(page)).to_have_text(visited[1])
    steps.get_by_role("button", name="Back").click()
    expect(title(page)).to_have_text(visited[0])
    expect(steps).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".cell")).to_be_hidden()
    expect(page.get_by_role("application")).to_be_focused()


def test_a_cell_is_followed_by_keyboard_to_a_pixel(any_screen, network, image):
    any_screen.open()
    page = any_screen.page
    picture(page, "conv1").wait_for()
    stage = page.get_by_role("application", name=re.compile("Arrow keys move"))
    stage.focus()
    page.keyboard.press("PageDown")
    expect(readout(page)).to_contain_text("Output for the digit 3")
    for layer in ("dense", "conv3", "pool2", "conv2", "pool1", "conv1", "Pixel"):
        page.keyboard.press("PageDown")
        expect(readout(page)).to_contain_text(re.compile(f"^{layer}"))
        if layer == "conv2":
            page.keyboard.press("Enter")
            expect(title(page)).to_contain_text("conv2")
            expect_it_adds_up(page)
            expect_by_hand(page, network, image)
            page.keyboard.press("Enter")
            expect(page.locator(".cell .sum .link").first).to_be_focused()
            page.keyboard.press("Escape")
            expect(stage).to_be_focused()
            expect(title(page)).to_have_count(0)
            for back in ("Output", "dense", "conv3", "pool2", "conv2"):
                page.keyboard.press("PageDown")
                expect(readout(page)).to_contain_text(re.compile(f"^{back}"))
    spoken = page.locator(".network-figure .spoken")
    expect(spoken).to_contain_text("Pixel in row")
    said = readout(page).inner_text()
    assert number(re.search(r"is ([\d.]+\d)", said)[1]) == pytest.approx(
        value_of(network, image, said), abs=0.00051
    )


@pytest.mark.long
def test_arrows_move_within_a_map_and_on_to_the_next(screen):
    screen.open()
    page = screen.page
    point_at(page, "pool2", 0.01, 0.01)
    expect(readout(page)).to_contain_text("pool2, map 0, row 0, column 0")
    page.get_by_role("application", name=re.compile("Arrow keys")).focus()
    for key, times, place in (
        ("ArrowRight", 4, "map 0, row 0, column 4"),
        ("ArrowRight", 1, "map 1, row 0, column 0"),
        ("ArrowLeft", 1, "map 0, row 0, column 4"),
        ("ArrowDown", 4, "map 0, row 4, column 4"),
        ("ArrowUp", 9, "map 0, row 0, column 4"),
    ):
        for _ in range(times):
            page.keyboard.press(key)
        expect(readout(page)).to_contain_text(place)


@pytest.mark.long
def test_a_tap_keeps_a_cell_and_another_lets_it_go_and_a_finger_scrolls(
    server: Server, browser: Browser
):
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=2,
    )
    page = context.new_page()
    page.goto(server.url)
    canvas = picture(page, "conv2")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    at = (box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    page.touchscreen.tap(*at)
    expect(title(page)).to_contain_text("conv2")
    expect(title(page)).to_be_in_viewport()
    expect(page.locator(".network-figure .lines path.halo").first).to_be_attached()
    page.touchscreen.tap(*at)
    expect(title(page)).to_have_count(0)
    scrolled = "() => document.querySelector('.stMain').scrollTop"
    before = page.evaluate(scrolled)
    session = context.new_cdp_session(page)
    touches = [[(at[0], at[1] - 10 * step)] for step in range(16)]
    for kind, points in zip(
        ["touchStart", *["touchMove"] * 15, "touchEnd"], [*touches, []], strict=True
    ):
        given = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": given})
    page.wait_for_function(f"(before) => ({scrolled})() > before + 50", arg=before)
    expect(title(page)).to_have_count(0)
    context.close()


def test_a_pinned_cells_numbers_follow_the_pen(screen):
    screen.open()
    page = screen.page
    page.mouse.click(*point_at(page, "dense", 0.2, 0.1))
    expect(title(page)).to_contain_text("dense, unit")
    before = arithmetic(page)["total"]
    box = screen.canvas.bounding_box()
    screen.canvas.scroll_into_view_if_needed()
    box = screen.canvas.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 60 + 12 * step, box["y"] + 60)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    total = page.locator(".cell .sum .total td:last-child")
    expect(total).not_to_have_text(before)
    expect_it_adds_up(page)
    page.mouse.up()
    screen.wait_until_whole()
    expect(title(page)).to_contain_text("dense, unit")
    expect_it_adds_up(page)


def test_another_network_lets_the_cell_go_and_another_width_keeps_it(screen, image):
    screen.open()
    page = screen.page
    page.mouse.click(*point_at(page, "conv2", 0.3, 0.3))
    expect(title(page)).to_contain_text("conv2")
    page.set_viewport_size({"width": 1024, "height": 800})
    expect(page.locator(".network-figure .strip")).to_have_count(2)
    expect(title(page)).to_contain_text("conv2")
    expect(page.locator(".network-figure .lines path.halo").first).to_be_attached()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".network-figure .strip")).to_have_count(1)
    screen.choose_network("textbook")
    expect(title(page)).to_have_count(0)
    point_at(page, "dense", 0.2, 0.1)
    expect(readout(page)).to_contain_text("dense, unit")
    said = readout(page).inner_text()
    expected = value_of(Network.load("textbook"), image, said)
    assert number(re.search(r": ([\d.]+\d)", said)[1]) == pytest.approx(expected, abs=0.00051)


@pytest.mark.long
def test_only_pictures_that_changed_are_painted(screen):
    screen.open()
    page = screen.page
    picture(page, "conv1").wait_for()
    painted = page.evaluate(
        """async () => {
      const { putImageData } = CanvasRenderingContext2D.prototype
      let painted = 0
      CanvasRenderingContext2D.prototype.putImageData = function (...given) {
        if (this.canvas.closest(".network-figure")) painted++
        return putImageData.apply(this, given)
      }
      const live = globalThis[Symbol.for("convoscope live")]
      const before = live.reading
      live.changed()
      while (live.reading === before) await new Promise(requestAnimationFrame)
      return painted
    }"""
    )
    assert painted == 0


@pytest.mark.long
def test_the_figure_with_a_pinned_cell_can_be_read_by_all(any_screen):
    any_screen.open()
    page = any_screen.page
    page.mouse.click(*point_at(page, "conv2", 0.3, 0.3))
    expect(title(page)).to_be_visible()
    page.locator(".cell .patch-tables .link, .cell .sum .link").first.click()
    expect(title(page)).to_be_visible()
    page.mouse.move(0, 0)
    any_screen.expect_no_sideways_scrolling()
    found = [*axe_violations(page), *measured_violations(page)]
    assert not found, "\n".join(["", *found])
    for control in figure(page).locator("button:visible").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24, control.inner_html()


WIDE_DARK, NARROW_LIGHT = Look("dark", 1280, 800), Look("light", 390, 844)
# Each kind of layer at one width; large designs take long to draw where there is no graphics card.
SHOWN = {
    "averages": WIDE_DARK,
    "only_softmax": NARROW_LIGHT,
    "dense_on_pixels": WIDE_DARK,
    "window_of_three": NARROW_LIGHT,
    "wide": WIDE_DARK,
    "deep": NARROW_LIGHT,
}
LARGE = ("wide", "deep")


@pytest.fixture
def figure_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page for the figure alone; nothing may have gone wrong when it closes."""
    look = getattr(request, "param", WIDE_DARK)
    size = {"width": look.width, "height": look.height}
    context = browser.new_context(viewport=size, color_scheme=look.scheme)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: is_error(message) and errors.append(message.text))
    yield page
    context.close()
    assert not errors


def test_every_design_is_shown_at_some_width():
    assert set(SHOWN) == set(DESIGNS)


@pytest.mark.parametrize(
    ("name", "figure_page"),
    [
        pytest.param(name, look, marks=pytest.mark.long if name in LARGE else (), id=name)
        for name, look in SHOWN.items()
    ],
    indirect=["figure_page"],
)
def test_every_kind_of_layer_is_taken_apart(
    figure_page: Page, figure_server: Server, name: str, image: np.ndarray
):
    network = network_named(name)
    figure_page.goto(f"{figure_server.url}/?network={name}")
    expect(picture(figure_page, "softmax")).to_be_visible()
    layers = figure(figure_page).locator(".picture figcaption b").all_inner_texts()
    for layer in layers:
        for across, down in ((0.03, 0.03), (0.5, 0.45)):
            figure_page.keyboard.press("Escape")
            figure_page.mouse.click(*point_at(figure_page, layer, across, down))
            expect(title(figure_page)).to_be_visible()
            name_of_cell = title(figure_page).inner_text()
            at, index = place_named(name_of_cell)
            assert at == layer
            expect_it_adds_up(figure_page)
            total = arithmetic(figure_page)["total"]
            if total is not None:
                sums = network.forward_with_sums(image[None]).sums[layer][0]
                decimals = last_places(total)[1]
                close = pytest.approx(float(sums[index]), abs=0.51 * 10**-decimals + 2e-5)
                assert number(total) == close


@pytest.mark.long
def test_padding_shows_as_padding(figure_page: Page, figure_server: Server):
    figure_page.goto(f"{figure_server.url}/?network=averages")
    figure_page.mouse.click(*point_at(figure_page, "conv1", 0.01, 0.01))
    expect(title(figure_page)).to_contain_text("conv1, map 0, row 0, column 0")
    # Five rows of a kernel, of which one and one column lie beyond the edge.
    expect(figure_page.locator(".cell .grid .padding")).to_have_count(9)
    expect(figure_page.locator(".cell .sees")).to_contain_text("padding beyond its edge")


@pytest.mark.long
def test_of_sums_that_overflow_it_is_said_and_nothing_is_painted(
    figure_page: Page, figure_server: Server
):
    figure_page.goto(f"{figure_server.url}/?network={OVERFLOW}")
    expect(readout(figure_page)).to_contain_text("From conv2 on, nothing can be shown")
    for layer in ("conv2", "softmax", "conv1"):
        figure_page.mouse.click(*point_at(figure_page, layer, 0.3, 0.3))
    expect(title(figure_page)).to_contain_text("conv1")
    for key in ("PageUp", "PageUp", "PageUp", "ArrowRight", "Enter"):
        figure_page.keyboard.press(key)
    expect(figure_page.locator(".cell")).to_contain_text("its sums overflow")
    assert "NaN" not in figure(figure_page).inner_text()
