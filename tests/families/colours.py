"""Ink and paper that differ in colour and hardly in brightness."""

from __future__ import annotations

import numpy as np

from tests.families.camera import photographed, scene_size
from tests.families.family import Brought, Strokes
from tests.families.pens import Pen, Tip, ink_of, pencil_grey
from tests.families.placing import Rng, anywhere, fitted
from tests.families.surfaces import Colour, daylight, inked, paper

# How bright red, green and blue are to the eye (ITU-R BT.601).
BRIGHTNESS = np.array([0.299, 0.587, 0.114])
# Ink, paper; the ink is then made as bright as the paper.
PAIRS = {
    "red on grey": ((220, 60, 60), (130, 130, 130)),
    "red on green": ((220, 60, 60), (60, 170, 80)),
    "red on blue": ((210, 50, 50), (60, 90, 210)),
    "green on red": ((70, 170, 80), (200, 70, 70)),
    "blue on orange": ((70, 110, 230), (225, 140, 60)),
    "purple on green": ((150, 70, 170), (90, 160, 90)),
}


def _on_paper(strokes: Strokes, rng: Rng, colour: Colour, pen: Pen, share: float) -> Brought:
    size, enlarged = scene_size(rng)
    side = min(size) * share
    pen = Pen(pen.tip, max(2.0, pen.width * side), pen.colour)
    digit = anywhere(fitted(strokes, side, rng.uniform(-8, 8)), size, 12 + pen.width, rng)
    page = inked(paper(size, rng, colour), ink_of(digit, size, pen, rng), pen)
    return photographed(page * daylight(size, rng, 0.2), rng, enlarged)


def equal_brightness(strokes: Strokes, rng: Rng) -> Brought:
    """Red on grey, green or blue and other pairs, within a few grey levels of each other."""
    ink, colour = list(PAIRS.values())[rng.integers(len(PAIRS))]
    ink = _as_bright_as(np.array(ink), np.array(colour), rng.uniform(-12, 12))
    pen = Pen(Tip.ROUND, rng.uniform(0.035, 0.09), ink)
    return _on_paper(strokes, rng, colour, pen, rng.uniform(0.35, 0.75))


def _as_bright_as(ink: np.ndarray, paper_colour: np.ndarray, more: float) -> Colour:
    lacking = (paper_colour - ink) @ BRIGHTNESS + more
    red, green, blue = np.clip(ink + lacking, 0, 255).tolist()
    return red, green, blue


def highlighter(strokes: Strokes, rng: Rng) -> Brought:
    """A highlighter on white paper: yellow above all, broad."""
    colours = ((250, 238, 60), (245, 235, 90), (170, 240, 110), (255, 170, 200), (255, 195, 90))
    colour = colours[rng.choice(5, p=[0.35, 0.25, 0.15, 0.15, 0.1])]
    pen = Pen(Tip.MARKER, rng.uniform(0.06, 0.13), colour)
    return _on_paper(strokes, rng, _white(rng), pen, rng.uniform(0.4, 0.75))


def pale_pencil(strokes: Strokes, rng: Rng) -> Brought:
    """A hard pencil that hardly marks the paper."""
    grey = pencil_grey(rng)[0] + rng.uniform(60, 85)
    pen = Pen(Tip.PENCIL, rng.uniform(0.025, 0.05), (grey, grey, grey))
    return _on_paper(strokes, rng, _white(rng), pen, rng.uniform(0.4, 0.75))


def _white(rng: Rng) -> Colour:
    white = rng.uniform(205, 240)
    return white, white - 2, white - rng.uniform(0, 10)
