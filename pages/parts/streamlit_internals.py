"""All that is used of Streamlit and is not public: it may move with any of its minor versions.

So requirements.txt ends before the next one, and this file's tests tell what has moved. No page
imports from `streamlit.runtime` and the like elsewhere; how a whole server ends is in
deploy/replica.py.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from math import isfinite
from typing import Any, NamedTuple, TypeVar

import streamlit as st
from starlette.exceptions import HTTPException
from streamlit import runtime
from streamlit.delta_generator import DeltaGenerator as Container
from streamlit.elements.lib.mutable_tab_container import TabContainer
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx, script_runner
from streamlit.runtime.scriptrunner_utils import script_requests
from streamlit.runtime.scriptrunner_utils.script_requests import (
    ScriptRequest,
    ScriptRequests,
    ScriptRequestType,
)
from streamlit.runtime.state import SafeSessionState
from streamlit.runtime.state.session_state import Serialized, WStates
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile, UploadedFileRec

# What st.container and st.tabs give has no public name for annotations: Container, TabContainer.
__all__ = [
    "Container",
    "PagesManager",
    "TabContainer",
    "UploadKey",
    "UploadRefusedError",
    "UploadedFile",
    "bound_uploads",
    "came_by_history",
    "distrust_widget_states",
    "end_overtaken_runs",
    "heed_every_wish",
    "ignore_pages_folder",
    "is_connected",
    "is_released",
    "release_upload",
    "session_id",
]


class UploadKey(NamedTuple):
    """An uploaded file that Streamlit holds.

    Attributes:
        session: the visitor's connection.
        file: as the browser calls it.
    """

    session: str
    file: str


class UploadRefusedError(Exception):
    """There is no room for another uploaded file."""


# A field for numbers asks for the second and, where they are whole, is sent the first.
_NUMBERS = {"int_value", "double_value"}
R = TypeVar("R", bound=ScriptRequest | None)
MakeRoom = Callable[[Mapping[UploadKey, int], UploadKey, int], Iterable[UploadKey]]


def ignore_pages_folder() -> None:
    """Run the app again where Streamlit has run a page of the folder pages by itself.

    A fresh server that is asked for /train before it was ever asked for / takes the folder for its
    automatic menu and would go on without app.py; no setting switches that menu off. Another run
    may have begun so before the first one got here.
    """
    if PagesManager.uses_pages_directory or _is_run_without_app():
        PagesManager.uses_pages_directory = False
        st.rerun()


def _is_run_without_app() -> bool:
    """Whether a page is being run, and not by the script that the server was started with."""
    context = get_script_run_ctx()
    frame = sys._getframe() if context is not None else None
    while context is not None and frame is not None:
        if os.path.realpath(frame.f_code.co_filename) == os.path.realpath(context.main_script_path):
            return False
        frame = frame.f_back
    return context is not None


def distrust_widget_states(tell: Callable[[], None]) -> None:
    """Take what a browser says of a widget only where it is what such a widget sends.

    Anyone can send anything in a widget's name. What is of another type, no JSON, or nested too
    deep makes Streamlit's own readers raise whatever they like, before any of our code could look
    at it. Here it is left out, as if it had never been sent: the widget stays as it was.

    Args:
        tell: called, in the run that was asked for, for each value that was left out.
    """
    if hasattr(WStates.__getitem__, "tells"):
        return
    read = WStates.__getitem__

    @wraps(read)
    def read_distrustfully(states: WStates, widget: str) -> Any:
        sent, known = states.states.get(widget), states.widget_metadata.get(widget)
        if not isinstance(sent, Serialized) or known is None:
            return read(states, widget)
        kind = sent.value.WhichOneof("value")
        is_number = kind != "double_value" or isfinite(sent.value.double_value)
        is_of_its_type = kind in (None, known.value_type) or {kind, known.value_type} <= _NUMBERS
        if is_of_its_type and is_number:
            try:
                value = read(states, widget)
            except Exception as error:  # readers raise whatever a forged value makes them
                logging.getLogger(__name__).debug("A widget's state was left out: %r", error)
            else:
                # Streamlit takes the type from what was sent, which may be none at all.
                states.set_widget_metadata(known)
                return value
        # Another mapping: the one before may be gone through just now.
        states.states = {one: state for one, state in states.states.items() if one != widget}
        tell()
        raise KeyError(widget)

    read_distrustfully.tells = True  # type: ignore[attr-defined]
    WStates.__getitem__ = read_distrustfully  # type: ignore[method-assign]


def end_overtaken_runs() -> None:
    """Let a run end though the next one of the same visit has begun and notes its own widgets.

    Streamlit begins the next run before the one that it cuts short has ended. Where that then goes
    through the widgets while components of the next are noted among them, its thread breaks off,
    and the browser waits for an end that never comes.
    """

    def ids(states: WStates) -> Iterator[str]:
        return iter(list(states.states))

    WStates.__iter__ = ids  # type: ignore[method-assign]


def heed_every_wish() -> None:
    """Let nothing be lost of what a visitor does faster than the page is drawn.

    Streamlit ends a run for the next one even before it has taken what it was begun for, or while
    it calls what is to be called for that: the click is gone. It also forgets the fragments that a
    run has begun to show, where one that was overtaken ends late; it then drops whatever a visitor
    does in them, and the browser waits for an end that never comes.
    """
    if hasattr(AppSession.request_rerun, "is_heeding"):
        return
    ask, take = AppSession.request_rerun, SafeSessionState.on_script_will_rerun

    @wraps(ask)
    def ask_and_be_heeded(session: AppSession, wish: ClientState | None) -> None:
        if wish is not None:
            _ask_for_the_whole_page_where_forgotten(session, wish)
            _add_what_was_not_taken(session, wish)
        ask(session, wish)

    @wraps(take)
    def take_whole(state: SafeSessionState, sent: WidgetStates | None, **more: Any) -> None:
        context = get_script_run_ctx()
        requests = context.script_requests if context else None
        if not isinstance(requests, HeedfulRequests):
            return take(state, sent, **more)
        with requests.taking():
            take(state, sent, **more)

    ask_and_be_heeded.is_heeding = True  # type: ignore[attr-defined]
    AppSession.request_rerun = ask_and_be_heeded  # type: ignore[method-assign, assignment]
    SafeSessionState.on_script_will_rerun = take_whole  # type: ignore[method-assign, assignment]
    script_runner.ScriptRequests = HeedfulRequests  # type: ignore[misc]


class HeedfulRequests(ScriptRequests):
    """What a thread that runs the script is to do; knows what it has been told and not yet taken.

    Attributes:
        left: what it had not taken when it was told to stop, and never will.
    """

    def __init__(self) -> None:
        super().__init__()
        self.left: WidgetStates | None = None
        self._begun_for: WidgetStates | None = None
        self._is_taking = False
        self._lock = threading.RLock()  # type: ignore[assignment]

    def request_stop(self) -> None:
        """Also leave what was not taken."""
        with self._lock:
            if self._state is ScriptRequestType.RERUN:
                self.left = _with_triggers_of(self._begun_for, self._rerun_data.widget_states)
            elif self._state is ScriptRequestType.CONTINUE:
                self.left = self._begun_for
            super().request_stop()

    def on_scriptrunner_ready(self) -> ScriptRequest:
        """Also note what the run begins for."""
        with self._lock:
            return self._noted(super().on_scriptrunner_ready())

    def on_scriptrunner_yield(self) -> ScriptRequest | None:
        """Also note what the next run begins for; none begins while this takes what it was told."""
        # Each line of a page comes here; nothing is asked for most of the time.
        if self._is_taking or self._state is ScriptRequestType.CONTINUE:
            return None
        with self._lock:
            return self._noted(super().on_scriptrunner_yield())

    def _noted(self, request: R) -> R:
        if request is not None and request.type is ScriptRequestType.RERUN:
            self._begun_for = request.rerun_data.widget_states
        return request

    @contextmanager
    def taking(self) -> Iterator[None]:
        """The time in which the run takes what it was told.

        Raises:
            StopException: another one does that already.
        """
        with self._lock:
            if self._state is ScriptRequestType.STOP:
                raise StopException
            self._begun_for, self._is_taking = None, True
        try:
            yield
        finally:
            self._is_taking = False


def _ask_for_the_whole_page_where_forgotten(session: AppSession, wish: ClientState) -> None:
    # What a clock asks for again and again may go with its fragment.
    if not wish.fragment_id or wish.is_auto_rerun or session.has_fragment(wish.fragment_id):
        return
    wish.fragment_id = ""


def _add_what_was_not_taken(session: AppSession, wish: ClientState) -> None:
    """Stop the run that this one overtakes, as Streamlit is about to do, and take over from it."""
    runner = session._scriptrunner
    if runner is None or wish.fragment_id or not st.get_option("runner.fastReruns"):
        return
    runner.request_stop()
    left = getattr(runner._requests, "left", None)
    if left is not None:
        wish.widget_states.CopyFrom(_with_triggers_of(left, wish.widget_states))


def _with_triggers_of(
    earlier: WidgetStates | None, later: WidgetStates | None
) -> WidgetStates | None:
    """What was said last, and what was pressed before it."""
    return script_requests._coalesce_widget_states(earlier, later)


def session_id() -> str:
    """The visitor's connection, never shown to anyone; empty outside a run.

    `st.context` tells everything about a visitor but which one it is.
    """
    context = get_script_run_ctx()
    return context.session_id if context else ""


def is_connected(session: str) -> bool:
    """Whether a visitor's browser is still there; from any thread, by a `session_id`.

    Streamlit tells the end of a connection to nobody.
    """
    return runtime.exists() and runtime.get_instance().is_active_session(session)


def release_upload(uploaded: UploadedFile) -> None:
    """Give back what an uploaded file takes of the memory; its widget goes on showing the name.

    Streamlit keeps the bytes as long as the visitor stays, on whatever page.
    """
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, uploaded.file_id)


def bound_uploads(make_room: MakeRoom) -> None:
    """Look at what uploaded files take before another one is kept.

    Streamlit keeps as many as a visitor's browser sends, whether a page asks for them or not, until
    two minutes after the visitor has gone.

    Args:
        make_room: called with the files that are held and their bytes, and with the new one and its
            bytes; gives those that go for it. An `UploadRefusedError` that it raises is the answer
            to the browser.
    """
    if hasattr(MemoryUploadedFileManager.add_file, "is_bounded"):
        return
    keep, one_at_a_time = MemoryUploadedFileManager.add_file, threading.Lock()

    @wraps(keep)
    def keep_within_bounds(
        manager: MemoryUploadedFileManager, session_id: str, file: UploadedFileRec
    ) -> None:
        with one_at_a_time:
            held = {
                UploadKey(session, name): len(record.data)
                for session, files in list(manager.file_storage.items())
                for name, record in list(files.items())
            }
            new = UploadKey(session_id, file.file_id)
            try:
                for gone in make_room(held, new, len(file.data)):
                    manager.remove_file(gone.session, gone.file)
            except UploadRefusedError as refused:
                raise HTTPException(status_code=503, detail=str(refused)) from refused
            keep(manager, session_id, file)

    keep_within_bounds.is_bounded = True  # type: ignore[attr-defined]
    MemoryUploadedFileManager.add_file = keep_within_bounds  # type: ignore[method-assign, assignment]


def is_released(uploaded: UploadedFile | DeletedFile) -> bool:
    """Whether a file uploader's value in the session state is one that has been released."""
    return isinstance(uploaded, DeletedFile)


def came_by_history() -> bool:
    """Whether this run answers the browser's back or forward button.

    `st.query_params` say where a visitor is, and not how they came there.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
