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


def value(figure: Locator, method: int) -> Locator:
    return figure.locator("dd").nth(method)


def test_the_window_moves_by_keyboard_and_by_mouse(figure, screen):
    where, stage = figure.locator(".where"), figure.locator(".stage")
    stage.focus()
    screen.page.keyboard.press("Home")
    expect(where).to_have_text("Window: rows 0, 1, columns 0, 1")
    screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("ArrowDown")
    expect(where).to_have_text("Window: rows 2, 3, columns 2, 3")
    screen.page.keyboard.press("End")
    expect(where).to_have_text("Window: rows 24, 25, columns 24, 25")
    box = figure.locator(".given").bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] / 26, box["y"] + box["height"] / 2)
    expect(where).to_have_text("Window: rows 12, 13, columns 0, 1")


@pytest.mark.long
def test_the_maximum_the_mean_and_the_upper_left_are_those_of_the_four_numbers(figure, screen):
    figure.get_by_role("button", name="as it stands").click()
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


@pytest.mark.long
def test_the_digit_moves_and_what_is_asked_for_stays_hidden(figure, screen):
    figure.get_by_role("button", name="right").click()
    expect(figure.locator(".heading")).to_contain_text("one pixel right")
    for method in range(3):
        expect(value(figure, method)).to_have_text("?")
    figure.get_by_role("button", name="up").click()
    expect(value(figure, 0)).to_have_text(re.compile(r"^\d\.\d{3}$"))
    expect(figure.locator("tbody tr").nth(1)).to_have_text(re.compile(r"^Max\?+$"))
