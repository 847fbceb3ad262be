"""Work that takes its time: a piece at a time, with a bar and a way to cancel it.

What the visitor has asked for, or cancelled, is kept by what it is about. Once the network or the
digit is another, or the visitor cancels, the run that does the work ends at the bar's next move.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st

from pages.parts.freed_memory import return_freed_memory
from pages.parts.streamlit_internals import Container
from pages.parts.words import duration

# What takes no longer shows no bar; how often the bar moves, and how long other threads have the
# processor between two pieces.
BAR_AFTER_SECONDS = 0.4
BAR_SECONDS = 0.15
PAUSE_SECONDS = 0.001

T = TypeVar("T")


def is_wanted(key: str, about: Hashable, *, unasked: bool = False) -> bool:
    """Whether this work, about this, is to be done now.

    Args:
        key: a short word of our own for the work.
        about: what tells it from the same work on something else.
        unasked: whether it is done until the visitor cancels it, rather than once asked for.
    """
    known, is_asked_for = st.session_state.get(_wanted(key), (None, False))
    return is_asked_for if known == about else unasked


def start_button(
    label: str, key: str, about: Hashable, seconds: float, *, stands_still: float | None = None
) -> None:
    """Ask for the work; the button says how long it may take.

    Args:
        label: what it does.
        key: of the work.
        about: what tells it from the same work on something else.
        seconds: about how long it takes on a free core.
        stands_still: after so many seconds it ends, to be gone on with.
    """
    st.button(
        f"{label} (about {duration(max(seconds, 1))})",
        key=f"{key}_start",
        on_click=_set_wanted,
        args=(key, about, True),
    )
    if stands_still is not None and seconds > stands_still:
        st.caption(
            f"After {duration(stands_still)} it stands still and shows what it has found; "
            "*Go on* continues from there."
        )


def finish(key: str) -> None:
    """The work is done: it is no longer asked for."""
    st.session_state.pop(_wanted(key), None)


class Progress:
    """A bar beside a Cancel button; both stand there once the work has taken a moment.

    Args:
        place: where they stand.
        key: of the work.
        about: what tells it from the same work on something else.
    """

    def __init__(self, place: Container, key: str, about: Hashable) -> None:
        self._place, self._key, self._about = place, key, about
        self._begun = self._shown = time.monotonic()
        self._bar: Container | None = None

    def show(self, share: float, words: str) -> None:
        """Move the bar, now and then; here the run ends where the visitor wants another one."""
        now = time.monotonic()
        if self._bar is None:
            if now - self._begun > BAR_AFTER_SECONDS:
                self._bar = self._begin()
        elif now - self._shown < BAR_SECONDS:
            return
        if self._bar is not None:
            self._shown = now
            self._bar.progress(min(max(share, 0.0), 1.0), words)

    def _begin(self) -> Container:
        with self._place.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"{self._key}_progress"
        ):
            bar = st.progress(0.0)
            st.button(
                "Cancel",
                key=f"{self._key}_cancel",
                on_click=_set_wanted,
                args=(self._key, self._about, False),
            )
        return bar


@contextmanager
def progress_bar(key: str, about: Hashable) -> Iterator[Progress]:
    """A bar with a Cancel button, both of which go once the work is done."""
    place = st.empty()
    try:
        yield Progress(place, key, about)
    finally:
        return_freed_memory()
    place.empty()
    finish(key)


@st.cache_resource(max_entries=1, show_spinner=False)
def _processor_turn() -> threading.Lock:
    """Held for one piece: however many visitors wait, one core at most is at work for them."""
    return threading.Lock()


def one_turn(work: Callable[[], T]) -> T:
    """Do a piece of work, one at a time on this server however many visitors wait."""
    with _processor_turn():
        done = work()
    time.sleep(PAUSE_SECONDS)
    return done


def in_turns(steps: Iterable[T]) -> Iterator[T]:
    """The same of work that goes in steps; others have the processor between them."""
    iterator = iter(steps)
    while True:
        try:
            step = one_turn(lambda: next(iterator))
        except StopIteration:
            return
        yield step


@st.cache_resource(max_entries=8, show_spinner=False)
def _memory_turn(kind: str) -> threading.Lock:
    """Held as long as one work with much memory takes."""
    return threading.Lock()


@contextmanager
def much_memory(progress: Progress, kind: str) -> Iterator[None]:
    """Work that holds tens of megabytes between its steps: one visitor's at a time.

    Args:
        progress: its bar, where it says that it waits.
        kind: of the work, a short word of our own; each kind has its own turn.
    """
    turn = _memory_turn(kind)
    while not turn.acquire(timeout=BAR_SECONDS):
        progress.show(0.0, "waiting for another visitor's search to end")
    try:
        yield
    finally:
        turn.release()


def _set_wanted(key: str, about: Hashable, is_asked_for: bool) -> None:
    st.session_state[_wanted(key)] = (about, is_asked_for)


def _wanted(key: str) -> str:
    return f"{key}_wanted"
