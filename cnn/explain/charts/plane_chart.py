"""Thousands of digits as points in a plane, coloured by digit, and one among them."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from cnn.figures.chart_style import axis_title, chart_layout
from cnn.figures.palette import Palette
from cnn.network.layer_shapes import CLASSES

HEIGHT = 460
# Numbers stand so far from one another at least, in shares of the chart, and from what is taken:
# by the current digit and by its name.
LABEL_CLEARANCE = 0.06
TAKEN = np.array([[0.0, 0.0], [0.06, 0.09], [0.12, 0.09]])
MOST_PUSHES = 100
MARGIN = {"l": 46, "r": 12, "t": 8, "b": 42}


def plane_chart(
    points: np.ndarray,
    labels: np.ndarray,
    palette: Palette,
    *,
    here: np.ndarray,
    near: np.ndarray,
    titles: tuple[str, str],
    is_loose: bool = False,
    chosen: int | None = None,
) -> go.Figure:
    """The points by WebGL, a trace for each digit with its number in its middle.

    Args:
        points: (n, 2) float32.
        labels: (n,) digits.
        palette: the theme's colours.
        here: (2,), the current digit.
        near: places in `points` that are ringed.
        titles: of the two axes.
        is_loose: whether the points may be moved and zoomed into.
        chosen: place in `points` of the one that was clicked.
    """
    figure = go.Figure(layout=chart_layout(palette, HEIGHT, MARGIN))
    for digit in range(CLASSES):
        own = np.flatnonzero(labels == digit)
        if not len(own):
            continue
        figure.add_scattergl(
            x=points[own, 0],
            y=points[own, 1],
            mode="markers",
            marker={"color": digit_colour(digit, palette), "size": 4, "opacity": 0.65},
            unselected={"marker": {"opacity": 0.65}},
            name=str(digit),
            customdata=own,
            hovertemplate=f"a {digit}, test digit %{{customdata}}<extra></extra>",
        )
    figure.add_scattergl(
        x=points[near, 0],
        y=points[near, 1],
        mode="markers",
        marker={
            "symbol": "circle-open",
            "size": 11,
            "color": palette.text,
            "line": {"width": 1.5},
        },
        unselected={"marker": {"opacity": 1}},
        customdata=near,
        hovertemplate="a neighbour, test digit %{customdata}<extra></extra>",
    )
    figure.add_scattergl(
        x=[here[0]],
        y=[here[1]],
        mode="markers",
        marker={
            "symbol": "star",
            "size": 18,
            "color": palette.frame,
            "line": {"color": palette.text, "width": 1.5},
        },
        unselected={"marker": {"opacity": 1}},
        hovertemplate="your digit<extra></extra>",
    )
    if chosen is not None:
        figure.add_scattergl(
            x=points[[chosen], 0],
            y=points[[chosen], 1],
            mode="markers",
            marker={
                "symbol": "square-open",
                "size": 14,
                "color": palette.text,
                "line": {"width": 2.5},
            },
            hoverinfo="skip",
        )
    span = np.ptp(points, axis=0)
    found = np.unique(labels)
    middles = np.array([np.median(points[labels == digit], axis=0) for digit in found])
    for digit, place in zip(found, _label_places(middles, here, span), strict=True):
        figure.add_annotation(
            x=float(place[0]),
            y=float(place[1]),
            text=f"<b>{digit}</b>",
            showarrow=False,
            font={"size": 15, "color": palette.text},
            bgcolor=palette.background,
            bordercolor=digit_colour(int(digit), palette),
            borderwidth=2,
            opacity=0.9,
            borderpad=1,
        )
    figure.add_annotation(
        x=float(here[0]),
        y=float(here[1]),
        text="<b>yours</b>",
        ax=34,
        ay=-34,
        arrowcolor=palette.text,
        font={"size": 13, "color": palette.text},
        bgcolor=palette.background,
        borderpad=2,
    )
    # The points that are clicked are the page's to mark, not Plotly's.
    figure.update_layout(dragmode="pan" if is_loose else False, clickmode="event+select")
    for update, title in zip((figure.update_xaxes, figure.update_yaxes), titles, strict=True):
        update(title=axis_title(title), fixedrange=not is_loose)
    return figure


def _label_places(middles: np.ndarray, here: np.ndarray, span: np.ndarray) -> np.ndarray:
    """(k, 2), where numbers stand: in (k, 2) middles, or as near as they have room.

    They keep clear of one another, of the current digit and of its name.
    """
    span = np.where(span > 0, span, 1)
    places = (middles - here) / span
    turns = np.arange(len(places)) * 2 * np.pi / max(len(places), 1)
    ways_out = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    for _ in range(MOST_PUSHES):
        pushes = np.zeros_like(places)
        for number, place in enumerate(places):
            others = np.concatenate([np.delete(places, number, axis=0), TAKEN])
            apart = place - others
            distances = np.hypot(*apart.T)
            for one, distance in zip(apart, distances, strict=True):
                if distance < LABEL_CLEARANCE:
                    way = one / distance if distance > 1e-9 else ways_out[number]
                    pushes[number] += way * (LABEL_CLEARANCE - distance + 1e-3) / 2
        if not pushes.any():
            break
        places = places + pushes
    return here + places * span


def digit_colour(digit: int, palette: Palette) -> str:
    """The colour of a digit's points: one of the palette's runs, or a mix of two of them."""
    runs = palette.runs
    if digit < len(runs):
        return runs[digit]
    return _mixed(runs[digit - len(runs)], palette.muted)


def _mixed(one: str, other: str) -> str:
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{(a + b) // 2:02X}" for a, b in pairs)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
