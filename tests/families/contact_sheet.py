"""Many pictures on one, for people to look at."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageOps

from tests.families.family import Brought, Strokes

THUMBNAIL, CAPTION, COLUMNS = 150, 24, 10
CANVAS_SIZE, CANVAS_PEN = 280, 20


def contact_sheet(pictures: Sequence[tuple[str, Brought]], path: str | Path) -> None:
    """Write captioned thumbnails, ten in a row, as a picture file."""
    rows = -(-len(pictures) // COLUMNS)
    cell = (THUMBNAIL + 4, THUMBNAIL + CAPTION + 4)
    sheet = Image.new("RGB", (COLUMNS * cell[0], max(1, rows) * cell[1]), (250, 235, 250))
    draw = ImageDraw.Draw(sheet)
    for number, (caption, brought) in enumerate(pictures):
        x, y = (number % COLUMNS) * cell[0], (number // COLUMNS) * cell[1]
        picture = as_picture(brought)
        picture.thumbnail((THUMBNAIL, THUMBNAIL))
        sheet.paste(picture, (x, y + CAPTION))
        draw.multiline_text((x + 1, y), caption, (0, 0, 0), font_size=10, spacing=1)
    sheet.save(path)


def as_picture(brought: Brought) -> Image.Image:
    """What is brought as people see it: upright, on grey where it is transparent, or a canvas."""
    if not isinstance(brought, bytes):
        return Image.fromarray(canvas(brought)).convert("RGB")
    image = Image.open(io.BytesIO(brought))
    image.draft("RGB", (960, 960))
    image = ImageOps.exif_transpose(image)
    if not image.has_transparency_data:
        return image.convert("RGB")
    grey = Image.new("RGBA", image.size, (136, 136, 136, 255))
    return Image.alpha_composite(grey, image.convert("RGBA")).convert("RGB")


def canvas(strokes: Strokes) -> np.ndarray:
    """(280, 280) uint8: black on white, as drawn."""
    sheet = np.full((CANVAS_SIZE, CANVAS_SIZE), 255, np.uint8)
    for stroke in strokes:
        line = stroke if len(stroke) > 1 else np.concatenate([stroke, stroke])
        points = np.rint(line * 16).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(sheet, [points], False, 0, CANVAS_PEN, cv2.LINE_AA, 4)
    return sheet
