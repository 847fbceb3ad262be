"""How many lines of progress a run has written, over all its trainers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class LineCount:
    """Counts them; whoever goes on from a state goes on from its count."""

    count: int = 0
