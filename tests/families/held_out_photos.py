"""Held-out families of photos: sheets, notes, shadows, patterns, colours, small digits, phones."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from PIL import Image

from tests.families.family import Brought, Strokes
from tests.families.held_out_media import (
    Colour,
    Nib,
    any_nib,
    camera_size,
    lamp,
    octaves,
    sheet_of,
    stamped,
    tabletop,
    taken,
    with_ink,
)
from tests.families.placing import Rng, Size, bounds, fitted, moved

# How far a camera is from straight above a sheet, and how far the sheet is turned, in degrees.
CAMERA_TILT = {25: 32.0, 50: 22.0, 70: 10.0, 85: 5.0}
SHEET_TURN = {25: 15.0, 50: 12.0, 70: 5.0, 85: 2.0}


def write(page: np.ndarray, strokes: Strokes, rng: Rng, share: tuple[float, float]) -> np.ndarray:
    """A page with a digit not far from its middle."""
    size = (page.shape[1], page.shape[0])
    side = min(size) * rng.uniform(*share)
    nib = any_nib(side, rng)
    digit = moved(fitted(strokes, side, rng.normal(0, 3)), _place(size, side + nib.width, rng))
    return with_ink(page, stamped(digit, size, nib, rng), nib.colour)


def _place(size: Size, side: float, rng: Rng) -> np.ndarray:
    free = np.maximum(np.array(size) - side * 1.15, 0) / 2
    return np.array(size) / 2 + np.clip(rng.normal(0, 0.4, 2), -1, 1) * free


def sheet(share: int) -> Callable[[Strokes, Rng], Brought]:
    """A sheet on a table, projected by a camera that looks at it from a side."""

    def make(strokes: Strokes, rng: Rng) -> Brought:
        size = camera_size(rng)
        scale = np.sqrt(share / 100)
        sheet_size = (round(size[0] * scale), round(size[1] * scale))
        is_dark_sheet = rng.random() < 0.15
        colour = (176.0, 146.0, 108.0) if is_dark_sheet else None
        page = write(sheet_of(sheet_size, rng, colour), strokes, rng, (0.3, 0.65))
        table = sheet_of(size, rng, (242, 242, 238)) if is_dark_sheet else tabletop(size, rng)
        corners = _projected(sheet_size, share, rng)
        scene = _put(page, table, _into(corners, size, rng))
        return taken(scene * lamp(size, rng), rng)

    return make


def _projected(size: Size, share: int, rng: Rng) -> np.ndarray:
    """A sheet's corners as a pinhole camera sees them, their area as before."""
    width, height = size
    flat = np.array([(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]) / 2 * (width, height, 0)
    pitch, yaw = np.radians(rng.uniform(-1, 1, 2) * CAMERA_TILT[share])
    roll = np.radians(rng.uniform(-1, 1) * SHEET_TURN[share])
    turns = cv2.Rodrigues(np.array([pitch, yaw, 0.0]))[0] @ cv2.Rodrigues(np.array([0, 0, roll]))[0]
    seen = flat @ turns.T
    distance = 1.6 * max(size)
    corners = seen[:, :2] * distance / (distance + seen[:, 2:])
    area = cv2.contourArea(corners.astype(np.float32))
    return corners * np.sqrt(width * height / area)


def _into(corners: np.ndarray, size: Size, rng: Rng) -> np.ndarray:
    sides = np.ptp(corners, axis=0)
    corners = corners * min(1.0, float((1.03 * np.array(size) / sides).min()))
    low, high = corners.min(axis=0), corners.max(axis=0)
    free = np.maximum(np.array(size) - (high - low), 0) / 2
    return corners - (low + high) / 2 + np.array(size) / 2 + rng.uniform(-0.8, 0.8, 2) * free


def _put(page: np.ndarray, table: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """The page over the table, with the thin dark line of its shadow at two of its edges."""
    height, width = page.shape[:2]
    size = (table.shape[1], table.shape[0])
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    turn = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    alpha = cv2.warpPerspective(np.ones((height, width), np.float32), turn, size)[..., None]
    shadow = np.roll(alpha, (round(0.006 * size[1]) + 1, round(0.006 * size[0]) + 1), (0, 1))
    shadow = cv2.GaussianBlur(shadow, (0, 0), 0.004 * max(size) + 0.5)[..., None]
    warped = cv2.warpPerspective(
        page.astype(np.float32), turn, size, borderMode=cv2.BORDER_REPLICATE
    )
    return table * (1 - 0.3 * shadow) * (1 - alpha) + warped * alpha


def table_at_edges(strokes: Strokes, rng: Rng) -> Brought:
    """A sheet that runs out of the picture; a table at two sides or at three."""
    size = camera_size(rng)
    sides = ((0, 1), (0, 2), (1, 3), (2, 3), (0, 3), (0, 1, 2), (1, 2, 3), (0, 2, 3))
    chosen = sides[rng.integers(len(sides))]
    cuts = np.zeros(4)
    cuts[list(chosen)] = rng.uniform(0.08, 0.24, len(chosen))
    left, top, right, bottom = (cuts * np.tile(size, 2)).round().astype(int).tolist()
    seen = (size[0] - left - right, size[1] - top - bottom)
    page = write(sheet_of(seen, rng), strokes, rng, (0.35, 0.7))
    beyond = round(0.05 * max(size))
    page = np.pad(page, ((beyond, beyond), (beyond, beyond), (0, 0)), mode="edge")
    outer = [beyond if cuts[side] == 0 else 0 for side in range(4)]
    height, width = page.shape[:2]
    page = page[
        beyond - outer[1] : height - beyond + outer[3],
        beyond - outer[0] : width - beyond + outer[2],
    ]
    corners = np.array(
        [
            (left - outer[0], top - outer[1]),
            (size[0] - right + outer[2], top - outer[1]),
            (size[0] - right + outer[2], size[1] - bottom + outer[3]),
            (left - outer[0], size[1] - bottom + outer[3]),
        ],
        np.float64,
    )
    corners += rng.normal(0, 0.006, (4, 2)) * max(size)
    return taken(_put(page, tabletop(size, rng), corners) * lamp(size, rng), rng)


def note(strokes: Strokes, rng: Rng) -> Brought:
    """A yellow note, its lower edge curling up, on a desk."""
    size = camera_size(rng)
    side = round(min(size) * rng.uniform(0.45, 0.8))
    yellow = (rng.uniform(236, 255), rng.uniform(222, 240), rng.uniform(96, 165))
    page = write(sheet_of((side, side), rng, yellow), strokes, rng, (0.4, 0.7))
    curl = 1 - 0.16 * np.clip(np.linspace(-1.5, 1, side, dtype=np.float32), 0, 1) ** 2
    corners = _projected((side, side), 50, rng)
    scene = _put(page * curl[:, None, None], tabletop(size, rng), _into(corners, size, rng))
    return taken(scene * lamp(size, rng), rng)


def full_page(strokes: Strokes, rng: Rng) -> tuple[np.ndarray, Size]:
    """A page that fills the picture, a digit on it."""
    size = camera_size(rng)
    return write(sheet_of(size, rng), strokes, rng, (0.32, 0.72)), size


def shadow_edge(strokes: Strokes, rng: Rng) -> Brought:
    """The shadow of something with straight edges: a corner of it, or a beam across the page."""
    scene, size = full_page(strokes, rng)
    reach = float(np.hypot(*size))
    middle = np.array(size) * rng.uniform(0.3, 0.7, 2)
    angle = rng.uniform(0, 2 * np.pi)
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    if rng.random() < 0.5:
        shape = [
            middle,
            middle + reach * along,
            middle + reach * (along + across),
            middle + reach * across,
        ]
        shape = [middle - 2 * reach * along * (rng.random() < 0.5), *shape[1:]]
    else:
        half = across * min(size) * rng.uniform(0.15, 0.35)
        shape = [middle - half - reach * along, middle + half - reach * along,
                 middle + half + reach * along, middle - half + reach * along]  # fmt: skip
    mask = np.zeros((size[1], size[0]), np.float32)
    cv2.fillPoly(mask, [np.rint(np.array(shape)).astype(np.int32)], 1.0)
    mask = cv2.blur(mask, (1 + 2 * round(rng.uniform(0.001, 0.008) * max(size)),) * 2)[..., None]
    tint = np.array((1.04, 1.0, 0.94), np.float32) * rng.uniform(0.38, 0.62)
    return taken(scene * lamp(size, rng, 0.2) * (1 - mask * tint), rng)


def plain(strokes: Strokes, rng: Rng) -> Brought:
    """A page and nothing else."""
    scene, size = full_page(strokes, rng)
    return taken(scene * lamp(size, rng), rng)


def lined(is_squared: bool, is_dark: bool) -> Callable[[Strokes, Rng], Brought]:
    """A page of an exercise book: a margin's line, pale lines or squares; or dark squares."""

    def make(strokes: Strokes, rng: Rng) -> Brought:
        size = camera_size(rng)
        page = sheet_of(size, rng)
        side = min(size) * rng.uniform(0.36, 0.7)
        nib = any_nib(side, rng)
        if is_dark:
            nib = Nib(max(3.5, side * rng.uniform(0.04, 0.075)), INK_OF_SQUARES[1])
        step = side * (rng.uniform(0.15, 0.28) if is_dark else rng.uniform(0.12, 0.4))
        width = max(1.0, nib.width * 0.38) if is_dark else max(1.0, min(size) / 450)
        lines = _lines(size, step, width, is_squared, rng)
        if is_dark:
            page = with_ink(page, lines * np.float32(rng.uniform(0.8, 1)), INK_OF_SQUARES[0])
        else:
            colour = ((150, 175, 225), (170, 185, 180), (200, 160, 170))[rng.integers(3)]
            page = with_ink(page, lines * np.float32(rng.uniform(0.3, 0.65)), colour)
        digit = moved(fitted(strokes, side, rng.normal(0, 3)), _place(size, side + nib.width, rng))
        page = with_ink(page, stamped(digit, size, nib, rng), nib.colour)
        return taken(page * lamp(size, rng), rng)

    return make


INK_OF_SQUARES: tuple[Colour, Colour] = ((52, 50, 54), (46, 44, 58))


def _lines(size: Size, step: float, width: float, is_squared: bool, rng: Rng) -> np.ndarray:
    """(height, width, 1) float32: lines whose page is bent a little, as in a bound book."""
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    turn, bend = rng.uniform(-0.04, 0.04), rng.uniform(-0.015, 0.015)
    down = y + turn * x + bend * (x - size[0] / 2) ** 2 / size[0] + rng.uniform(0, step)
    right = x - turn * y + rng.uniform(0, step)
    fields = [down, right] if is_squared else [down]
    distances = [np.abs((field + step / 2) % step - step / 2) for field in fields]
    return np.clip(width / 2 + 0.5 - np.minimum.reduce(distances), 0, 1)[..., None]


def blackboard(strokes: Strokes, rng: Rng) -> Brought:
    """Coloured or white chalk on a wiped board."""
    size = camera_size(rng)
    board = np.array(((44, 58, 50), (50, 50, 54), (34, 46, 66))[rng.integers(3)], np.float32)
    wiped = board + (5 * octaves(size, 25, rng))[..., None]
    side = min(size) * rng.uniform(0.35, 0.7)
    colour = ((240, 240, 232), (240, 240, 232), (240, 225, 150), (240, 190, 195))[rng.integers(4)]
    nib = Nib(side * rng.uniform(0.05, 0.09), colour, roughness=0.55)
    digit = moved(fitted(strokes, side, rng.normal(0, 3)), _place(size, side + nib.width, rng))
    ink = stamped(digit, size, nib, rng)
    return taken((wiped * (1 - ink) + np.array(colour, np.float32) * ink) * lamp(size, rng), rng)


WEIGHTS = np.array([0.299, 0.587, 0.114], np.float32)


def same_brightness(strokes: Strokes, rng: Rng) -> Brought:
    """Two colours from opposite sides of the colour circle, equally bright."""
    hue, light = rng.uniform(0, 180), rng.uniform(120, 170)
    ground = _of_hue(hue, rng.uniform(0.25, 0.75), light)
    red = (
        _of_hue(rng.choice([0, 4, 176]), 0.7, light + rng.uniform(-8, 8))
        if rng.random() < 0.5 and 25 < hue < 150
        else _of_hue(hue + rng.uniform(60, 120), 0.7, light + rng.uniform(-8, 8))
    )
    return _one_colour(strokes, ground, Nib(rng.uniform(0.04, 0.1), red), rng)


def _of_hue(hue: float, saturation: float, light: float) -> Colour:
    pixel = np.array([[[hue % 180, 255 * saturation, 200]]], np.uint8)
    colour = cv2.cvtColor(pixel, cv2.COLOR_HSV2RGB)[0, 0].astype(np.float32)
    red, green, blue = np.clip(colour + (light - float(colour @ WEIGHTS)), 0, 255).tolist()
    return red, green, blue


def marker_pen(strokes: Strokes, rng: Rng) -> Brought:
    """A fluorescent marker on white."""
    colours = ((255, 245, 80), (238, 250, 70), (255, 232, 60), (140, 245, 150), (255, 150, 190))
    white = rng.uniform(225, 250)
    nib = Nib(rng.uniform(0.07, 0.14), colours[rng.integers(5)])
    return _one_colour(strokes, (white, white, white), nib, rng)


def faint_pencil(strokes: Strokes, rng: Rng) -> Brought:
    """A pencil pressed too little."""
    white = rng.uniform(215, 240)
    grey = white - rng.uniform(45, 80)
    nib = Nib(rng.uniform(0.03, 0.055), (grey, grey, grey), roughness=0.45)
    return _one_colour(strokes, (white, white, white), nib, rng)


def _one_colour(strokes: Strokes, ground: Colour, nib: Nib, rng: Rng) -> Brought:
    """A digit of a nib whose width is a share of the digit's longest side."""
    size = camera_size(rng)
    side = min(size) * rng.uniform(0.4, 0.75)
    nib = replace(nib, width=max(2.4, side * nib.width))
    digit = moved(fitted(strokes, side, rng.normal(0, 3)), _place(size, side + nib.width, rng))
    ink = stamped(digit, size, nib, rng)
    page = sheet_of(size, rng, ground)
    page = page * (1 - ink) + np.array(nib.colour, np.float32) * ink
    return taken(page * lamp(size, rng, 0.2), rng, 0.8)


def tiny(strokes: Strokes, rng: Rng) -> Brought:
    """A digit of 5 to 9 % of the longer side on a large page, now and then with pale squares."""
    size = ((900, 1200), (1200, 900), (1000, 1000), (750, 1334))[rng.integers(4)]
    page = sheet_of(size, rng)
    side = max(size) * rng.uniform(0.05, 0.09)
    if rng.random() < 0.3:
        lines = _lines(size, side * rng.uniform(0.7, 1.3), 1.3, bool(rng.random() < 0.5), rng)
        page = with_ink(page, lines * np.float32(0.35), (160, 175, 210))
    nib = Nib(
        max(2.2, side * rng.uniform(0.05, 0.1)), ((24, 24, 30), (24, 40, 120))[rng.integers(2)]
    )
    place = np.array(size) * rng.uniform(0.15, 0.85, 2)
    digit = moved(fitted(strokes, side, rng.normal(0, 3)), place)
    page = with_ink(page, stamped(digit, size, nib, rng), nib.colour)
    return taken(page * lamp(size, rng, 0.2), rng, 0.5)


def marked(mark: str) -> Callable[[Strokes, Rng], Brought]:
    """A digit with an underline, a bracket or a full stop by the same pen."""

    def make(strokes: Strokes, rng: Rng) -> Brought:
        size = camera_size(rng)
        side = min(size) * rng.uniform(0.3, 0.5)
        nib = any_nib(side, rng)
        digit = moved(fitted(strokes, side, rng.normal(0, 3)), np.array(size) / 2)
        extra = MARKS[mark](digit, side, nib.width, rng)
        ink = stamped([*digit, *extra], size, nib, rng)
        return taken(with_ink(sheet_of(size, rng), ink, nib.colour) * lamp(size, rng), rng)

    return make


def _wavy_underline(digit: Strokes, side: float, width: float, rng: Rng) -> list[np.ndarray]:
    low, high = bounds(digit)
    half = max((high[0] - low[0]) / 2, side * 0.25) * rng.uniform(1, 1.5)
    x = np.linspace(-half, half, 20)
    y = high[1] + width * 1.2 + side * rng.uniform(0.08, 0.2)
    wave = side * 0.012 * np.sin(np.linspace(0, rng.uniform(1, 12), 20))
    return [np.stack([x + (low[0] + high[0]) / 2, y + wave], axis=1)]


def _parenthesis(digit: Strokes, side: float, width: float, rng: Rng) -> list[np.ndarray]:
    low, high = bounds(digit)
    centre = (low + high) / 2
    half = np.array([(high - low)[0] / 2 + width + side * rng.uniform(0.15, 0.3), side * 0.6])
    bow = np.linspace(-1, 1, 24)
    right = centre + half * np.stack([1 + 0.3 * (1 - bow**2), bow], axis=1)
    if rng.random() < 0.3:  # a square one
        right = centre + half * np.array([(0.9, -1), (1.15, -1), (1.15, 1), (0.9, 1)])
    left = (right - centre) * (-1, 1) + centre
    return [left, right] if rng.random() < 0.4 else [right]


def _stop(digit: Strokes, side: float, width: float, rng: Rng) -> list[np.ndarray]:
    _, high = bounds(digit)
    place = high + np.array([width + side * rng.uniform(0.1, 0.25), -width * 0.3])
    return [place + np.array([(0, 0), (0.3, 0.2), (0, 0.3)]) * width]


MARKS: dict[str, Callable[[Strokes, float, float, Rng], list[np.ndarray]]] = {
    "underline": _wavy_underline,
    "bracket": _parenthesis,
    "full stop": _stop,
}


def from_phone(width: int, height: int) -> Callable[[Strokes, Rng], Brought]:
    """A photo of so many pixels as a phone writes it, turned by its EXIF."""

    def make(strokes: Strokes, rng: Rng) -> Brought:
        scene, size = full_page(strokes, rng)
        scene = scene * lamp(size, rng)
        is_wide = size[0] >= size[1]
        pixels = np.clip(scene, 0, 255).astype(np.uint8)
        large = cv2.resize(pixels, (width, height) if is_wide else (height, width))
        noise = rng.integers(-9, 10, (512, 512, 3), dtype=np.int16)
        tall, wide = large.shape[:2]
        tiles = np.tile(noise, (tall // 512 + 1, wide // 512 + 1, 1))[:tall, :wide]
        large = np.clip(large + tiles, 0, 255).astype(np.uint8)
        turned, orientation = (large, 1) if is_wide else (np.rot90(large), 6)
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010F] = "Phone"
        file = io.BytesIO()
        image = Image.fromarray(np.ascontiguousarray(turned))
        image.save(file, "JPEG", quality=int(rng.integers(75, 92)), exif=exif)
        return file.getvalue()

    return make
