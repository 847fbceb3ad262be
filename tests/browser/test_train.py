"""The Train page in Chromium: a small network from the page to its end."""

from pathlib import Path

from playwright.sync_api import expect

from cnn.examples import EXAMPLES
from cnn.network import Network

SEVEN = next(example for example in EXAMPLES if example.title == "7, plain")


def test_the_page_shows_the_network_to_train_in_every_look(any_screen):
    any_screen.open("train")
    expect(any_screen.page.get_by_text("93,322 parameters").last).to_be_visible()
    any_screen.expect_no_sideways_scrolling()


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
    expect(page.get_by_text("images/s").first).to_be_visible(timeout=120_000)
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
    assert trained.record.recipe.training_images == 2000
    assert trained.record.mnist_test_accuracy > 0.5
    screen.go("Draw")
    expect(screen.prediction).to_be_visible()
    expect(page.get_by_text("Your drawing.")).to_be_visible()
    screen.go("Feature maps")
    screen.go("Filters")


def test_a_file_that_is_no_network_gets_a_sentence(screen):
    screen.open("train")
    screen.page.get_by_role("tab", name="Files").click()
    screen.page.locator("input[type=file]").set_input_files(
        {"name": "x.safetensors", "mimeType": "application/octet-stream", "buffer": b"\x80\x04abc"}
    )
    expect(screen.page.get_by_text("Python pickle")).to_be_visible()
