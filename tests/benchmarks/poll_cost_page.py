"""The page that `poll_cost` opens: a simulated run, polled every second and drawn by one rival.

Its address says which rival, and how far the run has come: `?rival=plotly&points=20&epochs=0`.
All rivals build the same charts of the same growing run; they differ in how these are shown.
"""

from __future__ import annotations

from typing import Any, assert_never

import streamlit as st

from cnn.network.recipe import Recipe
from cnn.runs.charts.chart import Chart
from cnn.runs.charts.curves import learning_chart
from cnn.runs.progress import EpochResult, Point, Progress
from pages.parts.runs.curve_view import curve_view
from pages.parts.session.theme import palette
from tests.benchmarks.poll_cost import RIVALS, Rival

POLL_SECONDS = 1.0
RECIPE = Recipe()
# The trainer reports about five points a second; five epochs of the textbook network are about as
# many points as a run keeps.
POINTS_PER_EPOCH = 120
HEIGHT = 216
CONFIG = {"displayModeBar": False}


def simulated_run(count: int, epochs: int) -> Progress:
    """A run whose loss falls and whose accuracy rises, its learning rate once changed."""
    step = RECIPE.training_images // POINTS_PER_EPOCH
    points = tuple(Point(step * i, 2.3 / (1 + i / 9), i / (i + 9), step) for i in range(1, count))
    results = tuple(
        EpochResult(RECIPE.training_images * i, 0.1 / i, 1 - 0.03 / i) for i in range(1, epochs + 1)
    )
    changes = ((RECIPE.steps_per_epoch, 0.0005),) if epochs else ()
    return Progress("training", points=points, epochs=results, rate_changes=changes)


def plotly_layout(chart: Chart, colours: dict[str, str]) -> dict[str, Any]:
    """All of a figure that does not grow, in the look of the app's charts."""
    assert chart.guide is not None
    height, name = chart.guide
    axis = {"gridcolor": colours["grid"], "zeroline": False, "fixedrange": True}
    return {
        "template": "none",
        "height": HEIGHT,
        "margin": {"l": 46, "r": 14, "t": 30, "b": 34},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 11, "color": colours["muted"]},
        "showlegend": False,
        "hovermode": "x unified",
        "xaxis": {**axis, "range": [0, chart.x_end], "title": {"text": chart.x_title}},
        "yaxis": {**axis, "range": list(chart.y_range)},
        "shapes": [
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": height, "y1": height},
            *(
                {"type": "line", "yref": "paper", "x0": mark.x, "x1": mark.x}
                for mark in chart.marks
            ),
        ],
        "annotations": [
            {"xref": "paper", "x": 1, "y": height, "text": name, "showarrow": False},
            *(
                {"x": mark.x, "y": 0.5, "text": mark.label, "textangle": -90}
                for mark in chart.marks
            ),
        ],
    }


def plotly_figure(chart: Chart, layout: dict[str, Any]) -> dict[str, Any]:
    """A figure as a plain dictionary: the kept layout, the grown lines and the latest title."""
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers" if line.dots else "lines",
            "name": line.name,
            "x": line.x,
            "y": line.y,
            "line": {"color": line.colour, "width": line.width},
        }
        for line in chart.lines
    ]
    return {"data": data, "layout": {**layout, "title": {"text": chart.title}}}


def show(rival: Rival, charts: list[Chart]) -> None:
    """Loss and accuracy, as the rival shows them."""
    match rival:
        case "bare":
            pass
        case "ours":
            curve_view(charts, palette(), key="curves")
        case "plotly":
            colours = {name: getattr(palette(), name) for name in ("grid", "muted")}
            layouts = st.session_state.setdefault(
                "layouts", [plotly_layout(chart, colours) for chart in charts]
            )
            for place, side in enumerate(st.columns(2)):
                figure = plotly_figure(charts[place], layouts[place])
                side.plotly_chart(figure, theme=None, key=f"curves_{place}", config=CONFIG)
        case _:
            assert_never(rival)


@st.fragment(run_every=POLL_SECONDS)
def watch() -> None:
    """One poll: the run has grown by the points of a second."""
    polls = st.session_state["polls"] = st.session_state.get("polls", 0) + 1
    progress = simulated_run(points + 5 * polls, epochs)
    st.progress(0.5, text=f"poll {polls}")
    show(rival, [learning_chart(q, progress, RECIPE, palette()) for q in ("loss", "accuracy")])


rival = next(name for name in RIVALS if name == st.query_params["rival"])
points, epochs = (int(st.query_params[name]) for name in ("points", "epochs"))
st.set_page_config(layout="wide")
watch()
