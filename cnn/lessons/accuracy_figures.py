"""Plotly figures of test accuracies: over the distance of a shift, over the training digits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from cnn.figures.chart_style import axis_title, chart_layout
from cnn.figures.palette import Palette
from cnn.lessons.trained_results import SizeResult
from cnn.lessons.translation.translation import BOX_ROOM, MAX_SHIFT

DISTANCE_HEIGHT, SIZES_HEIGHT = 280, 400
MARGIN = {"l": 55, "r": 18, "t": 34, "b": 44}
# Below the least error of a network like these: 0.5 % of MNIST's test digits.
LEAST_ERROR = 0.005
# Seeds' points stand so far apart, as a factor of the number of digits: side by side on a log axis.
_APART = 1.045
_SYMBOLS = ("circle", "square", "diamond")


def distance_figure(accuracies: Mapping[str, np.ndarray], palette: Palette) -> go.Figure:
    """Accuracy over how far digits were moved, a line for each network.

    Args:
        accuracies: {name: (9,) shares read right}, at distances 0 to 8.
        palette: the theme's colours.

    Returns:
        The figure, with an upright line where a 20-pixel digit begins to be cut.
    """
    figure = _figure(palette, DISTANCE_HEIGHT)
    for index, (name, shares) in enumerate(accuracies.items()):
        figure.add_scatter(
            x=list(range(MAX_SHIFT + 1)),
            y=shares.tolist(),
            name=name,
            mode="lines+markers",
            line={"color": palette.runs[index], "width": 2},
            marker={"size": 8, "symbol": _SYMBOLS[index]},
            hovertemplate=f"{name}: %{{y:.1%}}<extra></extra>",
            cliponaxis=False,
        )
    figure.add_vline(x=BOX_ROOM, line={"color": palette.frame, "width": 1.5, "dash": "dash"})
    figure.add_annotation(
        x=BOX_ROOM,
        # Above most lines, which have fallen there, and below those that have not.
        y=0.72,
        yref="y domain",
        xanchor="left",
        yanchor="middle",
        xshift=4,
        text="beyond: cut",
        showarrow=False,
        font={"size": 11, "color": palette.frame},
    )
    figure.update_layout(hovermode="x")
    figure.update_xaxes(
        range=[-0.3, MAX_SHIFT + 0.3], dtick=1, showgrid=False, title=axis_title("pixels moved")
    )
    figure.update_yaxes(range=[0, 1.03], tickformat=".0%", title=axis_title("read right"))
    return figure


def sizes_figure(
    results: Sequence[SizeResult],
    sizes: Sequence[int],
    names: Mapping[str, str],
    palette: Palette,
    *,
    as_errors: bool = False,
    asked: Sequence[tuple[str, int]] = (),
) -> go.Figure:
    """Test accuracy over the number of training digits: each seed's point, and their mean.

    Args:
        results: what is known; points that are missing are left out.
        sizes: numbers of training digits, all of them, known or not.
        names: {network: its name in the legend}, in order.
        palette: the theme's colours.
        as_errors: show the share read wrong instead, on a logarithmic axis.
        asked: network and size of points that are not shown.

    Returns:
        The figure.
    """
    figure = _figure(palette, SIZES_HEIGHT)
    word = "wrong" if as_errors else "right"
    for index, (network, name) in enumerate(names.items()):
        known = [
            result
            for result in sorted(results, key=lambda one: one.images)
            if result.network == network and (network, result.images) not in asked
        ]
        colour, symbol = palette.runs[index], _SYMBOLS[index]
        seeds = [
            (result, run, _APART ** (place - (len(result.runs) - 1) / 2))
            for result in known
            for place, run in enumerate(result.runs)
        ]
        figure.add_scatter(
            x=[result.images * apart for result, _, apart in seeds],
            y=[_share(run.test_accuracy, as_errors) for _, run, _ in seeds],
            mode="markers",
            marker={"size": 7, "symbol": symbol, "color": colour, "opacity": 0.55},
            customdata=[[result.images, run.recipe.seed] for result, run, _ in seeds],
            hovertemplate=f"{name}, %{{customdata[0]:,}} digits, seed %{{customdata[1]}}: "
            f"%{{y:.2%}} {word}<extra></extra>",
            showlegend=False,
            cliponaxis=False,
        )
        figure.add_scatter(
            # A line without points would not be in the legend, which says whose the "?" are.
            x=[result.images for result in known] or [None],
            y=[_share(result.mean, as_errors) for result in known] or [None],
            name=name,
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={"size": 9, "symbol": f"{symbol}-open", "line": {"width": 2}},
            customdata=[
                [
                    len(result.runs),
                    _share(result.highest if as_errors else result.lowest, as_errors),
                    _share(result.lowest if as_errors else result.highest, as_errors),
                ]
                for result in known
            ],
            hovertemplate=f"{name}, %{{x:,}} digits: mean of %{{customdata[0]}} %{{y:.2%}} {word}"
            "<br>from %{customdata[1]:.2%} to %{customdata[2]:.2%}<extra></extra>",
            cliponaxis=False,
        )
    for network, images in asked:
        figure.add_annotation(
            x=float(np.log10(images)),
            y=0,
            yref="y domain",
            yanchor="bottom",
            yshift=4,
            text="<b>?</b>",
            showarrow=False,
            font={"size": 20, "color": palette.runs[list(names).index(network)]},
        )
    figure.update_xaxes(
        type="log",
        range=[np.log10(min(sizes)) - 0.1, np.log10(max(sizes)) + 0.1],
        tickvals=list(sizes),
        ticktext=[f"{size:,}" for size in sizes],
        title=axis_title("training digits (logarithmic)"),
    )
    # The same with and without the points that are asked for, and round, so that it tells little.
    worst = min([0.9, *(result.lowest for result in results)])
    low = math.floor(10 * worst) / 10
    figure.update_yaxes(
        title=axis_title(f"test digits read {word}"), tickformat=".0%", range=[low, 1.003]
    )
    if as_errors:
        figure.update_yaxes(
            type="log",
            range=[math.log10(LEAST_ERROR), math.log10(1 - low)],
            tickvals=[0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
            ticktext=["0.5%", "1%", "2%", "5%", "10%", "20%", "50%"],
        )
    return figure


def _share(accuracy: float, as_errors: bool) -> float:
    return 1 - accuracy if as_errors else accuracy


def _figure(palette: Palette, height: int) -> go.Figure:
    """An empty chart whose lines are named in a row above it."""
    figure = go.Figure(layout=chart_layout(palette, height, MARGIN))
    return figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        hoverlabel={"align": "left"},
    )
