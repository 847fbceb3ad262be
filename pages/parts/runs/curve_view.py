"""Learning curves in the page: a small component, light enough to be sent at each poll."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from cnn.figures.palette import Palette
from cnn.runs.chart import Chart

_CSS = """
.charts {
  display: grid; gap: 0.6rem 1.2rem; font-family: var(--st-font); color: var(--st-text-color);
  grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr));
}
figure { margin: 0; min-width: 0; }
figcaption { font-size: 0.88rem; font-weight: 600; padding-bottom: 0.2rem; }
.plot { position: relative; touch-action: pan-y; }
svg { display: block; max-width: 100%; font-family: inherit; font-variant-numeric: tabular-nums; }
.tip {
  position: absolute; top: 0.4rem; z-index: 2; pointer-events: none; white-space: nowrap;
  padding: 0.25rem 0.5rem; border-radius: 0.3rem; font-size: 0.78rem; line-height: 1.4;
  font-variant-numeric: tabular-nums; border: 1px solid var(--st-border-color);
  color: var(--st-text-color); background: var(--st-background-color);
}
.tip[hidden] { display: none; }
.row { display: flex; justify-content: space-between; gap: 0.9rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; font-size: 0.82rem; }
.entry { display: inline-flex; align-items: center; gap: 0.35rem; }
"""
_component = st.components.v2.component(
    "convoscope_curve_view",
    html='<div class="charts">\n</div>',
    css=_CSS,
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def curve_view(charts: Sequence[Chart], palette: Palette, *, key: str) -> None:
    """Show charts side by side, or below each other where there is no room."""
    colours = {name: getattr(palette, name) for name in ("text", "muted", "grid", "background")}
    data = {"charts": [chart.to_json() for chart in charts], "colours": colours}
    _component(data=data, key=key)
