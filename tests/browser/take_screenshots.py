"""Take the README's screenshots from the running app.

Run: python -m tests.browser.take_screenshots
"""

from __future__ import annotations

from playwright.sync_api import Browser, sync_playwright

from cnn.handwriting.examples import EXAMPLES
from tests.browser.screen import Screen
from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

FOLDER = ROOT / "tests" / "browser" / "screenshots"
# One stroke: with its answer all of it has been read.
NINE = next(example for example in EXAMPLES if example.title == "9, with a curled foot")
LAST_PICTURES = {
    "Feature maps": ".layer-figure .sum",
    "Filters": ".filter-figure .card",
    "Explain": ".st-key-explain_map_random canvas",
    "Evaluate": "text=/ of 10,000/",
    "1 Local patterns": "canvas.given",
    "7 Moving the digit": "canvas.digit",
}
# In CSS pixels, where what is told of stands below the usual first screen.
HEIGHTS = {"Draw": 1260, "Sweep": 1240}
# What is a tab of a page.
TABS = {"Sweep": "Train"}
SHOTS = (
    ("Draw", "light"),
    ("Feature maps", "dark"),
    ("Filters", "light"),
    ("Explain", "light"),
    ("Train", "dark"),
    ("Sweep", "light"),
    ("Evaluate", "light"),
    ("1 Local patterns", "dark"),
    ("7 Moving the digit", "light"),
)


def take(browser: Browser, url: str, title: str, scheme: str) -> None:
    """Draw a digit by mouse, go to a page, and keep what is seen."""
    height = HEIGHTS.get(title, 800)
    context = browser.new_context(viewport={"width": 1280, "height": height}, color_scheme=scheme)
    screen = Screen(context.new_page(), url)
    screen.open()
    screen.clear()
    screen.draw(NINE)
    screen.expect_prediction(9)
    if title == "Draw":
        # The output for the nine, taken apart.
        screen.page.locator(".network-figure .outputs li").last.click()
        screen.page.locator(".network-figure .cell h3").wait_for()
    else:
        screen.go(TABS.get(title, title))
    if title in LAST_PICTURES:
        screen.page.locator(LAST_PICTURES[title]).last.wait_for()
    if title == "Train":
        screen.page.get_by_role("button", name="Start training").click()
        screen.page.get_by_text("Epoch 2 of").first.wait_for(timeout=180_000)
    if title == "Sweep":
        sweep(screen)
    if title == "1 Local patterns":
        for _ in range(2):
            screen.page.get_by_role("button", name="Move the digit right").click()
    screen.page.mouse.move(640, 5)
    name = title.lstrip("0123456789 ").lower().replace(" ", "_")
    screen.page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def sweep(screen: Screen) -> None:
    """The sweep that is offered first, at its end, with one of its runs chosen."""
    page = screen.page
    page.get_by_role("tab", name="Sweep").click()
    page.get_by_role("button", name="Start the sweep").click()
    page.get_by_text("All 8 runs have ended.").wait_for(timeout=900_000)
    page.get_by_role("button", name="Run 5").click()
    page.get_by_text("Its network now reads your digit.").wait_for()
    screen.wait_until_at_rest()


def main() -> None:
    """All pages that the README shows."""
    FOLDER.mkdir(exist_ok=True)
    with serving(ROOT / "app.py") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        for title, scheme in SHOTS:
            take(browser, server.url, title, scheme)
        browser.close()


if __name__ == "__main__":
    main()
