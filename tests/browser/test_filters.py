"""The Filters page in Chromium: pointing at a map's cell, or at a weight, explains it at once."""

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
from tests.browser.test_feature_maps import PLACE, grid, number, place, point, sum_lines

IMAGE = digit_from_strokes(FIRST_EXAMPLE.strokes)


@pytest.fixture(scope="module")
def network() -> Network:
    """The one that a new visitor has."""
    return Network.load("pen")


def title(screen: Screen) -> Locator:
    """The heading of the band at the foot of the window."""
    return screen.page.locator(".band h2")


def open_filters(screen: Screen) -> None:
    """Open the page and wait until the browser has read the digit."""
    screen.open("filters")
    expect(title(screen)).to_have_text(PLACE)


def convolution(screen: Screen, name: str) -> None:
    screen.page.locator("[class*=st-key-convolution_widget] button").filter(has_text=name).click()
    expect(title(screen)).to_have_text(re.compile(f"^{name}, "))


def card(screen: Screen, name: str) -> Locator:
    heading = screen.page.get_by_role("heading", name=name, exact=True)
    return screen.page.locator(".card", has=heading)


def test_every_filter_of_the_first_convolution_has_its_kernel_and_its_numbers(screen, network):
    open_filters(screen)
    expect(screen.page.locator(".card")).to_have_count(32)
    kernel, bias = (network.weights["conv1"][name] for name in ("kernel", "bias"))
    fires = (network.forward(IMAGE[None])["conv1"][0] > 0).mean(axis=(0, 1))
    for filter_number in (0, 5, 31):
        one = card(screen, f"Filter {filter_number}")
        weights = [number(text) for text in one.locator("td").all_inner_texts()]
        expected = kernel[:, :, 0, filter_number].ravel()
        assert weights == pytest.approx(expected, abs=5.1e-3)
        said = one.inner_text().replace("\u2212", "-")
        norm = np.sqrt(np.square(expected).sum())
        assert f"bias {bias[filter_number]:.3f}".replace("-0.000", "0.000") in said
        assert f"norm {norm:.2f}" in said
        assert f"fires: {fires[filter_number]:.0%} here, " in said


@pytest.mark.each_change
def test_a_cell_of_any_filters_map_is_worked_out_at_the_foot_of_the_window(screen, network):
    open_filters(screen)
    output = network.forward(IMAGE[None])["conv1"][0]
    for name, across, down in (("Filter 2", 0.5, 0.5), ("Filter 30", 0.7, 0.2)):
        one = card(screen, name)
        one.scroll_into_view_if_needed()
        screen.page.mouse.wheel(0, 200)
        point(screen, one.locator("canvas"), across, down)
        expect(title(screen)).to_have_text(re.compile(f"^conv1, map {name[7:]}, "))
        expect(title(screen)).to_be_in_viewport()
        channel, row, column, value = place(screen, title(screen))
        assert (row, column) == (int(down * 26), int(across * 26))
        assert value == pytest.approx(output[row, column, channel], abs=6e-5)
        patch, kernel = (
            IMAGE[row : row + 3, column : column + 3],
            network.weights["conv1"]["kernel"],
        )
        assert grid(screen, "Patch") == pytest.approx(patch, abs=5.1e-3)
        products = patch * kernel[..., 0, channel]
        assert grid(screen, "= products") == pytest.approx(products, abs=5.1e-3)
        assert sum_lines(screen)[0] == pytest.approx(products.sum(), abs=6e-5)


@pytest.mark.long
def test_pointing_at_a_weight_shows_its_term_where_the_filter_fires_most(screen, network):
    open_filters(screen)
    card(screen, "Filter 5").locator("td").nth(7).hover()
    output = network.forward(IMAGE[None])["conv1"][0, ..., 5]
    row, column = np.unravel_index(output.argmax(), output.shape)
    expect(title(screen)).to_have_text(re.compile(f"^conv1, map 5, row {row}, column {column}: "))
    weight = network.weights["conv1"]["kernel"][2, 1, 0, 5]
    pixel = IMAGE[row + 2, column + 1]
    said = screen.page.locator(".band .term").inner_text().replace("\u2212", "-")
    assert said.startswith("Row 2, column 1 of the kernel: ")
    numbers = [float(text) for text in re.findall(r"-?\d\.\d+", said)]
    assert numbers == pytest.approx([pixel, weight, pixel * weight], abs=5.1e-5)
    expect(screen.page.locator(".band td.together")).to_have_count(3)


def test_a_deeper_filter_has_a_kernel_per_input_map_strongest_first(screen, network):
    open_filters(screen)
    convolution(screen, "conv2")
    field = screen.page.get_by_role("spinbutton", name="Filter, 0 to 63")
    field.fill("7")
    field.press("Enter")
    expect(title(screen)).to_have_text(re.compile("^conv2, map 7, "))
    expect(screen.page.locator(".card")).to_have_count(16)
    screen.page.get_by_role("button", name="Show all 32 kernels").click()
    expect(screen.page.locator(".card")).to_have_count(32)
    kernel, bias = (network.weights["conv2"][name] for name in ("kernel", "bias"))
    norms = np.sqrt(np.square(kernel[..., 7]).sum(axis=(0, 1)))
    order = np.argsort(-norms, kind="stable")
    names = screen.page.locator(".card h3").all_inner_texts()
    assert names == [f"for map {channel}" for channel in order]
    expect(screen.page.locator(".facts")).to_contain_text(
        f"Its bias is {bias[7]:.4f}.".replace("-", "\u2212")
    )
    channel, row, column, _ = place(screen, title(screen))
    given = network.forward(IMAGE[None])["pool1"][0, row : row + 3, column : column + 3]
    shares = (given * kernel[..., channel]).sum(axis=(0, 1))
    gives = [number(text.removeprefix("gives ")) for text in all_gives(screen)]
    assert gives == pytest.approx(shares[order], abs=6e-5)
    third = screen.page.locator(".card").nth(3)
    third.hover()
    shown = screen.page.locator(".band .titled-map .title").nth(1)
    expect(shown).to_have_text(f"pool1, map {order[3]}")
    assert grid(screen, "x kernel") == pytest.approx(kernel[..., order[3], 7], abs=5.1e-3)


def all_gives(screen: Screen) -> list[str]:
    return screen.page.locator(".card .gives").all_inner_texts()


@pytest.mark.long
def test_a_far_server_is_not_waited_for_and_a_click_is_kept(server, browser):
    with slow_line(server.url) as line:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        screen = Screen(page, line.url)
        open_filters(screen)
        convolution(screen, "conv3")
        line.round_trip = 600.0
        maps = page.locator(".one-filter canvas").first
        for across in (0.1, 0.6):
            point(screen, maps, across, 0.1)
            expected = re.compile(f"^conv3, map {int(across * 8)}, ")
            expect(title(screen)).to_have_text(expected, timeout=5_000)
        page.mouse.down()
        page.mouse.up()
        page.mouse.move(5, 5)
        expect(title(screen)).to_have_text(expected, timeout=5_000)
        page.close()


@pytest.mark.long
def test_from_a_filter_to_its_map_among_all_layers_is_one_click(screen):
    open_filters(screen)
    convolution(screen, "conv2")
    field = screen.page.get_by_role("spinbutton", name="Filter, 0 to 63")
    field.fill("11")
    field.press("Enter")
    screen.page.get_by_role("button", name="This map among all layers").click()
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Feature maps")
    heading = screen.page.locator(".layer-figure h2")
    expect(heading).to_have_text(re.compile("^conv2, map 11, "))


def test_keys_go_from_cell_to_cell_and_from_filter_to_filter(screen):
    open_filters(screen)
    first = card(screen, "Filter 0").locator("canvas")
    first.focus()
    expect(title(screen)).to_have_text(re.compile("^conv1, map 0, "))
    _, row, column, _ = place(screen, title(screen))
    screen.page.keyboard.press("ArrowDown")
    assert place(screen, title(screen))[:3] == (0, row + 1, column)
    screen.page.keyboard.press("PageDown")
    expect(title(screen)).to_have_text(re.compile("^conv1, map 1, "))
    expect(card(screen, "Filter 1").locator("canvas")).to_be_focused()


@pytest.mark.long
@pytest.mark.parametrize("name", ["conv1", "conv2"])
def test_the_page_can_be_read_by_all(name, any_screen):
    open_filters(any_screen)
    convolution(any_screen, name)
    any_screen.wait_until_whole()
    any_screen.page.mouse.move(0, 0)
    any_screen.expect_no_sideways_scrolling()
    found = [*axe_violations(any_screen.page), *measured_violations(any_screen.page)]
    assert not found, "\n".join(["", *found])
