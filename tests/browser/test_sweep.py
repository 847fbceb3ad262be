"""The Sweep tab in Chromium: a sweep to its end, by mouse, keys and finger, over a reload."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import expect_accessible

pytestmark = pytest.mark.long

PATIENCE = 400_000
QUICK = "train?design=d8&data=synthetic&images=300&epochs=1&batch=16"


def open_tab(screen, address: str = QUICK) -> None:
    screen.page.goto(f"{screen.url}/{address}")
    screen.wait_until_whole()
    screen.page.get_by_role("tab", name="Sweep").click()
    expect(screen.page.get_by_role("button", name="Start the sweep")).to_be_visible()
    screen.wait_until_at_rest()


def vary(screen, *settings: str) -> None:
    """Choose settings by their pills; those that are offered first are taken back."""
    pills = screen.page.locator("[class*=st-key-sweep_settings]")
    for name in ("Filters", "Units", *settings):
        pills.get_by_role("button", name=name, exact=True).click()
        screen.wait_until_at_rest()


def give(screen, setting: str, values: str) -> None:
    field = screen.page.get_by_role("textbox", name=f"{setting}: values")
    field.fill(values)
    field.press("Enter")
    screen.wait_until_at_rest()


def test_a_sweep_goes_to_its_end_over_a_reload_and_each_run_is_one_click_from_its_network(
    screen, tmp_path: Path
):
    page = screen.page
    open_tab(screen)
    vary(screen, "Batch size", "Seed")
    give(screen, "Batch size", "8, 32")
    give(screen, "Seed", "0, 1")
    expect(page.get_by_text("4 runs, one after another")).to_be_visible()
    page.get_by_role("button", name="Start the sweep").click()
    table = page.get_by_role("region", name="All runs of the sweep")
    expect(table.get_by_role("row")).to_have_count(5)
    expect(page.get_by_text("1 of 4 runs has ended.")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".st-key-sweep_tab .js-plotly-plot")).to_have_count(3)

    page.reload()
    screen.wait_until_at_rest()
    page.get_by_role("tab", name="Sweep").click()
    expect(page.get_by_text("All 4 runs have ended.")).to_be_visible(timeout=PATIENCE)
    screen.wait_until_at_rest()
    expect(page.get_by_role("heading", name="The spread over seeds")).to_be_visible()
    screen.wait_until_at_rest()
    expect_accessible(screen, "a sweep that has ended")

    # In the table, by keys.
    table.get_by_role("button", name=re.compile("^Run 2")).press("Enter")
    network = page.get_by_role("combobox", name="Network")
    expect(page.get_by_text("Its network now reads your digit.")).to_be_visible()
    expect(network).to_have_value("batch 32 seed 0")

    # In a chart, by the mouse: the cell of the higher batch size and the second seed.
    screen.wait_until_at_rest()
    heat = page.locator(".st-key-sweep_tab .js-plotly-plot").last
    heat.scroll_into_view_if_needed()
    heat.locator(".bars .point").last.click(force=True)
    expect(network).to_have_value("batch 32 seed 1")

    # Sorted by accuracy, the best first, then the worst.
    right = table.get_by_role("button", name="Sort by Right")
    columns = table.locator("tbody tr td:nth-child(4)")
    for is_descending in (True, False):
        right.click()
        shown = columns.all_inner_texts()
        assert shown == sorted(shown, key=lambda text: float(text[:-1]), reverse=is_descending)

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Results, CSV").click()
    waiting.value.save_as(tmp_path / "sweep.csv")
    with (tmp_path / "sweep.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["varied_batch_size"], row["varied_seed"]) for row in rows] == [
        ("8", "0"),
        ("32", "0"),
        ("8", "1"),
        ("32", "1"),
    ]
    assert {f"{float(row['test_accuracy']):.2%}" for row in rows} == set(columns.all_inner_texts())


def test_it_is_stopped_by_a_finger_and_what_has_ended_stays(phone):
    page = phone.page
    open_tab(phone, f"{QUICK}&lr=0.001")
    vary(phone, "Seed")
    give(phone, "Seed", "0, 1, 2")
    page.get_by_role("button", name="Start the sweep").tap()
    expect(page.get_by_text("1 of 3 runs has ended.")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Stop the sweep").tap()
    expect(page.get_by_text("All 3 runs have ended")).to_be_visible(timeout=PATIENCE)
    table = page.get_by_role("region", name="All runs of the sweep")
    expect(
        table.get_by_text("not begun").or_(table.get_by_text("stopped early")).first
    ).to_be_visible()
    phone.wait_until_at_rest()
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390
    table.get_by_role("button", name=re.compile("^Run 1")).tap()
    expect(page.get_by_text("Its network now reads your digit.")).to_be_visible()
    page.locator(".st-key-sweep_tab .js-plotly-plot").last.scroll_into_view_if_needed()
    page.locator(".st-key-sweep_tab .js-plotly-plot .point").last.tap(force=True)
    expect(page.locator(".st-key-sweep_run_actions")).to_be_visible()
