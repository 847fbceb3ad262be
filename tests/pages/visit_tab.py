"""A browser's tab as far as it keeps a visit, for tests."""

import json
from collections.abc import Callable
from types import SimpleNamespace


class VisitTab:
    """The browser's tab: it keeps what it is given, and tells it to a server that does not know it.

    Attributes:
        kept: what it has; a new tab has nothing.
        told: what it says in the next run.
        times_given: how often it was given something to keep.
    """

    def __init__(self) -> None:
        self.kept: dict = {}
        self.told: object = None
        self.times_given = 0

    def mount(
        self, *, data: dict, key: str, on_kept_change: Callable[[], None] | None = None
    ) -> SimpleNamespace:
        json.dumps(data)  # as it travels
        if "parts" in data:
            self.kept = {**self.kept, **data["parts"], "visit": data["visit"]}
            self.times_given += 1
        told, self.told = self.told, None
        return SimpleNamespace(kept=told if "parts" not in data else None)
