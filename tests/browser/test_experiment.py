"""The Experiment page in Chromium: parts silenced by mouse and keyboard, searches cancelled, films
played."""

import re

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnn.drawing import digit_from_strokes
from cnn.experiment.silencing import silenced
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.network import Network
from tests.browser.lossy_line import choose_messages
from tests.browser.screen import Screen

PARTS = ".parts button"
# What one visitor has found is there for the next one, to be gone on with.
REMOVE = re.compile("^(Remove one by one|Go on)")


def sure_without(*numbers: int) -> str:
    """How sure the first network is of the first digit without these maps of conv1."""
    image = digit_from_strokes(FIRST_EXAMPLE.strokes)[np.newaxis]
    found = silenced(Network.load("pen"), {"conv1": numbers}).predict(image)[0]
    return f"your digit, with {found.max():.1%}"


def bars_of_the_league(screen: Screen) -> Locator:
    """Those of the first network's conv1; the table may have been made for another visitor."""
    bars, button = screen.page.locator(".league button"), screen.page.get_by_role("button")
    make = button.filter(has_text=re.compile("Make the table"))
    expect(bars.or_(make).first).to_be_visible()
    if not bars.count():
        make.click()
    expect(bars).to_have_count(32, timeout=20_000)
    return bars


def open_experiment(screen: Screen, title: str) -> None:
    """Choose it, and wait until nothing of the first one is left."""
    screen.open("experiment")
    screen.page.get_by_text(title).click()
    screen.wait_until_at_rest()


@pytest.mark.each_change
def test_a_click_silences_a_map_and_the_keyboard_another_one(screen: Screen):
    screen.open("experiment")
    parts, result = screen.page.locator(PARTS), screen.page.locator(".before-after")
    expect(result.get_by_text(sure_without())).to_have_count(2)
    parts.nth(3).click()
    expect(parts.nth(3)).to_have_attribute("aria-pressed", "true")
    expect(result.get_by_text(sure_without(3))).to_be_visible()
    parts.nth(3).press("ArrowRight")
    expect(parts.nth(4)).to_be_focused()
    parts.nth(4).press("Enter")
    expect(result.get_by_text(sure_without(3, 4))).to_be_visible()
    screen.page.get_by_role("button", name="Undo").click()
    expect(result.get_by_text(sure_without(3))).to_be_visible()
    expect(parts.nth(4)).to_have_attribute("aria-pressed", "false")


def test_clicks_faster_than_the_page_all_count(screen: Screen):
    screen.open("experiment")
    parts = screen.page.locator(PARTS)
    for number in (5, 6, 7, 6):
        parts.nth(number).click()
    expect(screen.page.get_by_text("Silenced now: conv1: 5, 7.")).to_be_visible()
    screen.wait_until_whole()
    for number, pressed in ((5, "true"), (6, "false"), (7, "true")):
        expect(parts.nth(number)).to_have_attribute("aria-pressed", pressed)


@pytest.mark.parametrize("lost", [1, 2])
def test_a_click_that_is_lost_on_its_way_is_told_again(screen: Screen, lost: int):
    told: list[bool] = []

    def is_sent(message: bytes) -> bool:
        is_click = b"switched" in message
        told.extend([True] * is_click)
        return not is_click or len(told) > lost

    choose_messages(screen.page, to_server=is_sent)
    screen.open("experiment")
    parts = screen.page.locator(PARTS)
    screen.wait_until_at_rest()
    parts.nth(5).click()
    parts.nth(6).click()
    expect(screen.page.get_by_text("Silenced now: conv1: 5, 6.")).to_be_visible()
    screen.wait_until_at_rest()
    for number in (5, 6):
        expect(parts.nth(number)).to_have_attribute("aria-pressed", "true")
    assert len(told) > lost
    screen.page.get_by_role("button", name="Undo").click()
    expect(screen.page.get_by_text("Silenced now: conv1: 5.")).to_be_visible()


def test_a_bar_of_the_league_silences_its_part(screen: Screen):
    screen.open("experiment")
    bar = bars_of_the_league(screen).first
    number = int(bar.locator(".number").inner_text())
    expect(bar).to_have_attribute("aria-label", re.compile(f"^map {number}: "))
    expect(bar.locator(".number")).to_have_css("text-decoration-line", "none")
    bar.click()
    expect(screen.page.get_by_text(f"Silenced now: conv1: {number}.")).to_be_visible()
    expect(screen.page.locator(PARTS).nth(number)).to_have_attribute("aria-pressed", "true")
    expect(bar).to_have_attribute("aria-pressed", "true")
    expect(bar.locator(".number")).to_have_css("text-decoration-line", "line-through")


def test_on_a_phone_every_bar_of_the_league_can_be_read_and_hit(screen: Screen):
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.open("experiment")
    bars = bars_of_the_league(screen)
    numbers = {bar.locator(".number").inner_text() for bar in bars.all()}
    assert numbers == {str(number) for number in range(32)}
    for bar in bars.all():
        box = bar.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


@pytest.mark.each_change
def test_a_search_is_cancelled_and_keeps_what_it_found(screen: Screen):
    screen.open("experiment")
    screen.page.get_by_role("button", name=REMOVE).last.click()
    expect(screen.page.get_by_text(re.compile("[1-9][0-9]* of 32 maps gone"))).to_be_visible(
        timeout=60_000
    )
    screen.page.get_by_role("button", name="Cancel").click()
    expect(screen.page.get_by_role("button", name=re.compile("^Go on")).last).to_be_visible()
    expect(screen.page.get_by_text(re.compile("of 32 have been removed"))).to_be_visible()


def test_another_network_ends_the_search_of_the_first_one(screen: Screen):
    screen.open("experiment")
    screen.page.get_by_role("button", name=REMOVE).last.click()
    expect(screen.page.get_by_text(re.compile("of 32 maps gone"))).to_be_visible(timeout=60_000)
    screen.page.get_by_role("combobox", name="Network").click()
    screen.page.get_by_role("option", name="textbook").click()
    begin = screen.page.get_by_role("button", name=REMOVE).last
    expect(begin).to_be_visible()
    expect(screen.page.get_by_role("button", name="Cancel")).to_have_count(0)


def test_a_closed_tab_ends_its_search_and_gives_the_next_visitor_the_turn(
    screen: Screen, browser: Browser
):
    searched = "?knock_layer=conv2"
    other = browser.new_context().new_page()
    begin_removing(other, f"{screen.url}/experiment{searched}")
    expect(other.get_by_text(re.compile("of 64 maps gone"))).to_be_visible()
    begin_removing(screen.page, f"{screen.url}/experiment{searched}")
    expect(screen.page.get_by_text("waiting for another visitor's search to end")).to_be_visible()
    other.context.close()
    expect(screen.page.get_by_text(re.compile("of 64 maps gone"))).to_be_visible()
    screen.page.get_by_role("button", name="Cancel").click()
    expect(screen.page.get_by_role("button", name="Cancel")).to_have_count(0)


def begin_removing(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=REMOVE).last.click()


def test_a_kernel_is_negated_undone_and_nonsense_is_refused(screen: Screen):
    open_experiment(screen, "Surgery")
    screen.page.get_by_role("button", name="Negate").click()
    expect(screen.page.get_by_text("Filter 0 of conv1 negated")).to_be_visible()
    expect(screen.page.locator(".confusion-change")).to_be_visible()
    screen.page.get_by_role("button", name="Undo the last edit").click()
    expect(screen.page.get_by_text("Nothing is edited yet")).to_be_visible()
    cell = screen.page.get_by_label("Row 0, column 0", exact=True)
    cell.fill("1e9")
    cell.press("Enter")
    expect(screen.page.get_by_text("Nothing was changed.")).to_be_visible()


def test_on_a_phone_the_maps_before_and_after_stand_side_by_side(screen: Screen):
    screen.page.set_viewport_size({"width": 390, "height": 844})
    open_experiment(screen, "Surgery")
    maps = [
        screen.page.get_by_role("img", name=re.compile(f"The map of filter 0 .* {when}"))
        for when in ("before", "after")
    ]
    for one in maps:
        expect(one).to_be_visible()
    screen.wait_until_whole()
    before, after = (one.bounding_box() for one in maps)
    assert before
    assert after
    assert before["y"] == after["y"]
    assert before["x"] + before["width"] <= after["x"]
    assert after["x"] + after["width"] <= 390


def test_a_film_is_played_and_wound_by_the_keyboard(screen: Screen):
    open_experiment(screen, "The smallest change")
    slider = screen.page.get_by_role("slider", name="Picture of the film").first
    expect(slider).to_have_value("24")
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^0 of 24: read as 3"))
    screen.page.get_by_role("button", name="Play").first.click()
    expect(screen.page.get_by_role("button", name="Pause").first).to_be_visible()
    expect(slider).to_have_value("24", timeout=20_000)
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^24 of 24: read as (?!3)"))


def test_what_a_map_likes_stands_beside_what_its_cell_sees_and_another_start_is_a_click(
    screen: Screen,
):
    open_experiment(screen, "What would it like to see?")
    screen.page.get_by_role("radio", name=re.compile("^pool1")).click()
    expect(screen.page.get_by_text("The gradient is zero in every pixel")).to_be_visible()
    screen.page.get_by_role("button", name="Begin with noise").click()
    slider = screen.page.get_by_role("slider", name="Picture of the film")
    expect(slider).to_have_value("60")
    expect(screen.page.get_by_text("What the cell sees, 4 x 4")).to_be_visible()
    seen = screen.page.get_by_role("img", name=re.compile("^What the cell sees, 4 x 4. Step 60"))
    expect(seen).to_be_visible()
    slider.press("Home")
    expect(screen.page.get_by_text(re.compile("^Step 0: the value is "))).to_be_visible()


def test_a_digit_that_was_changed_is_shown_and_called_so(screen: Screen):
    open_experiment(screen, "The smallest change")
    screen.page.get_by_text("As a person could").click()
    said = screen.page.get_by_text(re.compile("It is now read as [0-9], with .*stroke")).first
    expect(said).to_be_visible()
    (answer,) = re.findall("now read as ([0-9])", said.inner_text())
    screen.page.get_by_role("button", name="Look inside with this digit").first.click()
    expect(screen.page.get_by_role("heading", name="Feature maps", level=1)).to_be_visible()
    screen.page.get_by_role("link", name="Draw").first.click()
    expect(screen.page.get_by_text("as the smallest change in Experiment left it")).to_be_visible()
    expect(screen.page.locator(".st-key-prediction")).to_contain_text(answer)


def test_a_search_over_many_digits_is_cancelled_and_goes_on_from_where_it_stood(screen: Screen):
    open_experiment(screen, "The smallest change")
    screen.page.get_by_role("button", name=re.compile("Search on 20 test digits")).click()
    expect(screen.page.get_by_text(re.compile("digit [2-9] of 20"))).to_be_visible(timeout=60_000)
    screen.page.get_by_role("button", name="Cancel").click()
    said = screen.page.get_by_text(re.compile("On [0-9]+ of .* that both read right"))
    expect(said).to_be_visible()
    expect(screen.page.get_by_role("button", name="Cancel")).to_have_count(0)
    (so_far,) = re.findall("On ([0-9]+) of", said.inner_text())
    screen.page.get_by_role("button", name=re.compile("Go on")).click()
    place = screen.page.get_by_text(re.compile(r"digit [0-9]+ of 20"))
    expect(place).to_be_visible(timeout=60_000)
    assert int(re.findall("digit ([0-9]+)", place.inner_text())[0]) > int(so_far)
