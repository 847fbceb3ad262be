"""The Train page in Chromium: networks from the page to their end, steered and looked back into."""

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network

pytestmark = pytest.mark.long

PATIENCE = 180_000
# Long enough to be paused, short enough to be waited for; the second is over in seconds.
LONGER = "train?design=c16-m2-c32-m2-d32&data=synthetic&images=20000&epochs=4"
QUICK = "train?design=d32&data=synthetic&images=2000&epochs=2"
SEVEN = next(example for example in EXAMPLES if example.title == "7, plain")


def test_a_small_network_is_trained_to_its_end_chosen_shown_and_downloaded(
    screen, mnist_test, tmp_path: Path
):
    page = screen.page
    screen.open()
    screen.clear()
    screen.draw(SEVEN)
    screen.expect_prediction(7)
    screen.go("Train")
    for label, value in (("Epochs", "1"), ("Training images", "2000")):
        field = page.get_by_label(label, exact=True).first
        field.fill(value)
        field.press("Enter")
        screen.wait_until_whole()
    page.get_by_role("button", name="Start training").click()
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar).to_contain_text("2,000 images, 1 epoch", timeout=180_000)
    page.get_by_role("tab", name="Files").click()
    screen.wait_until_whole()
    download = page.get_by_role("button", name=".safetensors")
    with page.expect_download() as waiting:
        download.first.click()
    path = tmp_path / "mine.safetensors"
    waiting.value.save_as(path)
    trained = Network.load(path)
    assert trained.provenance.recipe.training_images == 2000
    assert trained.provenance.mnist_test_accuracy > 0.5
    screen.go("Draw")
    expect(screen.prediction).to_be_visible()
    expect(page.get_by_text("Your drawing.")).to_be_visible()
    screen.go("Feature maps")
    screen.go("Filters")


def begin(screen, address: str) -> None:
    """Open the page with a design and a recipe, and start."""
    screen.page.goto(f"{screen.url}/{address}")
    screen.wait_until_whole()
    start(screen)


def start(screen) -> None:
    screen.page.get_by_role("button", name="Start training").click()
    expect(screen.page.get_by_role("button", name="Stop")).to_be_visible(timeout=PATIENCE)


def turn_to(screen, tab: str) -> None:
    screen.page.get_by_role("tab", name=tab, exact=True).click()
    screen.wait_until_whole()


def steps_done(paused: Locator) -> int:
    return int(re.search(r"step ([\d,]+) of", paused.inner_text())[1].replace(",", ""))


def test_a_run_is_paused_stepped_steered_looked_back_into_compared_and_judged(screen):
    page = screen.page
    begin(screen, LONGER)
    expect(page.get_by_text("images/s")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Pause").click()
    paused = page.get_by_text(re.compile(r"Paused.*step [\d,]+ of"))
    expect(paused).to_be_visible()
    before = steps_done(paused)
    page.get_by_role("button", name="Step").click()
    expect(page.get_by_text(f"step {before + 1:,} of")).to_be_visible()
    rate = page.get_by_label("Learning rate", exact=True)
    rate.fill("0.0005")
    rate.press("Enter")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("svg text", has_text="rate 0.0005").first).to_be_attached()
    page.reload()
    screen.wait_until_whole()
    stop = page.get_by_role("button", name="Stop")
    result = page.get_by_test_id("stMain").get_by_text("test digits right")
    expect(stop.or_(result).first).to_be_visible()
    expect(result).to_be_visible(timeout=PATIENCE)

    slider = page.get_by_role("slider")
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "Latest")
    expect(page.get_by_text("through the network: step 1,252, epoch 4.00")).to_be_visible()
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"Step [\d,]+, epoch 3\.\d\d"))
    slider.press("Home")
    expect(page.get_by_text("Your digit through the network: random start")).to_be_visible()
    page.get_by_role("button", name="Use this moment").click()
    expect(page.get_by_test_id("stSidebar")).to_contain_text("after 0 of 80,000 training images")

    page.get_by_role("tab", name="Design", exact=True).click()
    screen.wait_until_whole()
    epochs = page.get_by_label("Epochs", exact=True)
    epochs.fill("1")
    epochs.press("Enter")
    screen.wait_until_whole()
    start(screen)
    expect(result).to_be_visible(timeout=PATIENCE)
    turn_to(screen, "Compare")
    rows = page.locator(".runs tbody tr")
    expect(rows).to_have_count(2)
    for row in rows.all():
        expect(row).to_contain_text("c16-m2-c32-m2-d32")
        expect(row).to_contain_text(re.compile(r"\d\d\.\d\d%"))
    expect(page.locator(".legend .entry")).to_have_count(4)
    page.get_by_text("Test digits", exact=True).click()
    expect(page.get_by_text("Accuracy, test digits")).to_be_visible()
    screen.go("Evaluate")


def test_a_killed_trainer_is_told_within_seconds_and_the_next_run_works(screen, server):
    page = screen.page
    begin(screen, LONGER)
    expect(page.get_by_text("images/s")).to_be_visible(timeout=PATIENCE)
    parent = ["pgrep", "-P", str(server.process.pid), "-f", "cnn.training.worker"]
    for pid in subprocess.run(parent, capture_output=True, text=True, check=True).stdout.split():
        os.kill(int(pid), signal.SIGKILL)
    expect(page.get_by_text("was ended before it had finished")).to_be_visible()
    expect(page.get_by_role("slider")).to_be_visible()
    page.goto(f"{screen.url}/{QUICK}")
    screen.wait_until_whole()
    start(screen)
    expect(page.get_by_test_id("stMain").get_by_text("test digits right")).to_be_visible(
        timeout=PATIENCE
    )


def test_a_double_click_on_start_begins_one_run(screen):
    page = screen.page
    page.goto(f"{screen.url}/{QUICK}")
    screen.wait_until_whole()
    page.get_by_role("button", name="Start training").dblclick()
    expect(page.get_by_test_id("stMain").get_by_text("test digits right")).to_be_visible(
        timeout=PATIENCE
    )
    turn_to(screen, "Compare")
    expect(page.locator(".runs tbody tr")).to_have_count(1)


def test_a_run_fits_every_look(any_screen):
    page = any_screen.page
    begin(any_screen, QUICK)
    expect(page.get_by_test_id("stMain").get_by_text("test digits right")).to_be_visible(
        timeout=PATIENCE
    )
    any_screen.wait_until_whole()
    any_screen.expect_no_sideways_scrolling()
    turn_to(any_screen, "Compare")
    any_screen.expect_no_sideways_scrolling()
    turn_to(any_screen, "Files")
    any_screen.expect_no_sideways_scrolling()


def test_of_two_runs_the_one_that_was_renamed_is_deleted(screen):
    page = screen.page
    for seed in (0, 1):
        begin(screen, f"{QUICK}&seed={seed}")
        # Of the run before, the page may still say so when the next one begins.
        result = re.compile(f"mine {seed + 1} reads .* test digits right")
        expect(page.get_by_test_id("stMain").get_by_text(result)).to_be_visible(timeout=PATIENCE)
    turn_to(screen, "Compare")
    names = page.locator(".runs .name")
    expect(names).to_have_text(["mine 2", "mine 1"])
    choice = page.get_by_role("combobox", name="With the run")
    screen.choose("With the run", "mine 1")
    # Its network is not the current one, as the newer run's is.
    expect(page.get_by_role("button", name="Use", exact=True)).to_be_visible()
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("New name").fill("old")
    page.get_by_label("New name").press("Tab")
    screen.wait_until_whole()
    page.locator(".st-key-rename_run button").click()
    expect(names).to_have_text(["mine 2", "old"])
    expect(choice).to_have_value("old")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(names).to_have_text(["mine 2"])


def test_start_is_in_view_wherever_one_scrolls_and_covers_nothing_that_has_the_focus(any_screen):
    page = any_screen.page
    any_screen.open("train")
    start_button = page.get_by_role("button", name="Start training")
    expect(page.locator(".body .name")).to_have_count(8)
    bar = page.locator(".st-key-training_bar")
    for place in (0, 300, 99_999):
        page.locator(".stMain").evaluate("(main, place) => main.scrollTo(0, place)", place)
        expect(start_button).to_be_in_viewport(ratio=1)
        box = bar.bounding_box()
        assert 0 <= page.viewport_size["height"] - (box["y"] + box["height"]) < 20
    page.locator(".stMain").evaluate("main => main.scrollTo(0, 0)")
    start_button.focus()
    assert page.locator(".stMain").evaluate("main => main.scrollTop") == 0
    for label in ("Batch size", "dense units", "conv3 filters"):
        page.locator(".stMain").evaluate("main => main.scrollTo(0, 0)")
        field = page.get_by_label(label, exact=True)
        field.focus()
        box = field.bounding_box()
        assert box["y"] + box["height"] <= bar.bounding_box()["y"]
        assert box["y"] >= 0
