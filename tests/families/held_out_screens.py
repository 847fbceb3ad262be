"""Held-out families of screens and of ink cut out: windows, thick ink, MNIST's images."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageOps

from tests.families.family import Brought, Strokes
from tests.families.held_out_media import saved, smoothed
from tests.families.placing import Rng, Size, bounds, fitted, moved


def _mouse_digit(size: Size, strokes: Strokes, rng: Rng, ink: str = "black") -> Image.Image:
    """A canvas with a digit, drawn without grey edges as simple programs do, or with them."""
    zoom = 1 if rng.random() < 0.3 else 3
    canvas = Image.new("RGB", (size[0] * zoom, size[1] * zoom), "white")
    side = min(size) * rng.uniform(0.4, 0.8)
    width = max(3.0, side * rng.uniform(0.03, 0.1))
    free = np.maximum(np.array(size) - side - 2 * width, 0) / 2
    place = np.array(size) / 2 + rng.uniform(-0.8, 0.8, 2) * free
    _lines(canvas, moved(fitted(strokes, side), place), width, zoom, ink)
    return canvas.reduce(zoom)


def _lines(image: Image.Image, strokes: Strokes, width: float, zoom: int, ink: str) -> None:
    draw = ImageDraw.Draw(image)
    radius = width * zoom / 2
    for stroke in strokes:
        points = [tuple(point) for point in (smoothed(stroke) * zoom).tolist()]
        draw.line(points, ink, round(2 * radius), joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)


def _bytes(image: Image.Image, rng: Rng) -> bytes:
    if rng.random() < 0.3:
        return saved(np.asarray(image.convert("RGB"), np.float32), rng)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def dark_page(strokes: Strokes, rng: Rng) -> Brought:
    """A web page of a dark theme with a white canvas, a headline and a few grey lines of text."""
    size = ((900, 600), (700, 700), (400, 720), (1100, 620))[rng.integers(4)]
    page = Image.new("RGB", size, ("#0d1117", "#1e1e1e", "#20232a", "#2b2b2b")[rng.integers(4)])
    side = round(min(size) * rng.uniform(0.45, 0.75))
    left, top = (size[0] - side) // 2, round((size[1] - side) * rng.uniform(0.2, 0.8))
    if rng.random() < 0.5:
        left = round((size[0] - side) * rng.uniform(0.04, 0.96))
    page.paste(_mouse_digit((side, side), strokes, rng), (left, top))
    if rng.random() < 0.5 and top > 30:
        draw = ImageDraw.Draw(page)
        text = ("Draw a digit", "digit recognizer", "MNIST demo")[rng.integers(3)]
        draw.text((left, top - 24), text, "#c9d1d9", font_size=15)
    return _bytes(page, rng)


def paint_program(strokes: Strokes, rng: Rng) -> Brought:
    """A paint program with its tools at the left, its colours below, and a status line."""
    size = ((960, 640), (1200, 800), (720, 540), (1366, 768))[rng.integers(4)]
    grey = int(rng.integers(190, 240))
    window = Image.new("RGB", size, (grey, grey, grey))
    draw = ImageDraw.Draw(window)
    bar, tools, below = 26, 58, 48
    draw.rectangle((0, 0, size[0], bar), fill=("#0a246a", "#e8e8e8", "#3c3c3c")[rng.integers(3)])
    draw.text((8, 6), "untitled.bmp", "#8aa0c0", font_size=12)
    for number, title in enumerate(("File", "Edit", "View", "Image", "Help")):
        draw.text((8 + 44 * number, bar + 3), title, "black", font_size=12)
    for number in range(12):
        x, y = 6 + (number % 2) * 25, bar + 26 + (number // 2) * 25
        draw.rectangle((x, y, x + 22, y + 22), outline="#808080", fill="#e0e0e0")
        shapes = (draw.ellipse, draw.rectangle, draw.line)
        shapes[number % 3]((x + 5, y + 5, x + 17, y + 17), "#304060")
    for number in range(20):
        x, y = 70 + (number // 2) * 20, size[1] - below + 6 + (number % 2) * 18
        colour = tuple(rng.integers(0, 256, 3).tolist())
        draw.rectangle((x, y, x + 16, y + 15), fill=colour, outline="#404040")
    room = (size[0] - tools - 12, size[1] - bar - below - 26)
    canvas = (round(room[0] * rng.uniform(0.7, 1)), round(room[1] * rng.uniform(0.7, 1)))
    ink = ("black", "black", "#c00000", "#0020a0")[rng.integers(4)]
    window.paste(_mouse_digit(canvas, strokes, rng, ink), (tools + 4, bar + 22))
    return _bytes(window, rng)


def _thick(strokes: Strokes, rng: Rng) -> tuple[Image.Image, float]:
    """Ink of 20 to 55 pixels of 280 as a mask cut to itself."""
    width = rng.uniform(20, 55)
    digit = fitted(strokes, rng.uniform(175, 225))
    low, high = bounds(digit)
    room = np.ceil((high - low) + width + 16).astype(int).tolist()
    mask = Image.new("L", (room[0] * 2, room[1] * 2))
    draw = ImageDraw.Draw(mask)
    for stroke in moved(digit, np.array(room) / 2 - (low + high) / 2):
        points = [tuple(point) for point in (smoothed(stroke) * 2).tolist()]
        draw.line(points, 255, round(width * 2), joint="curve")
        for x, y in points:
            draw.ellipse((x - width, y - width, x + width, y + width), fill=255)
    mask = mask.reduce(2)
    return mask.crop(mask.point(lambda value: 255 * (value > 127)).getbbox()), width


def cut_thick(strokes: Strokes, rng: Rng) -> Brought:
    """Thick ink of some colour, cut to itself or with up to 30 pixels of white around it."""
    mask, _ = _thick(strokes, rng)
    margin = int(rng.choice([0, 0, 3, 8, 15, 30]))
    mask = ImageOps.expand(mask, margin)
    ground, ink = (
        ("white", "black"),
        ("white", "#203060"),
        ("black", "white"),
        ("#f4ecd8", "#401010"),
    )[rng.integers(4)]
    picture = Image.composite(
        Image.new("RGB", mask.size, ink), Image.new("RGB", mask.size, ground), mask
    )
    scale = rng.uniform(0.4, 3)
    size = (max(8, round(mask.width * scale)), max(8, round(mask.height * scale)))
    return _bytes(picture.resize(size, Image.Resampling.BICUBIC), rng)


def cut_transparent(strokes: Strokes, rng: Rng) -> Brought:
    """Thick ink on nothing."""
    mask, _ = _thick(strokes, rng)
    mask = ImageOps.expand(mask, int(rng.choice([0, 4, 12, 40])))
    picture = Image.new(
        "RGBA", mask.size, ("black", "#102080", "white", "#208030")[rng.integers(4)]
    )
    picture.putalpha(mask)
    file = io.BytesIO()
    picture.save(file, ("PNG", "WEBP")[rng.integers(2)], lossless=True)
    return file.getvalue()


def mnist_cut(image: np.ndarray, rng: Rng) -> Brought:
    """MNIST's ink with no margin, any size and way round."""
    picture = Image.fromarray(image)
    picture = picture.crop(picture.point(lambda value: 255 * (value > 40)).getbbox())
    if rng.random() < 0.6:
        picture = ImageOps.invert(picture)
    scale = rng.choice([1.0, 1.0, rng.uniform(2, 20)])
    how = (Image.Resampling.NEAREST, Image.Resampling.LANCZOS, Image.Resampling.BOX)[
        rng.integers(3)
    ]
    size = (max(2, round(picture.width * scale)), max(2, round(picture.height * scale)))
    return _bytes(picture.resize(size, how), rng)


def mnist_saved(image: np.ndarray, rng: Rng) -> Brought:
    """MNIST's image as RGB or grey, larger or not, dark on light or not."""
    side = int(rng.choice([28, 28, 56, 112, 280, 400]))
    how = cv2.INTER_NEAREST if rng.random() < 0.5 else cv2.INTER_LANCZOS4
    large = cv2.resize(image, (side, side), interpolation=how)
    picture = Image.fromarray(large if rng.random() < 0.5 else 255 - large)
    file = io.BytesIO()
    (picture.convert("RGB") if rng.random() < 0.5 else picture).save(file, "PNG")
    return file.getvalue()
