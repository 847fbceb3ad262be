"""What opens and what follows an answer, as WCAG 2.2 AA wants it, at both widths, in both themes.

All of it in the long run; the pages as they first stand are held to the same in `test_every_page`.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import axe_violations, measured_violations, note_writing
from tests.browser.screen import Screen


def expect_accessible(screen: Screen, state: str) -> None:
    """Nothing on view breaks a rule; the message tells all that does."""
    found = [*axe_violations(screen.page), *measured_violations(screen.page)]
    assert not found, "\n".join([f"{state}:", *found])


@pytest.mark.long
def test_every_experiment_can_be_read_and_used_by_all(any_screen):
    screen = any_screen
    for experiment, drawn in (
        ("surgery", ".before-after"),
        ("liked_image", ".film canvas"),
        ("smallest_change", ".st-key-change_film_other canvas"),
        ("my_handwriting", ".boxes svg"),
    ):
        screen.page.goto(f"{screen.url}/experiment?experiment={experiment}")
        screen.wait_until_whole()
        expect(screen.page.locator(drawn).first).to_be_visible()
        expect_accessible(screen, experiment)


@pytest.mark.long
def test_what_stands_after_an_answer_can_be_read_by_all(any_screen):
    screen, page = any_screen, any_screen.page
    screen.open("padding")
    field = page.get_by_role("textbox", name="Your answer")
    for answer, verdict in (("no shape", "That is not"), ("99 x 99", "Not quite")):
        field.fill(answer)
        field.press("Enter")
        expect(page.get_by_test_id("stMain")).to_contain_text(verdict)
        screen.wait_until_whole()
        expect_accessible(screen, f"answered {answer!r}")


@pytest.mark.long
def test_the_sentence_of_a_term_can_be_read_by_all(any_screen):
    screen, page = any_screen, any_screen.page
    screen.open("padding")
    page.locator("[data-testid=stMain] a[href^='#term-']").first.click()
    expect(page.locator(".convoscope-term")).to_be_visible()
    expect_accessible(screen, "a term's sentence open")


@pytest.mark.long
def test_every_tab_of_train_can_be_read_by_all(any_screen):
    screen, page = any_screen, any_screen.page
    screen.open("train")
    for tab in ("Run", "Sweep", "Compare", "Files"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tabpanel", name=tab)).not_to_be_empty()
        screen.wait_until_whole()
        expect_accessible(screen, f"the tab {tab}")


@pytest.mark.long
def test_an_empty_canvas_and_an_open_expander_can_be_read_by_all(any_screen):
    screen = any_screen
    screen.open()
    screen.page.locator("[data-testid=stExpander] summary").first.click()
    screen.wait_until_whole()
    expect_accessible(screen, "what the network sees")
    screen.page.get_by_role("button", name="Clear", exact=True).click()
    screen.wait_until_whole()
    expect_accessible(screen, "an empty canvas")


WRONG = {
    "contrast 3.54, not 4.5: 'thin'": "<p style='color: #888'>thin</p>",
    "contrast 3.98, not 4.5: 'faint'": "<p style='opacity: 0.5'>faint</p>",
    "contrast 1.00, not 4.5: 'gone'": "<div style='background: #000'><p>gone</p></div>",
    "contrast 3.54, not 4.5: 'off'": "<button disabled style='color: #888; background: #fff'>"
    "off</button>",
    "contrast 3.54, not 4.5: 'typed'": "<input style='color: #888' aria-label='a' value='typed'>",
    "type of 10.0 px: 'small'": "<p style='font-size: 10px'>small</p>",
    "type of 10.0 px: 'drawn'": "<svg width=50 height=20 viewBox='0 0 100 40'>"
    "<text y=30 font-size=20>drawn</text></svg>",
    "no name: body > main > div > canvas": "<canvas width=50 height=50></canvas>",
    "heading 'deep': level 3 after level 1": "<h3>deep</h3>",
    "2 headings of the first level": "<h1>again</h1>",
    "edge of 1 px, contrast 1.61: 'pale'": "<input style='border: 1px solid #ccc' aria-label=pale>",
    "edge of 0 px": "<input aria-label='none' style='border: none'>",
    "focus of 1 px": "<button style='outline: 1px solid #000'>thin ring</button>",
    "focus of 2 px, contrast 1.61: 'pale'": "<button style='outline: 2px solid #ccc'>pale</button>",
    "axe image-alt": "<img width=50 height=50 src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
    "axe label-content-name-mismatch": "<button aria-label='Leave'>Go</button>",
    "axe target-size": "<style>button { all: unset; display: block; }</style>"
    "<button aria-label=a style='width: 9px; height: 9px'></button>"
    "<button aria-label=b style='width: 9px; height: 9px'></button>",
}
FINE = {
    "large writing": "<p style='color: #888; font-size: 24px'>large</p>",
    "writing beside its ground": "<div style='background: #000; height: 5px; width: 5px'>"
    "<span style='position: relative; left: 30px; top: 30px'>beside</span></div>",
    "a named canvas": "<canvas width=50 height=50 role=img aria-label='a map'></canvas>",
    "what is for screen readers": "<p style='color: #fff; position: absolute; overflow: hidden;"
    " width: 1px; height: 1px; clip-path: inset(50%)'>heard</p>",
}


def page_with(part: str, *, is_in_shadow: bool) -> str:
    """A page that is in order, with a part that may not be, on its own or within a component."""
    inner = f"<template shadowrootmode=open>{part}</template>" if is_in_shadow else part
    return (
        "<!doctype html><html lang=en><title>A page</title>"
        "<style>:focus-visible { outline: 2px solid #00f; }</style><main><h1>A page</h1>"
        f"<div>{inner}</div></main></html>"
    )


@pytest.mark.each_change
@pytest.mark.parametrize("is_in_shadow", [False, True], ids=["page", "component"])
def test_what_is_wrong_is_found_and_what_is_fine_is_not(browser, is_in_shadow):
    page = browser.new_page(viewport={"width": 400, "height": 400})
    for wrong, part in WRONG.items():
        page.set_content(page_with(part, is_in_shadow=is_in_shadow))
        found = [*axe_violations(page), *measured_violations(page)]
        assert any(one.startswith(wrong) for one in found), (wrong, found)
    for fine, part in FINE.items():
        page.set_content(page_with(part, is_in_shadow=is_in_shadow))
        assert [*axe_violations(page), *measured_violations(page)] == [], fine
    page.close()


def test_small_writing_on_a_canvas_is_found(browser):
    page = browser.new_page(viewport={"width": 400, "height": 400})
    note_writing(page)
    page.goto("about:blank")
    canvas = "<canvas role=img aria-label=map width=100 height=100 style='width: 50px'></canvas>"
    page.set_content(page_with(canvas, is_in_shadow=False))
    page.evaluate("""() => {
      const context = document.querySelector("canvas").getContext("2d")
      for (const size of [40, 20]) {
        context.font = `${size}px sans-serif`
        context.fillText(size, 10, 50)
      }
    }""")
    found = measured_violations(page)
    assert found == ["type of 10.0 px: '20' in body > main > div > canvas"]
    page.close()
