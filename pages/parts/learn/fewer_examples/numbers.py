"""The chart in numbers, and how many times fewer digits they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from cnn.lessons.fewer_examples.catching_up import CatchingUp, catching_up, standing
from cnn.lessons.fewer_examples.size_results import SizeResult
from cnn.lessons.fewer_examples.sizes import NETWORKS, planned_sizes


def numbers(results: Sequence[SizeResult], titles: Mapping[str, str]) -> None:
    """Every point of the chart as a table.

    Args:
        titles: of the networks.
    """
    st.markdown("## The numbers")
    known = {(result.network, result.images): result for result in results}
    st.table(
        [
            {"Training digits": f"{images:,}"}
            | {titles[name]: _cell(known.get((name, images))) for name in NETWORKS}
            for images in planned_sizes()
        ],
        hide_index=True,
    )
    st.caption("The mean over the seeds, and in brackets the worst and the best of them.")


def how_many_times(results: Sequence[SizeResult]) -> None:
    """How many times as many digits the dense network needs, for each size of the other."""
    dense = tuple(result for result in results if result.network == "dense")
    reached = [result for result in results if result.network == "textbook"]
    if not dense or not reached:
        return
    st.markdown("## How many times fewer?")
    st.table(
        [_times_row(catching_up(result, dense)) for result in reached],
        hide_index=True,
    )
    st.caption(
        "Enough is the smallest size tried whose mean is not worse by more than the seeds differ "
        "among themselves; about the same means that the difference is within that. The estimate "
        "lies between two sizes: nobody trained there. It is read off the straight line that joins "
        "the two points in the chart, at the height of the convolutional network's mean."
    )


def _times_row(found: CatchingUp) -> dict[str, str]:
    return {
        "Convolutional, trained on": f"{found.reached.images:,}",
        "Reads": f"{found.reached.mean:.2%}",
        "Enough for the dense one": _enough(found),
        "Estimate": _estimate(found),
    }


def _enough(found: CatchingUp) -> str:
    if found.enough is None or found.times is None:
        return "more than were tried"
    found_there = next(one for one in found.tried if one.images == found.enough)
    if standing(found_there, found.reached) == "better":
        return f"{found.enough:,} (better): {found.times:.3g} times"
    return f"{found.enough:,} (about the same): {found.times:.3g} times"


def _estimate(found: CatchingUp) -> str:
    if found.on_the_line is None or found.times_on_the_line is None:
        return "not reached"
    return f"{found.times_on_the_line:.2g} times"


def _cell(result: SizeResult | None) -> str:
    """One point of the chart in numbers."""
    if result is None:
        return "not trained yet"
    if len(result.runs) == 1:
        return f"{result.mean:.2%} (one seed)"
    return f"{result.mean:.2%} ({result.lowest:.2%} to {result.highest:.2%})"
