"""Every page in Chromium, at both widths, in both themes: whole, in bounds, readable for all.

Each is opened once for all that is asked of it, for opening is what takes long.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import axe_violations, measured_violations
from tests.browser.screen import PAGES, Screen

# What a page's own script has drawn once it stands.
DRAWN = {
    "draw": ("canvas.upper-canvas", 1),
    "feature_maps": (".layer-figure .one canvas", 1),
    "filters": (".filter-figure .card", 32),
    "explain": (".st-key-explain_maps canvas", 6),
    "experiment": (".parts button", 32),
    "train": (".body .name", 8),
    "evaluate": (".st-key-confusion_A [role=gridcell]", 100),
    "local_patterns": ("canvas.given", 1),
    "patches_to_map": ("canvas.vector", 1),
    "padding": (".said:has-text('Window: rows 0 to 2')", 1),
    "strides": (".said:has-text('Stride 2: row 0, column 0')", 1),
    "max_pooling": (".pooling .made canvas", 3),
    "downsampling": (".fields .network", 2),
    "translation": (".where:has-text('4 right. The digit is whole.')", 1),
    "hierarchy": (".patch_row", 12),
    "fewer_examples": (".js-plotly-plot", 1),
    "glossary": (".st-key-glossary h2:has-text('W')", 1),
}


ANSWER = "button:has-text('Answer')"
# What is there before anything is scrolled: a figure with its question, a design with its start.
FIRST_SCREEN = {
    "draw": (
        "canvas.upper-canvas",
        ".st-key-prediction",
        ".answer .bars",
        ".st-key-examples .gallery",
        ".st-key-other_digits",
        *(f".network-figure .picture >> nth={place}" for place in range(8)),
    ),
    "feature_maps": (
        ".layer-figure .one canvas",
        ".number-grid:has-text('= products')",
        ".layer-figure .sum",
        "[aria-label^='Colour scale of products']",
    ),
    "filters": (
        "[aria-label^='Colour scale of all weights']",
        ".card:nth-child(4)",
        "[aria-label='Kernel of filter 4 of conv1']",
        ".band .sum",
    ),
    "explain": (
        ".st-key-explain_digit_picture canvas",
        "[class*=st-key-explain_against]",
        ".st-key-explain_map_gradient canvas",
        ".st-key-explain_map_random canvas",
        "[aria-label^='Colour scale of the map of Random']",
    ),
    "evaluate": (
        ".st-key-evaluate_set button",
        ".numbers b",
        ".st-key-confusion_A [data-row='9'][data-column='9']",
    ),
    "experiment": (
        ".parts button >> nth=31",
        ".before-after",
        ".st-key-knock_recall .js-plotly-plot",
    ),
    "train": ("button:has-text('Start training')", "text='1 Data'", ".row:last-child"),
    "local_patterns": (
        ANSWER,
        "[role=application]",
        ".after",
        "[aria-label='Kernel, row 2, column 2']",
        "canvas.weights",
        "[aria-label='Move the digit right']",
        ".unit-moved",
    ),
    "patches_to_map": (ANSWER, "[role=application]", ".step:last-child .amount"),
    "padding": (ANSWER, "[role=application]", "text='floor((5 - 3) / 1) + 1 = ?'"),
    "strides": (ANSWER, "[role=application]", ".said"),
    "max_pooling": (ANSWER, "[role=application]", ".four", ".moves"),
    "downsampling": (ANSWER, "[role=application]", ".network:last-child tbody tr:last-child"),
    "translation": (ANSWER, "[role=application]", "canvas.digit", "figure li:last-child"),
    "hierarchy": (ANSWER, ".patch_layers", ".asked_patch img"),
    "fewer_examples": (ANSWER, ".js-plotly-plot"),
}


@pytest.mark.each_change
def test_every_page_stands_whole_within_the_window(screen):
    assert set(pages_that_stand(screen)) == set(PAGES)


def test_every_page_stands_whole_within_the_window_and_can_be_read_and_used_by_all(any_look):
    found = []
    for name in pages_that_stand(any_look):
        any_look.wait_until_at_rest()
        violations = [*axe_violations(any_look.page), *measured_violations(any_look.page)]
        found += [f"{name}: {violation}" for violation in violations]
    assert not found, "\n".join(["", *found])


def pages_that_stand(look: Screen) -> Iterator[str]:
    """Open one page after the other and see that it is all there."""
    for name, (drawn, count) in DRAWN.items():
        look.open(name)
        expect(look.page.get_by_role("heading", level=1).first).to_be_visible()
        expect(look.page.locator(drawn)).to_have_count(count)
        look.expect_no_sideways_scrolling()
        if not look.is_narrow:
            for part in FIRST_SCREEN.get(name, ()):
                expect(look.page.locator(part).first).to_be_in_viewport(ratio=1)
        # Whoever only opens a page has done nothing to be told of; a note is there for 4 seconds.
        assert look.page.get_by_test_id("stToast").all_inner_texts() == [], name
        yield name
