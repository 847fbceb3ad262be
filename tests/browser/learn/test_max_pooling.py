"""The page on max pooling in Chromium: window and digit move, the question is graded."""

import re

import pytest
from playwright.sync_api import Locator, expect

NAME = "max_pooling"


@pytest.fixture
def figure(screen) -> Locator:
    screen.open(NAME)
    shown = screen.page.locator(".pooling")
    expect(shown.locator(".stage")).to_have_attribute("aria-label", re.compile("Map .* of conv1"))
    return shown


def answer(screen, given: str) -> None:
    screen.page.get_by_role("textbox", name="Your answer").fill(given)
    screen.page.get_by_role("button", name="Answer", exact=True).click()
    expect(screen.page.locator(".st-key-verdict")).to_be_visible()


def value(figure: Locator, method: int) -> Locator:
    return figure.locator("dd").nth(method)


@pytest.mark.each_change
def test_the_window_moves_by_keyboard_and_by_mouse(figure, screen):
    where, stage = figure.locator(".where"), figure.locator(".stage")
    stage.focus()
    screen.page.keyboard.press("Home")
    expect(where).to_have_text("Window: rows 0 and 1, columns 0 and 1")
    screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("ArrowDown")
    expect(where).to_have_text("Window: rows 2 and 3, columns 2 and 3")
    screen.page.keyboard.press("End")
    expect(where).to_have_text("Window: rows 24 and 25, columns 24 and 25")
    box = figure.locator(".given").bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] / 26, box["y"] + box["height"] / 2)
    expect(where).to_have_text("Window: rows 12 and 13, columns 0 and 1")


@pytest.mark.long
def test_the_maximum_the_mean_and_the_upper_left_are_those_of_the_four_numbers(figure, screen):
    answer(screen, "-77")
    figure.locator(".stage").focus()
    screen.page.keyboard.press("Home")
    for _ in range(6):
        screen.page.keyboard.press("ArrowDown")
    for _ in range(12):
        screen.page.keyboard.press("ArrowRight")
        four = [float(text) for text in figure.locator(".four span").all_inner_texts()]
        assert float(value(figure, 0).inner_text()) == max(four)
        assert float(value(figure, 1).inner_text()) == pytest.approx(sum(four) / 4, abs=0.001)
        assert float(value(figure, 2).inner_text()) == four[0]


@pytest.mark.long
def test_playing_fills_the_maps_and_pauses(figure, screen):
    figure.locator(".speed").select_option(label="fast")
    play = figure.locator(".play")
    play.click()
    expect(play).to_have_text("Pause")
    place = figure.locator(".place")
    screen.page.wait_for_function("place => Number(place.value) > 20", arg=place.element_handle())
    figure.locator(".stage").focus()
    screen.page.keyboard.press(" ")
    expect(play).to_have_text("Play")
    play.click()
    expect(place).to_have_value("168")
    expect(play).to_have_text("Play")


def test_the_first_question_is_answered_by_the_four_cells_on_view(figure, screen):
    expect(figure.get_by_role("button", name="as it stands")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(value(figure, 0)).to_have_text("?")
    four = [float(text) for text in figure.locator(".four span").all_inner_texts()]
    answer(screen, f"{max(four):.3f}")
    expect(screen.page.locator(".st-key-verdict")).to_contain_text("Right")
    expect(value(figure, 0)).to_have_text(f"{max(four):.3f}")


@pytest.mark.long
def test_a_question_about_a_move_presses_it_and_hides_what_comes_of_it(figure, screen):
    for following in ("Question 2", "Question 3"):
        answer(screen, "-77")
        screen.page.locator(".st-key-another_max_pooling button").click()
        expect(screen.page.get_by_role("heading", name=following)).to_be_visible()
    expect(screen.page.get_by_text("The digit moves by one pixel to the right.")).to_be_visible()
    expect(figure.get_by_role("button", name="right")).to_have_attribute("aria-pressed", "true")
    expect(figure.locator(".measured .heading")).to_contain_text("one pixel to the right")
    for method in range(3):
        expect(value(figure, method)).to_have_text("?")
    expect(figure.locator("tbody tr").nth(1)).to_have_text("Max?")
    figure.get_by_role("button", name="up").click()
    expect(value(figure, 0)).to_have_text(re.compile(r"^\d\.\d{3}$"))
    expect(figure.locator("tbody tr").nth(1)).to_have_text("Max?")


@pytest.mark.long
def test_the_table_begins_with_one_column_and_opens_to_five(figure):
    expect(figure.locator(".measured")).to_be_hidden()
    figure.get_by_role("button", name="right").click()
    heads = figure.locator("thead th")
    expect(heads).to_have_text(["Result", "all 32 maps"])
    more = figure.get_by_role("button", name="Show all five measures")
    expect(more).to_have_attribute("aria-expanded", "false")
    more.click()
    expect(heads).to_have_count(6)
    expect(figure.locator("tbody tr")).to_have_count(4)
    figure.get_by_role("button", name="Show one measure").click()
    expect(heads).to_have_count(2)


@pytest.mark.long
def test_what_shrank_carries_a_dash_beside_its_colour(figure):
    figure.get_by_role("button", name="right").click()
    scale = figure.locator(".changes .colour-bar")
    expect(scale).to_contain_text("shrank")
    expect(scale).to_contain_text("grew")
    expect(figure.get_by_role("img", name="How the map of the maxima changes")).to_be_visible()


def test_on_a_phone_the_question_stands_right_above_the_four_cells(narrow_screen):
    narrow_screen.open(NAME)
    question = narrow_screen.page.locator(".st-key-question").bounding_box()
    four = narrow_screen.page.locator(".pooling .four").bounding_box()
    assert 0 < four["y"] - (question["y"] + question["height"]) < 150
