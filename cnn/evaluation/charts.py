"""Pictures of an evaluation: colours of the confusion matrix, shares per digit, reliability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from cnn.evaluation.calibration import ReliabilityBin
from cnn.evaluation.evaluation import Share, wilson_interval
from cnn.figures.chart_style import axis_title, chart_layout
from cnn.figures.contrast import text_colour_on
from cnn.figures.palette import Palette, colour_table
from cnn.network.layer_shapes import CLASSES

SHARE_HEIGHT = 230
RELIABILITY_HEIGHT = 330
MARGIN = {"l": 50, "r": 18, "t": 12, "b": 40}
# How far two networks' marks stand from their digit's place, in digits.
APART = 0.16
# Between the rows of numbers above the marks, in pixels.
LINE_HEIGHT = 14
# Plotly's names of the networks' marks.
MARKS = ("circle", "diamond")


class CellColour(NamedTuple):
    """Colours of one cell, as hex strings."""

    background: str
    text: str


def confusion_colours(confusion: np.ndarray, palette: Palette) -> list[list[CellColour]]:
    """Colours that show errors: the right answers, many times as many, stay out of the scale.

    The place on the scale is the square root of the count over the largest error count, so that a
    single error can be seen beside a hundred.

    Args:
        confusion: (10, 10) counts, row the true digit, column the answer.
        palette: the theme's colours.

    Returns:
        One colour per cell; the diagonal has the colour of panels.
    """
    errors = np.where(np.eye(len(confusion), dtype=bool), 0, confusion)
    places = np.sqrt(errors / max(errors.max(), 1))
    table = colour_table(palette.sequential)
    colours = []
    for true, row in enumerate(places):
        backgrounds = [f"#{table[round(place * 255)].tobytes().hex()}" for place in row]
        backgrounds[true] = palette.surface
        colours.append([CellColour(one, text_colour_on(one)) for one in backgrounds])
    return colours


def share_figure(networks: Sequence[Sequence[Share]], what: str, palette: Palette) -> go.Figure:
    """A share per digit with its 95 % interval, for one network or for two.

    Args:
        networks: per network, ten shares.
        what: of what they are, within a sentence: recall or precision.
        palette: the theme's colours; the networks have the first two of its runs' colours.

    Returns:
        A mark per digit, its number above; whiskers are Wilson's intervals.
    """
    figure = go.Figure(layout=chart_layout(palette, SHARE_HEIGHT, MARGIN))
    lowest = 1.0
    for place, shares in enumerate(networks):
        intervals = [wilson_interval(share) for share in shares]
        known = [i for i, share in enumerate(shares) if share.of]
        lowest = min([lowest, *(intervals[i].low for i in known)])
        shift = (2 * place - 1) * APART if len(networks) > 1 else 0
        figure.add_scatter(
            x=[digit + shift for digit in known],
            y=[shares[i].value for i in known],
            error_y=_whiskers([shares[i] for i in known]),
            mode="markers",
            marker=_mark(place, palette, 7),
            customdata=[
                [i, shares[i].count, shares[i].of, intervals[i].low, intervals[i].high]
                for i in known
            ],
            hovertemplate="digit %{customdata[0]}: %{customdata[1]:,} of %{customdata[2]:,}, "
            f"{what} %{{y:.2%}}<br>95% interval %{{customdata[3]:.2%}} to "
            "%{customdata[4]:.2%}<extra></extra>",
            cliponaxis=False,
        )
        for i in known:
            figure.add_annotation(
                x=i,
                y=1,
                yref="y domain",
                yshift=LINE_HEIGHT * (len(networks) - place),
                yanchor="middle",
                text=f"{100 * shares[i].value:.1f}",
                showarrow=False,
                font={"size": 11, "color": _colour(place, palette)},
            )
    room = 1.0 - lowest
    figure.update_yaxes(
        range=[max(lowest - 0.08 * room, -0.02), 1.0 + 0.04 * room],
        tickformat=".0%" if room > 0.06 else ".1%",
        nticks=6,
    )
    figure.update_layout(margin_t=LINE_HEIGHT * (len(networks) + 1))
    figure.update_xaxes(
        range=[-0.6, CLASSES - 0.4], dtick=1, tickangle=0, showgrid=False, title=axis_title("digit")
    )
    return figure


def reliability_figure(
    bins: Sequence[ReliabilityBin], palette: Palette, place: int = 0
) -> go.Figure:
    """A reliability diagram: share right against mean confidence, with the digits of each bin.

    Args:
        bins: from least to most sure.
        palette: the theme's colours.
        place: 0 for the first network's colour, 1 for the second's.

    Returns:
        A bar per bin with its number of digits above, a mark at its mean confidence
        with Wilson's 95 % interval, and the diagonal on which a calibrated network's marks lie.

    Source: Guo et al. 2017, arXiv:1706.04599, figure 1.
    """
    figure = go.Figure(layout=chart_layout(palette, RELIABILITY_HEIGHT, MARGIN))
    full = [group for group in bins if group.right.of]
    figure.add_bar(
        x=[(group.low + group.high) / 2 for group in full],
        y=[group.right.value for group in full],
        width=[0.94 * (group.high - group.low) for group in full],
        marker={"color": palette.grid},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": palette.muted, "width": 1.5, "dash": "dash"},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[group.confidence for group in full],
        y=[group.right.value for group in full],
        error_y=_whiskers([group.right for group in full]),
        mode="markers",
        marker=_mark(place, palette, 9),
        customdata=[[group.right.count, group.right.of] for group in full],
        hovertemplate="mean confidence %{x:.2%}<br>right %{y:.2%}: %{customdata[0]:,} of "
        "%{customdata[1]:,}<extra></extra>",
        cliponaxis=False,
    )
    for group in bins:
        figure.add_annotation(
            x=(group.low + group.high) / 2,
            y=1.06,
            text=f"{group.right.of:,}",
            showarrow=False,
            font={"size": 11, "color": palette.muted},
        )
    ticks = {"tickvals": [0, 0.2, 0.4, 0.6, 0.8, 1], "tickformat": ".0%"}
    figure.update_xaxes(range=[0, 1], **ticks, title=axis_title("confidence"))
    figure.update_yaxes(range=[0, 1.12], **ticks, title=axis_title("share right"))
    return figure


def in_words(shares: Sequence[Share]) -> str:
    """One share per digit for those who do not see the figure: "0: 99.4%, 1: 99.6%, ..."."""
    return ", ".join(f"{i}: {share.value:.1%}" for i, share in enumerate(shares) if share.of)


def bins_in_words(bins: Sequence[ReliabilityBin]) -> str:
    """A reliability diagram for those who do not see it: a clause per bin that is not empty."""
    return "; ".join(
        f"{group.right.of:,} digits of confidence {group.low:.0%} to {group.high:.0%}, "
        f"{group.confidence:.1%} on average, {group.right.value:.1%} right"
        for group in bins
        if group.right.of
    )


def _mark(place: int, palette: Palette, size: int) -> dict[str, object]:
    """Of the first network or the second: told apart by its shape as well as by its colour."""
    return {"size": size, "color": _colour(place, palette), "symbol": MARKS[place]}


def _colour(place: int, palette: Palette) -> str:
    return palette.runs[place]


def _whiskers(shares: Sequence[Share]) -> dict[str, object]:
    intervals = [wilson_interval(share) for share in shares]
    pairs = list(zip(shares, intervals, strict=True))
    return {
        "type": "data",
        "symmetric": False,
        "array": [max(interval.high - share.value, 0) for share, interval in pairs],
        "arrayminus": [max(share.value - interval.low, 0) for share, interval in pairs],
        "thickness": 1.5,
        "width": 3,
    }
