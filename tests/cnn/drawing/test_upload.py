"""Picture files from strangers: bad ones get a sentence, good ones are decoded whole."""

import io
import zlib

import numpy as np
import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from cnn.drawing import digit_from_image, upload
from cnn.drawing.jpeg_scans import JpegScans, jpeg_scans
from cnn.drawing.upload import LIMITS, MAX_BYTES, MAX_COEFFICIENT_BYTES, picture_from_upload
from cnn.errors import PictureError


def picture(mode="RGB", size=(120, 90), paper="white", ink="black"):
    """An L-shaped stroke, so that turning shows."""
    image = Image.new("RGB", size, paper)
    ImageDraw.Draw(image).line([(30, 20), (30, 70), (60, 70)], ink, 8)
    return image.convert(mode)


def saved(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def complaint(data):
    with pytest.raises(PictureError) as caught:
        picture_from_upload(data)
    return str(caught.value)


KINDS = {
    "png": saved(picture()),
    "jpeg": saved(picture(), "JPEG"),
    "progressive jpeg": saved(picture(), "JPEG", progressive=True),
    "webp": saved(picture(), "WEBP"),
    "lossless webp": saved(picture(), "WEBP", lossless=True),
}


@pytest.mark.parametrize("kind", KINDS)
def test_png_jpeg_and_webp_are_decoded(kind):
    image = picture_from_upload(KINDS[kind])
    assert image.size == (120, 90)
    np.testing.assert_allclose(image.convert("L"), picture("L"), atol=60)


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_file_is_refused_or_whole_never_half_a_picture(kind):
    data = KINDS[kind]
    whole = np.asarray(picture_from_upload(data))
    for end in range(1, len(data), 3):
        try:
            image = picture_from_upload(data[:end])
        except PictureError:
            continue
        np.testing.assert_array_equal(image, whole)


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_file_is_called_so(kind):
    data = KINDS[kind]
    assert "truncated" in complaint(data[: len(data) // 2])


def test_one_picture_is_decoded_at_a_time_and_a_bad_one_blocks_no_other(monkeypatch):
    are_alone = []

    def decoded(image):
        are_alone.append(upload._decoding.locked())
        raise PictureError("no")

    with monkeypatch.context() as patched:
        patched.setattr(upload, "_decoded", decoded)
        assert complaint(KINDS["png"]) == "no"
    assert are_alone == [True]
    assert picture_from_upload(KINDS["png"]).size == (120, 90)


def test_an_empty_file_is_called_so():
    assert "empty" in complaint(b"")


@pytest.mark.parametrize("data", [b"hello", b"\x00" * 1000, b"RIFF1234WAVEfmt ", b"<svg></svg>"])
def test_what_is_no_picture_is_called_so(data):
    assert "not a picture" in complaint(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (saved(picture("P"), "GIF"), "a GIF"),
        (saved(picture(), "BMP"), "a BMP"),
        (saved(picture(), "TIFF"), "a TIFF"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x00\x00\x00\x18ftypavif", "an AVIF"),
    ],
)
def test_pictures_of_other_kinds_are_named(data, kind):
    assert complaint(data).startswith(f"This is {kind}")


def test_a_file_over_fifteen_megabytes_is_refused():
    assert "15.0 MB; at most 15 MB" in complaint(KINDS["png"] + b"\x00" * MAX_BYTES)


def test_a_picture_over_sixteen_megapixels_is_refused():
    assert "16.4 megapixels; at most 16" in complaint(saved(Image.new("1", (8200, 2000))))


def test_a_webp_is_bounded_more_closely_for_its_decoder_takes_more():
    assert "13.0 megapixels; at most 12.5" in complaint(saved(Image.new("L", (6500, 2000)), "WEBP"))


def test_the_limits_are_told_as_they_are():
    assert "15 MB: JPEG of 51 megapixels, PNG or HEIC of 16, WebP of 12.5." in LIMITS


def test_a_heic_that_lies_about_its_size_is_refused():
    pillow_heif.register_heif_opener()
    data = saved(picture(size=(640, 480)), "HEIF")
    size = data.index(b"ispe") + 8
    small = data[:size] + 2 * (64).to_bytes(4, "big") + data[size + 8 :]
    assert "damaged" in complaint(small)


def test_a_jpeg_of_fifty_megapixels_is_decoded_small():
    image = picture_from_upload(saved(picture("L", (8160, 6144)), "JPEG"))
    assert image.size == (2000, 1506)


def test_a_jpeg_of_more_is_refused():
    assert "52.0 megapixels; at most 51" in complaint(saved(picture("L", (8000, 6500)), "JPEG"))


def with_size(jpeg, width, height):
    """A JPEG whose header speaks of another size."""
    frame = max(jpeg.find(b"\xff\xc0"), jpeg.find(b"\xff\xc2"))
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return jpeg[: frame + 5] + size + jpeg[frame + 9 :]


@pytest.mark.parametrize(("subsampling", "is_read"), [("4:2:0", True), ("4:4:4", False)])
def test_a_progressive_jpeg_is_bounded_by_what_its_decoder_keeps(subsampling, is_read):
    data = saved(picture(size=(640, 480)), "JPEG", progressive=True, subsampling=subsampling)
    kept = jpeg_scans(with_size(data, 8064, 6048)).coefficient_bytes
    assert (kept <= MAX_COEFFICIENT_BYTES) == is_read
    if not is_read:
        assert "progressive JPEG of 48.8" in complaint(with_size(data, 8064, 6048))


def test_a_jpeg_of_very_many_scans_is_refused():
    data = saved(picture(), "JPEG", progressive=True)
    scan = data.rindex(b"\xff\xda")
    many = data[:scan] + 100 * data[scan:-2] + b"\xff\xd9"
    assert "progressive" in complaint(with_size(many, 4032, 3024))


def test_one_scan_keeps_nothing_whatever_else_the_file_carries():
    exif = Image.Exif()
    exif[0x9286] = KINDS["progressive jpeg"]
    data = saved(picture(), "JPEG", exif=exif) + KINDS["progressive jpeg"]
    assert jpeg_scans(data) == JpegScans(1, 0)
    assert jpeg_scans(KINDS["progressive jpeg"]).count > 1


def test_heic_is_decoded_and_bounded():
    pillow_heif.register_heif_opener()
    data = saved(picture(), "HEIF")
    np.testing.assert_allclose(picture_from_upload(data).convert("L"), picture("L"), atol=60)
    assert "truncated" in complaint(data[: len(data) // 2])
    size = data.index(b"ispe") + 8
    large = data[:size] + 2 * (5000).to_bytes(4, "big") + data[size + 8 :]
    assert "25.0 megapixels; at most 16" in complaint(large)


@pytest.mark.parametrize("side", [0x2000, 0x4000, 0x7FFFFFFF])
def test_a_bomb_is_refused_by_its_header(side):
    data = bytearray(saved(Image.new("L", (8, 8))))
    data[16:24] = side.to_bytes(4, "big") * 2
    crc = zlib.crc32(data[12:29])
    data[29:33] = crc.to_bytes(4, "big")
    assert "megapixels" in complaint(bytes(data))


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "LA", "RGBA"])
def test_a_large_png_is_made_small(mode):
    image = picture_from_upload(saved(picture(mode, (4000, 3000))))
    assert image.size == (2000, 1500)


def test_a_large_picture_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = picture_from_upload(saved(picture(size=(4000, 3000)), exif=exif))
    assert image.size == (1500, 2000)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animated_picture_is_refused(kind):
    frames = [picture(), picture(paper="yellow")]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:])
    assert "animated" in complaint(data)


def test_a_phones_jpeg_with_a_second_picture_inside_is_read():
    data = saved(picture(), "MPO", save_all=True, append_images=[picture(paper="yellow")])
    np.testing.assert_allclose(picture_from_upload(data).convert("L"), picture("L"), atol=60)


def test_sixteen_bits_per_channel_are_refused():
    grey = Image.fromarray(np.arange(900, dtype=np.uint16).reshape(30, 30))
    assert "16 bits" in complaint(saved(grey))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_a_picture_that_is_transparent_everywhere_is_refused(mode):
    image = picture(mode)
    image.putalpha(0)
    assert "transparent everywhere" in complaint(saved(image))


@pytest.mark.parametrize("paper", ["white", "black", "orange"])
def test_a_blank_picture_is_refused(paper):
    assert "blank" in complaint(saved(Image.new("RGB", (50, 50), paper)))


def test_one_colour_on_transparency_is_not_blank():
    image = Image.new("RGBA", (120, 90), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(30, 20), (30, 70), (60, 70)], (0, 0, 0, 255), 8)
    assert digit_from_image(picture_from_upload(saved(image))).max() > 0.9


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_exif_turns_the_picture_upright(kind, orientation):
    turned_back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = picture() if turned_back is None else picture().transpose(turned_back)
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = picture_from_upload(saved(stored, kind, exif=exif))
    np.testing.assert_allclose(upright.convert("L"), picture("L"), atol=70)


@given(st.binary(max_size=400), st.sampled_from([b"", *(data[:12] for data in KINDS.values())]))
def test_random_bytes_raise_nothing_but_picture_errors(data, beginning):
    with pytest.raises(PictureError):
        picture_from_upload(beginning + data)


@given(
    st.sampled_from(sorted(KINDS)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6),
)
def test_altered_files_give_a_digit_or_a_picture_error(kind, changes):
    data = bytearray(KINDS[kind])
    for place, value in changes:
        data[int(place**2 * len(data))] = value
    try:
        digit = digit_from_image(picture_from_upload(bytes(data)))
    except PictureError:
        return
    assert digit.shape == (28, 28)
    assert digit.dtype == np.float32
