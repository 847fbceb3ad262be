"""Networks whose sums overflow: every page that shows an answer says so, and shows no number."""

import re
import warnings
from collections.abc import Iterator

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.drawing.canvas import canvas_from_strokes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import MaxPool2D
from pages.parts.components.overflow import OVERFLOW
from pages.parts.session.digit import example_digit
from tests.designs import random_network
from tests.pages.learn.lessons import open_lesson
from tests.pages.opening import held

HUGE = np.float32(3e38)
CONVOLUTIONS = random_network(Architecture((Conv2D(4), MaxPool2D(2), Conv2D(4), Dense(8))))
UNITS = random_network(Architecture((Dense(8),)))


def with_huge(network: Network, layer: str, weight: np.float32 = HUGE) -> Network:
    """The same network, one layer's weights as large as float32 can hold."""
    arrays = network.weights[layer]
    huge = arrays | {"kernel": np.full_like(arrays["kernel"], weight)}
    return Network(network.architecture, {**network.weights, layer: huge})


# By the first layer whose sums overflow.
OVERFLOWING = {
    "conv1": with_huge(CONVOLUTIONS, "conv1"),
    "conv2": with_huge(CONVOLUTIONS, "conv2"),
    "softmax": with_huge(CONVOLUTIONS, "softmax"),
}
WITHOUT_CONVOLUTIONS = with_huge(UNITS, "dense")


@pytest.fixture(autouse=True)
def no_warning_is_given() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        yield


def said(app: AppTest) -> str:
    """All that the page's own part says, in sentences and in HTML; an error is a failure."""
    assert not app.exception
    main = app.main
    kinds = (main.title, main.markdown, main.caption, main.info, main.warning, main.error)
    words = "\n".join(
        [element.value for kind in kinds for element in kind]
        + [element.proto.body for element in main.get("html")]
    )
    assert not re.search(r"\b(nan|inf)\b", words)
    return words


@pytest.mark.parametrize("network", [*OVERFLOWING.values(), WITHOUT_CONVOLUTIONS])
def test_draw_gives_no_answer(network):
    app = open_lesson("draw", network)
    assert OVERFLOW in said(app)
    assert "probability" not in said(app)
    assert "up to where the sums overflow" in said(app)
    assert [title.value for title in app.main.title] == ["Draw"]


def test_draw_reads_none_of_the_steps_to_the_image():
    app = open_lesson("draw", OVERFLOWING["conv1"], digit=example_digit(FIRST_EXAMPLE))
    app.session_state["preprocessing_steps"] = True
    app.run()
    assert "not read: the network's sums overflow" in said(app)
    assert not re.search(r"read as \d", said(app))


def test_draw_has_no_number_for_any_of_several_digits():
    app = open_lesson("draw", OVERFLOWING["conv1"], digits_table=True)
    both = [stroke * 0.4 + [x, 80] for x in (10, 140) for stroke in FIRST_EXAMPLE.strokes]
    drawing = {"raw": canvas_from_strokes(both), "data": None}
    app.session_state["canvas"] = {"drawing": drawing}
    app.run()
    assert OVERFLOW in said(app)
    _, *rows = app.code[0].value.splitlines()
    assert [row.split("\t")[2:] for row in rows] == [["?", "-"], ["?", "-"]]


@pytest.mark.parametrize("first", OVERFLOWING)
def test_feature_maps_shows_the_layers_before_and_no_later_one(first):
    app = open_lesson("feature_maps", OVERFLOWING[first])
    names = [layer.name for layer in CONVOLUTIONS.architecture.layers]
    for name in names:
        held(app, "layer").set_value(name).run()
        has_warned = f"The output of {name} cannot be shown" in said(app)
        assert has_warned == (names.index(name) >= names.index(first))


def test_sums_that_overflow_below_zero_and_leave_zeros_are_told_as_well():
    app = open_lesson("feature_maps", with_huge(CONVOLUTIONS, "conv1", -HUGE))
    assert "The output of conv1 cannot be shown" in said(app)


@pytest.mark.parametrize("first", OVERFLOWING)
def test_filters_says_of_a_convolution_that_its_maps_cannot_be_shown(first):
    app = open_lesson("filters", OVERFLOWING[first])
    assert ("The output of conv1 cannot be shown" in said(app)) == (first == "conv1")
    held(app, "convolution").set_value("conv2").run()
    assert ("The output of conv2 cannot be shown" in said(app)) == (first in ("conv1", "conv2"))


def test_filters_says_the_same_of_a_network_without_convolutions():
    assert "The output of dense cannot be shown" in said(
        open_lesson("filters", WITHOUT_CONVOLUTIONS)
    )


@pytest.mark.parametrize("network", [*OVERFLOWING.values(), WITHOUT_CONVOLUTIONS])
def test_evaluate_gives_no_figures(network):
    app = open_lesson("evaluate", network, evaluate_set="synthetic")
    assert "its sums overflow" in said(app)
    assert not app.main.get("bidi_component")
    assert "%" not in said(app)
