"""Record the README's animation: a digit is drawn, and the whole network reads along.

Run: python -m tests.browser.record_live_drawing
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.screen import Screen
from tests.browser.take_screenshots import FOLDER, NINE
from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

# In CSS pixels; the sidebar is left out.
WINDOW = {"width": 1280, "height": 800}
PAGE = {"x": 282, "y": 0, "width": 998, "height": 800}
FRAMES = 36
FRAME_MILLISECONDS = 90
LAST_MILLISECONDS = 2500


def frame(page: Page) -> Image.Image:
    """What the page shows once the engine has read what is drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    return Image.open(io.BytesIO(page.screenshot(clip=PAGE))).convert("RGB")


def drawing_frames(screen: Screen) -> list[Image.Image]:
    """Draw a nine with the mouse; a frame for each piece of it, the pen down."""
    (stroke,) = NINE.strokes
    points = np.asarray(stroke, float)
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0, along[-1], FRAMES)
    box = screen.canvas.bounding_box()
    path = np.stack([np.interp(at, along, points[:, axis]) for axis in range(2)], axis=1)
    path += [box["x"], box["y"]]
    frames = [frame(screen.page)]
    screen.page.mouse.move(*path[0])
    screen.page.mouse.down()
    for x, y in path[1:]:
        screen.page.mouse.move(x, y, steps=3)
        frames.append(frame(screen.page))
    screen.page.mouse.up()
    screen.expect_prediction(9)
    screen.wait_until_whole()
    return [*frames, frame(screen.page)]


def main() -> None:
    """Draw, and keep the animation beside the screenshots."""
    with serving(ROOT / "app.py") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        context = browser.new_context(viewport=WINDOW, color_scheme="light")
        screen = Screen(context.new_page(), server.url)
        screen.open()
        screen.clear()
        first, *others = drawing_frames(screen)
        browser.close()
    path = FOLDER / "live.webp"
    durations = [FRAME_MILLISECONDS] * len(others) + [LAST_MILLISECONDS]
    first.save(path, save_all=True, append_images=others, duration=durations, loop=0, quality=60)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {len(durations)} frames")


if __name__ == "__main__":
    main()
