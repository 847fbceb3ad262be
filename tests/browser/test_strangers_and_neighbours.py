"""Explain's charts lead on: bars to pictures, pictures to the current digit, points to theirs."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.screen import Screen

# Ten thousand digits are placed on a busy machine.
PATIENCE = 120_000
STANDS = {
    "votes": ".st-key-explain_waterfall .js-plotly-plot",
    "digit_at_all": ".st-key-explain_as_strange button",
    "neighbours": ".st-key-explain_neighbours button",
}


def open_part(screen: Screen, part: str) -> Page:
    page = screen.page
    page.goto(f"{screen.url}/explain?part={part}")
    expect(page.locator(STANDS[part]).first).to_be_visible(timeout=PATIENCE)
    screen.wait_until_whole()
    return page


def click_chart(page: Page, chart: str, across: float, down: float) -> None:
    """Point at a place of a chart, given by shares of its axes, and click it."""
    plot = page.locator(f".st-key-{chart} .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
    expect(page.locator(f".st-key-{chart} .hovertext").first).to_be_visible()
    page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


def place_of_point(page: Page, digit: str) -> tuple[float, float, int]:
    """Where a point of this digit stands alone on the screen, and which test digit it is."""
    return tuple(
        page.locator(".st-key-explain_plane .js-plotly-plot").evaluate(
            """(plot, name) => {
              const {xaxis, yaxis, _size} = plot._fullLayout
              const at = (trace, i) => [xaxis.d2p(trace.x[i]), yaxis.d2p(trace.y[i])]
              const traces = plot._fullData.filter(trace => /^\\d$/.test(trace.name))
              const all = traces.flatMap(trace => Array.from(trace.x, (_, i) => at(trace, i)))
              const own = traces.find(trace => trace.name === name)
              const gap = ([x, y]) => all.map(([a, b]) => Math.hypot(a - x, b - y))
                .sort((a, b) => a - b)[1]
              const order = Array.from(own.x, (_, i) => i)
              const best = order.reduce((a, b) => gap(at(own, b)) > gap(at(own, a)) ? b : a)
              const [x, y] = at(own, best)
              const box = plot.getBoundingClientRect()
              return [box.left + _size.l + x, box.top + _size.t + y, own.customdata[best]]
            }""",
            digit,
        )
    )


def answers(page: Page) -> Locator:
    return page.get_by_text(re.compile(r"^The answer is"))


def test_a_bar_of_a_histogram_shows_who_stands_there_and_a_stranger_becomes_the_digit(screen):
    page = open_part(screen, "digit_at_all")
    expect(page.get_by_text("Who else is as strange as yours?")).to_be_visible()
    click_chart(page, "explain_histogram_energy", 0.85, 0.2)
    expect(page.get_by_text("Who stands at the place you clicked?")).to_be_visible()
    screen.wait_until_whole()
    cards = page.locator(STANDS["digit_at_all"])
    expect(cards).to_have_count(12)
    stranger = cards.nth(7)
    said = stranger.get_attribute("aria-label") or stranger.get_attribute("title") or ""
    number = re.search(r"energy (-?[\d.]+)", said)
    assert "stranger" in said
    assert number
    stranger.click()
    # By the same score, it is now the page's own digit.
    expect(page.get_by_text(re.compile(rf"^Energy: {re.escape(number[1])},"))).to_be_visible()
    expect(page.get_by_text("Who else is as strange as yours?")).to_be_visible()
    answer = re.search(r"The answer is (\d)", answers(page).inner_text())
    assert answer
    page.get_by_role("radio", name="Which parts voted?").or_(
        page.get_by_role("button", name="Which parts voted?")
    ).first.click()
    expect(page.get_by_role("combobox", name="Why this digit?")).to_have_value(
        f"{answer[1]}, the answer"
    )
    screen.go("Draw")
    page.get_by_role("button", name="Undo").click()
    screen.go("Explain")
    expect(answers(page)).to_contain_text("The answer is 3, with 96.2%")


def test_a_point_of_the_plane_shows_its_digit_which_opens_in_feature_maps(screen):
    page = open_part(screen, "neighbours")
    x, y, position = place_of_point(page, "6")
    page.mouse.move(x, y)
    expect(page.locator(".st-key-explain_plane .hovertext").first).to_contain_text(
        f"a 6, test digit {position}"
    )
    page.mouse.click(x, y)
    expect(page.get_by_text(f"test digit {position:,}, a 6, read as")).to_be_visible()
    page.locator(".st-key-explain_clicked button").click()
    expect(page.get_by_role("heading", name="Feature maps", exact=True, level=1)).to_be_visible()


def test_a_thin_bar_of_the_waterfall_is_chosen_by_a_click_above_it(any_screen):
    page = open_part(any_screen, "votes")
    chosen = page.get_by_text(re.compile(r"^Unit \d+ gives"))
    before = chosen.inner_text()
    click_chart(page, "explain_waterfall", 0.55, 0.9)
    expect(chosen).not_to_have_text(before)
