"""The Explain page in Chromium: maps are pointed at, votes clicked, neighbours opened."""

import re

import pytest
from playwright.sync_api import Page, expect

from cnn.drawing import digit_from_strokes
from cnn.explain.attribution import gradient, occlusion
from cnn.explain.votes import votes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.network import Network
from pages.parts.explain.parts import PARTS
from tests.browser.accessibility import axe_violations, measured_violations, note_writing
from tests.browser.screen import Screen

# What each part has drawn once it stands, and how often.
DRAWN = {
    "pixels": (".st-key-explain_maps canvas", 6),
    "lie_detector": (".forgetting img", 36),
    "votes": (".st-key-explain_behind_all canvas", 1),
    "digit_at_all": (".st-key-explain_roc .js-plotly-plot", 1),
    "neighbours": (".st-key-explain_neighbours button", 10),
}
# Whether nothing around a control's last option cuts it off.
IS_WHOLE = """group => {
  const end = [...group.children].at(-1).getBoundingClientRect().right;
  for (let one = group; one.tagName !== "MAIN" && one.parentElement; one = one.parentElement)
    if (end > one.getBoundingClientRect().right + 1) return false;
  return true;
}"""
# Ten thousand digits are placed on a busy machine.
PATIENCE = 120_000
MANY = re.compile(r"^(Test the methods on|Go on with)")
PEN = Network.load("pen")
IMAGE = digit_from_strokes(FIRST_EXAMPLE.strokes)
ANSWER = int(PEN.predict(IMAGE[None])[0].argmax())


def open_part(screen: Screen, part: str) -> Page:
    """Open one part by its address, and wait until it is whole."""
    page = screen.page
    page.goto(f"{screen.url}/explain?part={part}")
    drawn, count = DRAWN[part]
    expect(page.locator(drawn)).to_have_count(count, timeout=PATIENCE)
    screen.wait_until_whole()
    return page


def choose(page: Page, label: str, option: re.Pattern[str]) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
def test_every_part_stands_within_the_window_and_can_be_read_by_all(any_screen, part):
    note_writing(any_screen.page)
    page = open_part(any_screen, part)
    any_screen.expect_no_sideways_scrolling()
    found = [*axe_violations(page), *measured_violations(page)]
    assert not found, "\n".join(["", *found])


def test_a_map_pointed_at_gives_its_number(screen):
    page = open_part(screen, "pixels")
    canvas = page.locator(".st-key-explain_map_gradient canvas")
    box = canvas.bounding_box()
    assert box
    # The middle of row 14, column 14.
    canvas.hover(position={"x": box["width"] * 14.5 / 28, "y": box["height"] * 14.5 / 28})
    value = gradient(PEN, IMAGE, ANSWER)[14, 14]
    expect(page.locator(".st-key-explain_map_gradient .tip")).to_have_text(
        f"row 14, column 14: {value:.4f}"
    )


def test_why_not_another_digit_changes_the_maps_and_their_words(screen):
    page = open_part(screen, "pixels")
    picture = page.locator(".st-key-explain_map_occlusion canvas")
    choose(page, "And why not this one?", re.compile("^8"))
    found = occlusion(PEN, IMAGE, ANSWER, 8)
    expect(picture).to_have_attribute(
        "aria-label", re.compile(f"from {found.min():.4f} to {found.max():.4f}")
    )
    expect(page.get_by_text(f"speaks for {ANSWER}, not 8")).to_be_visible()


@pytest.mark.each_change
def test_the_part_stands_in_the_address_and_is_there_after_going_back(screen):
    page = open_part(screen, "pixels")
    page.get_by_role("radio", name="Which parts voted?").or_(
        page.get_by_role("button", name="Which parts voted?")
    ).first.click()
    expect(page).to_have_url(re.compile("part=votes"))
    expect(page.locator(DRAWN["votes"][0])).to_have_count(1)
    screen.go("Draw")
    screen.go("Explain")
    expect(page.locator(DRAWN["votes"][0])).to_have_count(1)


def test_a_bar_of_the_waterfall_opens_its_unit_and_a_map_its_place(screen):
    page = open_part(screen, "votes")
    found = votes(PEN, PEN.forward_with_sums(IMAGE[None]), ANSWER)
    first, second = sorted(found.strongest_first, key=lambda number: -found.products[number])[:2]
    assert page.get_by_text(f"Unit {found.strongest_first[0]} gives").is_visible()
    box = page.locator(".st-key-explain_waterfall .bars .point path").nth(1).bounding_box()
    assert box
    # What takes the click lies over the bars.
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_text(f"Unit {second} gives")).to_be_visible()
    assert first != second
    page.locator(".st-key-explain_behind_all canvas").focus()
    chosen = page.get_by_text(re.compile(r"^Map \d+ brings")).inner_text()
    page.keyboard.press("ArrowRight" if "Map 63 " not in chosen else "ArrowLeft")
    expect(page.get_by_text(re.compile(r"^Map \d+ brings"))).not_to_have_text(chosen)
    page.get_by_role("button", name="Open in Feature maps").click()
    expect(page.get_by_role("heading", name="Feature maps", exact=True, level=1)).to_be_visible()
    expect(page.get_by_text("Output of conv3")).to_be_visible()


def test_a_neighbour_opens_in_feature_maps(screen):
    page = open_part(screen, "neighbours")
    card = page.locator(DRAWN["neighbours"][0]).first
    label = re.search(r"Test digit \d+, a (\d)", card.get_attribute("aria-label") or "")
    assert label
    card.click()
    expect(page.get_by_role("heading", name="Feature maps", exact=True, level=1)).to_be_visible()
    screen.wait_until_whole()
    screen.go("Draw")
    expect(page.get_by_text("This is one of the test digits of MNIST.")).to_be_visible()


def test_ten_thousand_points_are_drawn_by_webgl_with_the_digit_among_them(screen):
    page = open_part(screen, "neighbours")
    chart = page.locator(".st-key-explain_plane .js-plotly-plot")
    expect(chart.locator(".gl-container canvas").first).to_be_attached()
    counts = chart.evaluate("plot => plot._fullData.map(trace => [trace.type, trace._length])")
    assert {kind for kind, _ in counts} == {"scattergl"}
    assert sum(count for _, count in counts) == 10_000 + 10 + 1


@pytest.mark.each_change
def test_many_digits_can_be_cancelled_and_gone_on_with(screen):
    page = open_part(screen, "lie_detector")
    page.get_by_role("button", name=MANY).click()
    expect(page.get_by_text(re.compile(r"\d+ of 100 digits have been tested"))).to_be_visible(
        timeout=PATIENCE
    )
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name=re.compile(r"^Go on with \d+ digits"))).to_be_visible(
        timeout=PATIENCE
    )
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)


def test_a_closed_tab_ends_its_work_and_another_visitor_goes_on_with_it(screen, browser):
    other = Screen(browser.new_context().new_page(), screen.url)
    page = open_lie_detector_of_textbook(other)
    page.get_by_role("button", name=MANY).click()
    expect(page.get_by_text(re.compile("[1-9] of 100 digits have been tested"))).to_be_visible()
    page.context.close()
    # Were the work to go on, nothing would be left in the end.
    left = ""
    while left != (left := digits_left_of_textbook(screen)):
        pass
    assert "Go on with" in left


def digits_left_of_textbook(screen: Screen) -> str:
    """What the button says to one who comes anew: a reloaded tab has its network chosen already."""
    anew = Screen(screen.page.context.new_page(), screen.url)
    page = open_lie_detector_of_textbook(anew)
    said = page.get_by_role("button", name=MANY).inner_text()
    page.close()
    return said


def open_lie_detector_of_textbook(screen: Screen) -> Page:
    page = open_part(screen, "lie_detector")
    screen.choose_network("textbook")
    return page


def test_another_network_ends_the_work_on_the_first_one(screen):
    page = open_part(screen, "lie_detector")
    page.get_by_role("button", name=MANY).click()
    expect(page.get_by_text(re.compile("of 100 digits have been tested"))).to_be_visible()
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name="textbook").click()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(page.get_by_role("button", name=MANY)).to_be_visible()


@pytest.mark.parametrize(("width", "columns"), [(1920, 6), (1280, 6), (800, 3)])
def test_the_maps_fill_the_window_and_no_setting_is_cut_off(screen, width, columns):
    screen.page.set_viewport_size({"width": width, "height": 800})
    page = open_part(screen, "pixels")
    boxes = [canvas.bounding_box() for canvas in page.locator(".st-key-explain_maps canvas").all()]
    assert len({round(box["x"]) for box in boxes}) == columns
    assert min(box["width"] for box in boxes) >= 138
    row = page.locator(".st-key-explain_maps").bounding_box()
    last = max(box["x"] + box["width"] for box in boxes)
    assert last == pytest.approx(row["x"] + row["width"], abs=2)
    for label in ("Steps from blank paper to the digit", "Window, in pixels", "Stride, in pixels"):
        group = page.get_by_role("radiogroup", name=label)
        assert group.evaluate(IS_WHOLE), label


def test_the_methods_names_stay_in_sight_while_the_network_forgets(narrow_screen):
    page = open_part(narrow_screen, "lie_detector")
    table = page.locator(".forgetting")
    table.evaluate("table => table.scrollTo(table.scrollWidth, 0)")
    left = table.bounding_box()["x"]
    for name in table.locator("tbody th").all():
        assert name.bounding_box()["x"] == pytest.approx(left, abs=1)
    last = table.locator("tbody tr").first.locator("img").last.bounding_box()
    assert last["x"] + last["width"] <= 390


@pytest.mark.long
def test_back_and_forward_go_through_the_parts_and_then_off_the_page(screen):
    screen.open("draw")
    screen.go("Explain")
    page = screen.page
    for title in ("Is this a digit at all?", "Neighbours"):
        page.get_by_role("radio", name=title).or_(page.get_by_role("button", name=title)).click()
        screen.wait_until_at_rest()
    expect(page).to_have_url(re.compile(r"explain\?part=neighbours$"))
    page.go_back()
    expect(page.locator(DRAWN["digit_at_all"][0])).to_be_visible()
    page.go_forward()
    expect(page.locator(DRAWN["neighbours"][0])).to_have_count(10)
    for _ in range(2):
        page.go_back()
        screen.wait_until_at_rest()
    expect(page.locator(DRAWN["pixels"][0])).to_have_count(6)
    page.go_back()
    expect(page.get_by_role("heading", name="Draw", level=1)).to_be_visible()
