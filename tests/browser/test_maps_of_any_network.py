"""Feature maps and Filters of networks of other shapes: every kind of layer is worked out."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.batch_normalization import EPSILON, BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from tests.browser.screen import Screen
from tests.browser.test_feature_maps import (
    PLACE,
    grid,
    large_map,
    layer,
    number,
    point,
    sum_lines,
    title,
)
from tests.browser.test_feature_maps import place as place_of
from tests.designs import random_network

IMAGE = digit_from_strokes(FIRST_EXAMPLE.strokes)
EVERY_KIND = Architecture(
    (
        Conv2D(3, 5, 2, "same"),
        BatchNormalization(),
        MaxPool2D(2),
        Dropout(0.25),
        AveragePool2D(3),
        GlobalAveragePooling2D(),
    )
)


def bring(screen: Screen, network: Network) -> None:
    """Load a network file on the Train page, and choose it by that."""
    screen.open("train")
    screen.page.get_by_role("tab", name="Files").click()
    file = {
        "name": "brought.safetensors",
        "mimeType": "application/octet-stream",
        "buffer": network.to_bytes(),
    }
    screen.page.locator(".st-key-network_file input[type=file]").set_input_files(file)
    expect(screen.page.get_by_text("brought is loaded.")).to_be_visible()


def numbers(text: str) -> list[float]:
    return [float(one) for one in re.findall(r"-?\d+\.\d+", text.replace("\u2212", "-"))]


def test_every_kind_of_layer_is_worked_out_as_the_network_has_it(screen):
    network = random_network(EVERY_KIND, seed=5)
    outputs = network.forward(IMAGE[None])
    bring(screen, network)
    screen.go("Feature maps")
    after = screen.page.locator(".layer-figure .after")

    def look_at(name: str, across: float = 0.5, down: float = 0.45) -> tuple[int, int, int, float]:
        layer(screen, name).click()
        expect(title(screen)).to_have_text(re.compile(f"^{name}, "))
        point(screen, large_map(screen), across, down)
        channel, row, column, value = place_of(screen)
        assert value == pytest.approx(outputs[name][0, row, column, channel], abs=6e-5)
        return row, column, channel, value

    # A corner of the padded convolution: zeros outside, and the whole kernel.
    row, column, channel, _ = look_at("conv1", 0.01, 0.01)
    assert (row, column) == (0, 0)
    padded = np.pad(IMAGE, ((1, 2), (1, 2)))[:5, :5]
    kernel = network.weights["conv1"]["kernel"][:, :, 0, channel]
    assert grid(screen, "Patch") == pytest.approx(padded, abs=5.1e-3)
    assert grid(screen, "x kernel") == pytest.approx(kernel, abs=5.1e-3)
    expect(screen.page.get_by_text("Zeros outside the map are padding.")).to_be_visible()

    row, column, channel, value = look_at("batch_norm")
    arrays = network.weights["batch_norm"]
    read, mean, deviation, gamma, scaled, beta, result = sum_lines(screen)
    names = ("moving_mean", "gamma", "beta")
    expected = [float(arrays[name][channel]) for name in names]
    assert [mean, gamma, beta] == pytest.approx(expected, abs=6e-5)
    assert read == pytest.approx(outputs["conv1"][0, row, column, channel], abs=6e-5)
    variance = float(arrays["moving_variance"][channel])
    assert deviation == pytest.approx(np.sqrt(variance + EPSILON), abs=6e-5)
    assert result == pytest.approx(scaled + beta, abs=1e-9)
    assert result == pytest.approx(value, abs=2e-4)

    row, column, channel, value = look_at("pool1")
    window = outputs["batch_norm"][0, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2, channel]
    assert grid(screen, "Window") == pytest.approx(window, abs=6e-3)
    assert numbers(after.inner_text())[:4] == pytest.approx(window.ravel(), abs=6e-5)
    assert number(screen.page.locator("td.marked").inner_text()) == pytest.approx(
        window.max(), abs=6e-3
    )

    _, _, _, value = look_at("dropout")
    expect(after).to_contain_text("so dropout passes every number of pool1 on")
    assert numbers(after.inner_text())[-1] == pytest.approx(value / 0.75, abs=2e-4)

    row, column, channel, value = look_at("pool2", 0.3, 0.3)
    window = outputs["dropout"][0, 3 * row : 3 * row + 3, 3 * column : 3 * column + 3, channel]
    *terms, mean = numbers(after.inner_text())
    assert terms == pytest.approx(window.ravel(), abs=6e-5)
    assert mean == pytest.approx(value, abs=2e-4)

    layer(screen, "global_pool").click()
    expect(title(screen)).to_have_text(re.compile("^global_pool, map "))
    unit = int(re.search(r"map (\d)", title(screen).inner_text())[1])
    total, _, mean = numbers(after.inner_text())
    cells = outputs["pool2"][0, ..., unit]
    assert total == pytest.approx(cells.sum(), abs=6e-5)
    assert mean == pytest.approx(outputs["global_pool"][0, unit], abs=6e-5)


@pytest.mark.long
def test_a_network_of_one_dense_layer_shows_its_weights_and_any_units_sum(screen):
    network = random_network(Architecture(()), seed=2)
    kernel, bias = (network.weights["softmax"][name] for name in ("kernel", "bias"))
    bring(screen, network)
    screen.go("Filters")
    heading = screen.page.locator(".band h2")
    expect(heading).to_have_text(re.compile("^softmax, digit "))
    units = screen.page.locator(".pixel-weights canvas").first
    point(screen, units, 0.5, 0.25)
    expect(heading).to_have_text(re.compile("^softmax, digit 2: "))
    expected = float(IMAGE.ravel().astype(np.float64) @ kernel[:, 2] + bias[2])
    assert sum_lines(screen)[2] == pytest.approx(expected, abs=6e-5)
    screen.page.mouse.down()
    screen.page.mouse.up()
    point(screen, screen.page.locator(".weights canvas").first, 0.5, 0.25)
    said = screen.page.locator(".pixel")
    expect(said).to_have_text(re.compile("^Row 7, column 14: "))
    pixel, weight, product = numbers(said.inner_text())
    assert pixel == pytest.approx(IMAGE[7, 14], abs=6e-5)
    assert weight == pytest.approx(kernel[7 * 28 + 14, 2], abs=6e-5)
    assert product == pytest.approx(pixel * weight, abs=2e-4)
    screen.go("Feature maps")
    expect(title(screen)).to_have_text(re.compile("^flatten, position "))


@pytest.mark.long
def test_large_kernels_stay_within_the_window(narrow_screen):
    network = random_network(Architecture((Conv2D(4, 7, 1, "same"), Conv2D(4, 7, 1, "same"))))
    bring(narrow_screen, network)
    for page in ("Feature maps", "Filters"):
        narrow_screen.go(page)
        expect(narrow_screen.page.locator("h2.cell")).to_have_text(re.compile("^conv1, "))
        narrow_screen.expect_no_sideways_scrolling()


def test_a_blank_digit_is_worked_out_too(screen):
    screen.open()
    screen.clear()
    for title_of in ("Feature maps", "Filters"):
        screen.go(title_of)
        heading = screen.page.locator("h2.cell")
        expect(heading).to_have_text(PLACE)
        screen.page.get_by_role("radio", name="conv2").click()
        expect(heading).to_have_text(re.compile("^conv2, "))
        assert len(sum_lines(screen)) == 4
