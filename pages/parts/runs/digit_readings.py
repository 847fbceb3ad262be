"""What a run's checkpoints make of the visitor's digit, as far as time has allowed to ask them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from cnn.errors import VisitorError
from cnn.network import Network
from cnn.network.overflow import has_overflowed
from cnn.runs.checkpoints import load_checkpoint
from pages.parts.runs.first_layer import first_weights
from pages.parts.runs.session_runs import SessionRun
from pages.parts.runs.training_history import Moment
from pages.parts.session.digit import Digit

# How long one rerun may read the digit with checkpoints that it has not been read with yet: while
# a run goes on the page is redrawn every two seconds, afterwards once.
LIVE_SECONDS, ENDED_SECONDS = 0.006, 3.0


@dataclass
class DigitReadings:
    """What is known of one digit and one run.

    Attributes:
        token: of the run.
        digit: the visitor's.
        probabilities: by gradient step, (10,) each.
        largest: the first layer's largest absolute weight, by gradient step.
    """

    token: str
    digit: Digit
    probabilities: dict[int, np.ndarray] = field(default_factory=dict)
    largest: dict[int, float] = field(default_factory=dict)

    def note(self, step: int, network: Network, probabilities: np.ndarray) -> None:
        """Add what the network of a gradient step makes of the digit."""
        self.probabilities[step] = probabilities
        self.largest[step] = float(np.abs(first_weights(network)[1]).max())

    def of_moments(self, moment: Moment) -> list[tuple[int, np.ndarray]]:
        """Training images worked through and the (10,) probabilities then, in order.

        Moments at which the network's sums overflow are left out: they give no probabilities.
        """
        return [
            (checkpoint.images, self.probabilities[checkpoint.step])
            for checkpoint in moment.checkpoints
            if checkpoint.step in self.probabilities
            and not has_overflowed(self.probabilities[checkpoint.step])
        ]


def digit_readings(run: SessionRun, digit: Digit) -> DigitReadings:
    """What is known so far; of another run or another digit nothing is kept."""
    known = st.session_state.get("history_readings")
    if known is None or known.token != run.token or known.digit is not digit:
        known = st.session_state["history_readings"] = DigitReadings(run.token, digit)
    return known


def catch_up(run: SessionRun, moment: Moment, readings: DigitReadings) -> None:
    """Read the digit with the checkpoints that it has not been read with, while time allows."""
    if run.job is None:
        return
    seconds = LIVE_SECONDS if run.progress.is_running else ENDED_SECONDS
    deadline = time.perf_counter() + seconds
    image = readings.digit.image[None]
    for checkpoint in reversed(moment.checkpoints):
        if time.perf_counter() > deadline:
            return
        if checkpoint.step in readings.probabilities:
            continue
        try:
            network = load_checkpoint(run.job.folder, checkpoint, run.architecture)
        except VisitorError:  # thinned out since they were listed
            continue
        readings.note(checkpoint.step, network, network.predict(image)[0])
