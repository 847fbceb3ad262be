"""A row of small drawings to choose from, by mouse, touch or keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from cnn.drawing.strokes import CANVAS_SIZE
from cnn.handwriting.examples import Example

HTML = """<div class="gallery" role="group"></div>
"""

CSS = """
.gallery { display: flex; flex-wrap: wrap; gap: 4px; }
.gallery button {
  width: 36px; height: 36px; padding: 2px; cursor: pointer; color: var(--st-text-color);
  background: var(--st-background-color); border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius);
}
.gallery button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
.gallery button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
/* On a phone one row, to be pushed sideways: the answer below stays in sight of the canvas. */
@media (max-width: 640px) { .gallery { flex-wrap: nowrap; overflow-x: auto; padding-bottom: 6px; } }
@media (max-width: 640px) { .gallery button { flex: none; } }
.gallery svg { width: 100%; height: 100%; fill: none; stroke: currentColor; }
"""

JS = """
const SVG = "http://www.w3.org/2000/svg";

function picture(strokes, size) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  for (const points of strokes) {
    const line = document.createElementNS(SVG, "polyline");
    line.setAttribute("points", points.join(" "));
    line.setAttribute("stroke-width", "22");
    line.setAttribute("stroke-linecap", "round");
    line.setAttribute("stroke-linejoin", "round");
    svg.append(line);
  }
  return svg;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const gallery = parentElement.querySelector(".gallery");
  gallery.setAttribute("aria-label", data.label);
  if (gallery.childElementCount !== data.items.length) {
    gallery.replaceChildren(...data.items.map(({ title, strokes }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = title;
      button.setAttribute("aria-label", title);
      button.append(picture(strokes, data.size));
      return button;
    }));
  }
  [...gallery.children].forEach((button, index) => {
    button.onclick = () => setTriggerValue("chosen", index);
  });
}
"""

_gallery = st.components.v2.component("stroke_gallery", html=HTML, css=CSS, js=JS)


def stroke_gallery(
    label: str, examples: Sequence[Example], on_choose: Callable[[Example], None], key: str
) -> None:
    """Show examples as buttons with their strokes.

    Args:
        label: what the row is, for screen readers.
        examples: what to choose from.
        on_choose: called with the chosen example before the next run.
        key: unique on the page.
    """

    def choose() -> None:
        index = st.session_state[key].chosen
        if isinstance(index, int) and 0 <= index < len(examples):
            on_choose(examples[index])

    items = [
        {
            "title": example.title,
            "strokes": [stroke.round().astype(int).tolist() for stroke in example.strokes],
        }
        for example in examples
    ]
    _gallery(
        data={"label": label, "items": items, "size": CANVAS_SIZE},
        key=key,
        on_chosen_change=choose,
    )
