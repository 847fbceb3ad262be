"""Styles that the theme's settings cannot express. Colours come from the theme itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st
from PIL import Image, ImageColor

from cnn.figures.palette import PALETTES, Palette

CONTROLS = Path(__file__).with_name("streamlit_controls.css").read_text(encoding="utf-8")

# The answer is the largest thing on the first page; mosaics keep their pixels square and sharp.
STYLES = """
<style>
.stMainBlockContainer { padding: 3.6rem 2.2rem 3rem; }
.stMain h1 { font-size: 1.7rem; padding: 0 0 0.2rem; }
.stMain h2 { font-size: 1.3rem; }
.stMain :is(h2, h3, h4) { padding: 0.5rem 0 0.2rem; }
.stMain .st-key-drawing h2 { font-size: 1.1rem; padding: 0 0 0.4rem; }
.stMain .st-key-drawing .st-key-look_inside h2 { padding: 0; }
.stMain .st-key-prediction h3 { font-size: 6.2rem; font-weight: 700; line-height: 1; padding: 0; }
.st-key-prediction[data-replay] { position: relative; }
.st-key-prediction[data-replay]::before {
  content: attr(data-replay); position: absolute; left: 0; bottom: 100%;
  padding: 0 0.5rem; border-radius: 6px;
  background: var(--st-primary-color, #1B5FAE); color: var(--st-background-color, #fff);
  font-size: 0.8rem; font-weight: 600;
}
.stMain .st-key-few_answers h3 { font-size: 4rem; padding-bottom: 0.3rem; }
.stMain .st-key-many_answers h3 { font-size: 2.6rem; line-height: 1.15; }
.stMain .st-key-many_answers h3 { overflow-wrap: anywhere; }
.pictures { display: flex; flex-wrap: wrap; gap: 0.7rem 1rem; align-items: flex-start; }
.pictures figure { margin: 0; max-width: 100%; }
.pictures img { display: block; image-rendering: pixelated; }
.pictures img { border: 1px solid rgba(128,140,160,.35); }
.pictures figcaption { font-size: 0.8rem; line-height: 1.35; margin-bottom: 0.25rem; }
.pictures .shape { opacity: 0.75; font-variant-numeric: tabular-nums; }
.pictures .ticks { display: flex; justify-content: space-around; }
.pictures .ticks { font-size: 0.75rem; opacity: 0.75; }
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
.strangeness .line { left: 0; top: 0.45rem; height: 0.25rem; border-radius: 1rem; }
.strangeness .broken { right: 0; border-radius: 0; }
.strangeness .broken {
  background: repeating-linear-gradient(to right, currentColor 0 6px, transparent 6px 9px);
}
.strangeness .bound { top: 0.1rem; width: 2px; height: 0.95rem; margin-left: -1px; }
.strangeness .dot { top: 0.1rem; width: 0.95rem; height: 0.95rem; margin-left: -0.48rem; }
.strangeness .dot { border: 2px solid; border-radius: 50%; box-sizing: border-box; }
.strangeness .beyond { border-radius: 2px; }
.strangeness .end { top: 1.1rem; transform: translateX(-50%); font-size: 0.75rem; opacity: 0.8; }
.strangeness .first { left: 0; transform: none; }
.strangeness .last { right: 0; transform: none; }
.pictures .stage { width: 142px; }
.pictures .stage p { font-size: 0.78rem; line-height: 1.35; margin: 0.3rem 0 0; opacity: 0.8; }
.stMain .st-key-sections h2 { font-size: 1.15rem; padding: 0 0 0.2rem; }
.stMain [data-testid="stSelectbox"] button[aria-label="Clear value"] { min-width: 24px; }
.st-key-introduction [data-testid="stPageLink-NavLink"] { padding-left: 0; }
/* They have nothing to show where they stand. */
.st-key-canvas_marks, .st-key-spoken_answer { position: absolute; width: 1px; height: 1px; }
.st-key-question_focus { position: absolute; }
.st-key-question h2 { font-size: 1.05rem; padding: 0 0 1rem; }
.st-key-question_text, .st-key-verdict [data-testid="stAlertContainer"] {
  outline-offset: 4px;
  scroll-margin: 5rem 0 1rem;
}
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
/* The patch stands above its question: when that is scrolled to, it is in view, too. */
body:has(.asked_patch) .st-key-question_text { scroll-margin-top: 15.5rem; }
.moved_maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); }
.moved_maps { gap: 0.8rem 1.4rem; }
.moved_maps figure { margin: 0; }
.moved_maps figcaption { font-size: 0.85rem; line-height: 1.35; padding-bottom: 0.3rem; }
.moved_maps img { display: block; width: 100%; image-rendering: pixelated; }
.moved_maps img { border: 1px solid rgba(128,140,160,.6); }
@media (max-width: 640px) {
  .patch_layers { grid-template-columns: minmax(0, 1fr); }
  .patch_layers figcaption b { display: inline; }
  .patch_rows { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
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
.st-key-glossary h2 { font-size: 1.15rem; padding: 0.8rem 0 0; }
.st-key-term_popover { position: absolute; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; }
  /* The answer beside its image and bars: all three in the first screen, under the canvas. */
  .stMain [data-testid="stLayoutWrapper"]:has(> .st-key-canvas_side) { flex: 0 0 100%; }
  .stMain .st-key-drawing { gap: 0.8rem; }
  .stMain .st-key-drawing h2 { padding-bottom: 0.7rem; }
  .stMain .st-key-introduction { gap: 0.2rem; }
  .stMain .st-key-look_inside { gap: 0.3rem; }
  .stMain .st-key-other_digits { gap: 0.4rem; }
  .st-key-other_digits button { padding-left: 0.35rem; padding-right: 0.35rem; }
  .stMain .st-key-picture_drop:not([data-is-telling]) { flex: 0 0 auto; width: auto; }
  .stMain .st-key-picture_drop[data-is-telling] { flex: 0 0 100%; }
  .stMain .st-key-answer_row { flex-wrap: nowrap; gap: 0.6rem; }
  .stMain .st-key-answer_row > [data-testid="stLayoutWrapper"]:has(> .st-key-prediction) {
    flex: 0 0 5.4rem;
  }
  .stMain .st-key-one_answer h3 { font-size: 4.4rem; }
  .stMain .st-key-few_answers h3 { font-size: 2.6rem; }
  .answer { flex-wrap: nowrap; column-gap: 0.6rem; }
  .answer img { width: 112px; height: 112px; }
  .answer .bars { width: auto; flex: 1; }
  .answer .bars li { height: 1rem; }
}
</style>
"""


def apply_styles(palette: Palette) -> None:
    """Put the styles into the page, in the colours of the theme that it shows."""
    st.html(STYLES)
    st.html(f"<style>{_variables(palette)}{CONTROLS}</style>")


def _variables(colours: Palette) -> str:
    """Colours that Streamlit has no variable for, in its own elements and in our components."""
    return (
        f":root {{ --accent: {colours.accent}; --on-accent: {colours.on_accent};"
        f" --accent-strong: color-mix(in srgb, {colours.accent} 82%, {colours.text});"
        f" --muted: {colours.muted}; --edge: {colours.edge}; }}\n"
    )


def page_icon() -> Image.Image:
    """The icon in the browser's tab: a 3 x 3 kernel, made here, since others come from afar."""
    levels = np.array([[1, 3, 1], [3, 5, 3], [1, 3, 1]])
    colours = PALETTES["light"].sequential
    icon = Image.new("RGB", (3, 3))
    for (row, column), level in np.ndenumerate(levels):
        icon.putpixel((column, row), ImageColor.getrgb(colours[level]))
    return icon.resize((48, 48), Image.Resampling.NEAREST)
