"""Pictures of digits: any size, mode, polarity and light, the same 28 x 28 image."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image, ImageDraw, ImageFilter

from cnn.drawing import digit_from_image, digit_from_strokes, digits_from_image, picture
from cnn.drawing.normalise import centre_of_mass
from cnn.drawing.picture import read_picture, stages_from_image
from cnn.errors import PictureError
from cnn.network import Network

SEVEN = np.array([[20.0, 20.0], [80.0, 20.0], [45.0, 110.0]])


def seven(*, size=(400, 480), scale=2.0, place=(80, 90), pen=20.0, paper=240, ink=30):
    """A 7 on paper, without jagged edges."""
    sheet = Image.new("L", (size[0] * 2, size[1] * 2), paper)
    draw = ImageDraw.Draw(sheet)
    points = (SEVEN * scale + place) * 2
    draw.line([tuple(point) for point in points.tolist()], ink, round(pen * 2), joint="curve")
    for x, y in points.tolist():
        draw.ellipse((x - pen, y - pen, x + pen, y + pen), fill=ink)
    return sheet.reduce(2)


EXPECTED = digit_from_strokes([SEVEN])


def differs(image):
    """Mean difference from the same 7 as strokes, per unit of ink."""
    return float(np.abs(digit_from_image(image) - EXPECTED).sum() / EXPECTED.sum())


def on_page(image, light):
    return Image.fromarray(np.clip(np.asarray(image, float) * light, 0, 255).astype(np.uint8))


def test_a_picture_gives_what_its_strokes_give():
    assert differs(seven()) < 0.3


@pytest.mark.parametrize("size", [(60, 72), (200, 240), (1000, 1200), (2500, 3000)])
def test_the_pictures_size_does_not_matter(size):
    assert differs(seven(scale=3, place=(40, 60), pen=30).resize(size)) < 0.3


def test_a_digit_smaller_than_mnists_is_but_blurred():
    assert differs(seven(scale=3, place=(40, 60), pen=30).resize((25, 30))) < 0.4


@pytest.mark.parametrize("place", [(0, 0), (230, 0), (0, 250), (230, 250)])
def test_the_digits_place_does_not_matter(place):
    assert differs(seven(place=place)) < 0.3


@pytest.mark.parametrize("scale", [0.6, 1.0, 3.0, 3.8])
def test_the_digits_size_does_not_matter(scale):
    assert differs(seven(scale=scale, place=(5, 5), pen=10 * scale)) < 0.4


@pytest.mark.parametrize("pen", [3, 6, 12, 20, 30, 40])
def test_a_thin_pencil_and_a_thick_marker_look_alike(pen):
    assert differs(seven(scale=3, place=(20, 20), pen=pen)) < 0.45


def test_polarity_does_not_matter():
    dark = digit_from_image(seven(paper=255, ink=0))
    light = digit_from_image(seven(paper=0, ink=255))
    np.testing.assert_allclose(dark, light, atol=0.02)


@pytest.mark.parametrize(("paper", "ink"), [(130, 110), (60, 85), (255, 225)])
def test_low_contrast_is_enough(paper, ink):
    assert differs(seven(paper=paper, ink=ink)) < 0.4


@pytest.mark.parametrize(
    "mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "HSV", "LAB", "I", "F", "I;16"]
)
def test_every_mode_works(mode):
    image = seven(paper=255, ink=0)
    if mode == "LAB":
        image = Image.merge("LAB", [image, *[Image.new("L", image.size, 128)] * 2])
    elif mode in ("HSV", "YCbCr", "CMYK", "P"):
        image = image.convert("RGB").convert(mode)
    else:
        image = image.convert(mode)
    assert differs(image) < 0.4


def test_a_palette_with_a_transparent_colour_works():
    image = seven(ink=0, paper=255).convert("P")
    image.info["transparency"] = 255
    assert differs(image) < 0.4


@pytest.mark.parametrize("ink", [(0, 0, 0), (255, 255, 255), (200, 30, 30), (250, 240, 90)])
def test_ink_of_any_colour_on_transparency_is_read(ink):
    image = Image.new("RGBA", (400, 480), (*ink, 0))
    image.putalpha(Image.eval(seven(paper=255, ink=0), lambda value: 255 - value))
    assert differs(image) < 0.3


def test_paper_with_transparent_corners_is_read():
    image = seven().convert("RGBA")
    corners = Image.new("L", image.size)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, 399, 479), 60, fill=255)
    image.putalpha(corners)
    assert differs(image) < 0.3


def test_light_from_one_side_is_taken_away():
    light = np.linspace(0.45, 1, 400) * np.linspace(0.8, 1, 480)[:, np.newaxis]
    assert differs(on_page(seven(), light)) < 0.35


def test_a_shadow_with_a_soft_edge_is_taken_away():
    light = 1 - 0.4 / (1 + np.exp((np.arange(400) - 210) / 15))
    assert differs(on_page(seven(), light * np.ones((480, 1)))) < 0.35


def test_grain_and_specks_are_left_out():
    rng = np.random.default_rng(0)
    page = np.asarray(seven(), float) + rng.normal(0, 12, (480, 400))
    for row, column in rng.integers(5, 390, (25, 2)):
        page[row : row + 3, column : column + 3] = 20
    assert differs(Image.fromarray(np.clip(page, 0, 255).astype(np.uint8))) < 0.45


def test_faint_squares_on_the_paper_are_left_out():
    page = np.asarray(seven()).copy()
    faint = page[::24].clip(max=200)
    page[::24] = faint
    page[:, ::24] = page[:, ::24].clip(max=200)
    assert differs(Image.fromarray(page)) < 0.4


@pytest.mark.parametrize("edge", [np.s_[:, :30], np.s_[:, -30:], np.s_[:24], np.s_[-24:]])
def test_a_tables_edge_along_the_frame_is_left_out(edge):
    page = np.asarray(seven()).copy()
    page[edge] = 40
    assert differs(Image.fromarray(page)) < 0.35


def test_a_digit_cut_close_is_read():
    image = seven()
    box = Image.eval(image, lambda value: 255 - value).point(lambda value: value > 100).getbbox()
    assert differs(image.crop(box)) < 0.45


@pytest.mark.parametrize("image", [Image.new("L", (300, 200), 200), Image.new("RGB", (1, 1))])
def test_one_shade_is_called_blank(image):
    with pytest.raises(PictureError, match="blank"):
        digit_from_image(image)


def test_grainy_paper_without_ink_is_called_blank():
    page = np.random.default_rng(0).normal(180, 10, (480, 400))
    with pytest.raises(PictureError, match="blank"):
        digit_from_image(Image.fromarray(page.astype(np.uint8)))


def test_a_blank_sheet_after_another_takes_no_reading_away(monkeypatch):
    page, blank = seven(), Image.new("L", (400, 480), 200)
    both = [*picture.sheets(page), *picture.sheets(blank)]
    monkeypatch.setattr(picture, "sheets", lambda image: both)
    monkeypatch.setattr(picture, "CLEAR", np.inf)
    assert len(digits_from_image(page)) == 1


def test_transparent_everywhere_is_called_so():
    with pytest.raises(PictureError, match="transparent everywhere"):
        digit_from_image(Image.new("RGBA", (50, 50), (0, 0, 0, 0)))


def test_a_spot_is_no_digit():
    image = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(image).ellipse((80, 80, 120, 120), fill=0)
    with pytest.raises(PictureError, match="No digit"):
        digit_from_image(image)


def test_every_stage_is_what_the_network_would_read():
    stages = stages_from_image(seven())
    assert [stage.name for stage in stages] == [
        "As uploaded",
        "Paper removed",
        "Lines removed",
        "Cropped",
        "Fitted",
        "Re-inked",
        "Centred",
    ]
    for stage in stages:
        assert stage.image.shape == (28, 28)
        assert stage.image.dtype == np.float32
        assert 0 <= stage.image.min() <= stage.image.max() <= 1
    np.testing.assert_array_equal(stages[-1].image, digit_from_image(seven()))


@pytest.mark.parametrize("pen", [4, 80])
def test_a_stroke_of_unusual_width_is_said_to_be_redrawn(pen):
    caption = stages_from_image(seven(scale=3, place=(20, 20), pen=pen))[5].caption
    assert "redrawn 2 pixels wide" in caption


def test_a_stroke_of_usual_width_is_said_to_stay():
    caption = stages_from_image(seven(scale=3, place=(20, 20), pen=27))[5].caption
    assert "stays as it is" in caption


def sevens(places, *, size=(600, 400), scale=0.6, pen=8):
    """A page of 7s, dark on light."""
    page = Image.new("L", size, 240)
    for place in places:
        one = seven(size=size, scale=scale, place=place, pen=pen)
        page = Image.fromarray(np.minimum(np.asarray(page), np.asarray(one)))
    return page


@pytest.mark.parametrize("scale", [0.6, 0.9])
def test_digits_of_a_line_are_found_in_their_places(scale):
    places = [(30, 150), (200, 140), (380, 155)]
    found = digits_from_image(sevens(places, scale=scale))
    assert len(found) == 3
    for digit, (x, y) in zip(found, places, strict=True):
        expected = (x + 20 * scale, y + 20 * scale, x + 80 * scale, y + 110 * scale)
        np.testing.assert_allclose(digit.box, expected, atol=8)
        assert np.abs(digit.image - EXPECTED).sum() / EXPECTED.sum() < 0.45


def test_forty_digits_are_read_row_by_row():
    places = [(20 + 145 * column, 10 + 110 * row) for row in range(5) for column in range(8)]
    found = digits_from_image(sevens(places, size=(1200, 600), scale=0.8, pen=7))
    assert len(found) == 40
    for digit, (x, y) in zip(found, places, strict=True):
        assert digit.box[:2] == pytest.approx((x + 16, y + 16), abs=8)


def test_one_digit_of_several_is_the_largest():
    small, large = sevens([(30, 120)], scale=0.6), sevens([(250, 60)], scale=1.2, pen=14)
    page = Image.fromarray(np.minimum(np.asarray(small), np.asarray(large)))
    reading = read_picture(page)
    assert len(reading.digits) == 2
    assert reading.main == 1
    np.testing.assert_array_equal(digit_from_image(page), reading.digits[1].image)


def test_a_small_digit_is_cut_out_of_the_picture_itself():
    page = seven(size=(2400, 1800), scale=1.0, place=(1500, 300), pen=9)
    [digit] = digits_from_image(page)
    assert np.abs(digit.image - EXPECTED).sum() / EXPECTED.sum() < 0.4
    np.testing.assert_allclose(digit.box, (1515, 315, 1585, 415), atol=12)


def framed(**drawing):
    page = seven(**drawing)
    ImageDraw.Draw(page).rectangle((70, 70, 330, 370), outline=30, width=8)
    return page


def test_a_frame_is_left_out_and_the_stages_say_so():
    assert differs(framed()) < 0.3
    assert "frame" in stages_from_image(framed())[2].caption


def test_what_is_left_out_is_gone_from_the_stage_that_says_so():
    page = seven()
    ImageDraw.Draw(page).line([(12, 480), (12, 12), (400, 12)], fill=30, width=14)
    removed, lines = stages_from_image(page)[1:3]
    assert "frame" in lines.caption
    row, column = 20, np.s_[:3]
    assert removed.image[row, column].max() > 0.3
    assert lines.image[row, column].max() < 0.01
    assert lines.image.max() > 0.5


def test_dark_squares_are_taken_away_and_the_stages_say_so():
    page = np.asarray(seven()).copy()
    page[::32] = page[::32].clip(max=60)
    page[:, ::32] = page[:, ::32].clip(max=60)
    image = digit_from_image(Image.fromarray(page))
    assert Network.load("pen").predict(image[np.newaxis]).argmax() == 7
    assert "Printed lines" in stages_from_image(Image.fromarray(page))[2].caption


@pytest.mark.parametrize(("paper", "ink", "word"), [(250, 20, "Dark ink"), (10, 230, "Light ink")])
def test_the_stages_say_which_way_round_the_ink_was_taken(paper, ink, word):
    assert word in stages_from_image(seven(paper=paper, ink=ink))[1].caption


def test_every_digits_stages_end_in_its_image():
    reading = read_picture(sevens([(30, 150), (200, 140)]))
    for index, digit in enumerate(reading.digits):
        np.testing.assert_array_equal(reading.stages(index)[-1].image, digit.image)


@given(
    hnp.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40))),
    st.integers(0, 3),
    st.sampled_from(["L", "RGB", "RGBA", "1", "P", "CMYK"]),
)
@settings(max_examples=min(settings.default.max_examples, 40))
def test_any_picture_gives_balanced_digits_inside_it_or_a_picture_error(pixels, blur, mode):
    image = Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(blur)).convert(mode)
    try:
        digits = digits_from_image(image)
    except PictureError:
        return
    assert 1 <= len(digits) <= 40
    for digit in digits:
        left, top, right, bottom = digit.box
        assert 0 <= left < right <= image.width
        assert 0 <= top < bottom <= image.height
        assert digit.image.shape == (28, 28)
        assert digit.image.dtype == np.float32
        assert 0 <= digit.image.min() <= digit.image.max() <= 1
        for axis, centre in zip((1, 0), centre_of_mass(digit.image), strict=True):
            ends = digit.image.take([0, -1], axis=axis)
            assert abs(centre - 14) < 0.5 or ends.any()


@pytest.mark.parametrize(
    ("count", "side", "invert"),
    [(20, 28, True), (20, 280, False)]
    + [
        pytest.param(150, side, invert, marks=pytest.mark.long)
        for side in (28, 280)
        for invert in (False, True)
    ],
)
def test_mnists_own_digits_come_out_nearly_unchanged(mnist_test, count, side, invert):
    images, labels = mnist_test[0][:count], mnist_test[1][:count]
    pictures = [Image.fromarray(255 - image if invert else image) for image in images]
    digits = np.stack([digit_from_image(picture.resize((side, side))) for picture in pictures])
    alike = [
        np.corrcoef(one.ravel(), other.ravel())[0, 1]
        for one, other in zip(digits, images, strict=True)
    ]
    assert np.median(alike) > 0.95
    # The rest is pared down, being thick, or lacks a piece that was taken for a bracket.
    assert np.mean(np.array(alike) > 0.8) > 0.95
    assert (Network.load("textbook").predict(digits).argmax(axis=1) == labels).mean() > 0.975
