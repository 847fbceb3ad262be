"""What starting the sweep would take, for the bar; and the start."""

from __future__ import annotations

from collections.abc import Callable

from cnn.errors import VisitorError
from cnn.runs.limits import host_limits
from cnn.sweeps.forecast import Forecast, check_sweep_affordable, forecast
from cnn.sweeps.plan import SweepPlan
from pages.parts.runs.start_offer import StartOffer, wait_before
from pages.parts.runs.sweep_runs import runs_at_once
from pages.parts.words import duration


def sweep_offer(plan: Callable[[], SweepPlan], on_start: Callable[[SweepPlan], None]) -> StartOffer:
    """What the bar says of a sweep.

    Args:
        plan: what the widgets say; raises a VisitorError where they say no sweep.
        on_start: called with the plan when the sweep is started.
    """

    sentence, problem = None, None
    try:
        points = plan().points
        check_sweep_affordable(points, host_limits())
        sentence = sentence_of(forecast(points, runs_at_once()))
        sentence += wait_before(points[0].architecture, points[0].recipe, is_of_sweep=True)
    except VisitorError as error:
        problem = str(error)
    return StartOffer(
        "start_sweep",
        "Start the sweep",
        sentence,
        problem,
        problem is None,
        lambda: on_start(plan()),
    )


def sentence_of(expected: Forecast) -> str:
    """How many runs, how long and how much memory."""
    runs = "One run" if expected.runs == 1 else f"**{expected.runs} runs**"
    how = "one after another" if expected.at_once == 1 else f"{expected.at_once} at a time"
    since = (
        "going by the last runs on this machine"
        if expected.is_measured
        else "an estimate before the first run here"
    )
    order = "" if expected.runs == 1 else f", {how}"
    return (
        f"{runs}{order}: about {duration(expected.seconds)} ({since}), and "
        f"{expected.memory_mb / 1000:.1f} GB of memory."
    )
