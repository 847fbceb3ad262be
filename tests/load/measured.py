"""What a load test has seen: times, errors, and the memory of the server."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

SHARES = (50, 95, 99)


@dataclass
class Times:
    """How long something took each time, in seconds."""

    seconds: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """The time that so many percent did not exceed; not a number where there was none."""
        return float(np.percentile(self.seconds, share)) if self.seconds else float("nan")

    def in_words(self) -> str:
        """The percentiles in milliseconds, and of how many."""
        figures = " / ".join(f"{1000 * self.percentile(share):7.0f}" for share in SHARES)
        return f"{figures} ms  ({len(self.seconds)})"


@dataclass
class Measured:
    """What was seen of one server.

    Attributes:
        first_view: from opening the page to the end of its first run.
        answer: from pen-up to the answer; on the bare page from a movement of the slider.
        rerun: of the whole page, after a change in the sidebar.
        page: a look at another page.
        errors: what went wrong, and how often.
        wrong: answers that were another's, or wrong.
        right: answers that were as they should be.
        alone: the server's memory with one visitor, in megabytes.
        together: with all of them there.
        left: after they had left, and Streamlit's two minutes had passed.
        after_many: the same after so many more visits had come and gone.
        processor: seconds of the server's processor time for each first view.
    """

    first_view: Times = field(default_factory=Times)
    answer: Times = field(default_factory=Times)
    rerun: Times = field(default_factory=Times)
    page: Times = field(default_factory=Times)
    errors: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    right: int = 0
    alone: float = float("nan")
    together: float = float("nan")
    left: float = float("nan")
    after_many: float = float("nan")
    processor: float = float("nan")
