"""Styles that the theme's settings cannot express. Colours come from the theme itself."""

from __future__ import annotations

import numpy as np
import streamlit as st
from PIL import Image, ImageColor

from cnn.figures.palette import PALETTES

# The answer is the largest thing on the first page; mosaics keep their pixels square and sharp.
STYLES = """
<style>
.stMainBlockContainer { padding: 3.6rem 2.2rem 3rem; }
.stMain h1 { font-size: 1.7rem; padding: 0 0 0.2rem; }
.stMain h2 { font-size: 1.3rem; }
.stMain .st-key-prediction h1 { font-size: 6.2rem; line-height: 1; padding: 0; }
.stMain .st-key-few_answers h1 { font-size: 4rem; }
.stMain .st-key-many_answers h1 { font-size: 2.6rem; line-height: 1.15; }
.stMain .st-key-many_answers h1 { overflow-wrap: anywhere; }
.pictures { display: flex; flex-wrap: wrap; gap: 0.7rem 1rem; align-items: flex-start; }
.pictures figure { margin: 0; max-width: 100%; }
.pictures img { display: block; image-rendering: pixelated; }
.pictures img { border: 1px solid rgba(128,140,160,.35); }
.pictures figcaption { font-size: 0.8rem; line-height: 1.35; margin-bottom: 0.25rem; }
.pictures .shape { opacity: 0.75; font-variant-numeric: tabular-nums; }
.pictures .ticks { display: flex; justify-content: space-around; }
.pictures .ticks { font-size: 0.72rem; opacity: 0.75; }
.answer { column-gap: 2rem; align-items: center; }
.bars { list-style: none; margin: 0; padding: 0; width: 260px; font-size: 0.82rem; }
.bars li { display: flex; align-items: center; gap: 0.5rem; height: 1.25rem; }
.bars li { margin: 0; padding: 0; }
.bars .digit { width: 0.7rem; text-align: right; }
.bars .track { flex: 1; height: 0.8rem; border-left: 1px solid rgba(128,140,160,.6); }
.bars .bar { display: block; height: 100%; min-width: 1px; }
.bars .value { width: 3.1rem; text-align: right; font-variant-numeric: tabular-nums; }
.strangeness { position: relative; height: 2.1rem; }
.strangeness span { position: absolute; }
.strangeness .line { left: 0; right: 0; top: 0.45rem; height: 0.25rem; border-radius: 1rem; }
.strangeness .bound { top: 0.1rem; width: 2px; height: 0.95rem; margin-left: -1px; }
.strangeness .dot { top: 0.1rem; width: 0.95rem; height: 0.95rem; margin-left: -0.48rem; }
.strangeness .dot { border: 2px solid; border-radius: 50%; box-sizing: border-box; }
.strangeness .end { top: 1.1rem; transform: translateX(-50%); font-size: 0.75rem; opacity: 0.8; }
.strangeness .first { left: 0; transform: none; }
.strangeness .last { right: 0; transform: none; }
.pictures .stage { width: 142px; }
.pictures .stage p { font-size: 0.78rem; line-height: 1.35; margin: 0.3rem 0 0; opacity: 0.8; }
.patch_layers { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); }
.patch_layers { gap: 0.6rem 1.4rem; }
.patch_layers figure, .asked_patch { margin: 0; }
.patch_layers figcaption, .asked_patch figcaption { font-size: 0.85rem; line-height: 1.35; }
.patch_layers figcaption { padding-bottom: 0.3rem; }
.patch_layers figcaption b { display: block; font-size: 1rem; }
.patch_rows { display: grid; gap: 0.3rem 0.8rem; }
.patch_row { display: grid; grid-template-columns: 1.2rem repeat(3, minmax(0, 1fr)); }
.patch_row { gap: 0.3rem; align-items: center; }
.patch_row span { font-size: 0.8rem; text-align: right; font-variant-numeric: tabular-nums; }
.patch_row img { display: block; width: 100%; max-width: 6rem; }
.patch_row img, .asked_patch img { aspect-ratio: 1; image-rendering: pixelated; }
.patch_row img, .asked_patch img { border: 1px solid rgba(128,140,160,.6); }
.asked_patch img { display: block; width: 7rem; }
@media (max-width: 640px) {
  .patch_layers { grid-template-columns: minmax(0, 1fr); }
  .patch_layers figcaption b { display: inline; }
  .patch_rows { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
/* It has nothing to show where it stands. */
.st-key-canvas_marks { position: absolute; }
.st-key-question [data-testid="InputInstructions"] { display: none; }
/* The question comes first for the keyboard and on a narrow screen, else it stands at the right. */
.st-key-question_and_figure > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"] {
  flex-direction: row-reverse;
}
[data-testid="stLayoutWrapper"]:has(> .st-key-dropped_picture) { display: none; }
/* A term that is explained where it stands: it reads as text. */
.stApp a[href^="#term-"] { color: inherit !important; cursor: help; border-radius: 2px; }
.stApp a[href^="#term-"] {
  text-decoration: underline dotted 1.5px !important;
  text-underline-offset: 0.2em;
}
.stApp a[href^="#term-"]:hover { text-decoration-style: solid !important; }
.stApp a[href^="#term-"]:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.st-key-glossary h2 { font-size: 1.15rem; padding: 0; }
.st-key-term_popover { position: absolute; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; }
}
</style>
"""


def apply_styles() -> None:
    """Put the styles into the page."""
    st.html(STYLES)


def page_icon() -> Image.Image:
    """The icon in the browser's tab: a 3 x 3 kernel, made here, since others come from afar."""
    levels = np.array([[1, 3, 1], [3, 5, 3], [1, 3, 1]])
    colours = PALETTES["light"].sequential
    icon = Image.new("RGB", (3, 3))
    for (row, column), level in np.ndenumerate(levels):
        icon.putpixel((column, row), ImageColor.getrgb(colours[level]))
    return icon.resize((48, 48), Image.Resampling.NEAREST)
