"""Learning curves in the page: a small component, light enough to be sent at each poll."""

from __future__ import annotations

from collections.abc import Sequence

from cnn.figures.palette import Palette
from cnn.runs.charts.chart import Chart
from pages.parts.components.inline_component import inline_component

_component = inline_component(__file__, "figure_numbers.js")


def curve_view(charts: Sequence[Chart], palette: Palette, *, key: str) -> None:
    """Show charts side by side, or below each other where there is no room."""
    colours = {name: getattr(palette, name) for name in ("text", "muted", "grid", "background")}
    data = {"charts": [chart.to_json() for chart in charts], "colours": colours}
    _component(data=data, key=key)
