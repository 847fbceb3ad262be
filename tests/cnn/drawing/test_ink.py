"""Ink on a sheet: in any colour, under any light, dark on light or light on dark."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from cnn.drawing.ink import _lengths, _means, inks
from cnn.drawing.paper import sheets
from cnn.errors import PictureError

SIDE = 640


def cross(width=14, margin=160):
    """Two strokes that cross, as a mask of the whole sheet."""
    mask = Image.new("L", (SIDE, SIDE))
    draw = ImageDraw.Draw(mask)
    near, far = margin, SIDE - margin
    draw.line((near, near, far, far), 255, width)
    draw.line((near, far, far, near), 255, width)
    return np.asarray(mask) > 0


def picture(mask, ink, paper, *, light=None, grain=3.0):
    colours = np.where(mask[:, :, np.newaxis], ink, paper).astype(float)
    if light is not None:
        colours = colours * light[:, :, np.newaxis]
    colours += np.random.default_rng(0).normal(0, grain, colours.shape)
    return Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8))


def whole(image):
    (sheet,) = [sheet for sheet in sheets(image) if not sheet.is_straightened]
    return sheet


def first_ink(image):
    return inks(whole(image))[0]


def agreement(density, mask):
    """Of the ink's and the mask's pixels together, the share that are in both."""
    found = density > 0.5
    return (found & mask).sum() / (found | mask).sum()


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ((30, 30, 40), (230, 228, 220)),
        ((240, 240, 235), (50, 60, 52)),
        ((200, 60, 60), (120, 120, 120)),
        ((190, 50, 50), (60, 60, 190)),
        ((200, 70, 70), (60, 140, 70)),
        ((250, 245, 120), (245, 245, 240)),
        ((255, 160, 190), (250, 250, 245)),
        ((90, 160, 220), (240, 200, 90)),
    ],
)
def test_ink_of_any_colour_on_paper_of_any_other_is_found(ink, paper):
    mask = cross()
    assert agreement(first_ink(picture(mask, ink, paper)).density, mask) > 0.85


def test_colours_of_equal_brightness_are_told_apart():
    """0.299 R + 0.587 G + 0.114 B is 117 for both: grey would show nothing at all."""
    red, green = np.array([222, 73, 70]), np.array([60, 152, 85])
    weights = np.array([0.299, 0.587, 0.114])
    assert abs(red @ weights - green @ weights) < 1
    mask = cross()
    assert agreement(first_ink(picture(mask, red, green)).density, mask) > 0.85


@pytest.mark.parametrize("angle", [0, 30, 75, 120, 210, 290])
@pytest.mark.parametrize("depth", [0.35, 0.6])
def test_a_shadows_edge_is_no_ink_and_ink_in_the_shadow_is_as_strong(angle, depth):
    mask = cross()
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    turn = np.radians(angle)
    distance = x * np.cos(turn) + y * np.sin(turn) - 20
    light = 1 - (1 - depth) / (1 + np.exp(-distance / 1.5))
    density = first_ink(picture(mask, (40, 40, 50), (230, 228, 222), light=light)).density
    assert agreement(density, mask) > 0.85
    along_edge = (np.abs(distance) < 6) & ~mask
    assert (density[along_edge] > 0.45).mean() < 0.12  # the strokes' own borders lie there too
    in_shadow, in_light = density[mask & (distance > 12)], density[mask & (distance < -12)]
    assert np.median(in_shadow) == pytest.approx(np.median(in_light), rel=0.15)


def test_light_from_one_side_changes_no_density():
    mask = cross()
    light = np.linspace(0.4, 1, SIDE) * np.ones((SIDE, 1))
    density = first_ink(picture(mask, (40, 40, 50), (230, 228, 222), light=light)).density
    assert agreement(density, mask) > 0.85


@pytest.mark.parametrize(("ink", "paper"), [(20, 240), (240, 20)])
def test_dark_and_light_ink_are_told_apart(ink, paper):
    found = first_ink(picture(cross(), (ink,) * 3, (paper,) * 3))
    assert found.is_dark == (ink < paper)
    assert agreement(found.density, cross()) > 0.85


@pytest.mark.parametrize("width", [2, 6, 20, 50, 90])
def test_a_hair_line_and_a_broad_marker_are_both_found(width):
    mask = cross(width=width, margin=120)
    assert agreement(first_ink(picture(mask, (30, 30, 30), (230, 230, 230))).density, mask) > 0.6


@pytest.mark.parametrize("paper", [255, 0])
def test_of_ink_that_fills_its_picture_both_readings_are_kept(paper):
    """A ring as broad as its hole, cut to its outline: neither colour is plainly the paper."""
    image = Image.new("L", (300, 300), paper)
    draw = ImageDraw.Draw(image)
    draw.ellipse((0, 0, 299, 299), 255 - paper)
    draw.ellipse((80, 80, 219, 219), paper)
    mask = np.asarray(image.resize((SIDE, SIDE))) != paper
    found = inks(whole(image))
    assert {ink.is_dark for ink in found} == {True, False}
    assert max(agreement(ink.density, mask) for ink in found[:2]) > 0.9


def test_a_small_digits_ink_is_as_dense_as_a_large_ones():
    mask = np.zeros((SIDE, SIDE), bool)
    mask[300:332, 400:403] = True
    density = first_ink(picture(mask, (40, 40, 60), (235, 232, 225))).density
    assert np.median(density[300:332, 401]) == pytest.approx(1, abs=0.3)
    assert (density > 0.45).sum() < 3 * mask.sum()


def test_grain_alone_is_called_blank():
    with pytest.raises(PictureError, match="blank"):
        inks(whole(picture(np.zeros((SIDE, SIDE), bool), (0, 0, 0), (180, 178, 170), grain=10)))


@settings(max_examples=min(settings.default.max_examples, 40))
@given(
    st.integers(1, 50),
    st.integers(1, 50),
    st.sampled_from(["1", "L", "RGB", "RGBA", "CMYK", "P"]),
    st.integers(1, 255),
    st.integers(0, 2**32 - 1),
)
def test_any_picture_gives_finite_densities_or_is_called_blank(width, height, mode, most, seed):
    pixels = np.random.default_rng(seed).integers(0, most + 1, (height, width, 3), np.uint8)
    for sheet in sheets(Image.fromarray(pixels).convert(mode)):
        try:
            found = inks(sheet)
        except PictureError as error:
            assert "blank" in str(error)
            continue
        assert found
        for ink in found:
            assert ink.density.shape == sheet.colours.shape[:2]
            assert ink.density.dtype == np.float32
            assert np.isfinite(ink.density).all()


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_means_and_lengths_of_colours_are_numpys_own_to_the_last_bit(kind):
    colours = (np.random.default_rng(0).random((30, 40, 3)) * 255).astype(kind)
    np.testing.assert_array_equal(_means(colours), colours.mean(axis=2), strict=True)
    np.testing.assert_array_equal(_lengths(colours), np.linalg.norm(colours, axis=2), strict=True)
