"""A camera, and a screen: from a scene to the bytes of a picture file."""

from __future__ import annotations

import cv2
import numpy as np

from tests.families.placing import Rng, Size

# Longer sides of pictures in pixels, and how often they come.
LONGER_SIDES = (320, 420, 480, 640, 800, 1000, 1400, 2000)
SHARES = (0.1, 0.15, 0.2, 0.25, 0.15, 0.09, 0.04, 0.02)
# Scenes are drawn no larger; a larger picture is enlarged before its noise.
LARGEST_SCENE = 1000
SHAPES = (1.0, 4 / 3, 3 / 4, 16 / 9, 9 / 16)


def scene_size(rng: Rng, shapes: tuple[float, ...] = SHAPES) -> tuple[Size, float]:
    """Width and height of a scene, and how many times larger its picture is to be."""
    side = int(rng.choice(LONGER_SIDES, p=SHARES))
    drawn = min(side, LARGEST_SCENE)
    shape = shapes[rng.integers(len(shapes))]
    size = (drawn, round(drawn / shape)) if shape >= 1 else (round(drawn * shape), drawn)
    return size, side / drawn


def photographed(scene: np.ndarray, rng: Rng, enlarged: float = 1.0, blur: float = 1.2) -> bytes:
    """A photo of a scene: white balance, blur, noise, and a JPEG or, seldom, a PNG."""
    scene = scene * rng.uniform(0.93, 1.07, 3).astype(np.float32)
    sigma = rng.uniform(0, blur) * max(scene.shape[:2]) / 640
    if sigma > 0.3:
        scene = cv2.GaussianBlur(scene, (0, 0), sigma)
    if enlarged > 1:
        scene = cv2.resize(scene, None, fx=enlarged, fy=enlarged, interpolation=cv2.INTER_LINEAR)
    pixels = noisy(scene, rng.uniform(1, 8), rng)
    if rng.random() < 0.15:
        return png(pixels)
    return jpeg(pixels, int(rng.integers(50, 96)))


def noisy(scene: np.ndarray, deviation: float, rng: Rng) -> np.ndarray:
    """(height, width, 3) uint8 with noise, which is made once for a tile and laid side by side."""
    height, width = scene.shape[:2]
    tile = deviation * rng.standard_normal((256, 256, 3), dtype=np.float32)
    tiles = np.tile(tile, (height // 256 + 1, width // 256 + 1, 1))[:height, :width]
    return np.clip(scene + tiles, 0, 255).astype(np.uint8)


def jpeg(pixels: np.ndarray, quality: int) -> bytes:
    """A JPEG file of (height, width, 3) uint8, red first."""
    options = [cv2.IMWRITE_JPEG_QUALITY, quality]
    return cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)[1].tobytes()


def png(pixels: np.ndarray) -> bytes:
    """A PNG file of (height, width), (height, width, 3) or (height, width, 4) uint8."""
    if pixels.ndim == 3:
        code = cv2.COLOR_RGB2BGR if pixels.shape[2] == 3 else cv2.COLOR_RGBA2BGRA
        pixels = cv2.cvtColor(pixels, code)
    return cv2.imencode(".png", pixels)[1].tobytes()


def screenshot(screen: np.ndarray, rng: Rng) -> bytes:
    """A picture of a screen: exact as PNG, or as a JPEG of good quality."""
    pixels = np.clip(np.rint(screen), 0, 255).astype(np.uint8)
    return png(pixels) if rng.random() < 0.7 else jpeg(pixels, int(rng.integers(75, 96)))
