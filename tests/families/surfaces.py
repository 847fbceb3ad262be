"""Paper, tables, light: what ink lies on, as (height, width, 3) float32 in 0 to 255."""

from __future__ import annotations

import cv2
import numpy as np

from tests.families.pens import Pen, grain
from tests.families.placing import Rng, Size

Colour = tuple[float, float, float]


def paper(size: Size, rng: Rng, colour: Colour | None = None) -> np.ndarray:
    """A sheet, white unless told, with a faint texture."""
    if colour is None:
        white = rng.uniform(200, 245)
        colour = (white, white - rng.uniform(-2, 6), white - rng.uniform(-3, 18))
    texture = rng.uniform(0.5, 3) * grain(size, rng.uniform(1.5, 6), rng)
    return plain(size, colour) + texture[..., None]


def plain(size: Size, colour: Colour) -> np.ndarray:
    """One colour."""
    return np.tile(np.array(colour, np.float32), (size[1], size[0], 1))


def wood(size: Size, rng: Rng) -> np.ndarray:
    """Boards with a grain along them and now and then a joint."""
    base = np.array(
        [(120, 78, 45), (165, 118, 75), (90, 62, 42), (196, 160, 115)][rng.integers(4)], np.float32
    )
    along = cv2.resize(
        rng.standard_normal((max(2, size[1] // 3), 6), dtype=np.float32), size,
        interpolation=cv2.INTER_LINEAR,
    )  # fmt: skip
    bands = cv2.resize(
        rng.standard_normal((max(2, size[1] // 25), 3), dtype=np.float32), size,
        interpolation=cv2.INTER_CUBIC,
    )  # fmt: skip
    board = 1 + 0.07 * along + 0.1 * bands
    if rng.random() < 0.5:
        joint = max(2, size[1] // rng.integers(2, 5))
        board[::joint] *= 0.6
    table = base * board[..., None]
    return np.ascontiguousarray(table.transpose(1, 0, 2)) if size[0] == size[1] else table


def desk(size: Size, rng: Rng) -> np.ndarray:
    """A table: wood, a plain one, or cloth; darker or lighter than paper, seldom as light."""
    choice = rng.random()
    if choice < 0.45:
        return wood(size, rng)
    if choice < 0.85:
        level = rng.uniform(25, 150)
        tint = rng.uniform(0.85, 1.15, 3)
        speckle = rng.uniform(2, 10) * grain(size, rng.uniform(1, 4), rng)
        return plain(size, tuple((level * tint).tolist())) + speckle[..., None]
    cloth = plain(size, tuple(rng.uniform(40, 170, 3).tolist()))
    x, y = np.arange(size[0]), np.arange(size[1])
    weave = np.sin(x * rng.uniform(0.6, 1.5))[None] + np.sin(y * rng.uniform(0.6, 1.5))[:, None]
    return cloth * (1 + 0.06 * weave[..., None].astype(np.float32))


def inked(page: np.ndarray, ink: np.ndarray, pen: Pen) -> np.ndarray:
    """A page with ink on it."""
    ink = ink[..., None]
    return page * (1 - ink) + np.array(pen.colour, np.float32) * ink


def daylight(size: Size, rng: Rng, strength: float = 0.3) -> np.ndarray:
    """(height, width, 1) float32 about 1: light that falls off across the picture."""
    x = np.linspace(-0.5, 0.5, size[0], dtype=np.float32)[None]
    y = np.linspace(-0.5, 0.5, size[1], dtype=np.float32)[:, None]
    angle = rng.uniform(0, 2 * np.pi)
    slope = rng.uniform(0, strength) * (np.cos(angle) * x + np.sin(angle) * y)
    vignette = rng.uniform(0, strength) * (x**2 + y**2)
    return (1 + slope - vignette)[..., None]
