"""Designs in a page's address: there and back, and nonsense refused with a sentence."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnn.errors import ArchitectureError
from cnn.network.architecture import textbook
from cnn.network.design_code import MAX_CODE, design_code, hidden_from_code
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from cnn.network.layer_shapes import MAX_HIDDEN
from cnn.network.presets import DESIGNS
from tests.designs import any_designs

NAMES_OF_LAYERS = "cmaodksp0123456789-"


def test_the_textbook_design_is_a_short_word():
    assert design_code(textbook().hidden) == "c32-m2-c64-m2-c64-d64"


def test_options_of_a_convolution_are_written_where_they_are_not_the_usual():
    assert design_code((Conv2D(32, 5, 2, "same"),)) == "c32k5s2p"
    assert hidden_from_code("c32k5s2p") == (Conv2D(32, 5, 2, "same"),)
    assert hidden_from_code("c32k3s1") == (Conv2D(32),)


def test_every_kind_of_layer_has_a_letter():
    hidden = (Conv2D(8), MaxPool2D(3), AveragePool2D(2), Dropout(0.25), Dense(10))
    assert design_code(hidden) == "c8-m3-a2-o25-d10"
    assert hidden_from_code("c8-m3-a2-o25-d10") == hidden


@pytest.mark.parametrize("name", DESIGNS)
def test_every_preset_survives_the_address(name):
    assert hidden_from_code(design_code(DESIGNS[name])) == DESIGNS[name]


def test_no_hidden_layer_is_the_empty_word():
    assert design_code(()) == ""
    assert hidden_from_code("") == ()


@given(any_designs())
def test_any_design_that_the_pages_offer_survives_the_address(hidden):
    hidden = tuple(spec for spec in hidden if getattr(spec, "pool_size", 2) > 1)
    code = design_code(hidden)
    assert len(code) <= MAX_CODE
    assert hidden_from_code(code) == hidden


@given(st.text(max_size=30) | st.text(NAMES_OF_LAYERS))
@example("c99999999999999999999")
@example("c32-" * 10_000)
@example("9" * 1_000_000)
@example("c٣٢")
@example("C32")
@example("c32k0")
@example("m1")
@example("o0")
@example("o91")
@example("d64-")
@example("c32<script>")
def test_nonsense_is_refused_with_a_short_sentence_that_does_not_repeat_it(code):
    try:
        hidden = hidden_from_code(code)
    except ArchitectureError as error:
        assert str(error).endswith(".")
        assert len(str(error)) < 200
        assert "<" not in str(error)
    else:
        assert hidden_from_code(design_code(hidden)) == hidden


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("c129", "filters must be a whole number from 1 to 128"),
        ("c8k9", "kernel size must be a whole number from 1 to 7"),
        ("c8-m2-d999", "Layer 3"),
        ("m4", "pooling window"),
        ("c1-" * 30 + "d1", f"at most {MAX_HIDDEN} layers"),
        ("x", "Layer 1 of the design in the address cannot be read"),
    ],
)
def test_the_reason_says_which_layer_and_what_is_allowed(code, reason):
    with pytest.raises(ArchitectureError, match=reason):
        hidden_from_code(code)
