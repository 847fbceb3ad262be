"""Writing stands out from any colour, by WCAG's measure written out a second time."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnn.figures.contrast import DARK_TEXT, LIGHT_TEXT, luminance, text_colour_on

colours = st.tuples(*[st.integers(0, 255)] * 3)


def hex_of(colour: tuple[int, ...]) -> str:
    return "#" + "".join(f"{level:02x}" for level in colour)


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@given(colours)
@example((118, 118, 118))
@example((0, 136, 0))
def test_writing_has_the_contrast_that_wcag_asks_for_on_any_colour(colour):
    assert contrast(text_colour_on(hex_of(colour)), hex_of(colour)) >= 4.5


@given(colours)
def test_a_hex_string_and_its_numbers_are_the_same_colour(colour):
    assert text_colour_on(np.array(colour)) == text_colour_on(hex_of(colour))
    assert luminance(np.array(colour)) == luminance(hex_of(colour))


@given(colours, st.lists(colours, min_size=1, max_size=4))
def test_the_choice_that_stands_out_most_is_taken(background, choices):
    offered = tuple(map(hex_of, choices))
    best = max(contrast(choice, hex_of(background)) for choice in offered)
    taken = text_colour_on(hex_of(background), offered)
    assert contrast(taken, hex_of(background)) == pytest.approx(best)


def test_black_and_white():
    assert (luminance("#000000"), luminance("#FFFFFF")) == (0, pytest.approx(1))
    assert (text_colour_on("#000"), text_colour_on("#fff")) == (LIGHT_TEXT, DARK_TEXT)
