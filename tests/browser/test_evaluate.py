"""The Evaluate page in Chromium: cells are opened, digits looked at, networks compared."""

import re

import pytest
from playwright.sync_api import Locator, expect

from cnn.evaluation.evaluation import Evaluation
from cnn.network import Network
from tests.browser.screen import Screen

CELLS = ".st-key-confusion_A [role=gridcell]"
DIGITS = ".st-key-evaluate_gallery button"


@pytest.fixture(scope="module")
def pen(mnist_test) -> Evaluation:
    """How the network that is chosen at first reads MNIST's test digits."""
    images, labels = mnist_test
    return Evaluation(Network.load("pen").predict(images.astype("float32") / 255), labels)


def cell(screen: Screen, true: int, answer: int) -> Locator:
    return screen.page.locator(f"{CELLS}[data-row='{true}'][data-column='{answer}']")


def largest_error(judged: Evaluation) -> tuple[int, int]:
    errors = judged.confusion.copy()
    errors[range(10), range(10)] = 0
    return divmod(int(errors.argmax()), 10)


@pytest.mark.long
def test_a_cell_opens_its_digits_and_a_digit_opens_in_feature_maps(screen, pen):
    screen.open("evaluate")
    true, answer = largest_error(pen)
    opened = cell(screen, true, answer)
    expect(opened).to_have_text(str(pen.confusion[true, answer]))
    opened.click()
    digits = screen.page.locator(DIGITS)
    expect(digits).to_have_count(int(pen.confusion[true, answer]))
    worst = int(pen.cell(true, answer)[0])
    expect(digits.first).to_have_attribute(
        "aria-label", re.compile(f"Test digit {worst}, true {true}, read as {answer} with")
    )
    digits.first.click()
    expect(
        screen.page.get_by_role("heading", name="Feature maps", exact=True, level=1)
    ).to_be_visible()
    screen.wait_until_whole()
    screen.go("Draw")
    screen.expect_prediction(answer)
    expect(screen.page.get_by_text("This is one of the test digits of MNIST.")).to_be_visible()
    # Back again, the cell is still open.
    screen.go("Evaluate")
    expect(cell(screen, true, answer)).to_have_attribute("aria-selected", "true")
    expect(screen.page.locator(DIGITS)).to_have_count(int(pen.confusion[true, answer]))


@pytest.mark.long
def test_cells_and_digits_are_reached_by_keyboard(screen, pen):
    screen.open("evaluate")
    true, answer = largest_error(pen)
    cell(screen, 0, 0).focus()
    for _ in range(true):
        screen.page.keyboard.press("ArrowDown")
    for _ in range(answer):
        screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("Enter")
    expect(cell(screen, true, answer)).to_have_attribute("aria-selected", "true")
    expect(cell(screen, true, answer)).to_be_focused()
    digits = screen.page.locator(DIGITS)
    expect(digits).to_have_count(int(pen.confusion[true, answer]))
    digits.first.focus()
    screen.page.keyboard.press("ArrowRight")
    expect(digits.nth(1)).to_be_focused()
    screen.page.keyboard.press("Enter")
    expect(
        screen.page.get_by_role("heading", name="Feature maps", exact=True, level=1)
    ).to_be_visible()


@pytest.mark.long
def test_a_visitor_who_leaves_while_digits_are_read_finds_them_read(screen):
    page = screen.page
    page.goto(f"{screen.url}/evaluate")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Draw").click()
    expect(screen.prediction).to_be_visible()
    screen.go("Evaluate")
    expect(page.get_by_test_id("stMain")).to_contain_text("of 10,000 digits right")
