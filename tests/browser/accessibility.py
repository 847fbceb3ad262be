"""What WCAG 2.2 AA asks of a rendered page: axe-core's rules, and measurements of our own.

Axe leaves out what is disabled, and much of what stands in the shadow roots of components or over
pictures; so contrast is measured here once more, by another hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

from cnn.figures.contrast import luminance
from tests.browser.screen import AT_REST

SMALLEST_TYPE = 11.0
CONTRAST, LARGE_CONTRAST = 4.5, 3.0
# In CSS pixels, from where on writing counts as large: 18 pt, or 14 pt in bold.
LARGE, LARGE_IN_BOLD = 24.0, 18.66
# In CSS pixels, of the line around a field, and around what has the focus.
THINNEST_EDGE, THINNEST_RING = 1.0, 2.0
# A layout may round a size by a hundredth of a pixel.
TOLERANCE = 0.01

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RENDERED_PAGE = Path(__file__).with_name("rendered_page.js").read_text(encoding="utf-8")
OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # Axe runs the first of these only where it is asked for by name.
    "rules": {"label-content-name-mismatch": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# What is Streamlit's and not ours: its menu has headings between its list's items, its field for
# files a role that its name contradicts.
RUN_AXE = """async (options) => {
  const { violations } = await axe.run(document, options)
  const streamlits = {
    list: "[data-testid=stSidebarNav]",
    listitem: "[data-testid=stSidebarNav]",
    "presentation-role-conflict": "[data-testid=stFileUploaderDropzone]",
  }
  const isLeftOut = (id, { target }) =>
    id in streamlits && document.querySelector(target[0])?.closest(streamlits[id])
  return violations.flatMap(({ id, help, nodes }) => nodes
    .filter((node) => !isLeftOut(id, node))
    .map((node) => `axe ${id} (${help}): ${node.html.slice(0, 160)}: ${node.failureSummary}`))
}"""
# Run before a page's own scripts: remember the smallest that is written on each canvas.
NOTE_WRITING = """
window.smallestOnCanvas = new WeakMap()
const { fillText } = CanvasRenderingContext2D.prototype
CanvasRenderingContext2D.prototype.fillText = function (words, ...rest) {
  const size = parseFloat(/([\\d.]+)px/.exec(this.font)[1]) * this.getTransform().a
  const least = smallestOnCanvas.get(this.canvas)
  const { width } = this.canvas
  const isLeast = !least || least.width !== width || size < least.size
  if (isLeast) smallestOnCanvas.set(this.canvas, { words: String(words), size, width })
  return fillText.call(this, words, ...rest)
}
"""


# A run that goes on while a page is measured, as of a long evaluation, fades what it has not yet
# come to: that is no colour of ours.
UNFADED = "[data-stale=true] { opacity: 1 !important; transition: none !important }"


@dataclass(frozen=True)
class Writing:
    """Some words on a page.

    Attributes:
        name: where they stand.
        words: the first of them.
        text: their colour, as it is seen.
        behind: the colour behind them.
        size: of the type, in CSS pixels.
        is_icon: whether they are the name of a sign in an icon font, which WCAG asks less of.
        is_bold: whether the type is bold.
    """

    name: str
    words: str
    text: list[float]
    behind: list[float]
    size: float
    is_icon: bool
    is_bold: bool

    @property
    def contrast(self) -> float:
        """Contrast ratio of words and ground, 1 to 21."""
        return _contrast(self.text, self.behind)

    @property
    def contrast_needed(self) -> float:
        """The least that WCAG 2.2 AA allows."""
        is_large = self.size >= (LARGE_IN_BOLD if self.is_bold else LARGE)
        return LARGE_CONTRAST if self.is_icon or is_large else CONTRAST


def note_writing(page: Page) -> None:
    """Have the pages opened from now on remember how small they write on canvases."""
    page.add_init_script(NOTE_WRITING)


def axe_violations(page: Page) -> list[str]:
    """What breaks a rule of axe-core, A and AA and best practices, in what is ours."""
    page.add_style_tag(content=UNFADED)
    page.evaluate("script => { (0, eval)(script) }", AXE)
    return page.evaluate(RUN_AXE, OPTIONS)


def measured_violations(page: Page) -> list[str]:
    """Pale words and lines, small type, pictures without a name, headings out of order.

    A run may just have begun: where anything was found, it is measured once more, at rest.
    """
    page.add_style_tag(content=UNFADED)
    if not _measured(page):
        return []
    page.evaluate("window.framesAtRest = 0")
    page.wait_for_function(AT_REST)
    return _measured(page)


def _measured(page: Page) -> list[str]:
    # After a key, what has the focus shows it.
    page.keyboard.press("Shift")
    found = page.evaluate(RENDERED_PAGE)
    return [
        *_of_writing([_writing(one) for one in found["text"]]),
        *(_too_small(one) for one in found["drawn"] if one["size"] < SMALLEST_TYPE - TOLERANCE),
        *(f"no name: {name}" for name in found["unnamed"]),
        *_of_headings([(one["level"], one["words"]) for one in found["headings"]]),
        *_of_lines("edge", found["edges"], THINNEST_EDGE),
        *_of_lines("focus", found["rings"], THINNEST_RING),
    ]


def _writing(found: dict[str, Any]) -> Writing:
    return Writing(
        found["name"],
        found["words"],
        found["text"],
        found["behind"],
        found["size"],
        found["isIcon"],
        found["isBold"],
    )


def _of_writing(writings: list[Writing]) -> Iterator[str]:
    for one in writings:
        where = f"{one.words!r} in {one.name}"
        if one.contrast < one.contrast_needed:
            yield (
                f"contrast {one.contrast:.2f}, not {one.contrast_needed}: {where},"
                f" {_hex(one.text)} on {_hex(one.behind)}"
            )
        if one.size < SMALLEST_TYPE - TOLERANCE and not one.is_icon:
            yield _too_small({"size": one.size, "words": one.words, "name": one.name})


def _too_small(found: dict[str, Any]) -> str:
    return f"type of {found['size']:.1f} px: {found['words']!r} in {found['name']}"


def _of_headings(headings: list[tuple[int, str]]) -> Iterator[str]:
    first = [words for level, words in headings if level == 1]
    if len(first) != 1:
        yield f"{len(first)} headings of the first level: {first}"
    levels = [level for level, _ in headings]
    for before, (level, words) in zip([0, *levels], headings, strict=False):
        if level > before + 1:
            yield f"heading {words!r}: level {level} after level {before}"


def _of_lines(what: str, lines: list[dict[str, Any]], thinnest: float) -> Iterator[str]:
    """Lines around controls that are too thin, or too like what they stand on."""
    for line in lines:
        contrast = _contrast(line["text"], line["behind"])
        if line["width"] < thinnest or contrast < LARGE_CONTRAST:
            yield (
                f"{what} of {line['width']:.0f} px, contrast {contrast:.2f}: {line['words']!r} in"
                f" {line['name']}, {_hex(line['text'])} on {_hex(line['behind'])}"
            )


def _contrast(one: list[float], other: list[float]) -> float:
    darker, brighter = sorted(luminance(np.asarray(rgb)) for rgb in (one, other))
    return (brighter + 0.05) / (darker + 0.05)


def _hex(rgb: list[float]) -> str:
    return "#" + "".join(f"{round(level):02x}" for level in rgb)
