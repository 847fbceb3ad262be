"""The Feature maps page in Chromium: pointing at a cell explains it at once, a click keeps it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.network import Network
from tests.browser.accessibility import axe_violations, measured_violations
from tests.browser.screen import Screen
from tests.browser.slow_line import slow_line

IMAGE = digit_from_strokes(FIRST_EXAMPLE.strokes)
PLACE = re.compile(r"map (\d+), row (\d+), column (\d+): ([\u2212\d.]+)$")


@pytest.fixture(scope="module")
def network() -> Network:
    """The one that a new visitor has."""
    return Network.load("pen")


def open_maps(screen: Screen) -> None:
    """Open the page and wait until the browser has read the digit."""
    screen.open("feature_maps")
    expect(title(screen)).to_have_text(PLACE)


def figure(screen: Screen) -> Locator:
    return screen.page.locator(".layer-figure")


def title(screen: Screen) -> Locator:
    """The heading above the worked sum."""
    return screen.page.get_by_role("heading", level=2)


def layer(screen: Screen, name: str) -> Locator:
    return screen.page.locator("[class*=st-key-layer_widget] button").filter(has_text=name)


def large_map(screen: Screen) -> Locator:
    return screen.page.locator(".layer-figure .one canvas")


def all_maps(screen: Screen) -> Locator:
    return screen.page.locator(".layer-figure .all canvas")


def point(screen: Screen, at: Locator, across: float, down: float) -> None:
    box = at.bounding_box()
    screen.page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


def number(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def grid(screen: Screen, caption: str) -> np.ndarray:
    """The numbers of a matrix, row by row."""
    table = screen.page.locator(".number-grid", has=screen.page.get_by_text(caption, exact=True))
    return np.array(
        [
            [number(cell) for cell in row.locator("td").all_inner_texts()]
            for row in table.locator("tr").all()
        ]
    )


def sum_lines(screen: Screen) -> list[float]:
    """The numbers of the sum, line by line."""
    return [number(text) for text in screen.page.locator(".sum td").all_inner_texts()]


def place(screen: Screen, heading: Locator | None = None) -> tuple[int, int, int, float]:
    """Map, row, column and value of the cell that is explained."""
    found = PLACE.search((heading or title(screen)).inner_text())
    return (*(int(index) for index in found.groups()[:3]), number(found[4]))


def test_pointing_explains_a_cell_at_once_and_a_click_keeps_it(screen):
    open_maps(screen)
    kept = title(screen).inner_text()
    point(screen, large_map(screen), 0.9, 0.9)
    expect(title(screen)).to_have_text(
        re.compile(r"^conv1, map \d+, row 2[23], column 2[23]: [\d.]+$")
    )
    screen.page.mouse.move(5, 5)
    expect(title(screen)).to_have_text(kept)
    point(screen, all_maps(screen), 0.99, 0.99)
    expect(title(screen)).to_have_text(re.compile("^conv1, map 31, row 2[345], column 2[345]: "))
    pointed = title(screen).inner_text()
    screen.page.mouse.down()
    screen.page.mouse.up()
    screen.page.mouse.move(5, 5)
    expect(title(screen)).to_have_text(pointed)
    screen.go("Filters")
    screen.go("Feature maps")
    expect(title(screen)).to_have_text(pointed)


@pytest.mark.each_change
@pytest.mark.parametrize(
    "name", ["conv2", *(pytest.param(name, marks=pytest.mark.long) for name in ("conv1", "conv3"))]
)
def test_the_sum_on_screen_is_that_of_the_network_file(name, screen, network):
    open_maps(screen)
    layer(screen, name).click()
    expect(title(screen)).to_have_text(re.compile(f"^{name}, "))
    outputs = network.forward(IMAGE[None])
    arrays = network.weights[name]
    before = network.architecture.previous(name)
    given = IMAGE[..., None] if before is None else outputs[before.name][0]
    for across, down in ((0.5, 0.3), (0.7, 0.8)):
        point(screen, large_map(screen), across, down)
        channel, row, column, value = place(screen)
        assert value == pytest.approx(outputs[name][0, row, column, channel], abs=6e-5)
        patch = given[row : row + 3, column : column + 3].astype(np.float64)
        kernel = arrays["kernel"][..., channel].astype(np.float64)
        shown = 0
        if before is not None:
            text = screen.page.locator(".titled-map .title").nth(1).inner_text()
            shown = int(text.rpartition(" ")[2])
            sums = np.abs((patch * kernel).sum(axis=(0, 1)))
            assert sums[shown] == pytest.approx(sums.max())
        for caption, expected in (
            ("Patch", patch[..., shown]),
            ("x kernel", kernel[..., shown]),
            ("= products", (patch * kernel)[..., shown]),
        ):
            assert grid(screen, caption) == pytest.approx(expected, abs=5.1e-3)
        products, bias, before_relu, result = sum_lines(screen)
        assert products == pytest.approx((patch * kernel).sum(), abs=6e-5)
        assert bias == pytest.approx(arrays["bias"][channel], abs=6e-5)
        assert before_relu == pytest.approx(products + bias, abs=1e-9)
        assert result == max(before_relu, 0)


def test_a_far_server_is_not_waited_for(server, browser):
    with slow_line(server.url) as line:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        screen = Screen(page, line.url)
        open_maps(screen)
        line.round_trip = 600.0
        for across in (0.2, 0.5, 0.8):
            point(screen, large_map(screen), across, 0.5)
            column = int(across * 26)
            expect(title(screen)).to_have_text(re.compile(f"column {column}: "), timeout=5_000)
        page.mouse.down()
        page.mouse.up()
        page.keyboard.press("ArrowLeft")
        expect(title(screen)).to_have_text(re.compile("column 19: "), timeout=5_000)
        page.get_by_role("button", name="Own", exact=True).click()
        expect(screen.page.get_by_text("Each map has its own scale")).to_be_visible(timeout=5_000)
        page.close()


def test_a_number_of_the_patch_leads_one_layer_down_to_the_pixels(screen, network):
    open_maps(screen)
    layer(screen, "conv2").click()
    expect(title(screen)).to_have_text(re.compile("^conv2, "))
    numbers = screen.page.locator(".number-grid button")
    text = numbers.nth(4).inner_text()
    numbers.nth(4).click()
    expect(title(screen)).to_have_text(re.compile("^pool1, "))
    assert place(screen)[3] == pytest.approx(number(text), abs=5.1e-4)
    assert layer(screen, "pool1").get_attribute("aria-checked") == "true"
    kept = place(screen)[3]
    screen.page.locator(".number-grid .marked button").click()
    expect(title(screen)).to_have_text(re.compile("^conv1, "))
    _, row, column, value = place(screen)
    assert value == kept
    assert screen.page.locator(".number-grid button").count() == 0
    assert grid(screen, "Patch") == pytest.approx(
        IMAGE[row : row + 3, column : column + 3], abs=5.1e-3
    )


@pytest.mark.each_change
def test_keys_go_from_cell_to_cell_from_map_to_map_and_from_layer_to_layer(screen):
    open_maps(screen)
    channel, row, column, _ = place(screen)
    large_map(screen).focus()
    for key, (row_then, column_then) in (
        ("ArrowDown", (row + 1, column)),
        ("ArrowRight", (row + 1, column + 1)),
        ("ArrowUp", (row, column + 1)),
    ):
        screen.page.keyboard.press(key)
        assert place(screen)[:3] == (channel, row_then, column_then)
    spoken = figure(screen).locator(".spoken")
    expect(spoken).to_contain_text(f"conv1, map {channel}, row {row}, column {column + 1}: ")
    expect(spoken).to_contain_text("ReLU: max(0, x)")
    all_maps(screen).focus()
    screen.page.keyboard.press("ArrowRight")
    assert place(screen)[:3] == (channel + 1, row, column + 1)
    screen.wait_until_whole()
    expect(all_maps(screen)).to_be_focused()
    screen.page.keyboard.press("PageUp")
    expect(title(screen)).to_have_text(re.compile("^pool1, "))
    large_map(screen).focus()
    screen.page.keyboard.press("PageDown")
    expect(title(screen)).to_have_text(re.compile("^conv1, "))


@pytest.mark.long
def test_focus_stays_where_a_choice_was_made(screen):
    open_maps(screen)
    layer(screen, "conv2").focus()
    screen.page.keyboard.press("Enter")
    expect(title(screen)).to_have_text(re.compile("^conv2, "))
    expect(layer(screen, "conv2")).to_be_focused()
    typed = screen.page.get_by_role("spinbutton", name="Map, 0 to 63")
    typed.fill("7")
    typed.press("Enter")
    expect(title(screen)).to_have_text(re.compile("map 7, "))
    expect(typed).to_be_focused()
    more = screen.page.get_by_role("button", name="Map: one more")
    more.click()
    expect(title(screen)).to_have_text(re.compile("map 8, "))
    screen.wait_until_whole()
    expect(more).to_be_focused()
    typed.fill("999")
    typed.press("Enter")
    expect(title(screen)).to_have_text(re.compile("map 63, "))


@pytest.mark.long
def test_the_layer_stays_in_the_address_and_for_the_visit(screen):
    open_maps(screen)
    layer(screen, "pool2").click()
    expect(screen.page).to_have_url(re.compile("layer=pool2$"))
    screen.go("Filters")
    screen.go("Feature maps")
    expect(title(screen)).to_have_text(re.compile("^pool2, "))
    screen.page.reload()
    screen.wait_until_whole()
    expect(title(screen)).to_have_text(re.compile("^pool2, "))


@pytest.mark.long
def test_each_input_map_has_its_share_and_one_of_them_is_looked_at(screen):
    open_maps(screen)
    layer(screen, "conv2").click()
    expect(title(screen)).to_have_text(re.compile("^conv2, "))
    said = screen.page.locator(".shares .tip-line")
    bars = screen.page.locator(".shares .bar")
    expect(bars).to_have_count(32)
    shares = []
    for one in bars.all():
        one.hover()
        shares.append(number(re.search(r"gives ([\u2212\d.]+)\.$", said.inner_text())[1]))
        assert grid(screen, "= products").sum() == pytest.approx(shares[-1], abs=5e-3)
    assert np.abs(shares).tolist() == sorted(np.abs(shares), reverse=True)
    assert sum(shares) == pytest.approx(sum_lines(screen)[0], abs=2e-3)
    bars.nth(3).click()
    kept = said.inner_text()
    screen.page.mouse.move(5, 5)
    expect(said).to_have_text(kept)
    large_map(screen).focus()
    screen.page.keyboard.press("ArrowUp")
    expect(said).to_contain_text(kept.split(" gives")[0])


@pytest.mark.long
def test_from_a_map_to_its_filter_is_one_click(screen):
    open_maps(screen)
    layer(screen, "conv2").click()
    expect(title(screen)).to_have_text(re.compile("^conv2, "))
    screen.page.get_by_role("spinbutton", name="Map, 0 to 63").fill("9")
    screen.page.keyboard.press("Enter")
    screen.page.get_by_role("button", name="The filter of map 9").click()
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Filters")
    expect(screen.page.locator(".one-filter")).to_contain_text("Filter 9 makes this map")


@pytest.mark.long
def test_units_are_bars_and_their_sums_stand_beside_the_strongest_products(screen, network):
    open_maps(screen)
    outputs = network.forward(IMAGE[None])
    for name in ("dense", "softmax"):
        layer(screen, name).click()
        expect(title(screen)).to_have_text(re.compile(f"^{name}, "))
        unit = 4
        screen.page.locator(".units .bar").nth(unit).hover()
        expect(title(screen)).to_have_text(re.compile(f" {unit}: "))
        products, bias, before, result = sum_lines(screen)
        assert before == pytest.approx(products + bias, abs=1e-9)
        assert bias == pytest.approx(network.weights[name]["bias"][unit], abs=6e-5)
        assert result == pytest.approx(outputs[name][0, unit], abs=6e-5)
        expect(screen.page.locator(".strongest .bar")).to_have_count(32)
    layer(screen, "flatten").click()
    expect(title(screen)).to_have_text(re.compile("^flatten, "))
    screen.page.get_by_role("spinbutton", name="Position, 0 to 575").fill("300")
    screen.page.keyboard.press("Enter")
    said = screen.page.get_by_text("Position 300 is the cell in row 1, column 1 of map 44")
    expect(said).to_contain_text("(1 x 3 + 1) x 64 + 44 = 300")


@pytest.mark.long
def test_a_finger_chooses_a_cell(server, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    screen = Screen(context.new_page(), server.url)
    open_maps(screen)
    large_map(screen).scroll_into_view_if_needed()
    box = large_map(screen).bounding_box()
    screen.page.touchscreen.tap(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.2)
    expect(title(screen)).to_have_text(re.compile(r"row 5, column 13: "))
    context.close()


@pytest.mark.long
def test_on_a_phone_a_map_and_its_cells_sum_stand_on_one_screen(narrow_screen):
    open_maps(narrow_screen)
    page = narrow_screen.page
    over = large_map(narrow_screen).bounding_box()
    patch, kernel, products = (
        page.locator(".number-grid").nth(number).bounding_box() for number in range(3)
    )
    assert patch["y"] + patch["height"] - over["y"] <= page.viewport_size["height"]
    assert kernel["y"] == products["y"]


@pytest.mark.long
@pytest.mark.parametrize("name", ["conv2", "dense"])
def test_the_page_can_be_read_by_all(name, any_screen):
    open_maps(any_screen)
    layer(any_screen, name).click()
    expect(title(any_screen)).to_have_text(re.compile(f"^{name}, "))
    any_screen.wait_until_whole()
    any_screen.page.mouse.move(0, 0)
    found = [*axe_violations(any_screen.page), *measured_violations(any_screen.page)]
    assert not found, "\n".join(["", *found])
