"""Pens, paper, tables, lamps and a camera of the held-out families, unlike those of the others."""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tests.families.family import Strokes
from tests.families.placing import Rng, Size

Colour = tuple[float, float, float]

INKS: tuple[Colour, ...] = (
    (24, 22, 26), (18, 32, 96), (40, 60, 140), (70, 20, 90), (20, 80, 60), (140, 24, 36),
    (60, 50, 46),
)  # fmt: skip
PAPERS: tuple[Colour, ...] = (
    (246, 244, 240), (236, 228, 206), (222, 222, 218), (226, 236, 242), (238, 238, 214),
)  # fmt: skip


@dataclass(frozen=True)
class Nib:
    """A fountain pen's, a felt pen's or a crayon's tip.

    Attributes:
        width: in pixels, where it is broadest.
        contrast: how much narrower it is across, 0 to 1.
        roughness: how much of the ink the paper's grain keeps off, 0 to 1.
    """

    width: float
    colour: Colour
    contrast: float = 0.0
    roughness: float = 0.0


def any_nib(side: float, rng: Rng) -> Nib:
    """A pen for a digit of a longest side."""
    colour = INKS[rng.integers(len(INKS))]
    match rng.integers(4):
        case 0:
            return Nib(max(2.4, side * rng.uniform(0.04, 0.08)), colour, contrast=0.55)
        case 1:
            return Nib(max(2.0, side * rng.uniform(0.05, 0.1)), colour)
        case 2:
            return Nib(max(2.4, side * rng.uniform(0.05, 0.1)), colour, roughness=0.6)
        case _:
            return Nib(max(1.6, side * rng.uniform(0.02, 0.035)), colour, contrast=0.2)


def smoothed(stroke: np.ndarray) -> np.ndarray:
    """A path with its corners cut twice (Chaikin)."""
    for _ in range(2):
        if len(stroke) < 3:
            break
        quarter = 0.75 * stroke[:-1] + 0.25 * stroke[1:]
        rest = 0.25 * stroke[:-1] + 0.75 * stroke[1:]
        inner = np.stack([quarter, rest], axis=1).reshape(-1, 2)
        stroke = np.concatenate([stroke[:1], inner, stroke[-1:]])
    return stroke


def stamped(strokes: Strokes, size: Size, nib: Nib, rng: Rng) -> np.ndarray:
    """(height, width, 1) float32 in [0, 1]: discs stamped along the strokes."""
    zoom = 3 if max(size) <= 700 else 2
    sheet = Image.new("L", (size[0] * zoom, size[1] * zoom))
    draw = ImageDraw.Draw(sheet)
    slant = rng.uniform(0.5, 1.1)
    for stroke in strokes:
        path = _spaced(smoothed(np.asarray(stroke, np.float64)) * zoom, nib.width * zoom / 5)
        steps = np.diff(path, axis=0, append=path[-1:] + 1e-3)
        across = np.abs(np.sin(np.arctan2(steps[:, 1], steps[:, 0]) + slant))
        radii = nib.width * zoom / 2 * (1 - nib.contrast * (1 - across))
        for (x, y), radius in zip(path.tolist(), radii.tolist(), strict=True):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    ink = np.asarray(sheet.reduce(zoom), np.float32) / 255
    if nib.roughness:
        ink = ink * np.clip(1.1 - nib.roughness * (octaves(size, 2.5, rng) > 0.4), 0, 1)
    return ink[..., None]


def _spaced(path: np.ndarray, step: float) -> np.ndarray:
    if len(path) == 1:
        return path
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    places = np.linspace(0, length[-1], max(2, int(length[-1] / max(step, 0.7))))
    return np.stack([np.interp(places, length, path[:, axis]) for axis in (0, 1)], axis=1)


def octaves(size: Size, finest: float, rng: Rng, count: int = 3) -> np.ndarray:
    """(height, width) float32 noise of several scales, deviation about 1."""
    total = np.zeros((size[1], size[0]), np.float32)
    for octave in range(count):
        scale = finest * 3.0**octave
        shape = (max(2, round(size[1] / scale)), max(2, round(size[0] / scale)))
        noise = rng.standard_normal(shape, dtype=np.float32)
        total += cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC) / count**0.5
    return total


def sheet_of(size: Size, rng: Rng, colour: Colour | None = None) -> np.ndarray:
    """(height, width, 3) float32: a sheet of some make, with its fibres."""
    colour = PAPERS[rng.integers(len(PAPERS))] if colour is None else colour
    fibres = rng.uniform(0.8, 3.2) * octaves(size, 2, rng)
    return np.array(colour, np.float32) + fibres[..., None]


def with_ink(page: np.ndarray, ink: np.ndarray, colour: Colour) -> np.ndarray:
    """Ink that lets a little of the paper through, as real ink does."""
    through = page / 255 * np.array(colour, np.float32) * 0.25 + np.array(colour, np.float32) * 0.75
    return page * (1 - ink) + through * ink


def tabletop(size: Size, rng: Rng) -> np.ndarray:
    """Rings of wood, granite, a checked cloth, or a lacquered board."""
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    unit = max(size)
    match rng.integers(4):
        case 0:
            centre = rng.uniform(-1, 2, 2) * size
            rings = np.hypot(x - centre[0], (y - centre[1]) * rng.uniform(2, 5)) / unit
            waves = np.sin(rings * rng.uniform(60, 120) + octaves(size, 12, rng))
            colour = ((134, 90, 56), (96, 66, 48), (170, 124, 84))[rng.integers(3)]
            return np.array(colour, np.float32) * (1 + 0.1 * waves[..., None])
        case 1:
            level = rng.uniform(60, 130)
            stone = level + 14 * octaves(size, 2, rng) + 8 * octaves(size, 15, rng)
            return stone[..., None] * np.array((1, 0.97, 0.94), np.float32)
        case 2:
            period = unit * rng.uniform(0.06, 0.12)
            checks = ((x // period % 2) + (y // period % 2)) / 2
            one, other = rng.uniform(50, 130, 3), rng.uniform(60, 150, 3)
            return (one + (other - one) * checks[..., None]).astype(np.float32)
        case _:
            colour = ((22, 22, 24), (84, 30, 28), (28, 60, 74), (110, 110, 104))[rng.integers(4)]
            gloss = 1 + 0.25 * np.exp(-(((x - y) / unit - rng.uniform(-0.5, 0.5)) ** 2) / 0.02)
            return np.array(colour, np.float32) * gloss[..., None].astype(np.float32)


def lamp(size: Size, rng: Rng, strength: float = 0.35) -> np.ndarray:
    """(height, width, 3) float32 about 1: a lamp near the page, of a warm or a cold colour."""
    centre = rng.uniform(-0.2, 1.2, 2)
    x = np.linspace(0, 1, size[0], dtype=np.float32)[None] - centre[0]
    y = np.linspace(0, 1, size[1], dtype=np.float32)[:, None] - centre[1]
    light = 1 / (1 + rng.uniform(0, strength) * (x**2 + y**2))
    warmth = rng.uniform(-0.06, 0.12)
    return light[..., None] * np.array((1 + warmth, 1, 1 - warmth), np.float32)


def camera_size(rng: Rng, largest: int = 900) -> Size:
    """Width and height of a photo that is yet to be taken."""
    longer = int(np.exp(rng.uniform(np.log(330), np.log(largest))))
    shape = (1.5, 1.33, 1.0, 1.78)[rng.integers(4)]
    size = (longer, round(longer / shape))
    return size if rng.random() < 0.5 else size[::-1]


def taken(scene: np.ndarray, rng: Rng, softness: float = 1.0) -> bytes:
    """A photo: out of focus or shaken, sharpened, grainy in the dark parts, JPEG or WebP."""
    reach = softness * max(scene.shape[:2]) / 700
    if rng.random() < 0.5:
        radius = max(1, round(rng.uniform(0, 1.6) * reach))
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2)
    else:
        length = max(1, round(rng.uniform(0, 4) * reach))
        kernel = np.zeros((length, length), np.uint8)
        cv2.line(kernel, (0, int(rng.integers(length))), (length - 1, int(rng.integers(length))), 1)
    scene = cv2.filter2D(scene.astype(np.float32), -1, kernel.astype(np.float32) / kernel.sum())
    if rng.random() < 0.4:
        scene = scene + 0.6 * (scene - cv2.GaussianBlur(scene, (0, 0), 2))
    scene = 255 * np.clip(scene / 255, 0, 1) ** rng.uniform(0.85, 1.2)
    grain = rng.standard_normal(scene.shape[:2], dtype=np.float32)[..., None]
    size = (scene.shape[1], scene.shape[0])
    blotches = cv2.resize(
        rng.standard_normal((size[1] // 6 + 2, size[0] // 6 + 2, 3), dtype=np.float32), size
    )
    noise = rng.uniform(1, 6) * grain + rng.uniform(0, 3) * blotches
    return saved(scene + noise * (1.3 - scene / 400), rng)


def saved(pixels: np.ndarray, rng: Rng) -> bytes:
    """A JPEG, seldom a WebP or PNG."""
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    file = io.BytesIO()
    kind = rng.random()
    if kind < 0.8:
        image.save(file, "JPEG", quality=int(rng.integers(40, 93)))
    elif kind < 0.9:
        image.save(file, "WEBP", quality=int(rng.integers(50, 95)), method=0)
    else:
        image.save(file, "PNG", compress_level=1)
    return file.getvalue()
