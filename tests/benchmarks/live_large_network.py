"""How often a network of 50 million multiplications answers while the pen moves.

The network file is loaded on the Train page; then digits are drawn on the Draw page by mouse.
Wanted: five frames a second or more, each with all maps painted. Beside it, in the same run: the
network that ships, 2.8 million multiplications.

    python -m tests.benchmarks.live_large_network [--digits 4]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import MaxPool2D
from tests.benchmarks.live_frame import Frames, drawn_frames, told
from tests.browser.screen import Screen
from tests.designs import random_network
from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

LARGE = Architecture(
    (Conv2D(64), Conv2D(128), MaxPool2D(), Conv2D(64), MaxPool2D(), Dense(64)),
)
MULTIPLICATIONS = 50_000_000
WANTED = 5


def load_network(screen: Screen, network: Network, folder: Path) -> None:
    """Bring a network as a file; it is chosen from then on."""
    file = folder / "large.safetensors"
    network.save(file)
    screen.open("train")
    screen.page.get_by_role("tab", name="Files").click()
    screen.page.locator(".st-key-network_file input[type=file]").set_input_files(file)
    screen.page.get_by_text("is loaded").wait_for()
    screen.go("Draw")


def say(name: str, architecture: Architecture, frames: Frames) -> None:
    """Print how often a network answered."""
    print(f"{name}: {architecture.multiply_adds:,} multiplications")
    if not frames.work:
        print("  not read while the pen moved")
        return
    print(f"  {frames.per_second:.1f} frames in a second of drawing, {len(frames.work)} in all")
    print(f"  the work of one: {told(frames.work)}")
    print(f"  movement's event to the frame's end: {told(frames.waits)}")


def main() -> None:
    """Draw with both networks; print frames per second and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--digits", type=int, default=4)
    options = parser.parse_args()
    assert LARGE.multiply_adds >= MULTIPLICATIONS
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        serving(ROOT / "app.py") as app,
    ):
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        screen = Screen(browser.new_page(viewport={"width": 1280, "height": 800}), app.url)
        screen.open()
        usual = drawn_frames(screen, options.digits)
        load_network(screen, random_network(LARGE), Path(folder))
        large = drawn_frames(screen, options.digits)
        browser.close()
    say("the network that ships", Network.load("pen").architecture, usual)
    say("the large one", LARGE, large)
    print(f"  ratio of its frames per second to {WANTED}: {large.per_second / WANTED:.2f}")


if __name__ == "__main__":
    main()
