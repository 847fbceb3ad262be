"""Shadows with an edge."""

from __future__ import annotations

import cv2
import numpy as np

from tests.families.camera import photographed, scene_size
from tests.families.family import Brought, Strokes
from tests.families.placing import Rng, Size
from tests.families.surfaces import daylight, paper
from tests.families.usual import on_page


def hard_shadow(strokes: Strokes, rng: Rng) -> Brought:
    """A straight edge of shadow through the middle part of the paper, at any angle."""
    size, enlarged = scene_size(rng)
    scene = on_page(paper(size, rng), strokes, rng)
    shade = 1 - rng.uniform(0.35, 0.65) * _half_plane(size, rng)
    return photographed(scene * daylight(size, rng, 0.15) * shade, rng, enlarged)


def shadow_of_hand(strokes: Strokes, rng: Rng) -> Brought:
    """The shadow of a hand with a phone: a rounded shape that comes in from a side."""
    size, enlarged = scene_size(rng)
    scene = on_page(paper(size, rng), strokes, rng)
    mask = np.zeros((size[1], size[0]), np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    middle = np.array(size) * (
        0.5 + rng.uniform(0.25, 0.5) * np.array([np.cos(angle), np.sin(angle)])
    )
    axes = np.array(size) * rng.uniform(0.25, 0.5, 2)
    cv2.ellipse(
        mask, (tuple(middle.tolist()), tuple((axes * 2).tolist()), rng.uniform(0, 180)), 1.0, -1
    )
    shade = 1 - rng.uniform(0.3, 0.6) * _softened(mask, size, rng)
    return photographed(scene * daylight(size, rng, 0.15) * shade, rng, enlarged)


def _half_plane(size: Size, rng: Rng) -> np.ndarray:
    angle = rng.uniform(0, 2 * np.pi)
    x = np.arange(size[0], dtype=np.float32)[None] - size[0] * rng.uniform(0.3, 0.7)
    y = np.arange(size[1], dtype=np.float32)[:, None] - size[1] * rng.uniform(0.3, 0.7)
    mask = (np.cos(angle) * x + np.sin(angle) * y > 0).astype(np.float32)
    return _softened(mask, size, rng)


def _softened(mask: np.ndarray, size: Size, rng: Rng) -> np.ndarray:
    sigma = rng.uniform(0.002, 0.012) * max(size)
    return cv2.GaussianBlur(mask, (0, 0), sigma)[..., None]
