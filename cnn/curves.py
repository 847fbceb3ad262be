"""Learning curves: loss and accuracy against epochs, while training and on MNIST's test digits."""

from __future__ import annotations

import math
from typing import Literal

import plotly.graph_objects as go

from cnn.architecture import CLASSES
from cnn.palette import Palette
from cnn.training.progress import Progress

Quantity = Literal["loss", "accuracy"]

HEIGHT = 230
# What ten equal probabilities give.
GUESSING: dict[Quantity, float] = {"loss": math.log(CLASSES), "accuracy": 1 / CLASSES}
MAX_WHOLE_TICKS = 10


def learning_curve(
    quantity: Quantity, progress: Progress, epochs: int, palette: Palette, height: int = HEIGHT
) -> go.Figure:
    """One quantity over the epochs of a run, with the level of guessing as a dashed line.

    Args:
        quantity: loss or accuracy.
        progress: of the run; one without points gives the empty axes.
        epochs: how many the run has, 1 or more: the width of the x axis.
        palette: the theme's colours.
        height: of the figure, in pixels.

    Returns:
        The figure: a line for the training images, joined dots for the test digits.
    """
    figure = go.Figure(layout=_layout(quantity, progress, epochs, palette, height))
    figure.add_hline(
        y=GUESSING[quantity],
        line={"color": palette.muted, "width": 1, "dash": "dash"},
        annotation={
            "text": f"guessing: {_written(quantity, GUESSING[quantity])}",
            "font": {"size": 11, "color": palette.muted},
            "xanchor": "right",
        },
    )
    if not progress.points:
        figure.add_annotation(
            text="drawn here as it learns",
            x=epochs / 2,
            y=0.5,
            yref="paper",
            showarrow=False,
            font={"color": palette.muted},
        )
    per_epoch = progress.images_total / epochs
    figure.add_scatter(
        x=[point.images / per_epoch for point in progress.points],
        y=[round(getattr(point, quantity), 5) for point in progress.points],
        mode="lines",
        name="training images",
        line={"color": palette.accent, "width": 2},
        hovertemplate=f"epoch %{{x:.2f}}: %{{y:{_FORMAT[quantity]}}}<extra>training images</extra>",
    )
    figure.add_scatter(
        x=[result.images / per_epoch for result in progress.epochs],
        y=[round(getattr(result, f"test_{quantity}"), 5) for result in progress.epochs],
        mode="lines+markers",
        name="test digits",
        line={"color": palette.frame, "width": 2},
        marker={"size": 8},
        cliponaxis=False,
        hovertemplate=f"epoch %{{x:.2f}}: %{{y:{_FORMAT[quantity]}}}<extra>test digits</extra>",
    )
    return figure


def curve_title(quantity: Quantity, progress: Progress) -> str:
    """A curve's name and its latest values: "Accuracy: training 97.1 %, test 98.2 %".

    Args:
        quantity: loss or accuracy.
        progress: of the run.

    Returns:
        Plain words and numbers.
    """
    values = []
    if progress.points:
        values.append(f"training {_written(quantity, getattr(progress.points[-1], quantity))}")
    if progress.epochs:
        latest = getattr(progress.epochs[-1], f"test_{quantity}")
        values.append(f"test {_written(quantity, latest)}")
    name = quantity.capitalize()
    return f"{name}: {', '.join(values)}" if values else name


_FORMAT: dict[Quantity, str] = {"loss": ".3f", "accuracy": ".2%"}


def _written(quantity: Quantity, value: float) -> str:
    return f"{value:.2f}" if quantity == "loss" else f"{value:.1%}"


def _layout(
    quantity: Quantity, progress: Progress, epochs: int, palette: Palette, height: int
) -> go.Layout:
    axis = {
        "gridcolor": palette.grid,
        "linecolor": palette.grid,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": palette.muted},
    }
    highest = max([GUESSING["loss"], *(point.loss for point in progress.points)])
    y_axis = (
        {"range": [0, 1.08 * min(highest, 3 * GUESSING["loss"])]}
        if quantity == "loss"
        else {"range": [0, 1.02], "tickformat": ".0%", "dtick": 0.25}
    )
    ticks = {"dtick": 1} if epochs <= MAX_WHOLE_TICKS else {}
    return go.Layout(
        title={
            "text": curve_title(quantity, progress),
            "font": {"size": 14, "color": palette.text},
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 4},
        },
        height=height,
        margin={"l": 44, "r": 10, "t": 32, "b": 36},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": palette.text, "size": 12},
        showlegend=False,
        hovermode="closest",
        xaxis={
            **axis,
            **ticks,
            "range": [0, epochs],
            "title": {"text": "epoch", "font": {"size": 11, "color": palette.muted}, "standoff": 4},
        },
        yaxis={**axis, **y_axis},
        uirevision="keep",
    )
