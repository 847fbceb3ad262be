"""The Feature maps page, for any network and layer."""

import pytest
from streamlit.testing.v1 import AppTest

from cnn.glossary import terms_in, without_links
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds import KINDS
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from cnn.network.presets import DESIGNS
from pages.parts.maps.cell_choice import ChosenCell
from pages.parts.maps.layer_figure import CellOfLayer, checked_cell
from tests.designs import random_network
from tests.pages.opening import PAGES, figure_data, give_networks, held, open_page, words


def page(network: Network, layer: str | None = None) -> AppTest:
    return open_page("feature_maps", network, **({"layer": layer} if layer else {}))


@pytest.mark.parametrize("layer", [layer.name for layer in textbook().layers])
def test_every_layer_is_shown_with_how_its_shape_follows(layer, textbook_network):
    app = page(textbook_network, layer)
    assert not app.exception
    assert f"**Output of {layer}**" in words(app)
    picker = held(app, "layer")
    assert picker.value == layer
    assert picker.options[0] == "**conv1** :small[26 x 26 x 32]"
    assert picker.options[-1] == "**softmax** :small[10]"


def test_the_layers_stand_on_the_page_once(textbook_network):
    app = page(textbook_network)
    assert len(app.segmented_control) == 1
    assert "13 x 13 x 32" not in words(app)
    assert not any("13 x 13 x 32" in html.proto.body for html in app.get("html"))


def test_the_layer_stands_in_the_address_and_is_taken_from_it(textbook_network):
    app = page(textbook_network)
    assert "layer" not in app.query_params
    held(app, "layer").set_value("pool2").run()
    assert app.query_params["layer"] == "pool2"
    for asked, shown in (("conv3", "conv3"), ("<b>", "conv1")):
        linked = AppTest.from_file(PAGES / "feature_maps.py", default_timeout=30)
        give_networks(linked, test=textbook_network)
        linked.query_params["layer"] = asked
        linked.run()
        assert held(linked, "layer").value == shown
        assert linked.query_params["layer"] in (shown, [shown])


def test_what_is_kept_of_a_layer_is_shown_again_whatever_the_network(textbook_network):
    app = page(textbook_network, "conv1")
    assert figure_data(app, "layer_figure")["chosen"] is None
    conv1 = textbook_network.architecture.layer("conv1")
    app.session_state["cell_choices"] = {conv1.name: ChosenCell(31, 25, 3)}
    app.run()
    kept = {"channel": 31, "row": 25, "column": 3}
    assert figure_data(app, "layer_figure")["chosen"] == kept
    give_networks(app, test=random_network(Architecture((Conv2D(3, 7, 3),))))
    app.run()
    assert not app.exception
    assert figure_data(app, "layer_figure")["chosen"] == kept


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "x",
        {},
        {"layer": 99, "cell": 0},
        {"layer": 0, "cell": 26 * 26 * 32},
        {"layer": -1, "cell": 0},
        {"layer": 0, "cell": 0.5},
        {"layer": 0, "cell": float("nan")},
        {"layer": True, "cell": 0},
        {"layer": 0, "cell": []},
    ],
)
def test_only_cells_of_the_network_are_taken_from_the_browser(sent):
    assert checked_cell(sent, textbook()) is None


def test_a_cell_from_the_browser_is_one_of_a_layers_output():
    sent = {"layer": 1, "cell": (2 * 13 + 3) * 32 + 5}
    assert checked_cell(sent, textbook()) == CellOfLayer(textbook().layer("pool1"), (2, 3, 5))
    units = textbook().layer("dense")
    number = textbook().layers.index(units)
    assert checked_cell({"layer": number, "cell": 7.0}, textbook()) == CellOfLayer(units, (7,))


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


def test_rows_that_no_window_reads_are_named(textbook_network):
    said = words(page(textbook_network, "pool2"))
    assert "the last row and the last column are left over: no window fits there" in said


@pytest.mark.parametrize("layer", [layer.name for layer in textbook().layers])
def test_each_term_of_a_layer_is_explained_once(layer, textbook_network):
    app = page(textbook_network, layer)
    said = "\n".join(text.value for text in (*app.caption, *app.markdown, *app.info))
    used = terms_in(without_links(said))
    assert {"cell", "feature_map"} <= {known.key for known in used}
    for known in used:
        assert said.count(f"(#term-{known.key})") == 1, known.key
