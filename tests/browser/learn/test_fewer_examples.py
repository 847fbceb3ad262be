"""Page 9 in Chromium: the chart, its question, and the link that trains a point again."""

import re

import pytest
from playwright.sync_api import expect

from cnn.lessons.fewer_examples.size_questions import sizes_question
from cnn.lessons.fewer_examples.sizes import plan_of, whole_results
from cnn.lessons.trained_results import lab_results

CHART = ".js-plotly-plot"


@pytest.fixture
def page(screen):
    """Page 9, at its most usual size."""
    screen.open("fewer_examples")
    expect(screen.page.locator(CHART)).to_be_visible()
    return screen.page


def choose(page, label: str, option: str) -> None:
    """Choose in one of the boxes that name a point."""
    # The sidebar has a box named Network, too.
    box = page.get_by_test_id("stMain").get_by_role("combobox", name=re.compile(label))
    # A scroll that comes after the click, which made it necessary, closes the list again.
    box.scroll_into_view_if_needed()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    box.click()
    page.get_by_role("option", name=option, exact=True).click()


def give(page, label: str) -> None:
    """Choose an answer and give it."""
    group = page.get_by_role("radiogroup", name="Your answer")
    group.get_by_text(label, exact=True).click()
    page.get_by_role("button", name="Answer", exact=True).click()


def test_the_first_question_is_answered_from_the_lines_on_view(page):
    """By hand: the dense point that the dashed line runs through."""
    line = page.locator(f"{CHART} .scatterlayer path.js-line[style*='dasharray']").bounding_box()
    height = line["y"] + line["height"] / 2
    dense = page.locator(f"{CHART} .scatterlayer .trace").nth(3).locator(".point")
    away = [abs(box["y"] + box["height"] / 2 - height) for box in map(box_of, dense.all())]
    nearest = (100, 300, 1_000, 3_000, 10_000, 60_000)[away.index(min(away))]
    assert nearest == 10_000
    give(page, "10,000 (10 times as many)")
    expect(page.get_by_text(re.compile("^Right: "))).to_be_visible()
    expect(page.get_by_text("1 of 9 lessons solved")).to_be_visible()
    expect(page.get_by_role("heading", name="How many times fewer?")).to_be_visible()


def box_of(locator) -> dict[str, float]:
    """Where a point stands on the screen."""
    return locator.bounding_box()


@pytest.mark.long
def test_a_later_question_hides_the_dense_networks_points_until_it_is_answered(page):
    points = page.locator(f"{CHART} .scatterlayer .trace .point")
    all_there = points.count()
    give(page, "10,000 (10 times as many)")
    page.get_by_role("button", name="A harder question").click()
    page.get_by_role("textbox", name="Your answer").fill("50")
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_role("button", name="Another question").click()
    asked = sizes_question(whole_results(lab_results("sizes").runs), 2)
    expect(points).not_to_have_count(all_there)
    give(page, asked.question.answer_text)
    expect(page.get_by_text(re.compile("^Right: "))).to_be_visible()
    expect(points).to_have_count(all_there)


@pytest.mark.long
def test_a_point_is_opened_on_the_train_page_with_its_recipe(page):
    choose(page, "Network", "Dense")
    choose(page, "Training digits", "300")
    choose(page, "Seed", "2")
    link = page.get_by_role("link", name="Open it on the Train page")
    expect(link).to_have_attribute("href", re.compile("design=d109-d64.*seed=2"))
    link.click()
    expect(page.get_by_role("heading", name="Train", exact=True, level=1)).to_be_visible()
    recipe = plan_of("dense", 300, 2).recipe
    for label, value in (("Training images", 300), ("Epochs", recipe.epochs), ("Seed", 2)):
        expect(page.get_by_label(label, exact=True)).to_have_value(str(value))
    expect(page).to_have_url(re.compile("/train.*design=d109-d64"))
