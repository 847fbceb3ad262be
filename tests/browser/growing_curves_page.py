"""A page whose chart grows at each poll, as that of a run that goes on; no trainer is needed."""

from __future__ import annotations

import streamlit as st

from cnn.network.recipe import Recipe
from cnn.runs.charts.curves import learning_chart
from cnn.runs.progress import Point, Progress
from pages.parts.runs.curve_view import curve_view
from pages.parts.session.theme import palette

RECIPE = Recipe(epochs=1, training_images=1000)


@st.fragment(run_every=0.3)
def watch() -> None:
    """One poll: another point, until the epoch is over."""
    count = st.session_state["count"] = min(st.session_state.get("count", 10) + 1, 100)
    points = tuple(Point(10 * i, 2 / i, 1 - 0.9 / i, 10) for i in range(1, count + 1))
    charts = [learning_chart("loss", Progress("training", points=points), RECIPE, palette())]
    curve_view(charts, palette(), key="curves")


watch()
