"""A list of bad pictures: each is refused in a sentence before much is done, or read as usual."""

import io
import struct
import tracemalloc
import zlib

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from cnn.drawing import digit_from_strokes, digits_from_image
from cnn.drawing.upload import picture_from_upload
from cnn.errors import PictureError
from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network

SEVEN = next(example for example in EXAMPLES if example.digit == 7)


def seven(mode: str = "RGB") -> Image.Image:
    """A digit in dark ink on light paper."""
    ink = np.kron(
        255 - np.rint(255 * digit_from_strokes(SEVEN.strokes)).astype(np.uint8), np.ones((6, 6))
    )
    return Image.fromarray(np.pad(ink.astype(np.uint8), 30, constant_values=255)).convert(mode)


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def png(width: int, height: int, depth: int, colours: int, pixels: bytes, *chunks: bytes) -> bytes:
    """A PNG file as no program writes it."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0))
    content = chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + content


def packed(begins_with: bytes) -> bytes:
    """100 MB in 100 kB."""
    return begins_with + zlib.compress(bytes(100_000_000), 9)


def strip(width: int, height: int) -> Image.Image:
    pixels = np.full((height, width), 255, np.uint8)
    pixels[height // 3 : height // 2 + 1, width // 3 : width // 2 + 1] = 0
    return Image.fromarray(pixels)


GREY = bytes(31 * 30)
FRAMES = [seven(), seven().rotate(90)]
REFUSED = {
    "1 x 100,000": (saved(strip(1, 100_000)), "too narrow"),
    "100,000 x 1": (saved(strip(100_000, 1)), "too narrow"),
    "1 x 16,000,000": (png(1, 16_000_000, 8, 0, b""), "too narrow"),
    "101 x 1": (saved(strip(101, 1)), "too narrow"),
    "2 x 50,000 as JPEG": (saved(strip(2, 50_000), "JPEG"), "too narrow"),
    "a bomb of 50,000 x 50,000": (png(50_000, 50_000, 8, 0, b""), "hundreds of megapixels"),
    "a bomb of 2^31 x 2^31": (png(2**31 - 1, 2**31 - 1, 8, 0, b""), "megapixels"),
    "a bomb of text": (png(30, 30, 8, 0, GREY, chunk(b"zTXt", packed(b"a\0\0"))), "damaged"),
    "a bomb of other text": (
        png(30, 30, 8, 0, GREY, chunk(b"iTXt", packed(b"a\0\1\0\0\0"))),
        "damaged",
    ),
    "a bomb of a profile": (png(30, 30, 8, 0, GREY, chunk(b"iCCP", packed(b"a\0\0"))), "damaged"),
    "50 MB behind the pixels": (png(30, 30, 8, 0, bytes(50_000_000)), "blank"),
    "no width": (png(0, 30, 8, 0, b""), "damaged"),
    "3 bits": (png(30, 30, 3, 0, GREY), "damaged"),
    "no pixels": (png(30, 30, 8, 0, b""), "damaged"),
    "16 bits of grey": (saved(Image.fromarray(np.eye(30, dtype=np.uint16))), "16 bits"),
    "16 bits of colour": (png(30, 30, 16, 2, bytes(181 * 30)), "16 bits"),
    "16 bits with transparency": (png(30, 30, 16, 6, bytes(241 * 30)), "16 bits"),
    "an animated PNG": (saved(FRAMES[0], save_all=True, append_images=FRAMES[1:]), "animated"),
    "an animated WebP": (
        saved(FRAMES[0], "WEBP", save_all=True, append_images=FRAMES[1:]),
        "animated",
    ),
    "a GIF": (saved(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:]), "a GIF"),
    "a TIFF": (saved(FRAMES[0], "TIFF"), "a TIFF"),
    "an SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "not a picture"),
    "a page of HTML": (b"<!DOCTYPE html><html></html>", "not a picture"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_picture_is_refused_in_a_sentence_and_takes_little_memory(name):
    data, word = REFUSED[name]
    tracemalloc.start()
    with pytest.raises(PictureError, match=rf"{word}.*\.$"):
        picture_from_upload(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


READ = {
    "CMYK": saved(seven("CMYK"), "JPEG"),
    "one bit": saved(seven("1")),
    "a palette": saved(seven("P")),
    "a palette with a transparent colour": saved(seven("P"), transparency=7),
    "grey with transparency": saved(seven("LA")),
    "an EXIF block of nonsense": saved(seven(), "JPEG", exif=b"Exif\0\0" + b"\xff" * 60_000),
    "a name in EXIF of 10,000 letters": saved(
        seven(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x0e\0\x02" + b"<b>" * 10_000
    ),
}


@pytest.mark.parametrize("name", READ)
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_an_unusual_picture_is_read_as_any_other(name):
    (digit,) = digits_from_image(picture_from_upload(READ[name]))
    assert Network.load("pen").predict(digit.image[np.newaxis]).argmax() == 7


@pytest.mark.parametrize("size", [(1, 2000), (2, 2000), (5, 500), (2000, 1), (1, 1), (3, 2)])
def test_a_narrow_picture_is_read_or_refused_whoever_asks(size):
    try:
        found = digits_from_image(strip(*size))
    except PictureError:
        return
    assert all(digit.image.shape == (28, 28) for digit in found)


def heic() -> bytes:
    file = io.BytesIO()
    pillow_heif.from_pillow(seven()).save(file)
    return file.getvalue()


CUT = {
    "PNG": saved(seven()),
    "JPEG": saved(seven(), "JPEG"),
    "progressive JPEG": saved(seven(), "JPEG", progressive=True),
    "CMYK JPEG": saved(seven("CMYK"), "JPEG"),
    "WebP": saved(seven(), "WEBP"),
    "HEIC": heic(),
}


@pytest.mark.parametrize("kind", CUT)
def test_a_picture_cut_off_at_any_tenth_byte_is_refused_or_whole(kind):
    data = CUT[kind]
    whole = np.asarray(picture_from_upload(data))
    for end in range(0, len(data), 10):
        try:
            image = picture_from_upload(data[:end])
        except PictureError as error:
            assert str(error).endswith(".")
        else:
            np.testing.assert_array_equal(np.asarray(image), whole)
