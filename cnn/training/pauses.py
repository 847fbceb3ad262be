"""Pauses and single steps: when the next gradient steps may be taken, as the visitor wishes."""

from __future__ import annotations

import time
from collections.abc import Callable

from cnn.runs.control import Control

LOOK_SECONDS = 0.05


class Pauses:
    """Holds a run up while its visitor wants it to stand still.

    Args:
        control: asked for the visitor's wishes.
        on_change: told, before anything waits, that the run is paused (True) or goes on (False).
        max_seconds: that any one pause may take.

    Attributes:
        single_steps_taken: how many of the single steps that were asked for are done, or left out.
    """

    def __init__(
        self,
        control: Callable[[], Control],
        on_change: Callable[[bool], None],
        max_seconds: float,
    ) -> None:
        self._control = control
        self._on_change = on_change
        self._max_seconds = max_seconds
        self._is_paused = False
        self.single_steps_taken = 0

    def await_turn(self) -> Control | None:
        """The wishes once there is something to do; None after too long a pause.

        Where they are still to be paused, it is the turn of a single step.
        """
        wishes = self._control()
        if not wishes.paused:
            self.single_steps_taken = wishes.steps
            self._set_paused(False)
            return wishes
        self._set_paused(True)
        began = time.monotonic()
        while not _ends(wishes) and wishes.paused and wishes.steps <= self.single_steps_taken:
            if time.monotonic() - began > self._max_seconds:
                return None
            time.sleep(LOOK_SECONDS)
            wishes = self._control()
        if wishes.paused:
            self.single_steps_taken += 1
        else:
            self.single_steps_taken = wishes.steps
            self._set_paused(False)
        return wishes

    def _set_paused(self, is_paused: bool) -> None:
        if is_paused != self._is_paused:
            self._is_paused = is_paused
            self._on_change(is_paused)


def _ends(wishes: Control) -> bool:
    return wishes.stop or wishes.outdone
