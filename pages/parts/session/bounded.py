"""What is kept of a visit by name: only so much, and the oldest goes first."""

from __future__ import annotations

from typing import Any


def forget_oldest(kept: dict[Any, Any], most: int) -> None:
    """Keep the last entries only; one that is put in anew stands last."""
    while len(kept) > most:
        kept.pop(next(iter(kept)))
