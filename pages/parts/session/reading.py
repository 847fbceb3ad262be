"""All digits of a drawing or a picture, one of them chosen: small enough to keep for a visit."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from cnn.drawing.found_digit import Box, FoundDigit
from cnn.drawing.normalise import Stage
from cnn.drawing.strokes import StrokeReading, read_strokes

# The picture that is kept to show frames on: longer side in pixels, and how it is compressed.
KEPT_SIDE = 640
KEPT_QUALITY = 80


@dataclass(frozen=True)
class DrawingReading:
    """The digits of what is on the canvas.

    Attributes:
        reading: of all strokes.
        chosen: the place of the digit of the moment.
    """

    reading: StrokeReading
    chosen: int

    @property
    def digits(self) -> list[FoundDigit]:
        """In reading order; boxes in canvas pixels."""
        return self.reading.digits

    @property
    def size(self) -> int:
        """In bytes."""
        images = sum(digit.image.nbytes for digit in self.digits)
        return images + sum(stroke.nbytes for stroke in self.reading.strokes)

    @property
    def left_out(self) -> list[tuple[float, float]]:
        """The middles of stray taps, in canvas pixels."""
        strokes = self.reading.strokes
        middles = [strokes[index].mean(axis=0).tolist() for index in self.reading.left_out]
        return [(x, y) for x, y in middles]

    def strokes_of(self, place: int) -> list[np.ndarray]:
        """A digit's strokes."""
        return [self.reading.strokes[index] for index in self.reading.groups[place]]


@dataclass(frozen=True)
class KeptStage:
    """A `Stage` whose image is kept as bytes, 0 to 255."""

    name: str
    caption: str
    pixels: np.ndarray


@dataclass(frozen=True)
class PictureDigits:
    """The digits of a picture or a photo.

    Attributes:
        digits: in reading order; boxes in pixels of the kept picture.
        stages: of each digit.
        jpeg: the picture, made small; nothing where there is one digit.
        picture_size: width and height of the kept picture.
        chosen: the place of the digit of the moment.
    """

    digits: list[FoundDigit]
    stages: tuple[tuple[KeptStage, ...], ...]
    jpeg: bytes
    picture_size: tuple[int, int]
    chosen: int

    @property
    def size(self) -> int:
        """In bytes."""
        images = sum(digit.image.nbytes for digit in self.digits)
        steps = sum(stage.pixels.nbytes for stages in self.stages for stage in stages)
        return images + steps + len(self.jpeg)

    def stages_of(self, place: int) -> list[Stage]:
        """Every step from the picture to a digit's image."""
        steps = [
            Stage(stage.name, stage.caption, stage.pixels / np.float32(255))
            for stage in self.stages[place][:-1]
        ]
        last = self.stages[place][-1]
        return [*steps, Stage(last.name, last.caption, self.digits[place].image)]


Reading = DrawingReading | PictureDigits


def reading_of_drawing(strokes: list[np.ndarray]) -> DrawingReading:
    """Read a drawing; its last-drawn digit is chosen.

    Raises:
        DrawingError: the drawing holds no digit, or too many.
    """
    reading = read_strokes(strokes)
    return DrawingReading(reading, reading.last_drawn)


def reading_of_picture(image: Image.Image) -> PictureDigits:
    """Read a picture; its clearest digit is chosen.

    Raises:
        PictureError: the picture holds no digit.
    """
    from cnn.drawing.picture import read_picture  # OpenCV comes with the first picture

    reading = read_picture(image)
    scale = min(KEPT_SIDE / max(image.size), 1.0)
    width, height = (max(1, round(side * scale)) for side in image.size)
    return PictureDigits(
        [FoundDigit(digit.image, _scaled(digit.box, scale)) for digit in reading.digits],
        tuple(tuple(map(_kept, reading.stages(place))) for place in range(len(reading.digits))),
        _jpeg(image, (width, height)) if len(reading.digits) > 1 else b"",
        (width, height),
        reading.main,
    )


def _kept(stage: Stage) -> KeptStage:
    pixels = np.rint(255 * np.clip(stage.image, 0, 1)).astype(np.uint8)
    return KeptStage(stage.name, stage.caption, pixels)


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = box
    return left * scale, top * scale, right * scale, bottom * scale


def _jpeg(image: Image.Image, size: tuple[int, int]) -> bytes:
    """The picture made small, what is transparent in it shown white."""
    small = image.resize(size).convert("RGBA")
    sheet = Image.new("RGBA", size, "white")
    sheet.alpha_composite(small)
    file = io.BytesIO()
    sheet.convert("RGB").save(file, "JPEG", quality=KEPT_QUALITY)
    return file.getvalue()
