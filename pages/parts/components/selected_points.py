"""What was clicked in a chart: anyone can send anything in its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.parts.components.whole_number import whole_number


def selected_points(key: str) -> list[Mapping[str, Any]]:
    """The points that a browser calls selected in a chart of this key, whatever they hold."""
    chart = st.session_state.get(key)
    selection = chart.get("selection") if isinstance(chart, Mapping) else None
    points = selection.get("points") if isinstance(selection, Mapping) else None
    if not isinstance(points, list):
        return []
    return [point for point in points if isinstance(point, Mapping)]


def selected_place(key: str, count: int) -> int | None:
    """The place in its trace of the first point that is selected, below `count`; else None."""
    points = selected_points(key)
    return whole_number(points[0].get("point_index"), count) if points else None
