"""What a network is: shapes, parameters and receptive fields, by hand and by property."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.architecture import (
    MAX_PARAMETERS,
    Architecture,
    Conv2D,
    Dense,
    MaxPool2D,
    ReceptiveField,
    same_padding,
    textbook,
)
from cnn.errors import ArchitectureError

SPECS = st.one_of(
    st.builds(
        Conv2D,
        filters=st.integers(1, 8),
        kernel_size=st.integers(1, 5),
        stride=st.integers(1, 2),
        padding=st.sampled_from(["valid", "same"]),
    ),
    st.builds(MaxPool2D, pool_size=st.integers(2, 3)),
)


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


@given(st.lists(SPECS, max_size=6), st.integers(1, 64))
def test_any_network_that_is_accepted_survives_a_round_trip(specs, units):
    try:
        architecture = Architecture((*specs, Dense(units)))
    except ArchitectureError:
        return
    data = json.loads(json.dumps(architecture.to_json()))
    assert Architecture.from_json(data) == architecture


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
LAYER_JSON = st.dictionaries(
    st.sampled_from(["type", "filters", "kernel_size", "stride", "padding", "units", "pool_size"]),
    st.sampled_from(
        ["conv2d", "max_pool2d", "dense", "same", 3, -1, 0, 10**9, 2.5, True, None, []]
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
    ],
)
def test_limits_are_kept(hidden):
    with pytest.raises(ArchitectureError):
        Architecture(hidden)


def test_too_many_parameters_are_counted_out():
    with pytest.raises(ArchitectureError, match=f"at most {MAX_PARAMETERS:,}"):
        Architecture((Conv2D(128, padding="same"), Dense(512)))
