"""Page 9 in Chromium: the chart, its question, and the link that trains a point again."""

import re

import pytest
from playwright.sync_api import expect

from cnn.lessons.fewer_examples.sizes import plan_of, sizes_question, whole_results
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
    page.get_by_test_id("stMain").get_by_role("combobox", name=re.compile(label)).click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.long
def test_the_right_answer_shows_the_dense_networks_points(page):
    asked = sizes_question(whole_results(lab_results("sizes").runs), 0)
    dense = page.locator(f"{CHART} .scatterlayer .trace .point")
    before = dense.count()
    page.get_by_text(asked.question.answer_text, exact=True).locator(
        "xpath=ancestor-or-self::label"
    ).click()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text(re.compile("^Right: "))).to_be_visible()
    expect(page.get_by_text("1 of 9 questions right")).to_be_visible()
    expect(dense).not_to_have_count(before)
    expect(page.get_by_role("heading", name="The numbers")).to_be_visible()


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
