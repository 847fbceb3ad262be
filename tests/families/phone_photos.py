"""Photos as phones save them: 12 and 48 megapixels, turned by an EXIF orientation."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from tests.families.camera import noisy
from tests.families.family import Brought, Strokes
from tests.families.placing import Rng
from tests.families.surfaces import daylight, paper
from tests.families.usual import on_page

ORIENTATION = 0x0112
# EXIF's numbers for: upright, upside down, turned to the right, turned to the left.
TURNS = {1: None, 3: cv2.ROTATE_180, 6: cv2.ROTATE_90_COUNTERCLOCKWISE, 8: cv2.ROTATE_90_CLOCKWISE}
MEGAPIXELS = {12: (4032, 3024), 48: (8064, 6048)}


def phone_photo(megapixels: int) -> Callable[[Strokes, Rng], Brought]:
    """A page photographed at so many megapixels."""

    def make(strokes: Strokes, rng: Rng) -> Brought:
        width, height = MEGAPIXELS[megapixels]
        drawn = (1008, 756) if rng.random() < 0.4 else (756, 1008)
        scene = on_page(paper(drawn, rng), strokes, rng) * daylight(drawn, rng)
        shape = (width, height) if drawn[0] > drawn[1] else (height, width)
        pixels = noisy(scene, rng.uniform(2, 8), rng)
        large = cv2.resize(pixels, shape, interpolation=cv2.INTER_CUBIC)
        return with_orientation(large, int(rng.choice(list(TURNS))), int(rng.integers(80, 93)))

    return make


def with_orientation(pixels: np.ndarray, orientation: int, quality: int) -> bytes:
    """A JPEG whose pixels are turned and whose EXIF says how to turn them back."""
    turn = TURNS[orientation]
    image = Image.fromarray(pixels if turn is None else cv2.rotate(pixels, turn))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, exif=exif)
    return file.getvalue()
