"""A page with a run in small that goes on by itself; no trainer is needed."""

from __future__ import annotations

import streamlit as st

from cnn.network.recipe import Recipe
from cnn.runs.progress import EpochResult, Point, Progress
from pages.parts.runs.run_readout import run_readout
from pages.parts.session.theme import palette

RECIPE = Recipe(epochs=3, training_images=1000)
POINTS_PER_EPOCH = 8


@st.fragment(run_every=0.2)
def watch() -> None:
    """One poll: another point, and a test at the end of each epoch, until the third is over."""
    last = RECIPE.epochs * POINTS_PER_EPOCH
    count = st.session_state["count"] = min(st.session_state.get("count", 0) + 1, last)
    points = tuple(Point(125 * i, 2 / i, 1 - 0.9 / i, 125) for i in range(1, count + 1))
    epochs = tuple(
        EpochResult(1000 * i, 0.5 / i, 1 - 0.1 / i, 0.6 / i, 1 - 0.2 / i)
        for i in range(1, count // POINTS_PER_EPOCH + 1)
    )
    state = "finished" if count == last else "training"
    progress = Progress(state, points=points, epochs=epochs, since_test=points[-1])
    run_readout(progress, RECIPE, palette(), key="run_in_small")
    st.caption(f"Polls: {count}")


watch()
