"""Work that takes a while, in steps: it says how far it is, and may be left at any of them."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")

Work = Generator[float, None, T]
"""Yields the share that is done, 0 to 1; returns what it was for."""


def done(work: Work[T]) -> T:
    """Do all of it."""
    while True:
        try:
            next(work)
        except StopIteration as stop:
            return stop.value
