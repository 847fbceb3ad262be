"""Line charts as plain numbers: what stands where, for the page to draw.

Not Plotly: `st.plotly_chart` mounts a figure whose data have grown as a new one, so at each poll of
a live run the values under a resting pointer would vanish, and the browser would drop frames
(tests/benchmarks/poll_cost.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Format = Literal["number", "percent"]
XUnit = Literal["epochs", "images"]


@dataclass(frozen=True)
class Line:
    """One line of a chart.

    Attributes:
        name: for the pointer and the legend.
        colour: a hex colour.
        x: from left to right.
        y: as many.
        dash: lengths of strokes and gaps in pixels, as SVG writes them; "" is solid.
        width: in pixels.
        dots: whether each point is marked.
        label: stands at the line's right end; "" for none.
        in_legend: whether the legend names it.
    """

    name: str
    colour: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    dash: str = ""
    width: float = 2.0
    dots: bool = False
    label: str = ""
    in_legend: bool = False


@dataclass(frozen=True)
class Mark:
    """An upright line at a place of the x axis, with a few words beside it; dash as of a Line."""

    x: float
    label: str
    colour: str
    dash: str = ""


@dataclass(frozen=True)
class Chart:
    """Lines over one x axis.

    Attributes:
        title: name and latest values.
        x_unit: what the x axis counts, for the writing of values.
        x_title: the same in words.
        x_end: where the axis ends; it begins at 0.
        y_range: lowest and highest value of the y axis; what lies outside is cut off.
        y_format: how its numbers are written.
        lines: from back to front.
        marks: upright lines.
        guide: height and words of a dashed level line; None for none.
        empty: what is written in a chart without a point.
        alt: the chart in words.
    """

    title: str
    x_unit: XUnit
    x_title: str
    x_end: float
    y_range: tuple[float, float]
    y_format: Format
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = ()
    guide: tuple[float, str] | None = None
    empty: str = ""
    alt: str = ""

    def to_json(self) -> dict[str, Any]:
        """The chart as plain data, ready for `json.dumps`."""
        # Not `asdict`, which copies every number.
        lines = [vars(line) for line in self.lines]
        marks = [vars(mark) for mark in self.marks]
        return {**vars(self), "lines": lines, "marks": marks}
