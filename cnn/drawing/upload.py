"""Picture files from strangers: bytes -> a picture, or a sentence that says what is wrong."""

from __future__ import annotations

import io
from functools import cache
from threading import Lock

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from cnn.drawing.colours import BLANK, MIN_OPACITY, TRANSPARENT
from cnn.drawing.jpeg_scans import jpeg_scans
from cnn.errors import PictureError

MAX_BYTES = 15_000_000
# By how much memory and time it takes: less than 300 MB and about a second. JPEG files are decoded
# small, others whole before they are made small; see tests/benchmarks/picture_decoding.py.
MAX_JPEG_PIXELS = 51_000_000
MAX_WEBP_PIXELS = 12_500_000
MAX_PIXELS = 16_000_000
_LIMITS = {"JPEG": MAX_JPEG_PIXELS, "MPO": MAX_JPEG_PIXELS, "WEBP": MAX_WEBP_PIXELS}
# Of a progressive JPEG the decoder keeps all coefficients, and goes over them with each scan.
MAX_COEFFICIENT_BYTES = 160_000_000
MAX_SCANNED_PIXELS = 600_000_000
# How many times as long as wide: forty digits in a row are not half as long.
MAX_RATIO = 100
FORMATS = ("PNG", "JPEG", "WEBP")
FILE_TYPES = ("png", "jpg", "jpeg", "webp", "heic", "heif")
LIMITS = (
    f"At most {MAX_BYTES / 1e6:.0f} MB: JPEG of {MAX_JPEG_PIXELS / 1e6:.0f} megapixels, PNG or "
    f"HEIC of {MAX_PIXELS / 1e6:.0f}, WebP of {MAX_WEBP_PIXELS / 1e6:.1f}."
)

# The longer side of what is given, in pixels: a digit that covers a twentieth still has 80.
MIN_DECODED_SIDE, MAX_DECODED_SIDE = 1600, 2000

# All visitors' pictures are decoded one after the other, so that together they take no more.
_decoding = Lock()

_ACCEPTED_KINDS = ((0, b"\x89PNG\r\n\x1a\n"), (0, b"\xff\xd8\xff"), (8, b"WEBP"))
_HEIC_BRANDS = (b"ftypheic", b"ftypheix", b"ftypmif1")
_OTHER_KINDS = (
    (0, b"GIF8", "a GIF"),
    (0, b"BM", "a BMP"),
    (0, b"II*\x00", "a TIFF"),
    (0, b"MM\x00*", "a TIFF"),
    (0, b"%PDF", "a PDF"),
    (4, b"ftypavif", "an AVIF"),
)


def picture_from_upload(data: bytes) -> Image.Image:
    """Decode a picture file, trusting nothing.

    Args:
        data: the file's content: PNG, JPEG, WebP or HEIC within `LIMITS`, one frame.

    Returns:
        The picture, turned upright as its EXIF orientation says; its longer side is at most 2000
        pixels.

    Raises:
        PictureError: no such file, truncated, too large, animated, 16-bit, transparent or blank.
    """
    if not data:
        raise PictureError("The file is empty. Choose a PNG, JPEG, WebP or HEIC picture.")
    if len(data) > MAX_BYTES:
        raise PictureError(
            f"The file has {len(data) / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} MB are allowed. "
            "Crop the picture to the digit or save it smaller."
        )
    image = _opened(data)
    _check_header(image, data)
    with _decoding:
        image = _decoded(image)
    _check_content(image)
    return image


def _opened(data: bytes) -> Image.Image:
    """The file's header; no pixel is decoded yet."""
    formats: tuple[str, ...] = FORMATS
    if data[4:12] in _HEIC_BRANDS:
        _register_heic()
        formats = ("HEIF",)
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(_HUNDREDS_OF_MEGAPIXELS) from error
    except UnidentifiedImageError as error:
        raise PictureError(_unidentified(data)) from error
    except Exception as error:  # decoders raise whatever a damaged file makes them
        raise PictureError(_DAMAGED) from error


@cache
def _register_heic() -> None:
    """Let Pillow open HEIC: 25 MB of memory, taken when the first one arrives."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def _check_header(image: Image.Image, data: bytes) -> None:
    is_jpeg = image.format in ("JPEG", "MPO")
    pixels = image.width * image.height
    limit = _LIMITS.get(image.format or "", MAX_PIXELS)
    if pixels > limit:
        raise PictureError(_too_many_pixels(f"{pixels / 1e6:.1f}", limit))
    if max(image.size) > MAX_RATIO * min(image.size):
        raise PictureError(
            f"The picture has {image.width:,} x {image.height:,} pixels: it is too narrow to hold "
            "a digit. Choose another one, or cut it out again."
        )
    if is_jpeg:
        _check_scans(pixels, data)
    # A phone's JPEG may carry a second picture (MPO); the first is the photo itself.
    if image.format not in ("MPO", "HEIF") and getattr(image, "is_animated", False):
        raise PictureError(
            "This picture is animated. Choose one with a single frame, such as a photo or a "
            "screenshot."
        )
    if image.format == "PNG" and data[24:25] == b"\x10":  # the bit depth, in the PNG header
        raise PictureError(
            "This picture has 16 bits per channel. Save it with 8 bits per channel, or as a JPEG."
        )


def _check_scans(pixels: int, data: bytes) -> None:
    """What costs in a JPEG that is decoded small is what its decoder keeps between scans."""
    scans = jpeg_scans(data)
    if scans.coefficient_bytes > MAX_COEFFICIENT_BYTES or scans.count * pixels > MAX_SCANNED_PIXELS:
        raise PictureError(
            f"This progressive JPEG of {pixels / 1e6:.1f} megapixels takes too much to decode. "
            "Save it as a baseline JPEG, or smaller."
        )


def _decoded(image: Image.Image) -> Image.Image:
    enough = MIN_DECODED_SIDE / max(image.size)
    try:
        image.draft(None, (round(image.width * enough), round(image.height * enough)))
        image.load()
        if max(image.size) > MAX_DECODED_SIDE:
            image = _shrunk(image)
        return ImageOps.exif_transpose(image)
    except Exception as error:  # decoders raise whatever a damaged file makes them
        raise PictureError(_DAMAGED) from error


def _shrunk(image: Image.Image) -> Image.Image:
    """The picture with a longer side of 2000 pixels."""
    exif = image.getexif()
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode != "L":
        image = image.convert("RGB")
    share = MAX_DECODED_SIDE / max(image.size)
    size = max(1, round(image.width * share)), max(1, round(image.height * share))
    small = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    small.info["exif"] = exif.tobytes()
    return small


def _check_content(image: Image.Image) -> None:
    if image.has_transparency_data:
        image = image.convert("RGBA")
        if np.asarray(image.getchannel("A")).max() < MIN_OPACITY:
            raise PictureError(TRANSPARENT)
    lowest, highest = np.array(image.getextrema()).reshape(-1, 2).T
    if (lowest == highest).all():
        raise PictureError(BLANK)


_DAMAGED = (
    "The picture is truncated or damaged: it cannot be read to its end. Save or download it again."
)

_HUNDREDS_OF_MEGAPIXELS = (
    "The picture has hundreds of megapixels, far more than are allowed. Crop it to the digit or "
    "save it smaller, as a JPEG."
)


def _too_many_pixels(megapixels: str, limit: int) -> str:
    return (
        f"The picture has {megapixels} megapixels; at most {limit / 1e6:g} are allowed in a file "
        "of its kind. Crop it to the digit or save it smaller, as a JPEG."
    )


def _unidentified(data: bytes) -> str:
    if (
        any(data[start:].startswith(beginning) for start, beginning in _ACCEPTED_KINDS)
        or data[4:12] in _HEIC_BRANDS
    ):
        return _DAMAGED
    for start, beginning, kind in _OTHER_KINDS:
        if data[start:].startswith(beginning):
            return f"This is {kind}, which is not read here. Save it as PNG, JPEG or WebP."
    return "This file is not a picture. Choose a PNG, JPEG, WebP or HEIC picture."
