"""Photographed digits read right: ours, against drawn strokes and the whole picture shrunk.

The photos are simulated: strokes of writers that no network has learned from, drawn with pens of
4 to 30 px on a page of 600 x 800, turned, unevenly lit, blurred, grainy, and saved as JPEG.

Run: PENDIGITS_TRA=.../pendigits-orig.tra MNIST_NPZ=.../mnist.npz
     python -m tests.benchmarks.photo_accuracy [DIGITS] [NETWORK]
"""

from __future__ import annotations

import io
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from cnn.datasets import load_mnist_test
from cnn.drawing import digit_from_image, digit_from_strokes
from cnn.errors import PictureError
from cnn.network import Network
from cnn.training.pen_strokes import load_pen_digits

DIGITS = 1000
MNIST_DIGITS = 2000
HELD_OUT_EVERY = 5
PAGE = (600, 800)
SUPERSAMPLING = 2
LARGE_PHOTO = (3264, 2448)


@dataclass(frozen=True)
class Scene:
    """What makes a photo harder: ruled paper; a shadow across the page."""

    name: str
    is_ruled: bool = False
    is_shaded: bool = False


SCENES = (
    Scene("plain paper"),
    Scene("ruled paper", is_ruled=True),
    Scene("shadow across the page", is_shaded=True),
)


def photograph(
    strokes: Sequence[np.ndarray], scene: Scene, rng: np.random.Generator
) -> Image.Image:
    """A page with one digit on it, as a camera might save it."""
    width, height = PAGE if rng.random() < 0.7 else PAGE[::-1]
    ink = _ink(strokes, (width, height), rng)
    paper, dark = rng.uniform(170, 235), rng.uniform(20, 100)
    texture = Image.fromarray(rng.normal(0, 1, (height // 4, width // 4)).astype(np.float32))
    page = paper + rng.uniform(0, 4) * np.asarray(texture.resize((width, height)))
    if scene.is_ruled:
        page = page - rng.uniform(0.1, 0.3) * (paper - dark) * _rules((width, height), rng)
    page = page * (1 - ink) + dark * ink
    if rng.random() < 0.5:
        page = 255 - page
    page = page * _light((width, height), scene, rng)
    page = page + rng.normal(0, rng.uniform(1, 9), page.shape)
    photo = Image.fromarray(np.clip(page, 0, 255).astype(np.uint8))
    photo = photo.filter(ImageFilter.GaussianBlur(rng.uniform(0, 1.8)))
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=int(rng.integers(40, 91)))
    return Image.open(file)


def _ink(
    strokes: Sequence[np.ndarray], size: tuple[int, int], rng: np.random.Generator
) -> np.ndarray:
    angle = np.radians(rng.uniform(-10, 10))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    strokes = [stroke @ turn.T for stroke in strokes]
    points = np.concatenate(strokes)
    corner, sides = points.min(axis=0), np.ptp(points, axis=0)
    side = rng.uniform(130, 480)
    pen = rng.uniform(4, min(30, side / 6))
    scale = side / sides.max()
    room = np.array(size) - sides * scale - pen - 24
    start = 12 + pen / 2 + rng.uniform(0, 1, 2) * room
    sheet = Image.new("L", (size[0] * SUPERSAMPLING, size[1] * SUPERSAMPLING))
    draw = ImageDraw.Draw(sheet)
    radius = pen * SUPERSAMPLING / 2
    for stroke in strokes:
        line = ((stroke - corner) * scale + start) * SUPERSAMPLING
        draw.line([tuple(point) for point in line.tolist()], 255, round(2 * radius))
        for x, y in line.tolist():
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(sheet.reduce(SUPERSAMPLING), np.float32) / 255


def _rules(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    distance, slope = rng.uniform(25, 60), rng.uniform(-0.03, 0.03)
    lines = (y + slope * x) % distance < 1.8
    squares = (x - slope * y) % distance < 1.8
    return lines | squares if rng.random() < 0.6 else lines


def _light(size: tuple[int, int], scene: Scene, rng: np.random.Generator) -> np.ndarray:
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, size[0]), np.linspace(-0.5, 0.5, size[1]))
    angle = rng.uniform(0, 2 * np.pi)
    slope = 2 * rng.uniform(0, 0.35) * (np.cos(angle) * x + np.sin(angle) * y)
    light = 1 + slope - rng.uniform(0, 0.4) * (x**2 + y**2)
    if scene.is_shaded:
        angle = rng.uniform(0, 2 * np.pi)
        distance = np.cos(angle) * x + np.sin(angle) * y - rng.uniform(-0.25, 0.25)
        light *= 1 - rng.uniform(0.2, 0.5) / (1 + np.exp(-distance / rng.uniform(0.01, 0.1)))
    return light


def shrink_whole_picture(image: Image.Image) -> np.ndarray:
    """What most demos do; given the right polarity for free."""
    shrunk = np.asarray(image.convert("L").resize((28, 28)), np.float32) / 255
    return 1 - shrunk if np.median(shrunk) > 0.5 else shrunk


def ours(image: Image.Image) -> np.ndarray:
    """What the app does; a picture that it refuses counts as read wrong."""
    try:
        return digit_from_image(image)
    except PictureError:
        return np.zeros((28, 28), np.float32)


def _right(network: Network, images: Sequence[np.ndarray], labels: np.ndarray) -> float:
    return float((network.predict(np.stack(images)).argmax(axis=1) == labels).mean())


def _photos(network: Network, count: int) -> None:
    digits = load_pen_digits(os.environ["PENDIGITS_TRA"])
    digits = [digit for digit in digits if digit.writer % HELD_OUT_EVERY == 0]
    order = np.random.default_rng(1).permutation(len(digits))[:count]
    digits = [digits[index] for index in order]
    labels = np.array([digit.digit for digit in digits])
    drawn = _right(network, [digit_from_strokes(digit.strokes) for digit in digits], labels)
    print(f"{len(digits)} pen digits of held-out writers, drawn: {drawn:.4f}")
    for scene in SCENES:
        rng = np.random.default_rng(2)
        photos = [photograph(digit.strokes, scene, rng) for digit in digits]
        start = time.perf_counter()
        read = [ours(photo) for photo in photos]
        milliseconds = (time.perf_counter() - start) / len(photos) * 1000
        right = _right(network, read, labels)
        rival = _right(network, [shrink_whole_picture(photo) for photo in photos], labels)
        print(
            f"photographed, {scene.name}: {right:.4f} ({(right - drawn) * 100:+.1f} points against "
            f"drawn), whole picture shrunk {rival:.4f}, ratio {right / rival:.1f}; "
            f"{milliseconds:.0f} ms each"
        )


def _mnist(network: Network) -> None:
    images, labels = load_mnist_test()
    images, labels = images[:MNIST_DIGITS], labels[:MNIST_DIGITS]
    raw = _right(network, list(images.astype(np.float32) / 255), labels)
    print(f"{len(images)} MNIST test digits, given directly: {raw:.4f}")
    variants: dict[str, Callable[[np.ndarray], Image.Image]] = {
        "as a picture": Image.fromarray,
        "inverted": lambda image: Image.fromarray(255 - image),
        "10 times larger": lambda image: Image.fromarray(image).resize((280, 280)),
        "10 times larger, inverted": lambda image: Image.fromarray(255 - image).resize((280, 280)),
    }
    for name, variant in variants.items():
        right = _right(network, [ours(variant(image)) for image in images], labels)
        print(f"MNIST {name}: {right:.4f}, ratio {right / raw:.4f}")


def _large_photo() -> None:
    digit = load_pen_digits(os.environ["PENDIGITS_TRA"])[0]
    photo = photograph(digit.strokes, SCENES[0], np.random.default_rng(0))
    photo = photo.convert("RGB").resize(LARGE_PHOTO)
    times = []
    for _ in range(9):
        start = time.perf_counter()
        digit_from_image(photo)
        times.append(time.perf_counter() - start)
    print(f"One picture of 8 megapixels, decoded: {statistics.median(times) * 1000:.0f} ms")


def main() -> None:
    """Print every figure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DIGITS
    network = Network.load(sys.argv[2] if len(sys.argv) > 2 else "pen")
    _photos(network, count)
    _mnist(network)
    _large_photo()


if __name__ == "__main__":
    main()
