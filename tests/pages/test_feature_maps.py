"""The Feature maps page, for any network and layer."""

import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.figures.colour_bar import scale_number
from cnn.glossary import terms_in, without_links
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds import KINDS
from cnn.network.kinds.batch_normalization import BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from cnn.network.presets import DESIGNS
from pages.parts.components.map_view import Pick, checked_pick
from pages.parts.maps.titled_grid import decimals_for
from tests.designs import random_network
from tests.pages.opening import IMAGE, PAGES, give_networks, open_page, words


def page(network: Network, layer: str | None = None) -> AppTest:
    return open_page("feature_maps", network, **({"layer": layer} if layer else {}))


def scales(app: AppTest) -> list[str]:
    """What the page's colour bars say, from top to bottom."""
    bodies = [html.proto.body for html in app.get("html")]
    return [re.search(r'aria-label="([^"]*)"', body)[1] for body in bodies if "colour-bar" in body]


@pytest.mark.parametrize("layer", [layer.name for layer in textbook().layers])
def test_every_layer_is_shown_with_how_its_shape_follows(layer, textbook_network):
    app = page(textbook_network, layer)
    assert not app.exception
    assert f"**Output of {layer}**" in words(app)
    picker = app.segmented_control(key="layer")
    assert picker.value == layer
    assert picker.options[0] == "**conv1** :small[26 x 26 x 32]"
    assert picker.options[-1] == "**softmax** :small[10]"


def test_the_layers_stand_on_the_page_once(textbook_network):
    app = page(textbook_network)
    assert len(app.segmented_control) == 2  # the layers, and the maps' colour scale
    assert "13 x 13 x 32" not in words(app)
    assert not any("13 x 13 x 32" in html.proto.body for html in app.get("html"))


def test_the_layer_stands_in_the_address_and_is_taken_from_it(textbook_network):
    app = page(textbook_network)
    assert "layer" not in app.query_params
    app.segmented_control(key="layer").set_value("pool2").run()
    assert app.query_params["layer"] == "pool2"
    for asked, shown in (("conv3", "conv3"), ("<b>", "conv1")):
        linked = AppTest.from_file(PAGES / "feature_maps.py", default_timeout=30)
        give_networks(linked, test=textbook_network)
        linked.query_params["layer"] = asked
        linked.run()
        assert linked.segmented_control(key="layer").value == shown
        assert linked.query_params["layer"] in (shown, [shown])


@pytest.mark.parametrize("layer", ["conv1", "conv2", "conv3"])
def test_the_written_result_is_the_strongest_activation_at_first(layer, textbook_network):
    app = page(textbook_network, layer)
    strongest = textbook_network.forward(IMAGE[None])[layer].max()
    table = next(text.value for text in app.markdown if "max(0, x)" in text.value)
    result = table.splitlines()[-1].split("**")[-2]
    decimals = len(result.split(".")[1])
    assert result == f"{strongest:.{decimals}f}"


def test_row_and_column_are_chosen_by_number(textbook_network):
    app = page(textbook_network, "conv1")
    app.number_input(key="row").set_value(3).run()
    app.number_input(key="col").set_value(25).run()
    assert "row 3, column 25" in app.header[0].value
    assert "rows 3 to 5, columns 25 to 27" in words(app)
    value = textbook_network.forward(IMAGE[None])["conv1"][
        0, 3, 25, app.number_input(key="channel").value
    ]
    table = next(text.value for text in app.markdown if "max(0, x)" in text.value)
    assert f"{value:.3f}"[:-1] in table


def test_a_choice_is_cut_to_fit_a_smaller_network(textbook_network):
    app = page(textbook_network, "conv1")
    app.number_input(key="channel").set_value(31).run()
    small = random_network(Architecture((Conv2D(3, 7, 3),)))
    give_networks(app, test=small)
    app.run()
    assert not app.exception
    assert app.number_input(key="channel").value == 2


def test_a_layer_that_the_network_has_not_gives_way_to_the_first(textbook_network):
    app = page(textbook_network, "conv3")
    small = random_network(Architecture((Conv2D(3), MaxPool2D(3))))
    give_networks(app, test=small)
    app.run()
    assert not app.exception
    assert "**Output of conv1**" in words(app)


@pytest.mark.parametrize(
    "architecture",
    [
        Architecture(()),
        Architecture((Conv2D(1, 1, 3, "same"),)),
        Architecture((MaxPool2D(3), Conv2D(2, 7, 2, "same"), Conv2D(128, 5, 1, "same"))),
        Architecture((AveragePool2D(2), MaxPool2D(3))),
        Architecture((Dropout(0.5), Conv2D(2), Dropout(0.1), Dense(3), Dropout(0.2))),
        *(Architecture((Conv2D(2), kind.first())) for kind in KINDS),
        *(Architecture(DESIGNS[name]) for name in ("strided", "dense_only", "lenet5")),
    ],
)
def test_any_architecture_is_shown(architecture):
    network = random_network(architecture)
    for layer in architecture.layers:
        assert not page(network, layer.name).exception


def test_an_average_is_written_out_as_sum_and_division():
    network = random_network(Architecture((AveragePool2D(2),)))
    app = page(network, "pool1")
    app.number_input(key="row").set_value(2).run()
    app.number_input(key="col").set_value(3).run()
    window = IMAGE[4:6, 6:8].ravel()
    terms = " + ".join(f"{value:.4f}" for value in window)
    assert f"({terms}) / 4 = **{window.mean():.4f}**" in words(app)
    assert "each cell is the average of a 2 x 2 window" in words(app)


def test_dropout_is_said_to_pass_everything_on_and_what_it_does_while_training():
    network = random_network(Architecture((Conv2D(2), Dropout(0.25), Dense(3))))
    app = page(network, "dropout")
    assert "dropout passes every number of conv1 on" in words(app)
    assert "set to 0 with a probability of 25%" in words(app)
    strongest = network.forward(IMAGE[None])["conv1"].max()
    assert f"{strongest:.4f} / (1 - 0.25) = {strongest / 0.75:.4f}" in words(app)


def test_rows_that_no_window_reads_are_named(textbook_network):
    said = words(page(textbook_network, "pool2"))
    assert "the last row and the last column are left over: no window fits there" in said


def test_a_map_of_zeros_is_said_to_be_empty():
    network = random_network(Architecture((Conv2D(2),)))
    arrays = network.weights["conv1"]
    arrays.update(kernel=-np.abs(arrays["kernel"]), bias=np.array([-1, -1], np.float32))
    assert "is empty for this digit: every cell is 0" in words(page(network, "conv1"))


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "x",
        {},
        {"row": 3, "column": 0, "channel": 0},
        {"row": -1, "column": 0, "channel": 0},
        {"row": 0.5, "column": 0, "channel": 0},
        {"row": float("nan"), "column": 0, "channel": 0},
        {"row": True, "column": 0, "channel": 0},
        {"row": [], "column": 0, "channel": 0},
    ],
)
def test_only_cells_of_the_map_are_taken_from_the_browser(sent):
    assert checked_pick(sent, (3, 4, 5)) is None
    assert checked_pick({"row": 2, "column": 3, "channel": 4}, (3, 4, 5)) == Pick(4, 2, 3)


def test_a_map_that_goes_below_zero_says_from_where_to_where():
    network = random_network(Architecture((Conv2D(3), BatchNormalization())))
    app = page(network, "batch_norm")
    channel = app.number_input(key="channel").value
    output = network.forward(IMAGE[None])["batch_norm"][0]
    assert output.min() < 0
    cells = output[..., channel]
    assert f"26 x 26, from {cells.min():.4f} to {cells.max():.4f}" in words(app)
    app.session_state["layer"] = "conv1"
    app.run()
    assert "26 x 26, up to " in words(app)


def test_maps_with_cells_below_zero_have_the_diverging_scale_and_others_the_sequential_one():
    network = random_network(Architecture((Conv2D(2), BatchNormalization())))
    shown = {}
    for name in ("conv1", "batch_norm"):
        app = page(network, name)
        protos = [item.proto for item in app.main if item.type == "bidi_component"]
        shown[name] = [json.loads(proto.json) for proto in protos]
        output = network.forward(IMAGE[None])[name][0]
        assert shown[name][0]["signed"] == shown[name][1]["signed"] == bool(output.min() < 0)
        assert shown[name][0]["strongest"] == pytest.approx([np.abs(output).max()] * 2)
        assert not shown[name][2]["signed"]  # the input
    assert [shown[name][0]["signed"] for name in shown] == [False, True]


def test_batch_normalization_and_global_pooling_say_what_they_do():
    network = random_network(
        Architecture((Conv2D(2), BatchNormalization(), GlobalAveragePooling2D()))
    )
    normalised = words(page(network, "batch_norm"))
    assert "(number read - moving mean) / sqrt(variance + epsilon) x gamma + beta" in normalised
    assert "Each convolution and each dense layer ends with a ReLU of its own" in normalised
    assert "cells of batch_norm's map" in words(page(network, "global_pool"))


@pytest.mark.parametrize("layer", [layer.name for layer in textbook().layers])
def test_every_picture_of_a_layer_has_a_bar_that_says_what_its_colours_mean(
    layer, textbook_network
):
    app = page(textbook_network, layer)
    output = textbook_network.forward(IMAGE[None])[layer][0]
    if output.ndim == 3:
        largest = scale_number(float(output.max()))
        assert scales(app)[:2] == [
            f"Colour scale of all cells of {layer}: from 0 to {largest}.",
            f"Colour scale of the cells of map {app.number_input(key='channel').value}: "
            f"from 0 to {largest}.",
        ]
    if layer.startswith("conv"):
        patch, kernel, products = scales(app)[2:]
        assert patch.startswith("Colour scale of patch: from 0 to ")
        for bar in (kernel, products):
            assert "which takes away, and blue from 0 to +" in bar


def test_with_a_scale_of_its_own_a_map_goes_up_to_its_own_largest_cell(textbook_network):
    app = page(textbook_network, "conv1")
    app.number_input(key="channel").set_value(9).run()
    app.segmented_control(key="map_scale").set_value("channel").run()
    largest = textbook_network.forward(IMAGE[None])["conv1"][0, ..., 9].max()
    assert scales(app)[0].endswith(f"map 9: from 0 to {scale_number(float(largest))}.")
    assert "Each map has its own scale" in words(app)


@pytest.mark.parametrize("layer", ["conv1", "conv2", "pool1"])
def test_the_numbers_of_a_sum_are_those_of_keras_arithmetic(layer, textbook_network):
    app = page(textbook_network, layer)
    alts = {
        image.alt.split(",")[0]: image.alt for item in app.get("image") for image in item.proto.imgs
    }
    numbers = {
        name: np.array([[float(n) for n in line.split()] for line in alt.split(": ")[1].split(";")])
        for name, alt in alts.items()
    }
    if layer == "pool1":
        assert numbers["Window"].max() == pytest.approx(
            textbook_network.forward(IMAGE[None])["pool1"].max(), abs=1e-5
        )
        return
    found = numbers["Patch"] * numbers["x kernel"]
    assert found == pytest.approx(numbers["= products"], abs=2e-5)
    said = re.search(r"They add up to \*\*(-?[\d.]+)\*\*", words(app))[1]
    assert numbers["= products"].sum() == pytest.approx(float(said), abs=1e-4)


@pytest.mark.parametrize(
    ("values", "decimals"),
    [([0.0, 0.0], 1), ([-0.26, 0.1], 3), ([1.0], 2), ([0.04], 4), ([123], 1)],
)
def test_a_grid_shows_three_digits_of_its_largest_number(values, decimals):
    assert decimals_for(np.array(values)) == decimals


@pytest.mark.parametrize("layer", [layer.name for layer in textbook().layers])
def test_each_term_of_a_layer_is_explained_once(layer, textbook_network):
    app = page(textbook_network, layer)
    said = "\n".join(text.value for text in (*app.caption, *app.markdown, *app.info))
    used = terms_in(without_links(said))
    assert {"cell", "feature_map"} <= {known.key for known in used}
    for known in used:
        assert said.count(f"(#term-{known.key})") == 1, known.key
