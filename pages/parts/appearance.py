"""Styles that the theme's settings cannot express. Colours come from the theme itself."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import numpy as np
import streamlit as st
from PIL import Image, ImageColor

from cnn.figures.encoding import png_url
from cnn.figures.palette import PALETTES, Palette

CONTROLS = Path(__file__).with_name("streamlit_controls.css").read_text(encoding="utf-8")

# The answer is the largest thing on the first page; mosaics keep their pixels square and sharp.
STYLES = """
<style>
.stMainBlockContainer { padding: 3.6rem 2.2rem 3rem; }
.stMain h1 { font-size: 1.7rem; padding: 0 0 0.2rem; }
.stMain h2 { font-size: 1.3rem; }
.stMain :is(h2, h3, h4) { padding: 0.5rem 0 0.2rem; }
/* Title and first words in one line: the whole network is to be in the first screen. */
@media (min-width: 641px) {
  .st-key-drawing :is([data-testid="stBaseButton-secondary"], [data-testid="stPopoverButton"]) {
    min-height: 2.1rem; padding-top: 0.2rem; padding-bottom: 0.2rem;
  }
}
@media (min-width: 1240px) {
  .st-key-introduction { margin-top: -3.05rem; min-height: 2.2rem; padding: 0.3rem 0 0 5.4rem; }
}
.stMain .st-key-drawing { row-gap: 0.6rem; margin-top: -0.5rem; }
.stMain .st-key-drawing h2 { font-size: 1.1rem; line-height: 1.6; padding: 0 0 0.4rem; }
.stMain .st-key-drawing .st-key-look_inside h2 { padding: 0; }
.stMain .st-key-look_inside { margin-top: -0.5rem; }
.st-key-network_figure { margin-top: -0.5rem; }
/* What is said of the answer takes one line, whatever it is. */
.stMain .st-key-answer_heading { flex-wrap: nowrap; align-items: flex-start; }
.st-key-answer_state { min-height: 1.8rem; }
.st-key-answer_state :is([data-testid="stCaptionContainer"], [data-testid="stAlert"]) p,
.st-key-answer_state[data-now]::before { margin: 0; line-height: 1.8rem; }
:is(.st-key-answer_state, .st-key-strangeness_words) [data-testid="stAlertContainer"] {
  padding: 0 0.5rem; min-height: 0; width: fit-content;
}
:is(.st-key-answer_state, .st-key-strangeness_words) [data-testid="stAlert"] p {
  font-size: 0.875rem; margin: 0;
}
:is(.st-key-answer_state, .st-key-strangeness_words) [data-testid="stMarkdownContainer"] {
  margin-bottom: 0;
}
.st-key-answer_state[data-now] > * { display: none; }
.st-key-answer_state[data-now]::before {
  content: attr(data-now); color: var(--muted); font-size: 0.875rem;
}
.st-key-prediction h3 { white-space: pre-wrap; }
.stMain .st-key-prediction h3 { font-size: 6.2rem; font-weight: 700; line-height: 1; padding: 0; }
.st-key-prediction[data-replay] { position: relative; }
.st-key-prediction[data-replay]::before {
  content: attr(data-replay); position: absolute; left: 0; bottom: 100%;
  padding: 0 0.5rem; border-radius: 6px;
  background: var(--st-primary-color, #1B5FAE); color: var(--st-background-color, #fff);
  font-size: 0.8rem; font-weight: 600;
}
.stMain .st-key-prediction[data-digits="few"] h3 { font-size: 4rem; padding-bottom: 0.3rem; }
.stMain .st-key-prediction[data-digits="many"] h3 { font-size: 2.6rem; line-height: 1.15; }
.stMain .st-key-prediction[data-digits="many"] h3 { overflow-wrap: anywhere; }
.stMain .st-key-answer_row > :has(> .st-key-prediction) { flex: 0 0 120px; }
.stMain .st-key-answer_row > :has(> :is([data-digits="many"], .st-key-prediction:not(:has(h3)))) {
  flex: 0 0 100%;
}
.stMain .st-key-answer_row { min-height: 11rem; }
/* What was found in a picture goes with the first stroke over it, not when the pen is lifted. */
.st-key-drawing[data-without-picture] :has(> .st-key-found_in_picture),
:has(> :is(.st-key-found_in_picture, .st-key-found_in_drawing):empty) { display: none !important; }
/* Nothing of the answer is out of date for longer than a moment: it does not fade. */
.st-key-drawing [data-stale="true"] { opacity: 1 !important; }
/* Of the last stroke, while the next one is drawn. */
.st-key-strangeness { min-height: 3.1rem; transition: opacity 0.15s; }
.st-key-drawing[data-live] .st-key-strangeness { opacity: 0.55; }
/* A replay stands still at a moment of which the server says nothing. */
.st-key-drawing:has([data-replay]) .st-key-strangeness * { visibility: hidden !important; }
.pictures { display: flex; flex-wrap: wrap; gap: 0.7rem 1rem; align-items: flex-start; }
.pictures figure { margin: 0; max-width: 100%; }
.pictures img { display: block; image-rendering: pixelated; }
.pictures img { border: 1px solid rgba(128,140,160,.35); }
.pictures figcaption { font-size: 0.8rem; line-height: 1.35; margin-bottom: 0.25rem; }
.pictures .shape { opacity: 0.75; font-variant-numeric: tabular-nums; }
.pictures .ticks { display: flex; justify-content: space-around; }
.pictures .ticks { font-size: 0.75rem; opacity: 0.75; }
.answer { column-gap: 2rem; align-items: center; }
.answer figcaption { min-height: 2.7em; }
.answer canvas { display: block; width: 140px; height: 140px; image-rendering: pixelated; }
.answer canvas { border: 1px solid rgba(128,140,160,.35); }
.answer .bars { min-height: 11rem; }
.answer .bars li { height: 1.1rem; }
.answer .bar { background: var(--muted); }
.answer .best { font-weight: bold; }
.answer .best .bar { background: var(--accent); }
.bars { list-style: none; margin: 0; padding: 0; width: 260px; font-size: 0.82rem; }
.bars li { display: flex; align-items: center; gap: 0.5rem; height: 1.25rem; }
.bars li { margin: 0; padding: 0; }
.bars .digit { width: 0.7rem; text-align: right; }
.bars .track { flex: 1; height: 0.8rem; border-left: 1px solid rgba(128,140,160,.6); }
.bars .bar { display: block; height: 100%; min-width: 1px; }
.bars .value { width: 3.1rem; text-align: right; font-variant-numeric: tabular-nums; }
.pictures .stage { width: 142px; }
.pictures .stage p { font-size: 0.78rem; line-height: 1.35; margin: 0.3rem 0 0; opacity: 0.8; }
.stMain [class*="st-key-tight_table"] :is(th, td) { padding: 0.22rem 0.4rem; }
.stMain [class*="st-key-tight_table"] table { font-size: 0.9rem; }
/* Six maps in a row where there is room, else three or two; never smaller. */
.st-key-explain_maps { display: grid !important; }
.st-key-explain_maps { grid-template-columns: repeat(auto-fit, minmax(138px, 1fr)); }
.st-key-explain_maps > * { width: auto !important; min-width: 0; }
.stMain .st-key-sections h2 { font-size: 1.15rem; padding: 0 0 0.2rem; }
.stMain [data-testid="stSelectbox"] button[aria-label="Clear value"] { min-width: 24px; }
.st-key-introduction [data-testid="stPageLink-NavLink"] { padding-left: 0; }
/* They have nothing to show where they stand. */
.st-key-canvas_marks, .st-key-spoken_answer { position: absolute; width: 1px; height: 1px; }
[class*="st-key-kept_visit"] { position: absolute; width: 1px; height: 1px; }
.st-key-live_engine { position: absolute; overflow: visible !important; }
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
  .stMain [data-testid="stLayoutWrapper"]:has(> .st-key-canvas_side) { flex: 0 0 100%; }
  .stMain .st-key-drawing { gap: 0.8rem; }
  .stMain .st-key-introduction { gap: 0.2rem; }
  .stMain .st-key-look_inside { gap: 0.3rem; }
  .stMain .st-key-picture_drop:not([data-is-telling]) { flex: 0 0 auto; width: auto; }
  .stMain .st-key-picture_drop[data-is-telling] { flex: 0 0 100%; }
}
/* Answer, image and bars in one row: in the first screen, under the canvas or beside it. */
@media (max-width: 1180px) {
  .stMain .st-key-answer_row, .answer .bars { min-height: 10.2rem; }
  .stMain .st-key-other_digits { gap: 0.4rem; }
  .st-key-other_digits button { padding-left: 0.35rem; padding-right: 0.35rem; }
  .stMain .st-key-answer_row { flex-wrap: nowrap; gap: 0.6rem; }
  .stMain .st-key-answer_row > [data-testid="stLayoutWrapper"]:has(> .st-key-prediction) {
    flex: 0 0 5.4rem;
  }
  .stMain .st-key-prediction h3 { font-size: 4.4rem; }
  .stMain .st-key-prediction[data-digits="few"] h3 { font-size: 2.6rem; }
  .answer { flex-wrap: nowrap; column-gap: 0.6rem; }
  .answer canvas { width: 112px; height: 112px; }
  .answer .bars { width: auto; flex: 1; }
  .answer .bars li { height: 1rem; }
  .st-key-answer_state { min-height: 2.7rem; }
  .st-key-answer_state :is([data-testid="stCaptionContainer"], [data-testid="stAlert"]) p,
  .st-key-answer_state[data-now]::before { font-size: 0.82rem; line-height: 1.35rem; }
  .stMain .st-key-strangeness {
    flex-wrap: wrap; row-gap: 0; min-height: 5.3rem; align-content: start;
  }
  .stMain .st-key-strangeness > :has(> .st-key-strangeness_words) { flex: 0 0 100%; }
  .st-key-strangeness_words :is([data-testid="stCaptionContainer"], [data-testid="stAlert"]) p {
    font-size: 0.8rem;
  }
  .st-key-strangeness_words [data-testid="stAlertContainer"] { padding: 0 0.3rem; }
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


@cache
def page_icon() -> str:
    """The icon in the browser's tab, as its address: a 3 x 3 kernel, made here.

    Streamlit's own would come from afar, and a picture would be encoded anew with each run.
    """
    levels = np.array([[1, 3, 1], [3, 5, 3], [1, 3, 1]])
    colours = PALETTES["light"].sequential
    icon = Image.new("RGB", (3, 3))
    for (row, column), level in np.ndenumerate(levels):
        icon.putpixel((column, row), ImageColor.getrgb(colours[level]))
    file = io.BytesIO()
    icon.resize((48, 48), Image.Resampling.NEAREST).save(file, "PNG")
    return png_url(file.getvalue())
