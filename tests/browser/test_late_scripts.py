"""The script of a component of ours comes after the server has said more than once what to show.

Streamlit then calls it for each message, and the ending of the first call after the second one.
"""

import re

import pytest
from playwright.sync_api import expect

from cnn.handwriting.examples import FIRST_EXAMPLE
from tests.browser.screen import AT_REST, NOTE_RUNS, PAGES, Screen

# Until `letScriptsCome` is called, no component's script is there.
HOLD_SCRIPTS = """
const makeUrl = URL.createObjectURL
globalThis.scriptsMayCome = new Promise((let) => { globalThis.letScriptsCome = let })
URL.createObjectURL = (blob) => makeUrl.call(URL, blob.type !== "text/javascript" ? blob
  : new Blob(["await globalThis.scriptsMayCome\\n", blob], { type: blob.type }))
"""


@pytest.fixture
def held(screen: Screen) -> Screen:
    screen.page.add_init_script(HOLD_SCRIPTS)
    return screen


def open_without_scripts(screen: Screen, name: str) -> None:
    screen.page.goto(f"{screen.url}/{PAGES[name]}")
    screen.wait_until_run_ends()


def let_scripts_come(screen: Screen) -> None:
    screen.page.wait_for_function(AT_REST)
    screen.page.evaluate("letScriptsCome()")
    screen.wait_until_whole()


def test_the_layer_that_was_chosen_meanwhile_is_shown_and_a_cell_of_it_can_be_pointed_at(held):
    open_without_scripts(held, "feature_maps")
    held.page.locator("[class*=st-key-layer_widget] button").filter(has_text="pool2").click()
    let_scripts_come(held)
    title = held.page.get_by_role("heading", level=2)
    expect(title).to_have_text(re.compile("^pool2, "))
    held.page.locator(".layer-figure .all canvas").hover(position={"x": 4, "y": 4})
    expect(title).to_have_text(re.compile("^pool2, map 0, "))


def test_the_network_that_was_chosen_meanwhile_is_read_with(held):
    open_without_scripts(held, "feature_maps")
    held.page.get_by_role("combobox", name="Network").click()
    held.page.evaluate(NOTE_RUNS)
    held.page.get_by_role("option", name="textbook", exact=True).click()
    held.page.wait_for_function("window.hasRun")
    let_scripts_come(held)
    expect(held.page.get_by_role("heading", level=2)).to_have_text(re.compile("^conv1, "))


def test_the_canvas_that_was_cleared_meanwhile_can_be_drawn_on(held):
    open_without_scripts(held, "draw")
    held.clear()
    let_scripts_come(held)
    held.draw(FIRST_EXAMPLE)
    held.expect_answer_of_the_server()
    held.expect_prediction(FIRST_EXAMPLE.digit)


def test_no_button_is_shown_before_it_has_its_name(held):
    open_without_scripts(held, "padding")
    play = held.page.locator("button.play").first
    expect(play).to_be_attached()
    expect(play).to_be_hidden()
    let_scripts_come(held)
    expect(play).to_be_visible()
    expect(play).not_to_have_accessible_name("")
