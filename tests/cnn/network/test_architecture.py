"""What a network is: shapes, parameters and receptive fields, by hand and by property."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.errors import ArchitectureError
from cnn.network.architecture import Architecture, textbook, unread_pixels
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from cnn.network.layer_shapes import MAX_MULTIPLY_ADDS, MAX_PARAMETERS, placed_layers
from cnn.network.presets import DESIGNS
from cnn.network.shapes import ReceptiveField, same_padding
from tests.designs import any_designs, architectures, random_network


def test_the_textbook_network_has_the_textbook_shapes():
    shapes = {layer.name: layer.output_shape for layer in textbook().layers}
    assert shapes == {
        "conv1": (26, 26, 32),
        "pool1": (13, 13, 32),
        "conv2": (11, 11, 64),
        "pool2": (5, 5, 64),
        "conv3": (3, 3, 64),
        "flatten": (576,),
        "dense": (64,),
        "softmax": (10,),
    }


def test_the_textbook_network_has_93322_parameters():
    parameters = {layer.name: layer.parameters for layer in textbook().layers if layer.parameters}
    assert parameters == {
        "conv1": 320,
        "conv2": 18_496,
        "conv3": 36_928,
        "dense": 36_928,
        "softmax": 650,
    }
    assert textbook().parameters == 93_322


@pytest.mark.parametrize(
    ("name", "arithmetic"),
    [
        ("conv1", "28 - 3 + 1 = 26"),
        ("pool1", "floor(26 / 2) = 13"),
        ("conv2", "13 - 3 + 1 = 11"),
        ("pool2", "floor(11 / 2) = 5"),
        ("conv3", "5 - 3 + 1 = 3"),
        ("flatten", "3 x 3 x 64 = 576"),
    ],
)
def test_a_shape_follows_from_the_one_before(name, arithmetic):
    assert textbook().layer(name).size_arithmetic == arithmetic


def test_strides_and_padding_have_arithmetic_of_their_own():
    strided = Architecture((Conv2D(4, 5, 2), Conv2D(4, 3, 2, "same"), Dense(8)))
    assert strided.layer("conv1").size_arithmetic == "floor((28 - 5) / 2) + 1 = 12"
    assert strided.layer("conv2").size_arithmetic == "ceil(12 / 2) = 6"


def test_parameters_are_kernel_and_biases():
    assert textbook().layer("conv2").parameter_arithmetic == "3 x 3 x 32 x 64 + 64 = 18,496"
    assert textbook().layer("pool1").parameter_arithmetic == "0: nothing is learned"


def test_receptive_fields_grow_as_worked_by_hand():
    sizes = [layer.receptive_field.size for layer in textbook().spatial_layers]
    assert sizes == [3, 4, 8, 10, 18]


def test_a_receptive_field_is_cut_at_the_border():
    assert ReceptiveField(size=5, stride=2, start=-2).window(0) == (0, 3)
    assert ReceptiveField(size=5, stride=1, start=-2).window(27) == (25, 28)


def test_same_padding_puts_the_odd_row_below():
    assert same_padding(28, 3, 1) == (1, 1)
    assert same_padding(28, 3, 2) == (0, 1)
    assert same_padding(5, 5, 1) == (2, 2)


def test_poolings_share_their_numbers_and_a_single_dropout_has_none():
    hidden = (AveragePool2D(), Conv2D(2), MaxPool2D(), Dropout(0.5), Dense(4))
    names = [layer.name for layer in Architecture(hidden).layers]
    assert names == ["pool1", "conv1", "pool2", "dropout", "flatten", "dense", "softmax"]
    twice = Architecture((Dropout(0.2), Dense(4), Dropout(0.5)))
    names = [layer.name for layer in twice.layers]
    assert names == ["dropout1", "flatten", "dense", "dropout2", "softmax"]


def test_multiplications_of_the_textbook_network_by_hand():
    work = {layer.name: layer.multiply_adds for layer in textbook().layers}
    assert work["conv1"] == 26 * 26 * 3 * 3 * 1 * 32
    assert work["conv2"] == 11 * 11 * 3 * 3 * 32 * 64
    assert work["pool1"] == work["flatten"] == 0
    assert work["dense"] == 576 * 64
    assert textbook().multiply_adds == sum(work.values())


LAST_LEFT_OVER = "the last row and the last column are left over: no window fits there"


@pytest.mark.parametrize(
    ("hidden", "rows", "words"),
    [
        ((MaxPool2D(3),), (27,), LAST_LEFT_OVER),
        ((Conv2D(1, 3, 2),), (27,), LAST_LEFT_OVER),
        (
            (Conv2D(1, 5, 3),),
            (26, 27),
            "the last 2 rows and columns are left over: no window fits there",
        ),
        ((Conv2D(1, 3, 3, "same"),), (), ""),
        ((MaxPool2D(2),), (), ""),
        ((Dropout(0.5),), (), ""),
        (
            (Conv2D(1, 2, 3),),
            (*range(2, 27, 3), 27),
            "10 of the 28 rows and columns lie between the windows and are skipped: 2, 5, 8, 11, "
            "..., counted from 0",
        ),
    ],
)
def test_rows_and_columns_that_no_window_reads_are_named(hidden, rows, words):
    layer = Architecture(hidden).layers[0]
    assert layer.unread_rows == rows
    assert layer.dropped == len(rows)
    assert layer.dropped_text == words


def test_pool2_of_the_textbook_network_drops_a_row_and_a_column():
    layers = {layer.name: layer for layer in textbook().layers}
    assert layers["pool2"].dropped_text == LAST_LEFT_OVER
    assert [name for name, layer in layers.items() if layer.dropped] == ["pool2"]


@pytest.mark.parametrize(
    ("design", "rows"),
    [
        ("textbook", (26, 27)),
        ("without_pooling", ()),
        ("strided", (27,)),
        ("dense_only", ()),
        ("lenet5", ()),
    ],
)
def test_pixels_that_reach_no_output_by_hand(design, rows):
    assert unread_pixels(Architecture(DESIGNS[design])) == rows


@given(architectures(), st.integers(0, 27), st.integers(0, 27))
def test_a_pixel_reaches_an_output_unless_its_row_or_column_is_unread(architecture, row, column):
    # With weights above zero and means for maxima every pixel that is read at all shows.
    averaging = [
        AveragePool2D(spec.pool_size) if isinstance(spec, MaxPool2D) else spec
        for spec in architecture.hidden
        if not isinstance(spec, Dense)
    ]
    network = random_network(Architecture(tuple(averaging)))
    for arrays in network.weights.values():
        for name, array in arrays.items():
            np.copyto(array, 0.1 if name in ("kernel", "gamma", "moving_variance") else 0)
    pixel = np.zeros((1, 28, 28), np.float32)
    pixel[0, row, column] = 1
    maps = network.architecture.spatial_layers
    is_seen = network.forward(pixel)[maps[-1].name].any() if maps else True
    unread = unread_pixels(architecture)
    assert is_seen == (row not in unread and column not in unread)


@given(architectures())
def test_any_network_that_is_accepted_survives_a_round_trip(architecture):
    data = json.loads(json.dumps(architecture.to_json()))
    assert Architecture.from_json(data) == architecture


@given(any_designs())
def test_a_design_works_or_is_placed_up_to_the_layer_that_is_said_to_be_wrong(hidden):
    layers, reason = placed_layers(hidden)
    if reason is None:
        assert Architecture(hidden).layers == layers
        return
    with pytest.raises(ArchitectureError, match=re.escape(reason)):
        Architecture(hidden)
    specs = [layer.spec for layer in layers if layer.name != "flatten"]
    assert specs == list(hidden[: len(specs)])
    wrong = reason.split()[0].rstrip(":")
    assert wrong not in [layer.name for layer in layers]
    assert reason.endswith(".")


@pytest.mark.parametrize(
    "hidden",
    [
        (Conv2D(128, 7, 1, "same"), Conv2D(128, 7, 1, "same")),
        (Conv2D(128, padding="same"), Dense(512)),
        (Conv2D(64), Conv2D(64), Dense(512), Dense(512)),
        (Dense(512), Dense(512), Dense(512)),
    ],
)
def test_as_many_as_are_said_to_fit_do_fit_and_one_more_does_not(hidden):
    layers, reason = placed_layers(hidden)
    if reason is None:
        assert sum(layer.parameters for layer in layers) <= MAX_PARAMETERS
        return
    number = int(re.search(r"At most (\d+)", reason)[1])
    position = sum(layer.name != "flatten" for layer in layers)
    before, wrong = hidden[:position], hidden[position]
    field = "filters" if isinstance(wrong, Conv2D) else "units"
    assert placed_layers((*before, replace(wrong, **{field: number})))[1] is None
    assert placed_layers((*before, replace(wrong, **{field: number + 1})))[1]


@pytest.mark.parametrize(
    ("hidden", "name", "fits"),
    [
        ((MaxPool2D(3), MaxPool2D(3), Conv2D(4, 5)), "conv1", "at most 3 x 3 would fit, or same"),
        ((Conv2D(1, 3), MaxPool2D(3), MaxPool2D(3), MaxPool2D(3)), "pool3", "2 x 2 would fit"),
        ((*[AveragePool2D(3)] * 3, AveragePool2D(2)), "pool4", "Remove it"),
        ((Dense(8), Conv2D(8)), "conv1", "Move it before the first dense layer"),
        ((Dense(8), Dropout(0.5), MaxPool2D()), "pool1", "Move it before the first dense layer"),
        ((Conv2D(1, 1),) * 13, "conv13", "at most 12"),
        ((Dense(8),) * 4, "dense4", "At most|at most 3"),
        ((Dense(8), *[Dropout(0.5)] * 4), "dropout4", "at most 3"),
        ((Conv2D(129),), "conv1", "from 1 to 128"),
        ((Dropout(0.95),), "dropout", "1 to 90 whole percent"),
    ],
)
def test_the_reason_names_the_layer_and_says_what_would_fit(hidden, name, fits):
    _, reason = placed_layers(hidden)
    assert reason.startswith(name)
    assert re.search(fits, reason)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
LAYER_JSON = st.dictionaries(
    st.sampled_from(
        ["type", "filters", "kernel_size", "stride", "padding", "units", "pool_size", "rate"]
    ),
    st.sampled_from(
        [
            "conv2d",
            "max_pool2d",
            "average_pool2d",
            "dropout",
            "dense",
            "same",
            0.5,
            float("nan"),
            3,
            -1,
            0,
            10**9,
            2.5,
            True,
            None,
            [],
        ]
    ),
)


@given(JSON | st.lists(LAYER_JSON, max_size=4))
def test_nonsense_is_refused_with_a_sentence_and_nothing_else(data):
    try:
        Architecture.from_json(data)
    except ArchitectureError as error:
        assert str(error).endswith(".")


def test_a_kernel_larger_than_its_map_is_named_with_what_would_fit():
    hidden = (MaxPool2D(2), MaxPool2D(2), MaxPool2D(3), Conv2D(8, 3), Dense(8))
    with pytest.raises(ArchitectureError, match=r"conv1 does not fit: a 3 x 3 kernel .* 2 x 2 map"):
        Architecture(hidden)


@pytest.mark.parametrize(
    "hidden",
    [
        (Conv2D(129),),
        (Conv2D(0),),
        (Conv2D(8, kernel_size=8),),
        (Conv2D(8, padding="full"),),
        (Dense(513),),
        (Dense(8), Conv2D(8)),
        (Conv2D(1, 1),) * 13,
        (Dense(8),) * 4,
        (Conv2D(True),),
        (Conv2D("32"),),
        (Conv2D(8, padding=["same"]),),
        (AveragePool2D(4),),
        (Dropout(0.0),),
        (Dropout(0.91),),
        (Dropout(0.125),),
        (Dropout(float("nan")),),
        (Dropout("0.5"),),
        (Dense(8, "softmax"),),
    ],
)
def test_limits_are_kept(hidden):
    with pytest.raises(ArchitectureError):
        Architecture(hidden)


def test_too_many_parameters_are_counted_out():
    with pytest.raises(ArchitectureError, match=f"at most {MAX_PARAMETERS:,}"):
        Architecture((Conv2D(128, padding="same"), Dense(512)))


def test_too_many_multiplications_are_counted_out():
    with pytest.raises(ArchitectureError, match=f"at most {MAX_MULTIPLY_ADDS:,}"):
        Architecture((Conv2D(128, 7, 1, "same"), Conv2D(128, 7, 1, "same")))
