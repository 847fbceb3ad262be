"""Charts of a run in Chromium: what a pointer reads stays while the run goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import ROOT, serving

COUNT = "chart => chart.querySelector('polyline').getAttribute('points').split(' ').length"


@pytest.fixture
def growing(browser: Browser) -> Iterator[Page]:
    """A page with one chart that grows several times a second."""
    script = Path(__file__).with_name("growing_curves_page.py")
    with serving(script, None, PYTHONPATH=str(ROOT)) as server:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(server.url)
        yield page
        page.close()


def test_the_values_at_a_resting_pointer_stay_while_the_curve_grows(growing):
    chart = growing.get_by_role("img", name=re.compile("Learning curve. Loss"))
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    # At 0.05 of the epoch: 46 and 14 pixels are the edges.
    growing.mouse.move(box["x"] + 46 + 0.05 * (box["width"] - 60), box["y"] + 60)
    tip = growing.locator(".tip")
    expect(tip).to_have_text(re.compile(r"epoch 0\.05.*training images0\.400"))
    drawn = chart.element_handle()
    before = drawn.evaluate(COUNT)
    for more in (1, 2, 3):
        has_grown = f"([chart, least]) => ({COUNT})(chart) >= least"
        growing.wait_for_function(has_grown, arg=[drawn, before + more])
        expect(tip).to_be_visible()
    assert drawn.evaluate("element => element.isConnected"), "the chart was replaced"
    expect(tip).to_have_text(re.compile(r"epoch 0\.05.*training images0\.400"))
