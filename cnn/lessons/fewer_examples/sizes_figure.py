"""The chart of test accuracies over the number of training digits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from cnn.figures.chart_style import axis_title
from cnn.figures.palette import Palette
from cnn.lessons.accuracy_chart import SYMBOLS, accuracy_chart
from cnn.lessons.fewer_examples.size_results import SizeResult

# Which share of the test digits is shown: those read right, or those read wrong.
Share = Literal["right", "wrong"]

_HEIGHT = 400
# Below the least error of a network like these: 0.5 % of MNIST's test digits.
_LEAST_ERROR = 0.005
# Seeds' points stand so far apart, as a factor of the number of digits: side by side on a log axis.
_APART = 1.045


@dataclass(frozen=True)
class _Words:
    """What the chart says of a share, in Plotly's terms; the network's name comes first."""

    axis: str
    of_a_seed: str
    of_a_mean: str


_WORDS: Mapping[Share, _Words] = {
    "right": _Words(
        "test digits read right",
        "{name}, %{{customdata[0]:,}} digits, seed %{{customdata[1]}}: %{{y:.2%}} right"
        "<extra></extra>",
        "{name}, %{{x:,}} digits: mean of %{{customdata[0]}} %{{y:.2%}} right"
        "<br>from %{{customdata[1]:.2%}} to %{{customdata[2]:.2%}}<extra></extra>",
    ),
    "wrong": _Words(
        "test digits read wrong",
        "{name}, %{{customdata[0]:,}} digits, seed %{{customdata[1]}}: %{{y:.2%}} wrong"
        "<extra></extra>",
        "{name}, %{{x:,}} digits: mean of %{{customdata[0]}} %{{y:.2%}} wrong"
        "<br>from %{{customdata[1]:.2%}} to %{{customdata[2]:.2%}}<extra></extra>",
    ),
}


def sizes_figure(
    results: Sequence[SizeResult],
    sizes: Sequence[int],
    names: Mapping[str, str],
    palette: Palette,
    *,
    share: Share = "right",
    asked: Sequence[tuple[str, int]] = (),
    guide: SizeResult | None = None,
) -> go.Figure:
    """Test accuracy over the number of training digits: each seed's point, and their mean.

    Args:
        results: what is known; points that are missing are left out.
        sizes: numbers of training digits, all of them, known or not.
        names: {network: its name in the legend}, in order.
        share: of the test digits; those read wrong stand on a logarithmic axis.
        asked: network and size of points that are not shown.
        guide: a result from which a dashed line leads to the right, at its height.
    """
    figure = accuracy_chart(palette, _HEIGHT)
    for index, (network, name) in enumerate(names.items()):
        known = [
            result
            for result in sorted(results, key=lambda one: one.images)
            if result.network == network and (network, result.images) not in asked
        ]
        _add_seeds(figure, known, name, share, (palette.runs[index], SYMBOLS[index]))
        _add_means(figure, known, name, share, (palette.runs[index], SYMBOLS[index]))
    if guide:
        _add_guide(figure, guide, max(sizes), share, palette)
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
        title=axis_title("training digits (ten times as many is always the same step)"),
    )
    # The same with and without the points that are asked for, and round, so that it tells little.
    worst = min([0.9, *(result.lowest for result in results)])
    low = math.floor(10 * worst) / 10
    figure.update_yaxes(title=axis_title(_WORDS[share].axis), tickformat=".0%", range=[low, 1.003])
    if share == "wrong":
        figure.update_yaxes(
            type="log",
            range=[math.log10(_LEAST_ERROR), math.log10(1 - low)],
            tickvals=[0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
            ticktext=["0.5%", "1%", "2%", "5%", "10%", "20%", "50%"],
        )
    return figure


def _add_seeds(
    figure: go.Figure,
    known: Sequence[SizeResult],
    name: str,
    share: Share,
    style: tuple[str, str],
) -> None:
    colour, symbol = style
    seeds = [
        (result, run, _APART ** (place - (len(result.runs) - 1) / 2))
        for result in known
        for place, run in enumerate(result.runs)
    ]
    figure.add_scatter(
        x=[result.images * apart for result, _, apart in seeds],
        y=[_share_of(run.test_accuracy, share) for _, run, _ in seeds],
        mode="markers",
        marker={"size": 7, "symbol": symbol, "color": colour, "opacity": 0.55},
        customdata=[[result.images, run.recipe.seed] for result, run, _ in seeds],
        hovertemplate=_WORDS[share].of_a_seed.format(name=name),
        showlegend=False,
        cliponaxis=False,
    )


def _add_means(
    figure: go.Figure,
    known: Sequence[SizeResult],
    name: str,
    share: Share,
    style: tuple[str, str],
) -> None:
    colour, symbol = style
    spreads = [
        sorted(_share_of(accuracy, share) for accuracy in (result.lowest, result.highest))
        for result in known
    ]
    # A line without points would not be in the legend, which says whose the "?" are.
    nothing = [None]
    figure.add_scatter(
        x=[result.images for result in known] or nothing,
        y=[_share_of(result.mean, share) for result in known] or nothing,
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 2},
        marker={"size": 9, "symbol": f"{symbol}-open", "line": {"width": 2}},
        customdata=[
            [len(result.runs), *spread] for result, spread in zip(known, spreads, strict=True)
        ],
        hovertemplate=_WORDS[share].of_a_mean.format(name=name),
        cliponaxis=False,
    )


def _add_guide(
    figure: go.Figure, guide: SizeResult, most: int, share: Share, palette: Palette
) -> None:
    height = _share_of(guide.mean, share)
    figure.add_scatter(
        x=[guide.images, most],
        y=[height, height],
        mode="lines",
        line={"color": palette.text, "width": 2, "dash": "dash"},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    figure.add_annotation(
        x=math.log10(most),
        # Plotly wants the logarithm of a place on a logarithmic axis.
        y=math.log10(height) if share == "wrong" else height,
        xanchor="right",
        yanchor="bottom" if share == "wrong" else "top",
        text=f"{height:.1%}",
        showarrow=False,
        font={"size": 13, "color": palette.text},
    )


def _share_of(accuracy: float, share: Share) -> float:
    return accuracy if share == "right" else 1 - accuracy
