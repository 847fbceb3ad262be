"""The paper in a picture: where it is, whatever lies around it, and seen straight from above."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from cnn.drawing.paper import WORKING_SIZE, closer, sheets
from cnn.drawing.paper_outlines import MAX_SHEETS
from cnn.errors import PictureError

PAPER, INK, TABLE = (225, 222, 215), (40, 40, 60), (96, 66, 42)
SIZE = (640, 480)


def digit_on(draw, left, top, side):
    """A 4 in a box of so many pixels."""
    points = [(0.7, 1), (0.7, 0), (0, 0.65), (1, 0.65)]
    line = [(left + x * side * 0.7, top + y * side) for x, y in points]
    draw.line(line, INK, max(2, round(side / 18)))


def on_table(corners, table=TABLE, paper=PAPER, size=SIZE):
    """Paper with these corners, clockwise from the upper left, and a 4 in its middle."""
    image = Image.new("RGB", size, table)
    draw = ImageDraw.Draw(image)
    draw.polygon(corners, paper)
    x, y = np.mean(corners, axis=0)
    digit_on(draw, x - 40, y - 60, 120)
    return image


def corners_in_picture(sheet):
    height, width = sheet.colours.shape[:2]
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    return cv2.perspectiveTransform(corners, sheet.to_picture)[0]


@pytest.mark.parametrize(
    "corners",
    [
        [(120, 90), (500, 90), (500, 390), (120, 390)],
        [(130, 60), (540, 95), (505, 420), (95, 380)],
        [(180, 110), (470, 100), (560, 400), (90, 410)],
    ],
)
@pytest.mark.parametrize("table", [TABLE, (60, 60, 62), (30, 90, 160)])
def test_paper_on_a_table_is_cut_out(corners, table):
    sheet = sheets(on_table(corners, table))[0]
    assert sheet.is_straightened
    assert max(sheet.colours.shape[:2]) == WORKING_SIZE
    assert np.abs(corners_in_picture(sheet) - corners).max() < 17
    edge = np.concatenate(
        [sheet.colours[[0, -1]].reshape(-1, 3), sheet.colours[:, [0, -1]].reshape(-1, 3)]
    )
    assert (np.abs(edge - PAPER).max(axis=1) < 30).mean() > 0.97


def test_a_square_seen_aslant_is_square_again():
    """Its upper side is farther off and half as long as its lower one.

    What is drawn in from the sheet's edges shifts a quarter of its side a little.
    """
    corners = [(220, 120), (420, 120), (520, 400), (120, 400)]
    image = Image.new("RGB", SIZE, TABLE)
    square = Image.new("RGB", (400, 400), PAPER)
    ImageDraw.Draw(square).rectangle((100, 100, 299, 299), outline=INK, width=12)
    there = cv2.getPerspectiveTransform(
        np.float32([(0, 0), (400, 0), (400, 400), (0, 400)]), np.float32(corners)
    )
    cv2_image = cv2.warpPerspective(
        np.asarray(square),
        there,
        SIZE,
        np.asarray(image).copy(),
        cv2.INTER_AREA,
        cv2.BORDER_TRANSPARENT,
    )
    sheet = sheets(Image.fromarray(cv2_image))[0]
    assert sheet.is_straightened
    dark = sheet.colours.mean(axis=2) < 130
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    height, width = sheet.colours.shape[:2]
    for first, last, side in ((rows[0], rows[-1], height), (columns[0], columns[-1], width)):
        assert first / side == pytest.approx(0.25, abs=0.03)
        assert last / side == pytest.approx(0.75, abs=0.03)
    left = [np.flatnonzero(dark[row])[0] for row in (rows[0] + 3, rows[-1] - 3)]
    assert abs(left[0] - left[1]) <= 6


@pytest.mark.parametrize(
    "corners",
    [
        [(100, 0), (540, 0), (540, 480), (100, 480)],
        [(0, 0), (540, 0), (540, 400), (0, 400)],
        [(0, 70), (640, 70), (640, 480), (0, 480)],
    ],
)
def test_paper_that_reaches_the_pictures_edges_is_cut_out_there(corners):
    sheet = sheets(on_table(corners))[0]
    assert sheet.is_straightened
    assert np.abs(corners_in_picture(sheet) - corners).max() < 17


def test_the_canvas_of_a_program_is_found_in_its_window():
    image = Image.new("RGB", (800, 600), (45, 45, 48))
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 40, 740, 560), (240, 240, 240))
    draw.rectangle((60, 40, 740, 70), (0, 90, 180))
    draw.rectangle((160, 130, 700, 530), (255, 255, 255))
    draw.rectangle((159, 129, 701, 531), outline=(120, 120, 120))
    digit_on(draw, 350, 230, 180)
    found = [corners_in_picture(sheet) for sheet in sheets(image) if sheet.is_straightened]
    canvas = [(160, 130), (700, 130), (700, 530), (160, 530)]
    assert min(np.abs(corners - canvas).max() for corners in found) < 16


def test_plain_paper_is_the_whole_picture():
    image = Image.new("RGB", SIZE, PAPER)
    digit_on(ImageDraw.Draw(image), 200, 100, 250)
    (sheet,) = sheets(image)
    assert not sheet.is_straightened
    assert sheet.colours.shape == (480, 640, 3)


@pytest.mark.parametrize("angle", [0, 35, 90, 140, 200, 300])
def test_a_shadow_that_ink_crosses_is_no_paper(angle):
    image = Image.new("RGB", SIZE, PAPER)
    digit_on(ImageDraw.Draw(image), 250, 130, 220)
    y, x = np.mgrid[:480, :640]
    turn = np.radians(angle)
    is_dark = (x - 320) * np.cos(turn) + (y - 240) * np.sin(turn) > 0
    shaded = np.asarray(image) * np.where(is_dark, 0.45, 1.0)[:, :, np.newaxis]
    first = sheets(Image.fromarray(shaded.astype(np.uint8)))[0]
    assert not first.is_straightened


@pytest.mark.parametrize("size", [(1600, 1200), (4000, 3000)])
def test_a_part_is_cut_anew_from_the_picture(size):
    """One pixel of ink in a large picture is lost on the sheet, and found again closer."""
    image = Image.new("RGB", size, PAPER)
    x, y = size[0] // 2, size[1] // 3
    image.putpixel((x, y), (0, 0, 0))
    sheet = sheets(image)[0]
    scale = WORKING_SIZE / size[0]
    box = (x * scale - 5, y * scale - 5, x * scale + 5, y * scale + 5)
    part = closer(image, sheet, box)
    assert max(part.colours.shape[:2]) == WORKING_SIZE
    row, column = np.unravel_index(part.colours.mean(axis=2).argmin(), part.colours.shape[:2])
    there = cv2.perspectiveTransform(np.array([[[column + 0.5, row + 0.5]]]), part.to_picture)[0, 0]
    np.testing.assert_allclose(there, (x + 0.5, y + 0.5), atol=0.6)
    assert part.colours.min() < sheet.colours.min()


@settings(max_examples=min(settings.default.max_examples, 40))
@given(
    st.integers(1, 90),
    st.integers(1, 90),
    st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "HSV", "LAB", "I", "F"]),
    st.integers(0, 2**32 - 1),
)
def test_a_picture_of_any_size_and_mode_gives_finite_sheets(width, height, mode, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    image = Image.fromarray(pixels)
    image = image.convert(mode) if mode != "LAB" else Image.merge("LAB", image.split())
    found = sheets(image)
    assert 1 <= len(found) <= 1 + MAX_SHEETS
    assert sum(not sheet.is_straightened for sheet in found) == 1
    for sheet in found:
        assert sheet.colours.dtype == np.float32
        assert sheet.colours.ndim == 3
        assert max(sheet.colours.shape[:2]) == WORKING_SIZE
        assert np.isfinite(sheet.colours).all()
        assert np.isfinite(sheet.to_picture).all()


def test_what_is_transparent_everywhere_is_refused():
    with pytest.raises(PictureError, match="transparent everywhere"):
        sheets(Image.new("RGBA", (30, 30), (9, 9, 9, 0)))
