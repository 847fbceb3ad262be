"""Earlier drawings of one visitor, to go back to."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

MAX_DRAWINGS = 40
MAX_BYTES = 2_000_000


@dataclass(frozen=True)
class Drawing:
    """One drawing as it was or is on the canvas.

    Attributes:
        number: its own, drawn at random by the server or by the browser.
        json: the canvas's JSON, without what it does not need.
        example: key of the example that it is, untouched; None for a visitor's own.
    """

    number: int
    json: dict[str, Any]
    example: str | None = None


@dataclass(frozen=True)
class _Kept:
    number: int
    json: bytes
    example: str | None


@dataclass
class UndoHistory:
    """At most forty drawings, of two megabytes of JSON in all."""

    kept: list[_Kept] = field(default_factory=list)

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(len(one.json) for one in self.kept)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of the drawings, the oldest first."""
        return tuple(one.number for one in self.kept)

    def push(self, drawing: Drawing) -> None:
        """Keep a drawing, and forget the oldest past the limits."""
        text = json.dumps(drawing.json, separators=(",", ":")).encode()
        self.kept.append(_Kept(drawing.number, text, drawing.example))
        del self.kept[:-MAX_DRAWINGS]
        while self.size > MAX_BYTES:
            del self.kept[0]

    def pop(self) -> Drawing | None:
        """Take back the newest drawing, if there is one."""
        if not self.kept:
            return None
        newest = self.kept.pop()
        return Drawing(newest.number, json.loads(newest.json), newest.example)

    def example_of(self, number: int) -> str | None:
        """Key of the example that a drawing is; None for a visitor's own and an unknown one."""
        return next((one.example for one in self.kept if one.number == number), None)

    def keep_only(self, numbers: Collection[int]) -> None:
        """Forget all drawings but these."""
        self.kept = [one for one in self.kept if one.number in numbers]
