"""The Feature maps page in Chromium, for a digit drawn by mouse."""

import re

from playwright.sync_api import expect

from cnn.handwriting.examples import EXAMPLES

ZERO = next(example for example in EXAMPLES if example.digit == 0)


def test_the_drawn_digit_is_shown_to_the_single_multiplication(any_screen):
    any_screen.open()
    any_screen.clear()
    any_screen.draw(ZERO)
    any_screen.expect_prediction(0)
    any_screen.go("Feature maps")
    main = any_screen.page.get_by_test_id("stMain")
    expect(main).to_contain_text("28 - 3 + 1 = 26")
    expect(main).to_contain_text("ReLU")
    any_screen.expect_no_sideways_scrolling()


def test_every_layer_can_be_shown(screen):
    screen.open("feature_maps")
    main = screen.page.get_by_test_id("stMain")
    for name in ("pool1", "conv2", "pool2", "conv3", "flatten", "dense", "softmax", "conv1"):
        main.get_by_test_id("stBaseButton-segmented_control").filter(
            has_text=re.compile(rf"^{name}$")
        ).or_(main.get_by_role("radio", name=name, exact=True)).first.click()
        expect(main.get_by_role("heading", name=re.compile(rf"^{name}, "))).to_be_visible()
        screen.wait_until_whole()


def test_a_click_on_the_map_chooses_a_cell(screen):
    screen.open("feature_maps")
    heading = screen.page.get_by_role("heading", name=re.compile("^conv1, channel"))
    before = heading.inner_text()
    large = screen.page.locator(".st-key-single_map canvas").last
    box = large.bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.9)
    expect(heading).not_to_have_text(before)
    expect(heading).to_have_text(re.compile(r"row 2[23], column 2[23]"))
