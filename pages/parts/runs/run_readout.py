"""A run in small: its curves beside each other, and what is said of it aloud.

What is read out changes when an epoch is over or the run changes its state, and at no other time.
"""

from __future__ import annotations

from cnn.figures.palette import Palette
from cnn.network.recipe import Recipe
from cnn.runs.charts.curves import (
    Quantity,
    curve_title,
    epoch_number,
    latest_in_short,
    learning_chart,
)
from cnn.runs.progress import Progress
from pages.parts.components.inline_component import inline_component

SMALL_POINTS = 60
QUANTITIES: tuple[Quantity, ...] = ("loss", "accuracy")
# What is read out of a run that is in a state without numbers of its own.
_SAID = {
    "waiting": "The run waits for its turn.",
    "starting": "The run has begun.",
    "loading": "The run has begun.",
    "building": "The run has begun.",
    "saving": "The training is over; the network is being saved.",
}
_component = inline_component(__file__)


def run_readout(progress: Progress, recipe: Recipe, palette: Palette, *, key: str) -> None:
    """Show how a run goes in small.

    Args:
        progress: of the run.
        recipe: of the run.
        palette: the theme's colours.
        key: of the component, the same for as long as the run is shown.
    """
    charts = []
    for quantity in QUANTITIES:
        chart = learning_chart(quantity, progress, recipe, palette, most=SMALL_POINTS)
        charts.append(
            {
                "name": latest_in_short(quantity, progress),
                "alt": f"Curve in small. {chart.title}",
                "x_end": chart.x_end,
                "y_range": chart.y_range,
                "lines": [vars(line) for line in chart.lines],
            }
        )
    colours = {"grid": palette.muted}
    data = {"charts": charts, "said": said_aloud(progress, recipe), "colours": colours}
    _component(data=data, key=key)


def said_aloud(progress: Progress, recipe: Recipe) -> str:
    """What someone who does not see the curves is told; the same until an epoch is over."""
    if progress.state in _SAID:
        return _SAID[progress.state]
    if progress.state == "failed":
        return "The run did not get to its end; the Run tab says why."
    if progress.state == "paused":
        return f"The run is paused in epoch {epoch_number(progress.images_done, recipe)}."
    if not progress.epochs or (not progress.epochs[-1].images and progress.is_running):
        return "Training: epoch 1."
    over = Progress(epochs=progress.epochs, test_set=progress.test_set)
    loss, accuracy = (curve_title(quantity, over, recipe) for quantity in QUANTITIES)
    if progress.state == "finished":
        return f"The run is over. {loss}. {accuracy}."
    epoch = epoch_number(progress.epochs[-1].images, recipe)
    return f"Epoch {epoch} of {recipe.epochs} is over. {loss}. {accuracy}."
