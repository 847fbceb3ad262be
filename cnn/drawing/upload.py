"""Picture files from strangers: bytes -> a picture, or a sentence that says what is wrong."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from cnn.drawing.colours import BLANK, MIN_OPACITY, TRANSPARENT
from cnn.errors import PictureError

MAX_BYTES = 5_000_000
MAX_PIXELS = 8_000_000
FORMATS = ("PNG", "JPEG", "WEBP")

# JPEG files are decoded no larger than needed for this longer side, in pixels.
DECODED_SIZE = 960

_ACCEPTED_KINDS = ((0, b"\x89PNG\r\n\x1a\n"), (0, b"\xff\xd8\xff"), (8, b"WEBP"))
_OTHER_KINDS = (
    (0, b"GIF8", "a GIF"),
    (0, b"BM", "a BMP"),
    (0, b"II*\x00", "a TIFF"),
    (0, b"MM\x00*", "a TIFF"),
    (0, b"%PDF", "a PDF"),
    (4, b"ftyphei", "a HEIC photo"),
    (4, b"ftypmif1", "a HEIC photo"),
    (4, b"ftypavif", "an AVIF"),
)


def picture_from_upload(data: bytes) -> Image.Image:
    """Decode a picture file, trusting nothing.

    Args:
        data: the file's content: PNG, JPEG or WebP, at most 5 MB and 8 megapixels, one frame.

    Returns:
        The picture, turned upright as its EXIF orientation says; a large JPEG at reduced size.

    Raises:
        PictureError: no such file, truncated, too large, animated, 16-bit, transparent or blank.
    """
    if not data:
        raise PictureError("The file is empty. Choose a PNG, JPEG or WebP picture.")
    if len(data) > MAX_BYTES:
        raise PictureError(
            f"The file has {len(data) / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} MB are allowed. "
            "Crop the picture to the digit or save it smaller."
        )
    image = _opened(data)
    _check_header(image, data)
    image = _decoded(image)
    _check_content(image)
    return image


def _opened(data: bytes) -> Image.Image:
    """The file's header; no pixel is decoded yet."""
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(_too_many_pixels("hundreds of")) from error
    except UnidentifiedImageError as error:
        raise PictureError(_unidentified(data)) from error
    except Exception as error:  # decoders raise whatever a damaged file makes them
        raise PictureError(_DAMAGED) from error


def _check_header(image: Image.Image, data: bytes) -> None:
    pixels = image.width * image.height
    if pixels > MAX_PIXELS:
        raise PictureError(_too_many_pixels(f"{pixels / 1e6:.1f}"))
    # A phone's JPEG may carry a second picture (MPO); the first is the photo itself.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise PictureError(
            "This picture is animated. Choose one with a single frame, such as a photo or a "
            "screenshot."
        )
    if image.format == "PNG" and data[24:25] == b"\x10":  # the bit depth, in the PNG header
        raise PictureError(
            "This picture has 16 bits per channel. Save it with 8 bits per channel, or as a JPEG."
        )


def _decoded(image: Image.Image) -> Image.Image:
    try:
        image.draft(None, (DECODED_SIZE, DECODED_SIZE))
        image.load()
        return ImageOps.exif_transpose(image)
    except Exception as error:  # decoders raise whatever a damaged file makes them
        raise PictureError(_DAMAGED) from error


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


def _too_many_pixels(megapixels: str) -> str:
    return (
        f"The picture has {megapixels} megapixels; at most {MAX_PIXELS / 1e6:.0f} are allowed. "
        "Crop it to the digit or save it smaller."
    )


def _unidentified(data: bytes) -> str:
    if any(data[start:].startswith(beginning) for start, beginning in _ACCEPTED_KINDS):
        return _DAMAGED
    for start, beginning, kind in _OTHER_KINDS:
        if data[start:].startswith(beginning):
            return f"This is {kind}, which is not read here. Save it as PNG, JPEG or WebP."
    return "This file is not a picture. Choose a PNG, JPEG or WebP picture of one digit."
