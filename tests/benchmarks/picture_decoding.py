"""What a phone's photo costs until it can be read: seconds and peak memory, ours and decoded whole.

The photos are grainy paper with a stroke. Each is decoded in a process of its own, so that its
peak is its own.

Run: python -m tests.benchmarks.picture_decoding
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from cnn.drawing.upload import picture_from_upload

SIZES = {"12 megapixels": (4032, 3024), "48 megapixels": (8064, 6048)}
KINDS: dict[str, tuple[str, dict[str, bool]]] = {
    "JPEG": ("JPEG", {}),
    "progressive JPEG": ("JPEG", {"progressive": True}),
}
RUNS = 3


def photo(size: tuple[int, int]) -> Image.Image:
    """Grainy paper and a stroke."""
    width, height = size
    rng = np.random.default_rng(0)
    grain = rng.integers(150, 210, (height, width), np.uint8)
    image = Image.fromarray(grain).convert("RGB")
    corners = [(0.45, 0.4), (0.5, 0.55), (0.55, 0.4)]
    stroke = [(across * width, down * height) for across, down in corners]
    ImageDraw.Draw(image).line(stroke, (20, 20, 60), width // 150)
    return image.reduce(2).resize(size)


def decoded_whole(data: bytes) -> Image.Image:
    """What most programs do."""
    return ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")


METHODS = {"ours": picture_from_upload, "whole": decoded_whole}


def peak_mb() -> float:
    """The most memory that this process has held, on Linux; `getrusage` counts its parent's in."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1000


def cost(path: str, method: str) -> None:
    """Decode a file, and print seconds and megabytes."""
    data = Path(path).read_bytes()
    small = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(small, "JPEG")
    decoded_whole(small.getvalue())  # what decoding loads once
    before, start = peak_mb(), time.perf_counter()
    METHODS[method](data)
    print(time.perf_counter() - start, peak_mb() - before)


def measured(path: Path, method: str) -> tuple[float, float]:
    """The quickest of a few runs, and the largest peak."""
    runs = []
    for _ in range(RUNS):
        command = [sys.executable, "-m", __spec__.name, str(path), method]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, megabytes = map(float, done.stdout.split())
        runs.append((seconds, megabytes))
    return min(seconds for seconds, _ in runs), max(megabytes for _, megabytes in runs)


def main() -> None:
    """Print the table."""
    print(f"{'':43}{'ours':>18}{'decoded whole':>18}")
    with tempfile.TemporaryDirectory() as folder:
        for size_name, size in SIZES.items():
            image = photo(size)
            for kind, (file_kind, options) in KINDS.items():
                path = Path(folder) / "photo"
                image.save(path, file_kind, quality=88, **options)
                megabytes = path.stat().st_size / 1e6
                costs = [measured(path, method) for method in METHODS]
                cells = "".join(f"{s:8.2f} s{mb:5.0f} MB" for s, mb in costs)
                print(f"{kind}, {size_name}, {megabytes:.1f} MB".ljust(44) + cells, flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        cost(*sys.argv[1:])
    else:
        main()
