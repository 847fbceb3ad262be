"""The Feature maps page in Chromium, for a digit drawn by mouse."""

import re

from playwright.sync_api import expect

from cnn.handwriting.examples import EXAMPLES

ZERO = next(example for example in EXAMPLES if example.digit == 0)


def test_a_click_on_the_map_chooses_a_cell(screen):
    screen.open("feature_maps")
    heading = screen.page.get_by_role("heading", name=re.compile("^conv1, channel"))
    before = heading.inner_text()
    large = screen.page.locator(".st-key-single_map canvas").last
    box = large.bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.9)
    expect(heading).not_to_have_text(before)
    expect(heading).to_have_text(re.compile(r"row 2[23], column 2[23]"))
