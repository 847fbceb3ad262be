"""Earlier drawings of one visitor, to go back to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

MAX_DRAWINGS = 40
MAX_BYTES = 2_000_000


@dataclass
class UndoHistory:
    """At most forty drawings, of two megabytes of JSON in all."""

    drawings: list[bytes] = field(default_factory=list)

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(map(len, self.drawings))

    def push(self, drawing: dict[str, Any]) -> None:
        """Keep a drawing, and forget the oldest past the limits."""
        self.drawings.append(json.dumps(drawing, separators=(",", ":")).encode())
        del self.drawings[:-MAX_DRAWINGS]
        while self.size > MAX_BYTES:
            del self.drawings[0]

    def pop(self) -> dict[str, Any] | None:
        """Take back the newest drawing, if there is one."""
        return json.loads(self.drawings.pop()) if self.drawings else None
